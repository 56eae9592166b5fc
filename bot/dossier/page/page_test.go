package page_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
	"meldwacht/bot/dossier/page"
	"meldwacht/bot/paper"
	"meldwacht/bot/view"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	start = time.Date(2026, 11, 20, 13, 20, 0, 0, time.UTC)
	anna  = bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	mira  = bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
	fati  = bot.Person{ID: "fati", Roles: []bot.Role{bot.Privacy}}
)

// A story is an incident with its record.
type story struct {
	t      *testing.T
	in     bot.Incident
	events []bot.Event
}

func (s *story) do(c bot.Change, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range c.Events {
		s.in = s.in.Apply(e)
		s.events = append(s.events, e)
	}
}

// filled is a dossier that is well on its way: answers of each provenance, one
// that looks like personal data, and what changed since it was filed.
func filled(t *testing.T, drill bool) *story {
	s := &story{t: t, in: bot.Incident{Ref: "DL-2026-0051"}}
	s.do(bot.Declare("DL-2026-0051", anna, bot.Declaration{What: "Een export met facturen stond open <b>voor iedereen</b>.\nGezien door jan@klant.example.",
		From: start.Add(-48 * time.Hour), Found: start.Add(-time.Hour), Aware: start, Later: "De logs moesten eerst worden nagezien.", Drill: drill}, bot.DefaultRules(), start))
	s.do(s.in.Assess(fati, bot.Severity{Categories: []bot.CategoryScore{{Category: bot.DataSimple}, {Category: bot.DataFinancial}}, Ident: 4, Conf: 1, Many: true},
		"Facturen van honderden klanten, met naam en adres.", start.Add(time.Hour)))
	s.do(s.in.Answer(fati, []bot.FieldAnswer{
		{Field: "supervisors.other", Options: []string{"no"}}, {Field: "abroad.people", Options: []string{"yes"}}, {Field: "abroad.countries", Value: "België, Duitsland"},
		{Field: "incident.kind", Options: []string{"published"}}, {Field: "breach.nature", Options: []string{"confidentiality"}, Confirmed: true},
		{Field: "data.general", Options: []string{"name", "contact", "access", "financial"}}, {Field: "records.count", Value: "1200"},
		{Field: "groups", Options: []string{"customers"}}, {Field: "groups.description", Value: "Klanten van webwinkels, zoals piet@klant.example 🦊."},
		{Field: "people.min", Value: "200"}, {Field: "people.max", Value: "900"}, {Field: "protection", Options: []string{"no"}},
		{Field: "severity", Options: []string{"significant"}, Confirmed: true},
	}, start.Add(2*time.Hour)))
	notice := bot.Notice{What: bot.NoticeInitial, Number: "2026-44123", Filed: start.Add(2 * time.Hour)}
	if drill {
		notice.Reason = "De oefening begon te laat." // its 72 hours are minutes
	}
	s.do(s.in.Notify(fati, notice, start.Add(5*time.Hour)))
	s.do(s.in.FindCause(anna, bot.CauseFound{Finding: "De map had de rechten van een testomgeving.", Contained: start.Add(2 * time.Hour)}, start.Add(20*time.Hour)))
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "people.max", Value: "300"}}, start.Add(21*time.Hour)))
	return s
}

func (s *story) sheet(lang bot.Lang) view.Sheet {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		s.t.Fatal(err)
	}
	form := dossier.Built().For(dossier.Organisation{
		Name: "Snoobi B.V.", Address: "Voorbeeldlaan 1", Postcode: "9711 AA", City: "Groningen", KvK: "01234567", Sector: "Informatie en communicatie",
		Reporter: dossier.Reporter{Name: "Fatima El Amrani", Position: "Functionaris gegevensbescherming", Mail: "fg@snoobi.example", Phone: "+31 50 000 00 01"},
	}, zone, lang)
	face := view.Face{Lang: lang, Zone: zone, Cast: view.Cast{Names: map[bot.PersonID]string{"anna": "Anna de Boer", "mira": "Mira Visser", "fati": "Fatima El Amrani"}}}
	return face.Sheet(form.Numbered(form.Fill(s.in, start.Add(24*time.Hour)), s.in, s.events))
}

// The page and the PDF are what they were, and the same bytes each time.
func TestPagesReadAsBefore(t *testing.T) {
	for name, sheet := range map[string]view.Sheet{"supplement.nl": filled(t, false).sheet(bot.NL), "supplement.en": filled(t, false).sheet(bot.EN), "exercise.nl": filled(t, true).sheet(bot.NL)} {
		for ending, write := range map[string]func(io.Writer, paper.Doc) error{"html": paper.HTML, "pdf": paper.PDF} {
			var b, again bytes.Buffer
			if err := write(&b, page.Doc(sheet)); err != nil {
				t.Fatal(err)
			}
			if err := write(&again, page.Doc(sheet)); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Errorf("%s.%s is not the same twice: %v", name, ending, err)
			}
			path := "testdata/" + name + "." + ending
			if *update {
				if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(want, b.Bytes()) {
				t.Errorf("%s differs (-update rewrites it; look at it as a picture)", path)
			}
		}
	}
}

// What people wrote is text and nothing else, a proposal is not copied with a
// click, nothing is fetched and nothing runs.
func TestThePageIsInert(t *testing.T) {
	var b strings.Builder
	if err := paper.HTML(&b, page.Doc(filled(t, false).sheet(bot.NL))); err != nil {
		t.Fatal(err)
	}
	html := b.String()
	for _, never := range []string{"<b>voor", "<script>", "http://", "https://", "jan@klant.example", " onclick"} {
		if strings.Contains(html, never) {
			t.Errorf("%q is on the page", never)
		}
	}
	if !strings.Contains(html, "&lt;b&gt;voor iedereen") {
		t.Error("what was written is not there as it was written")
	}
	if !strings.Contains(html, `<div class="field check"><dt>5.3 Beschrijving`) || !strings.Contains(html, ".check .value { user-select: auto") {
		t.Error("a proposal is selected with a click, like an answer")
	}
}

// A long answer goes on over the next pages, and what the font lacks is said.
func TestLongAnswersInThePDF(t *testing.T) {
	s := filled(t, false)
	s.do(s.in.Answer(mira, []bot.FieldAnswer{{Field: "measures", Value: strings.TrimSpace(strings.Repeat("Regel\n", 300))}}, start.Add(22*time.Hour)))
	var b bytes.Buffer
	if err := paper.PDF(&b, page.Doc(s.sheet(bot.NL))); err != nil {
		t.Fatal(err)
	}
	if pages := bytes.Count(b.Bytes(), []byte("/Type /Page\n")); pages < 9 {
		t.Errorf("%d pages", pages)
	}
}
