package register

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
	"meldwacht/bot/view"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var (
	anna = bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	mira = bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
	fati = bot.Person{ID: "fati", Roles: []bot.Role{bot.Privacy}}

	names = map[bot.PersonID]string{"anna": "Anna de Boer", "mira": "Mira Visser", "fati": "Fatima el Idrissi"}
)

func face(t *testing.T, lang bot.Lang) view.Face {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return view.Face{Lang: lang, Zone: zone, Cast: view.Cast{Names: names}}
}

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

// A story is an incident as it is told, decision after decision.
type story struct {
	t      *testing.T
	in     bot.Incident
	events []bot.Event
}

func (s *story) then(c bot.Change, err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, e := range c.Events {
		s.in = s.in.Apply(e)
		s.events = append(s.events, e)
	}
}

func reported(t *testing.T, ref bot.Ref, when time.Time) *story {
	s := &story{t: t, in: bot.Incident{Ref: ref}}
	s.then(bot.Open(ref, bot.Opened{Track: bot.Customer, Verdict: bot.VerdictAdmin, Aware: when, Rules: bot.DefaultRules(),
		Match: bot.Match{Account: "SN-10423", Name: "Zeereep Boekingen"},
		Mail: bot.Mail{SentAt: when.Add(-9 * time.Minute), Subject: "geheim", Text: "geheim", Reporter: bot.Mailbox{Name: "Joost Geheim", Address: "geheim@zeereep.example"},
			Report: bot.Report{Scope: []bot.Scope{bot.ScopeAPI, bot.ScopeUser}, Requester: "Joost Geheim", Occurred: bot.Occurred{From: when.Add(-20 * time.Hour), Precision: bot.PrecisionDay}}},
	}, when), nil)
	return s
}

func declared(t *testing.T, ref bot.Ref, when time.Time, dec bot.Declaration) *story {
	s := &story{t: t, in: bot.Incident{Ref: ref}}
	rules := bot.DefaultRules()
	rules.Letters = true
	s.then(bot.Declare(ref, anna, dec, rules, when))
	return s
}

