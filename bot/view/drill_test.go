package view

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// exercise is one in which account holders were told and accounts stopped, as
// far as an exercise goes.
func exercise() *story {
	s := &story{in: bot.Incident{Ref: "DL-2026-0013"}, now: start}
	s.apply(bot.Declare("DL-2026-0013", anna, bot.Declaration{What: "Stel: een export staat open.", Drill: true}, bot.DefaultRules(), start))
	s.apply(s.in.StopMany(anna, bot.ManyRequest{Accounts: []bot.AccountID{"SN-10431", "SN-10432", "SN-10433"}}, start.Add(time.Minute)))
	s.apply(s.in.Approve(mira, 1, 0, start.Add(2*time.Minute)))
	s.apply(s.in.DecideNoNotice(mira, "Het is maar een oefening.", start.Add(3*time.Minute)))
	s.apply(s.in.DenyNoNotice(fati, "Oefen het melden ook.", start.Add(4*time.Minute)))
	s.due(start.Add(50 * time.Minute))
	s.now = start.Add(50 * time.Minute)
	return s
}

// Whoever reads one line of an exercise must not take it for a leak: each reply,
// also one that is drawn again, begins with the mark, and so does each row of a
// list and of Home.
func TestAnExerciseIsMarkedOnEverythingThatIsSaidOfIt(t *testing.T) {
	s := exercise()
	for lang, mark := range map[bot.Lang]string{bot.NL: "OEFENING", bot.EN: "EXERCISE"} {
		f := testFace.In(lang)
		begins := func(what string, blocks []slack.Block) {
			t.Helper()
			if got := TranscriptBlocks(blocks); !strings.HasPrefix(got, "~ "+mark+"\n") {
				t.Errorf("%s is not marked:\n%s", what, got)
			}
		}
		past := s.now.Add(10 * time.Hour) // a reminder of now is overtaken by then
		for _, e := range s.events {
			begins(string(e.Kind), f.Reply(s.in, e, s.now).Blocks)
			begins(string(e.Kind)+" again", f.Again(s.in, e, e.At, s.now).Blocks)
			begins(string(e.Kind)+", late", f.Reply(s.in, e, past).Blocks)
		}
		ins := []bot.Incident{s.in, stories()["40 declared"].in}
		list, _ := f.List(ins, s.now, lang)
		digest := f.Digest(ins, s.now)
		waiting := exercise()
		waiting.apply(waiting.in.StopMany(anna, bot.ManyRequest{Accounts: []bot.AccountID{"SN-10434"}}, s.now))
		for what, shown := range map[string]string{
			"list": TranscriptBlocks(list), "digest": TranscriptBlocks(digest.Blocks),
			"handover":        TranscriptBlocks(f.Handover(Handover{At: s.now}, ins, s.now).Blocks),
			"Home of support": TranscriptBlocks(f.Home(anna, []bot.Incident{waiting.in, ins[1]}, HomeInfo{}, s.now).Blocks.BlockSet),
			"Home of others":  TranscriptBlocks(f.Home(mira, []bot.Incident{waiting.in, ins[1]}, HomeInfo{}, s.now).Blocks.BlockSet),
			"a modal":         TranscriptView(f.NoteModal(s.in)), "the menu": TranscriptView(f.MenuModal(s.in, []string{VerbNote}, s.now)),
		} {
			rows := 0
			for line := range strings.Lines(shown) {
				named := strings.Contains(line, "DL-2026-0013")
				if named {
					rows++
				}
				if named != strings.Contains(line, mark) && !strings.Contains(line, "modal") {
					t.Errorf("%s: %q", what, line)
				}
			}
			if rows == 0 {
				t.Errorf("%s does not name the exercise:\n%s", what, shown)
			}
		}
	}
}

// What an exercise did to accounts is nothing, and nobody has done it.
func TestInAnExerciseNothingWasCarriedOut(t *testing.T) {
	s := exercise()
	var done bot.Event
	for _, e := range s.events {
		if _, ok := e.Body.(bot.ActionDone); ok {
			done = e
		}
	}
	for what, said := range map[string]string{"the reply": Transcript(testFace.Reply(s.in, done, s.now)), "the card": Transcript(testFace.Card(s.in, s.now))} {
		if !strings.Contains(said, "er is niets uitgevoerd") || strings.Contains(said, "gedaan door") || strings.Contains(said, "> 3") {
			t.Errorf("%s:\n%s", what, said)
		}
	}
}

// A sentence is marked once, and only where it is about an exercise.
func TestASentenceIsMarkedOnce(t *testing.T) {
	in := exercise().in
	once := testFace.Marked(in, "DL-2026-0013 is nu van jou.")
	if once != "OEFENING · DL-2026-0013 is nu van jou." || testFace.Marked(in, once) != once {
		t.Errorf("%q", once)
	}
	if got := testFace.Marked(bot.Incident{Ref: "DL-2026-0007"}, "x"); got != "x" {
		t.Errorf("a real one: %q", got)
	}
}
