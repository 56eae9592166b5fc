package dossier

import (
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"meldwacht/bot"
)

var update = flag.Bool("update", false, "write the golden files anew")

var amsterdam = must(time.LoadLocation("Europe/Amsterdam"))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var (
	anna = bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	mira = bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
	fati = bot.Person{ID: "fati", Roles: []bot.Role{bot.Privacy}}
)

// start is a Friday afternoon: the 72 hours end on Monday.
var start = time.Date(2026, 11, 20, 13, 20, 0, 0, time.UTC)

var testForm = Built().For(Organisation{
	Name: "Snoobi B.V.", Address: "Voorbeeldlaan 1", Postcode: "9711 AA", City: "Groningen", KvK: "01234567", FGNumber: "FG001234", Sector: "Informatie en communicatie",
	Reporter: Reporter{Name: "Fatima El Amrani", Position: "Functionaris gegevensbescherming", Mail: "fg@snoobi.example", Phone: "+31 50 000 00 01"},
}, amsterdam, bot.NL)

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

func declared(t *testing.T, dec bot.Declaration) *story {
	s := &story{t: t, in: bot.Incident{Ref: "DL-2026-0051"}}
	s.do(bot.Declare("DL-2026-0051", anna, dec, bot.DefaultRules(), start))
	return s
}

var export = bot.Declaration{What: "Een export met inloggegevens stond open voor iedereen. Gezien door jan@klant.example.",
	From: start.Add(-48 * time.Hour), Found: start.Add(-time.Hour), Aware: start, Later: "De logs moesten eerst worden nagezien."}

var severity = bot.Severity{Categories: []bot.CategoryScore{{Category: bot.DataSimple}, {Category: bot.DataBehavioural}}, Ident: 3, Conf: 2, Malice: true}

// law is every number of law.md §3, in its order.
var law = strings.Fields(`1.1 1.2 1.3 2.1.1 2.2.1 3.1.1 3.1.2 3.2.1 3.2.2 3.3 4.1.1 4.1.2 4.2 4.3 4.4 4.5 5.1 5.2 5.3 5.4
	6.1 6.2 6.3.1 7.1 7.2 7.3 8.1 9.1 9.2 9.3 10.1.1 10.1.2 10.1.3 10.1.4 10.1.5 10.1.6 10.1.7 10.2`)