// stories are a customer's report, a leak that was notified late, one that was
// not notified, one that was converted and is open, and an exercise.
func stories(t *testing.T) []*story {
	a := reported(t, "DL-2026-0001", at("2026-10-24 18:00"))
	a.then(a.in.RequestAction(anna, bot.ActionRequest{Kind: bot.RevokeUser, Target: "geheim@zeereep.example"}, at("2026-10-24 18:20")))
	a.then(a.in.Finish(anna, 1, "gezien in het scherm", at("2026-10-24 18:31")))
	a.then(a.in.Close(anna, "", at("2026-10-24 19:00")))
	a.then(a.in.Reopen(mira, "de klant belde nog", at("2026-10-25 00:30")))
	a.then(a.in.Close(mira, "", at("2026-10-25 01:30")))

	b := declared(t, "DL-2026-0002", at("2026-11-20 13:20"), bot.Declaration{What: "Een export met facturen stond open voor iedereen met de link.",
		From: at("2026-11-18 07:00"), To: at("2026-11-20 13:00"), Found: at("2026-11-20 12:55"), Finder: "Beheer"})
	b.then(b.in.FindCause(anna, bot.CauseFound{Finding: "De map was publiek na een verhuizing.", Evidence: "wijziging 4711", Contained: at("2026-11-20 13:30")}, at("2026-11-20 15:00")))
	b.then(b.in.CorrectAware(mira, at("2026-11-20 13:00"), "het alarm kwam toen al binnen", "", at("2026-11-20 15:30")))
	b.then(b.in.Skip(mira, bot.StageStop, "De map is gesloten; meer toegang was er niet.", at("2026-11-20 15:40")))
	b.then(b.in.DecideNoNotice(mira, "Alleen bedragen", at("2026-11-20 16:00")))
	b.then(b.in.DenyNoNotice(fati, "Er staan namen bij.", at("2026-11-20 16:10")))
	b.then(b.in.Notify(mira, bot.Notice{What: bot.NoticeInitial, Number: "2026-44123", Filed: at("2026-11-23 14:05"), Reason: "De telling van de facturen duurde te lang."}, at("2026-11-23 14:10")))
	b.then(b.in.Notify(mira, bot.Notice{What: bot.NoticeSupplement, Number: "2026-44123-2", Filed: at("2026-11-25 09:00")}, at("2026-11-25 09:05")))
	b.then(b.in.Notify(fati, bot.Notice{What: bot.NoticeWithdrawal, Number: "2026-44123-3", Filed: at("2026-11-30 09:00"), Reason: "De map bleek nooit geopend."}, at("2026-11-30 09:05")))
	b.then(b.in.RestoreService(anna, bot.ServiceRestored{Words: "Links vervallen nu na een dag.", At: at("2026-11-26 08:00")}, at("2026-11-26 08:10")))

	b.then(b.in.Assess(mira, bot.Severity{Categories: []bot.CategoryScore{{Category: bot.DataFinancial}}, Ident: 3, Conf: 2}, "Bedragen met namen, bij onbekenden.", at("2026-11-20 16:20")))
	b.then(b.in.Answer(mira, []bot.FieldAnswer{{Field: "people.min", Value: "120"}, {Field: "people.max", Value: "400"}, {Field: "effects.people", Options: []string{"fraud"}}, {Field: "measures", Value: "Mappen worden elke nacht nagezien."}}, at("2026-11-20 16:30")))

	b.then(b.in.Tell(mira, bot.InformRequest{Message: bot.Message{As: bot.AsController, Happened: "geheim", Data: "geheim", Consequences: "geheim", Advice: "geheim", Measures: "geheim"},
		Recipients: []bot.Recipient{
			{Address: "a@geheim.example", Accounts: []bot.AccountID{"SN-10423"}}, {Address: "b@geheim.example", Accounts: []bot.AccountID{"SN-10424"}},
			{Address: "c@geheim.example", Accounts: []bot.AccountID{"SN-10423", "SN-10425"}}}}, at("2026-11-20 17:00")))
	b.then(b.in.Approve(fati, 1, 0, at("2026-11-20 17:10")))
	b.then(b.in.Progressed(bot.ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 2, Failed: []bot.AccountFailure{{No: 2, Code: "550"}}, Over: true}, at("2026-11-20 17:12")))

	c := declared(t, "DL-2026-0003", at("2026-12-01 09:00"), bot.Declaration{What: "=cmd|' /C calc'!A0 <script>alert(1)</script> \"laptop\" van support weg,\nversleuteld"})
	c.then(c.in.DecideNoNotice(mira, "@SUM(1) De schijf is versleuteld; de sleutel is veilig.", at("2026-12-01 10:00")))
	c.then(c.in.DecideNoNotice(fati, "", at("2026-12-01 11:00")))
	c.then(c.in.Skip(mira, bot.StageInform, "Niemand kon erbij.", at("2026-12-01 11:30")))
	for _, s := range []bot.Stage{bot.StageStop, bot.StageAssess, bot.StageRestore} {
		c.then(c.in.Skip(mira, s, "Niet nodig.", at("2026-12-01 11:40")))
	}
	c.then(c.in.FindCause(anna, bot.CauseFound{Finding: "Uit de auto gestolen."}, at("2026-12-01 11:50")))
	c.then(c.in.Close(mira, "", at("2026-12-01 12:00")))

	d := reported(t, "DL-2026-0004", at("2026-12-31 22:50"))
	d.then(d.in.Convert(anna, bot.Declaration{What: "Onze API gaf gegevens van een ander account."}, at("2026-12-31 23:40")))
	d.then(d.in.Hold(mira, "er loopt een vordering", at("2026-12-31 23:42")))
	d.then(d.in.RequestAction(anna, bot.ActionRequest{Kind: bot.SuspendAPI, Target: "fleet"}, at("2026-12-31 23:45")))

	e := declared(t, "DL-2026-0005", at("2026-12-05 09:00"), bot.Declaration{What: "een oefening", Drill: true})

	f := declared(t, "DL-2026-0006", at("2026-12-08 09:00"), bot.Declaration{What: "geheim"})
	f.then(f.in.Notify(mira, bot.Notice{What: bot.NoticeInitial, Number: "2026-50001", Filed: at("2026-12-08 10:00")}, at("2026-12-08 10:05")))
	f.then(f.in.Notify(fati, bot.Notice{What: bot.NoticeSupplement, Number: "geheim", Filed: at("2026-12-08 10:20")}, at("2026-12-08 10:25")))
	f.then(f.in.Assess(mira, bot.Severity{Categories: []bot.CategoryScore{{Category: bot.DataSimple}}, Ident: 3, Conf: 2}, "geheim", at("2026-12-08 10:30")))
	f.then(f.in.Answer(mira, []bot.FieldAnswer{{Field: "people.exact", Value: "1200"}, {Field: "data.general", Options: []string{"contact", "other"}, Value: "geheim"},
		{Field: "reporter.phone", Value: "0201234567"}, {Field: "breach.description", Value: "geheim"}}, at("2026-12-08 10:40")))
	for _, s := range []bot.Stage{bot.StageStop, bot.StageInform, bot.StageCause, bot.StageRestore} {
		f.then(f.in.Skip(mira, s, "geheim", at("2026-12-08 11:00")))
	}
	f.then(f.in.Close(mira, "", at("2026-12-08 12:00")))
	f.then(f.in.Erase(mira, bot.ViaSlack, nil, at("2026-12-09 12:00")))
	f.then(f.in.Erase(fati, bot.ViaSlack, nil, at("2026-12-10 12:00")))
	return []*story{a, b, c, d, e, f}
}

