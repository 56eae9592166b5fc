package mail

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"meldwacht/bot"
)

// TestWordsShowTheReading holds that each place which is shown beside a report
// holds what the report says, in all mails there are.
func TestWordsShowTheReading(t *testing.T) {
	mails := map[string]bot.Mail{}
	for _, u := range unseenMails {
		mails[u.name] = desk.Read(u.raw())
	}
	for _, dir := range []string{"sample/mails", "unseen/A", "unseen/B", "unseen/C"} {
		files, _ := filepath.Glob("../../testdata/" + dir + "/*.eml")
		if len(files) == 0 {
			t.Fatal("no mails in", dir)
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			mails[dir+"/"+filepath.Base(f)] = desk.Read(raw)
		}
	}
	counts := map[bot.ReportField]int{}
	for name, m := range mails {
		if err := badWords(m); err != "" {
			t.Errorf("%s: %s", name, err)
		}
		said := map[bot.ReportField][]string{}
		for _, w := range m.Report.Words {
			said[w.Field] = append(said[w.Field], saidBy(m, w))
			counts[w.Field]++
		}
		r := m.Report
		hold := func(field bot.ReportField, want string) {
			if got := strings.Join(said[field], " "); len(said[field]) > 0 && got != want {
				t.Errorf("%s: %s %q, its words %q", name, field, want, got)
			}
		}
		hold(bot.FieldRequester, r.Requester)
		hold(bot.FieldAccount, r.Account)
		hold(bot.FieldOccurred, collapse(r.Occurred.Text))
		if r.Occurred.Text != "" && said[bot.FieldOccurred] == nil || len(r.Actions) > 0 && said[bot.FieldActions] == nil || len(r.Actions) == 0 && said[bot.FieldActions] != nil {
			t.Errorf("%s: %q, %v, words %q", name, r.Occurred.Text, r.Actions, said)
		}
		var written []string
		for _, x := range said[bot.FieldTargets] {
			written = append(written, strings.ToLower(x))
		}
		for _, x := range r.Targets {
			if !slices.Contains(written, strings.ToLower(x)) && strings.Contains(strings.ToLower(collapse(m.Text)), strings.ToLower(x)) {
				t.Errorf("%s: target %q, words %q", name, x, written)
			}
		}
		if len(written) > len(r.Targets) {
			t.Errorf("%s: targets %q, words %q", name, r.Targets, written)
		}
	}
	t.Logf("%d mails: %v", len(mails), counts)
	for _, f := range []bot.ReportField{bot.FieldRequester, bot.FieldAccount, bot.FieldScope, bot.FieldOccurred, bot.FieldActions, bot.FieldTargets} {
		if counts[f] == 0 {
			t.Errorf("no words for %s anywhere", f)
		}
	}
}

// TestWordsOfTheSubject holds that a mail which says all in its subject shows
// the words there.
func TestWordsOfTheSubject(t *testing.T) {
	m := desk.Read([]byte("From: Jan Bos <jan@winkel.example>\nDate: " + sent + "\nSubject: verwijder jan@winkel.example\n\nZie het onderwerp. Gebeurde gisteren.\n"))
	if n := len(m.Report.Words); n != 3 || m.Report.Words[0].Subject || !m.Report.Words[1].Subject || !m.Report.Words[2].Subject {
		t.Errorf("text, then subject: %+v", m.Report.Words)
	}
	m = desk.Read([]byte("From: Jan Bos <jan@winkel.example>\nDate: " + sent + "\nSubject: sleutel winkel-api gisteren om 10:00 gelekt, graag blokkeren\n\n\n"))
	var got []string
	for _, w := range m.Report.Words {
		if !w.Subject {
			t.Errorf("%+v is not of the subject", w)
			continue
		}
		got = append(got, fmt.Sprintf("%s %q", w.Field, m.Subject[w.From:w.To]))
	}
	want := []string{`targets "winkel-api"`, `occurred "gisteren om 10:00"`, `actions "graag blokkeren"`}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// badWords returns what is wrong with the places of a report, "" when nothing is.
func badWords(m bot.Mail) string {
	last := -1
	if n := len(m.Report.Words); n > maxReportWords {
		return fmt.Sprintf("%d places", n)
	}
	for i, w := range m.Report.Words {
		text := m.Text
		if w.Subject {
			text = m.Subject
		}
		switch {
		case w.From < 0 || w.From >= w.To || w.To > len(text):
			return fmt.Sprintf("%+v is outside the text of %d bytes", w, len(text))
		case !utf8.ValidString(text[w.From:w.To]):
			return fmt.Sprintf("%+v cuts a letter: %q", w, text[w.From:w.To])
		case i > 0 && w.Subject != m.Report.Words[i-1].Subject:
			if !w.Subject {
				return fmt.Sprintf("%+v stands behind the subject", w)
			}
		case w.From < last:
			return fmt.Sprintf("%+v is not in order", w)
		case slices.Contains(m.Report.Words[:i], w):
			return fmt.Sprintf("%+v is there twice", w)
		}
		last = w.From
	}
	return ""
}

func saidBy(m bot.Mail, w bot.Words) string {
	if w.Subject {
		return collapse(m.Subject[w.From:w.To])
	}
	return collapse(m.Text[w.From:w.To])
}