// Every question of the form is in the data file, in its order, and the form
// says which of them nothing in the record or the configuration answers.
func TestEveryQuestionIsThere(t *testing.T) {
	var numbers, none []string
	for _, q := range Built().Fields {
		if q.No != "" && !slices.Contains(numbers, q.No) {
			numbers = append(numbers, q.No)
		}
		if finders[q.Key] == nil {
			none = append(none, strings.TrimSpace(q.No+" "+q.Key))
		}
		if strings.Trim(q.Check, "LOF") != "" || q.Check == "" {
			t.Errorf("%s: nobody has compared it with the form, and check says %q", q.Key, q.Check)
		}
	}
	if !slices.Equal(numbers, law) {
		t.Errorf("the questions are %v,\nand the form has %v", numbers, law)
	}
	golden(t, "without-source.txt", strings.Join(none, "\n")+"\n")
	for key := range finders {
		if _, ok := Built().Field(key); !ok {
			t.Errorf("%s is looked for and is no question", key)
		}
	}
	said := map[string]bool{}
	for _, m := range regexp.MustCompile(`say\("([a-z.]+)"`).FindAllStringSubmatch(string(must(os.ReadFile("find.go"))), -1) {
		said[m[1]] = true
		if s := Built().Sentences[m[1]]; s.NL == "" || s.EN == "" {
			t.Errorf("no sentence %s", m[1])
		}
	}
	for key := range Built().Sentences {
		if !said[key] {
			t.Errorf("nobody says %s", key)
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := "testdata/" + name
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (-update rewrites it):\n%s", path, got)
	}
}

// What the record says is recorded, what is worked out waits for a person, and
// what nobody knows is missing.
func TestProvenance(t *testing.T) {
	s := declared(t, export)
	d := testForm.Fill(s.in, start.Add(time.Hour))
	for key, want := range map[string]Provenance{
		"notice.kind": Recorded, "org.kvk": Recorded, "reporter.mail": Recorded, "breach.start": Recorded, "breach.end": Derived,
		"found.at": Derived, "found.how": Derived, "breach.description": Derived, "people.exact": Missing, "told": Derived,
		"severity": Missing, "supervisors.other": Missing, "breach.nature": Missing,
	} {
		if r, ok := d.Row(key); !ok || r.Provenance != want {
			t.Errorf("%s is %s, not %s", key, r.Provenance, want)
		}
	}
	if r, _ := d.Row("breach.start"); r.Value != "2026-11-18" || r.Source.Event != 1 || r.Source.By != "anna" {
		t.Errorf("the start of the breach: %+v", r)
	}
	if r, _ := d.Row("late.reason"); r.Applies {
		t.Error("a reason for the delay is asked while there is none")
	}
	s.do(s.in.Assess(fati, severity, "Wachtwoorden van veel mensen.", start.Add(2*time.Hour)))
	d = testForm.Fill(s.in, start.Add(2*time.Hour))
	for key, want := range map[string][]string{"severity": {"significant"}, "breach.nature": {"confidentiality"}, "data.special": {"none"}, "effects.people": {"control"}} {
		if r, _ := d.Row(key); r.Provenance != Derived || !slices.Equal(r.Options, want) || r.Source.Event != 2 {
			t.Errorf("%s: %s %v from event %d", key, r.Provenance, r.Options, r.Source.Event)
		}
	}
}

// A proposal that was confirmed counts, until the record says something else: it
// is then asked anew. A person's own answer stays.
func TestConfirmedUntilTheRecordChanges(t *testing.T) {
	s := declared(t, export)
	s.do(s.in.Assess(fati, severity, "Eerste indruk.", start.Add(time.Hour)))
	s.do(s.in.Answer(mira, []bot.FieldAnswer{
		{Field: "severity", Options: []string{"significant"}, Confirmed: true},
		{Field: "effects.people", Options: []string{"control", "fraud"}},
	}, start.Add(2*time.Hour)))
	row := func(key string) Row {
		r, _ := testForm.Fill(s.in, start.Add(3*time.Hour)).Row(key)
		return r
	}
	if r := row("severity"); r.Provenance != Recorded || r.Source.By != "mira" || r.Source.Event != 3 {
		t.Errorf("confirmed: %+v", r)
	}
	worse := severity
	worse.Categories, worse.Ident = []bot.CategoryScore{{Category: bot.DataSensitive}}, 4
	s.do(s.in.Assess(fati, worse, "Het waren medische gegevens.", start.Add(3*time.Hour)))
	if r := row("severity"); r.Provenance != Derived || !slices.Equal(r.Options, []string{"very-high"}) {
		t.Errorf("after the record changed: %+v", r)
	}
	if r := row("effects.people"); r.Provenance != Recorded || len(r.Options) != 2 {
		t.Errorf("a person's own answer: %+v", r)
	}
}

// What is asked only with another answer is neither missing nor asked without it.
func TestQuestionsThatDependOnOthers(t *testing.T) {
	s := declared(t, export)
	missing := func() string {
		var keys []string
		for _, r := range testForm.Fill(s.in, start.Add(time.Hour)).Missing() {
			keys = append(keys, r.Key)
		}
		return " " + strings.Join(keys, " ") + " "
	}
	has := func(key string) bool { return strings.Contains(missing(), " "+key+" ") }
	if has("abroad.countries") || !has("abroad.people") || !has("people.exact") || !has("people.min") || has("attachments") || has("untold.public") {
		t.Error(missing())
	}
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "abroad.people", Options: []string{"yes"}}, {Field: "people.min", Value: "10"},
		{Field: "told", Options: []string{"no"}}, {Field: "untold.why", Options: []string{"effort"}}}, start))
	if !has("abroad.countries") || !has("people.max") || !has("people.exact") || !has("untold.public") {
		t.Error(missing())
	}
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "people.max", Value: "20"}, {Field: "told", Options: []string{"yes"}}}, start))
	if has("people.exact") || has("untold.public") || !has("told.text") {
		t.Error(missing())
	}
}