func made(t *testing.T) *Register {
	r := New(Period{}, bot.Retention{Years: 5}, at("2027-01-04 08:00"))
	for _, s := range stories(t) {
		r.Add(s.in, s.events)
	}
	return r
}

func written(t *testing.T, r *Register, as Format, lang bot.Lang) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := r.Write(&out, as, face(t, lang)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// The register of five incidents is as it was.
func TestARegisterReadsAsBefore(t *testing.T) {
	r := made(t)
	for _, c := range []struct {
		file string
		as   Format
		lang bot.Lang
	}{
		{"register.nl.csv", CSV, bot.NL}, {"register.en.csv", CSV, bot.EN},
		{"register.nl.html", HTML, bot.NL}, {"register.en.html", HTML, bot.EN}, {"register.json", JSON, bot.NL},
	} {
		got, path := written(t, r, c.as, c.lang), filepath.Join("testdata", c.file)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.file, diff)
		}
	}
}

// Whoever reported, what the mail said and what was acted on stand in no form of it.
func TestARegisterHoldsNothingOfAMail(t *testing.T) {
	r := made(t)
	for _, as := range []Format{CSV, JSON, HTML} {
		if text := written(t, r, as, bot.NL); bytes.Contains(bytes.ToLower(text), []byte("geheim")) || bytes.Contains(text, []byte("0201234567")) {
			t.Errorf("%s says what must stay in the mail", as)
		}
	}
}

