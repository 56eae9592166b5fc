package mail

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"meldwacht/bot"
)

// maxReportWords bounds how many places of a text are shown beside a report.
const maxReportWords = 40

// saw records where a field was read. A field that the words do not give, such as
// the name in From, has no place.
func (rd *reader) saw(field bot.ReportField, at span) {
	if at.empty() || len(rd.words) >= 4*maxReportWords {
		return
	}
	rd.words = append(rd.words, bot.Words{Field: field, From: at.lo, To: at.hi, Subject: rd.inSubject})
}

// sortedWords returns the places in the order of the text, and behind them those in
// the subject; of those that overlap in one field the first.
func (rd *reader) sortedWords() []bot.Words {
	all := rd.words
	slices.SortFunc(all, func(a, b bot.Words) int {
		if a.Subject != b.Subject {
			if b.Subject {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To, a.To), cmp.Compare(a.Field, b.Field))
	})
	type row struct {
		field   bot.ReportField
		subject bool
	}
	var out []bot.Words
	end := map[row]int{}
	for _, w := range all {
		text := rd.mail.Text
		if w.Subject {
			text = rd.mail.Subject
		}
		if w.From < end[row{w.Field, w.Subject}] || !cutsNoLetter(text, span{w.From, w.To}) {
			continue
		}
		if len(out) == maxReportWords {
			break
		}
		out = append(out, w)
		end[row{w.Field, w.Subject}] = w.To
	}
	return out
}

// cutsNoLetter reports whether a span lies in a text and cuts no letter.
func cutsNoLetter(text string, s span) bool {
	return s.hi <= len(text) && utf8.RuneStart(text[s.lo]) && (s.hi == len(text) || utf8.RuneStart(text[s.hi]))
}