// After 72 hours the reason for the delay is demanded (art. 33(1)), also when the
// AP was notified late; a supplement to a notice in time needs none.
func TestLatenessDemandsItsReason(t *testing.T) {
	s := declared(t, export)
	deadline := start.Add(72 * time.Hour)
	asked := func(now time.Time) bool {
		d := testForm.Fill(s.in, now)
		r, _ := d.Row("late.reason")
		return d.Late && r.Lacks()
	}
	if asked(deadline) || !asked(deadline.Add(time.Second)) {
		t.Error("the reason is asked at the wrong time")
	}
	inTime := *s
	inTime.do(inTime.in.Notify(fati, bot.Notice{What: bot.NoticeInitial, Number: "2026-1", Filed: deadline}, deadline.Add(time.Hour)))
	if d := testForm.Fill(inTime.in, deadline.Add(99*time.Hour)); d.Late || d.Kind != bot.NoticeSupplement {
		t.Errorf("filed in time: late %v, %s", d.Late, d.Kind)
	}
	s.do(s.in.Notify(fati, bot.Notice{What: bot.NoticeInitial, Number: "2026-1", Filed: deadline.Add(time.Minute), Reason: "Het formulier lag plat."}, deadline.Add(time.Hour)))
	d := testForm.Fill(s.in, deadline.Add(time.Hour))
	if r, _ := d.Row("late.reason"); !d.Late || r.Provenance != Recorded || r.Value != "Het formulier lag plat." {
		t.Errorf("filed late: %+v", r)
	}
}

// The header follows from what was filed, and a supplement shows what changed
// since: only that.
func TestSupplementShowsWhatChanged(t *testing.T) {
	s := declared(t, export)
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "people.min", Value: "10"}, {Field: "people.max", Value: "500"}}, start.Add(time.Hour)))
	s.do(s.in.Notify(fati, bot.Notice{What: bot.NoticeInitial, Number: "2026-44123", Filed: start.Add(5 * time.Hour)}, start.Add(6*time.Hour)))
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "people.max", Value: "90"}}, start.Add(30*time.Hour)))
	s.do(s.in.FindCause(anna, bot.CauseFound{Finding: "Een verkeerde instelling.", Contained: start.Add(7 * time.Hour)}, start.Add(31*time.Hour)))
	d := testForm.Numbered(testForm.Fill(s.in, start.Add(32*time.Hour)), s.in, s.events)
	for key, want := range map[string]string{"notice.number": "2026-44123", "notice.first": "2026-11-20", "people.max": "90"} {
		if r, _ := d.Row(key); r.Value != want || !r.Applies {
			t.Errorf("%s is %q", key, r.Value)
		}
	}
	if r, _ := d.Row("notice.kind"); !slices.Equal(r.Options, []string{"supplement"}) {
		t.Errorf("the header says %v", r.Options)
	}
	var changed []string
	for _, r := range d.Changed() {
		changed = append(changed, r.Key+" was "+r.Before.Value+strings.Join(r.Before.Options, "+"))
	}
	want := []string{"breach.end was continuing", "breach.description was Een export met inloggegevens stond open voor iedereen. Gezien door •••.", "people.max was 500", "measures was "}
	if !slices.Equal(changed, want) {
		t.Errorf("changed: %q", changed)
	}
	if r, _ := d.Row("measures"); r.Source.Event != 5 || r.Source.Kind != "cause-found" {
		t.Errorf("the source of the measures: %+v", r.Source)
	}
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "notice.kind", Options: []string{"withdrawal"}}}, start.Add(40*time.Hour)))
	d = testForm.Fill(s.in, start.Add(41*time.Hour))
	if d.Kind != bot.NoticeWithdrawal {
		t.Errorf("the header is %s", d.Kind)
	}
	var asked []string // of a withdrawal: which notification, and who says so
	for _, r := range d.rows(func(r Row) bool { return r.Applies }) {
		asked = append(asked, r.Key)
	}
	want = []string{"notice.kind", "notice.number", "notice.first", "org.name", "reporter.name", "reporter.position", "reporter.mail", "reporter.phone"}
	if !slices.Equal(asked, want) || !d.Complete() {
		t.Errorf("a withdrawal asks %q; missing %d", asked, len(d.Missing()))
	}
}