// An exercise is no breach, and a day belongs to its period by the desk's clock.
func TestWhatARegisterHolds(t *testing.T) {
	zone := face(t, bot.NL).Zone
	for _, c := range []struct {
		from, to string
		want     string
	}{
		{"", "", "0001 0002 0003 0006 0004"},
		{"2026-01-01", "2026-12-31", "0001 0002 0003 0006 0004"},
		{"2026-10-24", "2026-10-24", "0001"},
		{"2026-10-25", "", "0002 0003 0006 0004"},
		{"", "2026-11-20", "0001 0002"},
		{"2027-01-01", "", ""},
	} {
		p, err := ParsePeriod(c.from, c.to, zone)
		if err != nil {
			t.Fatal(err)
		}
		r, got := New(p, bot.Retention{Years: 5}, at("2027-01-04 08:00")), []string{}
		list := stories(t)
		slices.Reverse(list) // the order in which they come does not matter
		for _, s := range list {
			r.Add(s.in, s.events)
		}
		for _, row := range r.Rows {
			got = append(got, string(row.Ref[8:]))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("from %q to %q: %v, not %s", c.from, c.to, got, c.want)
		}
	}
	for _, c := range [][2]string{{"2026-02-30", ""}, {"", "31-12-2026"}, {"2026-12-02", "2026-12-01"}} {
		if _, err := ParsePeriod(c[0], c[1], zone); err == nil {
			t.Errorf("%q to %q is a period", c[0], c[1])
		}
	}
}

// A cell of a spreadsheet is never a formula, and the CSV says in each row what
// its columns promise.
func TestACellIsNoFormula(t *testing.T) {
	text, marked := bytes.CutPrefix(written(t, made(t), CSV, bot.NL), []byte("\xef\xbb\xbf"))
	if !marked {
		t.Error("a spreadsheet would not know that it is in UTF-8")
	}
	cells := csv.NewReader(bytes.NewReader(text))
	cells.Comma = ';' // what a Dutch spreadsheet takes for the end of a cell
	rows, err := cells.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		if len(row) != len(columns) {
			t.Errorf("%d cells, not %d", len(row), len(columns))
		}
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Errorf("a cell begins with %q", cell[0])
			}
		}
	}
	for in, want := range map[string]string{"=1": "'=1", "+31": "'+31", "-1": "'-1", "@a": "'@a", "\tx": "'\tx", "\rx": "'\rx", "\x00=1": "'=1", "a=1": "a=1", "": ""} {
		if got := inert(in); got != want {
			t.Errorf("%q becomes %q, not %q", in, got, want)
		}
	}
}

// What people wrote is text in the page, whatever it looks like.
func TestAPageRunsNothing(t *testing.T) {
	text := string(written(t, made(t), HTML, bot.NL))
	if strings.Contains(text, "<script") || !strings.Contains(text, "&lt;script&gt;") {
		t.Error("a text of a person is markup in the page")
	}
	for _, w := range []string{"http:", "https:", "url(", "@import"} {
		if strings.Contains(text, w) {
			t.Errorf("the page reaches out: %s", w)
		}
	}
}

// Every word has both languages, and every column, decision and state has words.
func TestTheRegisterHasWords(t *testing.T) {
	for key, w := range words {
		if w[bot.NL] == "" || w[bot.EN] == "" {
			t.Errorf("%s has no words in both languages", key)
		}
	}
	var want []string
	for _, c := range columns {
		want = append(want, "col."+c.key)
	}
	for _, d := range []Decision{Theirs, Undecided, Proposed, No, Yes, Withdrawn} {
		want = append(want, "ap."+string(d))
	}
	for _, k := range bot.ActionKinds() {
		want = append(want, "action."+string(k))
	}
	for _, s := range bot.Stages() {
		want = append(want, "stage."+string(s))
	}
	for _, s := range bot.ToldStates() {
		want = append(want, "told."+string(s))
	}
	for _, key := range want {
		if _, ok := words[key]; !ok {
			t.Errorf("no words for %s", key)
		}
	}
}

// What the register takes from the dossier, the dossier has.
func TestFactsAreQuestions(t *testing.T) {
	for _, key := range facts {
		if _, ok := dossier.Built().Field(key); !ok {
			t.Errorf("the dossier has no question %s", key)
		}
	}
}

