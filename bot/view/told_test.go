package view

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// tellMany is an action that told so many, of whom every hundredth stands in
// another way.
func tellMany(n int) (bot.Action, []bot.Told) {
	told := make([]bot.Told, n)
	for i := range told {
		told[i] = bot.Told{Recipient: bot.Recipient{Address: bot.Address(fmt.Sprintf("houder%05d@een-heel-lang-domein-voor-een-winkel.example", i)),
			Accounts: []bot.AccountID{bot.AccountID(fmt.Sprintf("SN-%05d", i)), "SN-99999"}}, State: bot.ToldAccepted, At: start}
		if i%100 == 0 {
			told[i].State, told[i].Code = bot.ToldStates()[i/100%5], "5.1.1"
		}
	}
	return bot.Action{ID: 3, Kind: bot.Inform, State: bot.ActionIsDone, Decided: bot.Mark{By: "mira", At: start}, Many: &bot.Many{Count: n, Tries: 1}}, told
}

func sizeOf(t *testing.T, v slack.ModalViewRequest) int {
	t.Helper()
	b, err := json.Marshal(slack.NewUpdateViewSubmissionResponse(&v))
	if err != nil {
		t.Fatal(err)
	}
	return len(b)
}

// However many were told: who needs somebody stands first and whole, the rest
// is counted, and it stays inside what Slack takes.
func TestWhoNeedsSomebodyStandsFirst(t *testing.T) {
	a, told := tellMany(20_000)
	in := bot.Incident{Ref: "DL-2026-0007"}
	v := testFace.ToldModal(in, a, told, start)
	text := TranscriptBlocks(v.Blocks.BlockSet)
	rest := text
	for _, want := range []string{"20.000 accounthouders", "40 niet aangenomen · 40 teruggekomen · 40 beantwoord", "Niet aangenomen (40)", "houder00200@", "Teruggekomen (40)", "houder00300@", "Beantwoord (40)", "houder00400@",
		"In de wachtrij (40)", "houder00000@", "Aangenomen (19.840)", "houder00001@", "… en nog 19."} {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("no %q, or not in its place:\n%.3000s", want, text)
		}
		rest = after
	}
	if n := len(v.Blocks.BlockSet); n > maxViewBlocks || sizeOf(t, v) > 100_000 {
		t.Errorf("%d blocks, %d bytes", n, sizeOf(t, v))
	}
	if n := strings.Count(text, "houder"); n < 200 {
		t.Errorf("only %d of them are shown", n)
	}
}

// An answer to a search is an ack, and one of 20,480 bytes is dropped.
func TestWhatIsFoundFitsIntoAnAck(t *testing.T) {
	a, told := tellMany(20_000)
	for i := range told { // what an address and a list of accounts can be at most
		told[i].State, told[i].Code = bot.ToldStates()[i%5], strings.Repeat("<&>", 40)
		told[i].Address = bot.Address(strings.Repeat("&", 300)) + told[i].Address
		told[i].Accounts = append(told[i].Accounts, "<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", "4", "5", "6", "7")
	}
	for _, part := range []string{"", "&", strings.Repeat("&", 254)} {
		v := testFace.FoundModal(bot.Incident{Ref: "DL-2026-0007"}, a, told, part, start)
		if n := sizeOf(t, v); n > 20_000 {
			t.Errorf("%.10q: %d bytes", part, n)
		}
	}
	_, told = tellMany(20_000)
	if v := testFace.FoundModal(bot.Incident{Ref: "DL-2026-0007"}, a, told, "example", start); sizeOf(t, v) > 20_000 || !strings.Contains(TranscriptBlocks(v.Blocks.BlockSet), "20.000 van 20.000") {
		t.Errorf("%d bytes: %.500s", sizeOf(t, v), TranscriptBlocks(v.Blocks.BlockSet))
	}
}

// A part of an address or of an account number finds it, in any case.
func TestASearchFindsThem(t *testing.T) {
	a, told := tellMany(300)
	told[7].Accounts = append(told[7].Accounts, "AB-1")
	for part, want := range map[string]string{"Houder00042": "1 van 300", " sn-00042 ": "1 van 300", "ab-": "1 van 300", "": "", "SN-0004": "10 van 300", "joost": "Niemand gevonden"} {
		v := testFace.FoundModal(bot.Incident{Ref: "DL-2026-0007"}, a, told, part, start.Add(time.Minute))
		text := TranscriptBlocks(v.Blocks.BlockSet)
		if !strings.Contains(text, want) || part == "" && strings.Contains(text, "Gevonden") {
			t.Errorf("%q: no %q in\n%.600s", part, want, text)
		}
		if part == "ab-" && (!strings.Contains(text, "houder00007@") || strings.Contains(text, "houder00008@")) {
			t.Errorf("%q finds somebody else:\n%.600s", part, text)
		}
	}
}