// What account holders were told is proposed as the text of the message, once
// somebody has approved it; a person says whether those are the people.
func TestTextOfTheMessage(t *testing.T) {
	s := &story{t: t, in: bot.Incident{Ref: "DL-2026-0051"}}
	rules := bot.DefaultRules()
	rules.Letters = true
	s.do(bot.Declare(s.in.Ref, anna, export, rules, start))
	message := bot.Message{As: bot.AsPerson, Happened: "Een export stond open.", Data: "Namen; van jan@klant.example ook meer.", Consequences: "Spam.", Advice: "Let op.", Measures: strings.Repeat("Dicht. ", 280)}
	s.do(s.in.Tell(mira, bot.InformRequest{Message: message, Recipients: []bot.Recipient{{Address: "a@klant.example", Accounts: []bot.AccountID{"SN-1"}}}}, start.Add(time.Hour)))
	row := func() Row { r, _ := testForm.Fill(s.in, start.Add(3*time.Hour)).Row("told.text"); return r }
	if r := row(); !r.Empty() {
		t.Errorf("before anybody approved it: %q", r.Value)
	}
	s.do(s.in.Approve(fati, 1, 0, start.Add(2*time.Hour)))
	r := row()
	if !r.Applies || r.Provenance != Derived || r.Source.Kind != "action-requested" || !strings.HasPrefix(r.Value, "Wat er is gebeurd: Een export stond open.\nOm welke") ||
		strings.Contains(r.Value, "jan@") || !strings.HasSuffix(r.Value, "…\nDe hele tekst staat in het verslag van het incident.") || len([]rune(r.Value)) > bot.ReasonRunes {
		t.Errorf("the text: %s %v %q", r.Provenance, r.Source, r.Value)
	}
}

// What looks like personal data or a secret is taken out of what the desk itself
// takes over, and is asked about when a person types it.
func TestNoPersonalDataGetsIn(t *testing.T) {
	s := declared(t, export)
	d := testForm.Fill(s.in, start)
	if r, _ := d.Row("breach.description"); strings.Contains(r.Value, "jan@") || !strings.Contains(r.Value, "Gezien door •••") {
		t.Errorf("taken over: %q", r.Value)
	}
	for finder, want := range map[string]string{"": "eigen medewerker", "Jan van den Berg": "iemand anders", "de nachtdienst": "Ontdekt door: de nachtdienst"} {
		by := export
		by.Finder = finder
		if r, _ := testForm.Fill(declared(t, by).in, start).Row("found.how"); !strings.Contains(r.Value, want) || strings.Contains(r.Value, "Berg") {
			t.Errorf("found by %q: %q", finder, r.Value)
		}
	}
	for text, want := range map[string]string{
		"mail jan@klant.example":                     "mail",
		"bel 050-123 45 67 89":                       "phone",
		"bel +31 6 12345678":                         "phone",
		"BSN 111222333":                              "bsn",
		"rekening NL91ABNA0417164300":                "bank",
		"vanaf 203.0.113.7":                          "ip",
		"wachtwoord: fiets123":                       "secret",
		"sleutel sk_live_51Hx8aK2eZvKYlo2C":          "secret",
		"op 20-11-2026 om 14:20 zagen wij 1.200.300": "",
		"nummer 123456789 van het ticket":            "", // fails the test of eleven
		"weekrapport-verkoop-2026-week40-compleet":   "",
		"het wachtwoord is gestolen":                 "",
	} {
		if got := strings.Join(Suspect(text), " "); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
		if want != "" && len(Suspect(Hide(text))) > 0 {
			t.Errorf("hidden, and still seen: %q", Hide(text))
		}
	}
	answer := []bot.FieldAnswer{{Field: "groups.description", Value: "Zoals jan@klant.example"}, {Field: "reporter.mail", Value: "fg@snoobi.example"}}
	good, faults := testForm.Check(d, answer, false)
	if len(good) != 1 || faults["groups.description"] != FaultSuspect || faults["reporter.mail"] != "" {
		t.Errorf("%+v %v", good, faults)
	}
	if good, faults := testForm.Check(d, answer, true); len(good) != 2 || len(faults) > 0 {
		t.Errorf("a person is sure: %+v %v", good, faults)
	}
	s.do(s.in.Answer(fati, answer, start))
	if d := testForm.Fill(s.in, start); len(d.Suspect()) != 1 || d.Suspect()[0].Key != "groups.description" {
		t.Errorf("the dossier does not say so: %v", d.Suspect())
	}
}

