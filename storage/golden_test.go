package storage

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

var update = flag.Bool("update", false, "write the golden files of kinds that have none yet")

// golden is the folder of the stored form that is out in the world.
const golden = "testdata/v1"

const ref = bot.Ref("DL-2026-0007")

// at returns the moment that many minutes after an arbitrary one.
func at(minutes int) time.Time {
	return time.Date(2026, 3, 2, 8, minutes, 30, 123456789, time.UTC)
}

// samples holds one body of every kind, with something in every field.
func samples() []bot.Body {
	piet := bot.Mailbox{Name: "Piet de Wit", Address: "piet@winkel.example"}
	ann := bot.Mailbox{Name: "Ann", Address: "ann@snoobi.example"}
	rung := bot.Rung{Name: "2h", Left: 2 * time.Hour, Every: time.Hour, Tell: []bot.Role{bot.Manager, bot.OnCall},
		Ack: true, AckBy: []bot.Role{bot.Manager}, All: true, Page: []bot.Role{bot.Manager}, PageAfter: 30 * time.Minute,
		Outside: []bot.Role{bot.OnCall}, Second: true, Broadcast: true}
	mail := bot.Mail{
		Key: "v1:9f86d0", RawSum: strings.Repeat("ab", 32), MessageID: "1@winkel.example", IDs: []string{"0@winkel.example", "9@snoobi.example"},
		Tag: "DL-2026-0003", Class: bot.ClassReport, Unreadable: "too-deep", Forwarded: bot.ForwardInline, Forwarder: &ann,
		Reporter: piet, Sender: ann, Hops: []bot.Hop{{From: ann, Subject: "Fwd: Datalek", SentAt: at(1)}},
		Subject: "Datalek <spoed>", SentAt: at(2), Text: "Mijn login is gestolen & gebruikt\n\"snel\" \u2028 é", Note: "Zie onder", Lang: bot.NL, Staff: true, Codes: []string{"7K2M-QX9D"}, Bounced: "8@snoobi.example", Status: "5.1.1",
		Authentic: bot.Authentic{Pass: true, Judge: "mx.snoobi.example", Pending: true, Evidence: "dkim=pass header.d=snoobi.example"},
		Original:  &bot.Authentic{Pass: true, Judge: bot.JudgeDesk, Pending: true, Evidence: "dkim=temperror"}, Warnings: []string{"two-froms"},
		Report: bot.Report{Requester: "Piet de Wit", Account: "Winkel", Scope: []bot.Scope{bot.ScopeAPI, bot.ScopeUser},
			Occurred: bot.Occurred{From: at(3), Until: at(4), Precision: bot.PrecisionMinute, Text: "vanochtend"},
			Actions:  []bot.Ask{bot.AskRevokeUser}, Targets: []string{"jan@winkel.example"}, Missing: []bot.MissingItem{bot.MissingScope},
			Words: []bot.Words{{Field: bot.FieldOccurred, From: 3, To: 13, Subject: true}}},
	}
	match := bot.Match{Account: "SN-10423", Name: "Winkel", Candidates: []bot.AccountID{"SN-10423", "SN-10424"},
		Admin: "Piet de Wit", Address: "piet@winkel.example", ByAddress: true, ByName: true, Phone: "••• 23",
		Warnings: []bot.Warning{{Code: bot.WarnLookalike, About: "winkeI.example"}}}
	declaration := bot.Declaration{What: "een export stond open", From: at(-90), To: at(-80), Found: at(-70), Finder: "een klant", Aware: at(-60), Later: "eerst de logs nagezien", Drill: true}
	return []bot.Body{
		bot.Opened{Track: bot.Customer, Mail: mail,
			Match:   match,
			Verdict: bot.VerdictClaimed, Aware: at(0),
			Rules: bot.Rules{Approval: []bot.ActionKind{bot.StopAll}, Letters: true,
				Actions: []bot.ActionRule{{Kind: bot.StopAll, Anybody: true, Approvers: bot.Privacy, Stands: time.Hour, Carrier: bot.ByAPI}}, Obligations: []bot.ObligationRule{
					{Name: "ap", Tracks: []bot.Track{bot.Customer}, Theirs: []bot.Track{bot.Customer}, Trigger: bot.TriggerAware, From: at(-99),
						Within: 72 * time.Hour, MetBy: bot.MetByNotice, Ladder: []bot.Rung{rung}}},
				Paths: []string{"pagerduty", "mail"}, Acks: []bot.AckBand{{Left: time.Hour, Stands: time.Minute}}, Waits: bot.Waits{Office: time.Hour, Outside: time.Minute}},
			Mentions: "DL-2026-0003"},
		bot.MailAdded{Mail: mail, Told: 2},
		bot.MailChecked{Event: 1, Authentic: bot.Authentic{Pass: true, Judge: bot.JudgeDesk, Pending: true, Evidence: "dkim=none"},
			Original: &bot.Authentic{Pass: true, Judge: bot.JudgeDesk, Pending: true, Evidence: "dkim=pass header.d=winkel.example"}, Verdict: bot.VerdictAdmin},
		bot.MailReturned{Letter: "DL-2026-0007/letter/receipt", Status: "5.1.1", Told: &bot.Returned{Action: 2, Batch: 1, No: 3}},
		bot.ReportCorrected{Report: mail.Report, Match: match, Verdict: bot.VerdictClaimed},
		bot.Asked{Items: []bot.MissingItem{bot.MissingOccurred}, Words: "Sinds wanneer?", To: "piet@winkel.example"},
		bot.CodeSent{ID: 1, Account: "SN-10423", Admin: "Piet de Wit", To: "piet@winkel.example", Expires: at(59)},
		bot.CodeTried{ID: 1, Left: 4},
		bot.Claimed{},
		bot.EvidenceGiven{Account: "SN-10423", Evidence: "uittreksel"},
		bot.Validated{Verdict: bot.VerdictResponsible, Method: bot.MethodEvidence, Account: "SN-10423", Reason: "uittreksel", Second: "anna"},
		bot.Rejected{Reason: "onbekend"},
		bot.ActionRequested{ID: 2, Action: bot.StopAll, Account: "SN-10423", Target: "alles", Reverses: 1, Approval: true,
			Carrier: bot.ByAPI, Approvers: []bot.PersonID{"mira"}, Approver: bot.Manager, Lapses: at(7), Until: at(8),
			Many: &bot.ManyOf{All: true, Count: 2, Sum: "ab12", Of: 12, First: []bot.AccountID{"SN-10423"}, Unreached: []bot.AccountID{"SN-10424"}, Again: 1, Earlier: []int{1}},
			Message: &bot.Message{As: bot.AsPerson, Happened: "een lek", Data: "adressen", Consequences: "spam", Advice: "let op", Measures: "dicht",
				English: &bot.Parts{Happened: "a leak", Data: "addresses", Consequences: "spam", Advice: "beware", Measures: "closed"}, Aware: at(3),
				Affected: &bot.Affected{People: "12", Low: "10", High: "20", Records: "300"}}},
		bot.InformRecipients{ID: 2, Batch: 1, List: []bot.Recipient{{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example", Lang: bot.NL, Accounts: []bot.AccountID{"SN-10423"}}}},
		bot.InformTested{ID: 2, To: "mira@snoobi.example", Lang: bot.EN},
		bot.ActionAccounts{ID: 2, Batch: 1, Accounts: []bot.AccountID{"SN-10423", "SN-10424"}},
		bot.ActionProgress{ID: 2, Batch: 1, Try: 1, Done: 1, Failed: []bot.AccountFailure{{Account: "SN-10424", Code: "http_500", No: 2}}, Over: true},
		bot.ActionRetried{ID: 2, Try: 2, Accounts: 1},
		bot.ActionRetargeted{ID: 2, Target: "sleutel", Was: "alles", Lapses: at(9)},
		bot.ActionLapsed{ID: 2, Was: bot.ActionWaiting},
		bot.SuspensionEnded{ID: 2, Until: at(8)},
		bot.ActionApproved{ID: 2, Lapses: at(10)},
		bot.ActionDenied{ID: 2, Reason: "niet nodig"},
		bot.ActionDone{ID: 2, Proof: "ticket 17"},
		bot.ActionFailed{ID: 2, Reason: "geen toegang"},
		bot.ActionOvertaken{ID: 2, Event: 14, Target: "jan", Proof: "ADM-0001"},
		bot.RungReached{Obligation: "ap", Rung: "2h", Due: at(5), Left: -time.Minute, Times: 3, Missed: []string{"12h", "6h"}, Behind: 1, Level: 1,
			Closed: true, Page: []bot.Role{bot.OnCall}, Nobody: []bot.Role{bot.Support}, Must: []bot.PersonID{"anna"}, Again: at(11)},
		bot.Escalated{Obligation: "ap", Rung: "2h", Left: time.Hour, Why: bot.WhyNoAck, Times: 2,
			Closed: true, Page: []bot.Role{bot.Manager}, Nobody: []bot.Role{bot.OnCall}, Level: 2, Path: 1, Again: at(12)},
		bot.PageConfirmed{Page: "DL-2026-0007/page/ap/2h/moved/1/3/2:mail", Again: at(13)},
		bot.SlackSilent{Since: at(14), Waiting: 2, Page: []bot.Role{bot.Manager}, Ask: []bot.PersonID{"mira"}},
		bot.SlackBack{Since: at(14), Until: at(15), Waited: 3},
		bot.AwareCorrected{Aware: at(-60), Was: at(0), Reason: "eerder gebeld", Delay: "eerst geteld"},
		bot.Acknowledged{Obligation: "ap", Rung: "2h", Until: at(59), Via: bot.ViaPager},
		bot.Noted{Text: "gebeld"},
		bot.DetailsOpened{Told: 2},
		bot.Undelivered{Effect: "DL-2026-0007/card", What: bot.EffectCard, Error: "channel_not_found"},
		bot.Closed{Reason: "klaar", Owed: []bot.Owed{"obligation/ap"}},
		bot.Reopened{Reason: "toch niet"},
		bot.Held{Reason: "vordering"},
		bot.Released{Reason: "afgehandeld"},
		bot.ErasureRequested{Via: bot.ViaSlack},
		bot.MailsDropped{Count: 2},
		bot.Erased{Why: bot.EraseAsked, First: "mira", Via: bot.ViaCommand, Row: bot.Row{Track: bot.Internal, Drill: true, Opened: at(0), Aware: at(1), Closed: at(2), ClosedBy: "anna",
			Verdict: bot.VerdictAdmin, Mails: 2, Actions: 1, Notes: 3, NoNotice: true,
			Notices: []bot.RowNotice{{What: bot.NoticeInitial, Number: "2026-1", By: "fati", Filed: at(3), Late: time.Hour}},
			Met:     []bot.RowDuty{{Name: "ap", Deadline: at(4), Met: at(3)}},
			From:    at(-9), To: at(-8), Found: at(-7), AwareBy: "anna", Contained: at(2), Restored: at(2), Score: 9, Band: bot.BandMedium,
			Silent: []bot.RowMark{{By: "fati", At: at(2)}}, Told: &bot.RowTold{RowMark: bot.RowMark{By: "mira", At: at(2)}, Done: true, Controllers: true, Letters: 3, Returned: 1, Answered: 1},
			Answers: []bot.FieldAnswer{{Field: "people.exact", Value: "12", Options: []string{"a"}, Confirmed: true}}}},
		bot.Declared{Declaration: declaration, Rules: bot.Rules{Approval: []bot.ActionKind{bot.StopAll}, Letters: true,
			Obligations: []bot.ObligationRule{{Name: "ap", Tracks: []bot.Track{bot.Internal}, Theirs: []bot.Track{bot.Customer}, Trigger: bot.TriggerAware,
				From: at(-99), Within: 72 * time.Hour, MetBy: bot.MetByNotice, Ladder: []bot.Rung{rung}}},
			Actions: []bot.ActionRule{{Kind: bot.StopAll, Anybody: true, Approvers: bot.Privacy, Stands: time.Hour, Carrier: bot.ByAPI}},
			Paths:   []string{"pagerduty"}, Acks: []bot.AckBand{{Left: time.Hour, Stands: time.Minute}}, Waits: bot.Waits{Office: time.Hour, Outside: time.Minute}}},
		bot.Converted{Declaration: declaration, Was: at(-200)},
		bot.StageSkip{Stage: bot.StageStop, Reason: "de lek is al dicht"},
		bot.CauseFound{Finding: "een open emmer", Evidence: "ticket 18", Contained: at(6)},
		bot.ServiceRestored{At: at(7), Words: "alles draait weer"},
		bot.Notified{Notice: bot.Notice{What: bot.NoticeInitial, Number: "2026-44123", Filed: at(5), Reason: "het portaal lag plat"}, Late: time.Hour},
		bot.NoNoticeProposed{Reason: "alles was versleuteld", Privacy: true},
		bot.NoNotice{Reason: "alles was versleuteld", First: "femke"},
		bot.NoNoticeDenied{Reason: "de sleutel lag erbij"},
		bot.Assessed{Severity: bot.Severity{Categories: []bot.CategoryScore{{Category: bot.DataBehavioural, Adjust: 1}}, Ident: 3, Conf: 2, Integ: 1, Avail: 1, Malice: true, Many: true, Sealed: true},
			Score: 15, Band: bot.BandHigh, Reason: "inloggegevens van veel klanten"},
		bot.DossierAnswered{Answers: []bot.FieldAnswer{{Field: "breach.description", Value: "een export stond open", Options: []string{"other"}, Confirmed: true}}},
	}
}

// check compares with a golden file, and writes the ones that do not exist
// under -update. One that exists is out in the world and is never written again.
func check(t *testing.T, name string, got []byte) []byte {
	t.Helper()
	path := filepath.Join(golden, name)
	want, err := os.ReadFile(path)
	if os.IsNotExist(err) && *update {
		want, err = got, os.WriteFile(path, got, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is written in another form (-then +now):\n%s", path, diff)
	}
	return want
}

// Every kind of event is written as it was when it was first released, and what
// was written then is read as what it said.
func TestEventsKeepTheirStoredForm(t *testing.T) {
	seen := map[bot.Kind]bool{}
	for _, body := range samples() {
		seen[body.Kind()] = true
		t.Run(string(body.Kind()), func(t *testing.T) {
			if fields := empty(reflect.ValueOf(body), "body"); len(fields) > 0 {
				t.Errorf("the sample leaves %s empty", fields)
			}
			in := bot.Incident{Ref: ref}
			records, after, err := Seal(nil, in, bot.Change{Events: []bot.Event{{At: at(7), Actor: "anna", Body: body}}})
			if err != nil {
				t.Fatal(err)
			}
			got, err := records[0].Encode()
			if err != nil {
				t.Fatal(err)
			}
			stored := check(t, string(body.Kind())+".event", got)
			e, err := DecodeEvent(nil, ref, 1, stored)
			if err != nil {
				t.Fatal(err)
			}
			want := bot.Event{No: 1, At: at(7), Kind: body.Kind(), Actor: "anna", Hash: after.Head, Body: body}
			if diff := cmp.Diff(want, e); diff != "" {
				t.Errorf("it is read as something else (-said +read):\n%s", diff)
			}
		})
	}
	for _, body := range bot.Bodies() {
		if !seen[body.Kind()] {
			t.Errorf("%s has no sample and no golden file", body.Kind())
		}
	}
}

// empty names the fields in v that hold nothing.
func empty(v reflect.Value, name string) (fields []string) {
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return empty(v.Elem(), name)
	case v.Kind() == reflect.Slice && v.Len() > 0:
		for i := range v.Len() {
			fields = append(fields, empty(v.Index(i), name)...)
		}
	case v.Kind() == reflect.Struct && v.Type() != timeType:
		for i := range v.NumField() {
			fields = append(fields, empty(v.Field(i), name+"."+v.Type().Field(i).Name)...)
		}
	case v.IsZero():
		return []string{name}
	}
	return fields
}

// full is an incident that has something in nearly every field.
func full(t *testing.T) bot.Incident {
	body := map[bot.Kind]bot.Body{}
	for _, b := range samples() {
		body[b.Kind()] = b
	}
	first := bot.ActionRequested{ID: 1, Action: bot.RevokeUser, Account: "SN-10423", Target: "jan", Approval: true,
		Approvers: []bot.PersonID{"mira"}, Approver: bot.Manager, Lapses: at(7), Until: at(8)}
	tried := body["code-tried"].(bot.CodeTried)
	var events []bot.Event
	for i, b := range []bot.Body{
		body["opened"], body["mail-checked"], body["mail-added"], bot.MailChecked{Event: 3, Verdict: bot.VerdictAdmin}, bot.MailReturned{Status: "5.1.1"}, body["report-corrected"],
		body["asked"], body["code-sent"], tried, body["claimed"], bot.Validated{Verdict: bot.VerdictAdmin, Method: bot.MethodCode, Account: "SN-10423"},
		body["validated"], first, bot.ActionDone{ID: 1, Proof: "ticket 16"}, bot.SuspensionEnded{ID: 1, Until: at(8)}, body["suspension-ended"],
		body["action-requested"], body["action-accounts"], body["action-approved"], body["action-progress"], body["mail-returned"], bot.ActionFailed{ID: 2, Reason: "geen toegang"}, body["evidence-given"], body["aware-corrected"], body["rung-reached"],
		body["escalated"], body["page-confirmed"], body["acknowledged"], body["noted"], body["undelivered"], body["slack-back"], body["slack-silent"],
		body["stage-skipped"], body["cause-found"], body["service-restored"], body["no-notice-proposed"], body["no-notice"], body["notified"], body["assessed"], body["dossier-answered"], body["closed"],
	} {
		events = append(events, bot.Event{No: i + 1, At: at(10 + i), Actor: "anna", Body: b})
	}
	_, in, err := Seal(nil, bot.Incident{Ref: ref}, bot.Change{Events: events})
	if err != nil {
		t.Fatal(err)
	}
	in.Suspicion = &bot.Suspicion{Mark: bot.Mark{By: "anna", At: at(30)}, Declaration: body["declared"].(bot.Declared).Declaration,
		Event: 1, Converted: true, Was: at(-200)} // converted, and an exercise: neither goes with the rest
	in.Drill, in.Restored.Before, in.ClockSet = true, true, at(-3)
	in.Dropped, in.Held = 1, &bot.Hold{Mark: bot.Mark{By: "mira", At: at(31)}, Reason: "vordering"} // a hold voids what asks to erase
	in.Erasing = &bot.Erasing{Mark: bot.Mark{By: "mira", At: at(32)}, Event: 9}
	in.Erased = &bot.Erasure{Mark: bot.Mark{By: "mira", At: at(33)}, Event: 10, Erased: body["erased"].(bot.Erased)}
	in.Actions[1].Many.Answered = 2                                      // by a mail that came before it here
	in.Actions[0].Many, in.Actions[1].Lapses = in.Actions[1].Many, at(7) // what has begun lapses no more
	in.Actions[0].Message = in.Actions[1].Message
	s := in.Obligations[0].Standing
	s.PageAt = at(40)                                                                            // no event leaves it beside an acknowledgement
	s.Paged = []bot.Paged{{Key: "DL-2026-0007/page/ap/2h/moved/1/3/1", Path: "mail", Event: 22}} // nor this once it is closed
	return in
}

func TestIncidentsKeepTheirStoredForm(t *testing.T) {
	in := full(t)
	got, err := EncodeIncident(in)
	if err != nil {
		t.Fatal(err)
	}
	stored := check(t, "incident.json", got)
	read, err := DecodeIncident(ref, stored)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, read); diff != "" {
		t.Errorf("it is read as something else (-said +read):\n%s", diff)
	}
}

// A field that is added to bot.Incident must be added here too, or a stored
// incident would forget it.
func TestStoredIncidentHasEveryField(t *testing.T) {
	b, err := EncodeIncident(full(t))
	if err != nil {
		t.Fatal(err)
	}
	var s incident
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	for _, field := range empty(reflect.ValueOf(s), "incident") {
		if !optional[field] {
			t.Errorf("%s is empty in the sample", field)
		}
	}
	for _, pair := range [][2]reflect.Type{
		{reflect.TypeFor[bot.Incident](), reflect.TypeFor[incident]()},
		{reflect.TypeFor[bot.Filed](), reflect.TypeFor[filed]()},
		{reflect.TypeFor[bot.Code](), reflect.TypeFor[code]()},
		{reflect.TypeFor[bot.Action](), reflect.TypeFor[action]()},
		{reflect.TypeFor[bot.Many](), reflect.TypeFor[many]()},
		{reflect.TypeFor[bot.Batch](), reflect.TypeFor[batch]()},
		{reflect.TypeFor[bot.Obligation](), reflect.TypeFor[obligation]()},
		{reflect.TypeFor[bot.Standing](), reflect.TypeFor[standing]()},
		{reflect.TypeFor[bot.Ack](), reflect.TypeFor[ack]()},
		{reflect.TypeFor[bot.Met](), reflect.TypeFor[mark]()},
		{reflect.TypeFor[bot.Mark](), reflect.TypeFor[mark]()},
		{reflect.TypeFor[bot.Validation](), reflect.TypeFor[validation]()},
		{reflect.TypeFor[bot.Evidence](), reflect.TypeFor[evidence]()},
		{reflect.TypeFor[bot.Silence](), reflect.TypeFor[silence]()},
		{reflect.TypeFor[bot.Closing](), reflect.TypeFor[closing]()},
	} {
		for _, f := range reflect.VisibleFields(pair[0]) {
			if _, ok := pair[1].FieldByName(f.Name); !ok && !f.Anonymous {
				t.Errorf("the stored form of %s has no %s", pair[0], f.Name)
			}
		}
	}
}

// optional fields cannot all be set by one history.
var optional = map[string]bool{"incident.Actions.Ended": true, "incident.Mails.Authentic": true, "incident.Actions.Reverses": true,
	"incident.Actions.Reversed": true, "incident.Actions.Decided.By": true, "incident.Actions.Decided.At": true}

func TestUnreadableRecordsNameTheirEvent(t *testing.T) {
	records, _, err := Seal(nil, bot.Incident{Ref: ref}, bot.Change{Events: []bot.Event{{At: at(0), Actor: "anna", Body: bot.Noted{Text: "x"}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		about  string
		change func(*Record)
		no     int
		want   string
	}{
		{"a kind from the future", func(r *Record) { r.Kind = "teleported" }, 1, `kind "teleported" is not known`},
		{"a payload that is none", func(r *Record) { r.Payload = []byte("{") }, 1, "its payload (noted) cannot be read"},
		{"a payload with more behind it", func(r *Record) { r.Payload = []byte("{}{}") }, 1, "its payload (noted) cannot be read"},
		{"a payload of another shape", func(r *Record) { r.Payload = []byte(`{"text":3}`) }, 1, "its payload (noted) cannot be read"},
		{"another number", func(r *Record) {}, 2, "it says that it is number 1"},
	} {
		r := records[0]
		tt.change(&r)
		b, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		_, err = DecodeEvent(nil, ref, tt.no, b)
		if err == nil || !strings.Contains(err.Error(), string(ref)+": event ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.about, err)
		}
	}
	b, _ := records[0].Encode()
	newer := bytes.Replace(b, []byte(`{"v":1`), []byte(`{"v":2`), 1)
	if _, err := DecodeEvent(nil, ref, 1, newer); err == nil || !strings.Contains(err.Error(), "use a newer meldwacht") {
		t.Errorf("a newer format: %v", err)
	}
}

func TestSealRefusesWhatCannotBeFoldedAgain(t *testing.T) {
	for about, e := range map[string]bot.Event{
		"no body":              {At: at(0), Kind: "noted"},
		"another kind":         {At: at(0), Kind: "closed", Body: bot.Noted{}},
		"another number":       {At: at(0), No: 2, Body: bot.Noted{}},
		"no time":              {Body: bot.Noted{}},
		"the year 10000":       {At: at(0), Body: bot.Acknowledged{Until: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}},
		"happens in 10000":     {At: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), Body: bot.Noted{}},
		"an actor in no UTF-8": {At: at(0), Actor: "a\xff", Body: bot.Noted{}},
	} {
		records, _, err := Seal(nil, bot.Incident{Ref: ref}, bot.Change{Events: []bot.Event{e}})
		if err == nil {
			t.Errorf("%s: sealed as %+v", about, records)
		}
	}
}

// Whatever bytes stand in a record, reading them gives an error or the one
// record that is written as these bytes.
func FuzzDecodeRecord(f *testing.F) {
	files, err := filepath.Glob(filepath.Join(golden, "*.event"))
	if err != nil || len(files) == 0 {
		f.Fatal(files, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := DecodeRecord(b)
		if err != nil {
			return
		}
		again, err := r.Encode()
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("%q is written as %q, %v", b, again, err)
		}
		_, _ = r.Event(nil, ref)
		if in, err := DecodeIncident(ref, r.Payload); err == nil {
			if _, err := EncodeIncident(in); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestOverridesKeepTheirStoredForm(t *testing.T) {
	row := StoredOverride{ID: "2", Kind: "replace", Person: "mira", For: "tom", From: at(1), To: at(2), Undoes: "1", Reason: "ruil", By: "anna", Made: at(0)}
	if fields := empty(reflect.ValueOf(row), "override"); len(fields) > 0 {
		t.Errorf("the sample leaves %s empty", fields)
	}
	got, err := Encode(row)
	if err != nil {
		t.Fatal(err)
	}
	read, err := Decode[StoredOverride]("an override", check(t, "override.json", got))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(row, read); diff != "" {
		t.Errorf("it is read as something else (-said +read):\n%s", diff)
	}
}
