package view

import (
	"errors"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
)

// erasedBy is an incident that two people erased, and its record.
func erasedBy(via bot.Via, drill bool) *story {
	s := &story{in: bot.Incident{Ref: "DL-2026-0012"}, now: start}
	s.apply(bot.Declare("DL-2026-0012", anna, bot.Declaration{What: "Een export stond open.", Drill: drill}, bot.DefaultRules(), start))
	s.apply(s.in.Notify(fati, bot.Notice{What: bot.NoticeInitial, Number: "2026-44123", Filed: start}, start.Add(time.Minute)))
	s.apply(s.in.Close(mira, "Afgerond.", start.Add(time.Hour)))
	s.apply(s.in.Erase(mira, via, nil, start.Add(2*time.Hour)))
	s.apply(s.in.Erase(fati, via, nil, start.Add(3*time.Hour)))
	return s
}

// One operator types both names on the command line, so what is said of an
// erasure says that it was there. An exercise has no line in the register that
// could have stayed.
func TestAnErasureSaysWhereItWas(t *testing.T) {
	f := testFace
	said := func(s *story) string {
		request := s.events[len(s.events)-2]
		return Transcript(f.Card(s.in, s.now)) + Transcript(f.Reply(s.in, request, s.now))
	}
	for _, c := range []struct {
		via        bot.Via
		drill      bool
		has, lacks string
	}{
		{bot.ViaSlack, false, "gewist op 27-11-2026. De regel in het register is gebleven.", "opdrachtregel"},
		{bot.ViaCommand, false, "gewist op 27-11-2026, op de opdrachtregel. De regel", "OEFENING"},
		{bot.ViaCommand, false, "@U0MIRA vraagt op de opdrachtregel om dit incident te wissen", "OEFENING"},
		{bot.ViaSlack, true, "OEFENING · DL-2026-0012 · gewist op 27-11-2026. Een oefening staat niet in het register.", "is gebleven"},
		{bot.ViaSlack, true, "Een oefening staat niet in het register.", "register blijft"},
	} {
		if in := erasedBy(c.via, c.drill).in; c.drill {
			var refusal bot.Refusal
			if _, err := in.Note(anna, "Nog iets.", start); !errors.As(err, &refusal) || strings.Contains(Refuse(bot.NL, refusal, f), "register") {
				t.Errorf("a note is refused with %v", err)
			}
		}
		if got := said(erasedBy(c.via, c.drill)); !strings.Contains(got, c.has) || strings.Contains(got, c.lacks) {
			t.Errorf("%s, exercise %v: no %q, or %q in\n%s", c.via, c.drill, c.has, c.lacks, got)
		}
	}
}