func TestAnswersThatDoNotFit(t *testing.T) {
	s := declared(t, export)
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "people.min", Value: "50"}}, start))
	d := testForm.Fill(s.in, start.Add(time.Hour))
	for about, tt := range map[string]struct {
		a    bot.FieldAnswer
		want Fault
	}{
		"no question":            {bot.FieldAnswer{Field: "colour", Value: "red"}, FaultQuestion},
		"no option":              {bot.FieldAnswer{Field: "told", Options: []string{"maybe"}}, FaultOption},
		"two options":            {bot.FieldAnswer{Field: "told", Options: []string{"yes", "no"}}, FaultOption},
		"text for an option":     {bot.FieldAnswer{Field: "told", Value: "yes"}, FaultOption},
		"no number":              {bot.FieldAnswer{Field: "records.count", Value: "veel"}, FaultNumber},
		"a negative number":      {bot.FieldAnswer{Field: "records.count", Value: "-3"}, FaultNumber},
		"less than the minimum":  {bot.FieldAnswer{Field: "people.max", Value: "49"}, FaultOrder},
		"no day":                 {bot.FieldAnswer{Field: "breach.start", Value: "2026-02-30"}, FaultDate},
		"a day ahead":            {bot.FieldAnswer{Field: "breach.start", Value: "2026-11-22"}, FaultFuture},
		"a planned day":          {bot.FieldAnswer{Field: "told.when", Value: "2026-11-25"}, ""},
		"a moment ahead":         {bot.FieldAnswer{Field: "found.at", Value: "2026-11-22T10:00:00Z"}, FaultFuture},
		"a number with a point":  {bot.FieldAnswer{Field: "records.count", Value: "1.200"}, ""},
		"a list that is unknown": {bot.FieldAnswer{Field: "org.sector", Value: "Handel"}, ""},
	} {
		good, faults := testForm.Check(d, []bot.FieldAnswer{tt.a}, false)
		if faults[tt.a.Field] != tt.want {
			t.Errorf("%s: %q %+v", about, faults[tt.a.Field], good)
		}
	}
	good, _ := testForm.Check(d, []bot.FieldAnswer{{Field: "records.count", Value: "1.200"}, {Field: "breach.start", Value: "2026-11-01", Options: []string{"unknown"}}}, false)
	if good[0].Value != "1200" || good[1].Value != "" {
		t.Errorf("%+v", good)
	}
}

// Other questions are refused when they cannot be asked.
func TestQuestionsThatCannotBeAsked(t *testing.T) {
	head := "effective: 2026-11-23\nsections: [{no: 1, key: a, nl: A, en: A}]\nfields:\n"
	for about, tt := range map[string]struct{ fields, want string }{
		"none":              {"", "there are none"},
		"twice":             {"- {key: x, no: '1.1', nl: X, en: X, type: line, source: missing}\n- {key: x, no: '1.1', nl: X, en: X, type: line, source: missing}", "stands twice"},
		"one language":      {"- {key: x, no: '1.1', nl: X, type: line, source: missing}", "no label"},
		"a type":            {"- {key: x, no: '1.1', nl: X, en: X, type: poem, source: missing}", `no type "poem"`},
		"a source":          {"- {key: x, no: '1.1', nl: X, en: X, type: line, source: guessed}", `no source "guessed"`},
		"no section":        {"- {key: x, no: '9.1', nl: X, en: X, type: line, source: missing}", "in no section"},
		"options of a line": {"- {key: x, no: '1.1', nl: X, en: X, type: line, source: missing, options: [{key: a, nl: A, en: A}]}", "do not go together"},
		"when nothing":      {"- {key: x, no: '1.1', nl: X, en: X, type: line, source: missing, when: y=a}", `names "y"`},
		"unknown name":      {"- {key: x, no: '1.1', nl: X, en: X, type: line, source: missing, colour: red}", "colour"},
	} {
		_, err := Load([]byte(head + tt.fields))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", about, err)
		}
	}
}