// An empty register is one, and what is counted of a year is what it holds.
func TestAnEmptyRegister(t *testing.T) {
	r := New(Period{}, bot.Retention{Years: 5}, at("2027-01-04 08:00"))
	if text := written(t, r, HTML, bot.EN); !bytes.Contains(text, []byte("No incident was opened")) {
		t.Error("the page does not say that it is empty")
	}
	var got struct {
		Incidents []Row `json:"incidents"`
	}
	if err := json.Unmarshal(written(t, r, JSON, bot.EN), &got); err != nil || got.Incidents == nil {
		t.Errorf("%v: no list of incidents", err)
	}
	var c view.RegisterCount
	for _, s := range stories(t) {
		Tally(&c, s.in)
	}
	if want := (view.RegisterCount{All: 5, Internal: 4, Notified: 2, NotNotified: 1, Undecided: 1, Open: 2}); c != want {
		t.Errorf("counted %+v, not %+v", c, want)
	}
}

// Whose data they are is what somebody answered; until then it is marked as
// derived. Who was told as a controller decides about its own people.
func TestRolesAndWhoIsTold(t *testing.T) {
	told := func(as bot.As) Row {
		s := declared(t, "DL-2026-0009", at("2026-11-20 13:20"), bot.Declaration{What: "een lek"})
		if r := Of(s.in, s.events); r.Role != Both || !r.RoleDerived {
			t.Errorf("before anybody said it: %s %v", r.Role, r.RoleDerived)
		}
		s.then(s.in.Answer(mira, []bot.FieldAnswer{{Field: "role", Options: []string{"controller"}}}, at("2026-11-20 13:30")))
		s.then(s.in.Tell(mira, bot.InformRequest{Message: bot.Message{As: as, Happened: "x", Data: "x", Consequences: "x", Advice: "x", Measures: "x"},
			Recipients: []bot.Recipient{{Address: "a@klant.example", Accounts: []bot.AccountID{"SN-1"}}}}, at("2026-11-20 14:00")))
		s.then(s.in.Approve(fati, 1, 0, at("2026-11-20 14:10")))
		s.then(s.in.Progressed(bot.ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 1, Over: true}, at("2026-11-20 14:12")))
		return Of(s.in, s.events)
	}
	people, controllers := told(bot.AsPerson), told(bot.AsController)
	if people.Role != Controller || people.RoleDerived {
		t.Errorf("the role is %s", people.Role)
	}
	if i := people.Inform; i.Decision != Yes || i.Asked.By != "mira" || i.Decided.By != "fati" || !people.Moments.Informed.Equal(at("2026-11-20 14:12")) || len(people.Controllers) > 0 {
		t.Errorf("people were told: %+v %s", i, people.Moments.Informed)
	}
	if m := controllers.Moments; controllers.Inform.Decision != Theirs || !m.Informed.IsZero() || !m.ControllersInformed.Equal(at("2026-11-20 14:12")) || len(controllers.Controllers) != 1 {
		t.Errorf("controllers were told: %+v %+v", controllers.Inform, m)
	}
}

// The line of an incident that was erased on the command line says so: there one
// operator gives both names.
func TestAnErasureOnTheCommandLineIsNamed(t *testing.T) {
	e := &Erased{By: By{By: "fati", At: at("2026-12-10 12:00")}, First: "mira", Why: bot.EraseAsked, Via: bot.ViaCommand}
	if got := tongueOf(face(t, bot.NL)).erased(e); !strings.HasSuffix(got, "op de opdrachtregel") {
		t.Errorf("%q", got)
	}
}

// One account is no accounts.
func TestOneIsSingular(t *testing.T) {
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		for n, many := range map[int]bool{1: false, 2: true} {
			for _, kind := range []bot.ActionKind{bot.StopAll, bot.Inform} {
				got := tongueOf(face(t, lang)).action(Action{No: 3, Kind: kind, Accounts: n})
				if plural := regexp.MustCompile(`\d (accounts|ontvangers|recipients)`).MatchString(got); plural != many {
					t.Errorf("%q", got)
				}
			}
		}
	}
}