// The dossier for a program, as it is written.
func TestJSONReadsAsBefore(t *testing.T) {
	s := declared(t, export)
	s.do(s.in.Assess(fati, severity, "Wachtwoorden van veel mensen; bel 06 12345678.", start.Add(2*time.Hour)))
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "people.min", Value: "10"}, {Field: "people.max", Value: "500"},
		{Field: "severity", Options: []string{"significant"}, Confirmed: true}}, start.Add(3*time.Hour)))
	s.do(s.in.Notify(fati, bot.Notice{What: bot.NoticeInitial, Number: "2026-44123", Filed: start.Add(5 * time.Hour)}, start.Add(6*time.Hour)))
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "people.max", Value: "90"}}, start.Add(30*time.Hour)))
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		form := testForm.In(lang)
		got, err := form.JSON(form.Numbered(form.Fill(s.in, start.Add(32*time.Hour)), s.in, s.events))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "dossier."+string(lang)+".json", string(got))
	}
}

// Whatever somebody types, what is hidden is not seen any more.
func FuzzHide(f *testing.F) {
	for _, s := range []string{"mail jan@klant.example", "wachtwoord: x", "NL91ABNA0417164300", "111222333", "+31 6 12345678", "203.0.113.7", "sk_live_51Hx8aK2eZvKYlo2C"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if left := Suspect(Hide(s)); len(left) > 0 {
			t.Errorf("%q hides as %q, which still holds %v", s, Hide(s), left)
		}
	})
}

// How many account holders were told is counted from the mails that were taken
// and did not come back, and waits for a person.
func TestWhoWasTold(t *testing.T) {
	s := declared(t, export)
	s.in.Actions = []bot.Action{{ID: 1, Kind: bot.Inform, State: bot.ActionIsDone, Message: &bot.Message{As: bot.AsPerson}, Finished: bot.Mark{By: bot.ActorDesk, At: start.Add(5 * time.Hour)},
		Many: &bot.Many{Count: 150, Batches: []bot.Batch{{Count: 100, Done: 100}, {Count: 50, Done: 48}}, Returned: [][2]int{{1, 3}}}}}
	d := testForm.Fill(s.in, start.Add(6*time.Hour))
	for key, want := range map[string]string{"told": "yes", "told.when": "2026-11-20", "told.count": "147", "told.how": "mail"} {
		if r, _ := d.Row(key); r.Value+strings.Join(r.Options, "+") != want || !r.Waits() {
			t.Errorf("%s: %q %v %s", key, r.Value, r.Options, r.Provenance)
		}
	}
	s.in.Actions[0].Message = &bot.Message{As: bot.AsController} // who decide themselves what they tell theirs
	d = testForm.Fill(s.in, start.Add(6*time.Hour))
	if r, _ := d.Row("told"); !slices.Equal(r.Options, []string{"unknown"}) {
		t.Errorf("controllers were told, and question 10.1.1 proposes %v", r.Options)
	}
}

// What only the record answers has no second copy here, and the exact number of
// people lies within the minimum and the maximum.
func TestAnswersThatContradictTheRecord(t *testing.T) {
	s := declared(t, export)
	other := start.Add(-9 * time.Hour).Format(time.RFC3339)
	_, faults := testForm.Check(testForm.Fill(s.in, start), []bot.FieldAnswer{{Field: "aware.at", Value: other}}, false)
	if faults["aware.at"] != FaultQuestion {
		t.Errorf("the moment of awareness: %q", faults["aware.at"])
	}
	s.do(s.in.Answer(fati, []bot.FieldAnswer{{Field: "aware.at", Value: other}, {Field: "people.min", Value: "900"}, {Field: "people.max", Value: "1000"}}, start))
	d := testForm.Fill(s.in, start)
	if r, _ := d.Row("aware.at"); r.Value != s.in.Aware.Format(time.RFC3339) {
		t.Errorf("the dossier says %s, and the clock runs from %s", r.Value, s.in.Aware)
	}
	for exact, want := range map[string]Fault{"20": FaultOutside, "1001": FaultOutside, "900": "", "1000": ""} {
		if _, faults := testForm.Check(d, []bot.FieldAnswer{{Field: "people.exact", Value: exact}}, false); faults["people.exact"] != want {
			t.Errorf("exactly %s of 900 to 1000: %q", exact, faults["people.exact"])
		}
	}
}
