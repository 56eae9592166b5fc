package view

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
)

var testForm = dossier.Built().For(dossier.Organisation{
	Name: "Snoobi B.V.", Address: "Voorbeeldlaan 1", Postcode: "9711 AA", City: "Groningen", KvK: "01234567",
	Reporter: dossier.Reporter{Name: "Fatima El Amrani", Position: "FG", Mail: "fg@snoobi.example", Phone: "+31 50 000 00 01"},
}, amsterdam, bot.NL)

// dossier is the dossier of a day's incident.
func (s *story) dossier(f Face) dossier.Dossier {
	form := testForm.In(f.Lang)
	return form.Numbered(form.Fill(s.in, s.now), s.in, s.events)
}

// dossierStories are days on which a severity is assessed and the dossier filled in.
func dossierStories(all map[string]*story, s *story) {
	severity := bot.Severity{Categories: []bot.CategoryScore{{Category: bot.DataSimple, Adjust: 1}, {Category: bot.DataFinancial, Adjust: 1}},
		Ident: 3, Conf: 2, Integ: 1, Malice: false, Many: true, Sealed: true}
	s.apply(s.in.Assess(fati, severity, "Facturen van honderden klanten; bel jan@snoobi.example.", s.now))
	all["50 assessed"] = s.copy()
	edge := s.copy()
	edge.apply(edge.in.Assess(mira, bot.Severity{Categories: []bot.CategoryScore{{Category: bot.DataSimple}}, Ident: 4, Conf: 1, Malice: true}, "Alleen namen.", s.now))
	all["50b assessed, near an edge"] = edge
	s.apply(s.in.Answer(fati, []bot.FieldAnswer{
		{Field: "people.min", Value: "200"}, {Field: "people.max", Value: "900"}, {Field: "severity", Options: []string{"very-high"}, Confirmed: true},
		{Field: "groups.description", Value: "Klanten van de webwinkels; vraag piet@klant.example."},
	}, s.now))
	all["51 answered"] = s.copy()
	late := s.copy()
	late.now = start.Add(80 * time.Hour)
	late.due(late.now)
	all["52 answered and late"] = late
	s.now = start.Add(50 * time.Hour)
	near := s.copy()
	near.due(near.now)
	all["51b answered, and the deadline nears"] = near
	s.apply(s.in.Notify(fati, bot.Notice{What: bot.NoticeInitial, Number: "2026-44123", Filed: s.now}, s.now))
	s.apply(s.in.Answer(fati, []bot.FieldAnswer{{Field: "people.max", Value: "300"}}, s.now.Add(time.Hour)))
	s.now = s.now.Add(time.Hour)
	all["53 filed, and supplemented"] = s.copy()
}

// Whatever the dossier and the severity are made of has words in both languages.
func TestTheDossierHasWords(t *testing.T) {
	var keys []string
	add := func(prefix string, names ...string) {
		for _, n := range names {
			keys = append(keys, prefix+n)
		}
	}
	for _, c := range bot.DataCategories() {
		add("severity.category.", string(c), string(c)+".how")
	}
	for block, bounds := range map[string][2]int{BlockAdjust: {-1, 1}, BlockIdent: {1, 4}, BlockConf: {0, 2}, BlockInteg: {0, 2}, BlockAvail: {0, 2}, BlockMalice: {0, 1}} {
		for n := bounds[0]; n <= bounds[1]; n++ {
			add(fmt.Sprintf("severity.%s.%d", block, n), "", ".how")
		}
	}
	for _, b := range bot.Bands() {
		add("severity.band.", string(b))
	}
	for _, l := range bot.Levels() {
		add("severity.level.", string(l))
	}
	for _, k := range bot.NoticeKinds() {
		add("dossier.notice.", string(k))
	}
	for _, f := range dossier.Faults() {
		add("dossier.fault.", string(f))
	}
	add("dossier.suspect.", dossier.SuspectKinds()...)
	for _, k := range keys {
		if !has(k) {
			t.Errorf("no text %s", k)
		}
	}
	// An option of Slack takes 75 characters, and its description as many: what is
	// cut cannot be chosen knowingly.
	for lang, c := range catalogs {
		for key, s := range c {
			if strings.HasPrefix(key, "severity.") && strings.HasSuffix(key, ".how") && len([]rune(s)) > maxOption {
				t.Errorf("%s %s is too long: %d", lang, key, len([]rune(s)))
			}
		}
		for _, q := range testForm.Fields {
			for _, o := range q.Options {
				if n := len([]rune(o.Label(lang))); n > maxOption {
					t.Errorf("%s %s.%s is too long: %d", lang, q.Key, o.Key, n)
				}
			}
		}
	}
}

// submitted is a modal as Slack hands it back when nothing is touched.
func submitted(v slack.ModalViewRequest) map[string]string {
	values := map[string]string{}
	for _, b := range v.Blocks.BlockSet {
		in, ok := b.(*slack.InputBlock)
		if !ok {
			continue
		}
		s := ""
		switch e := in.Element.(type) {
		case *slack.PlainTextInputBlockElement:
			s = e.InitialValue
		case *slack.RadioButtonsBlockElement:
			if e.InitialOption != nil {
				s = e.InitialOption.Value
			}
		case *slack.SelectBlockElement:
			if e.InitialOption != nil {
				s = e.InitialOption.Value
			}
		case *slack.DatePickerBlockElement:
			s = e.InitialDate
		case *slack.TimePickerBlockElement:
			s = e.InitialTime
		case *slack.CheckboxGroupsBlockElement:
			var all []string
			for _, o := range e.InitialOptions {
				all = append(all, o.Value)
			}
			s = strings.Join(all, "\n")
		}
		values[in.BlockID] = s
	}
	return values
}

func localMoment(day, clock string) (time.Time, bool) {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, amsterdam)
	return t.UTC(), err == nil
}

// A section that is sent as it was shown answers nothing: what was worked out
// counts only when it is ticked.
func TestAnUntouchedSectionAnswersNothing(t *testing.T) {
	for _, name := range []string{"40 declared", "50 assessed", "51 answered", "52 answered and late", "49 converted"} {
		s := stories()[name]
		d := s.dossier(testFace)
		for no := 1; no <= 10; no++ {
			values := submitted(testFace.DossierModal(s.in, d, no))
			if got := testFace.DossierAnswers(d, no, values, localMoment); len(got) > 0 {
				t.Errorf("%s, section %d: %+v", name, no, got)
			}
			part := d.Parts[no-1]
			want := 0
			for _, r := range part.Rows {
				if r.Waits() {
					values[BlockConfirm] += r.Key + "\n"
					want++
				}
			}
			got := testFace.DossierAnswers(d, no, values, localMoment)
			if len(got) != want || slices.ContainsFunc(got, func(a bot.FieldAnswer) bool { return !a.Confirmed }) {
				t.Errorf("%s, section %d, all ticked: %+v, want %d", name, no, got, want)
			}
			if good, faults := testForm.Check(d, got, false); len(good) != want || len(faults) > 0 {
				t.Errorf("%s, section %d: what was worked out is refused: %v", name, no, faults)
			}
		}
	}
}

// What a person writes is theirs, also over what was worked out; a day takes the
// place of "not known yet" and the other way round; emptying takes back.
func TestWhatIsWrittenInASection(t *testing.T) {
	s := stories()["51 answered"]
	d := s.dossier(testFace)
	read := func(no int, change map[string]string) []bot.FieldAnswer {
		values := submitted(testFace.DossierModal(s.in, d, no))
		for k, v := range change {
			values[k] = v
		}
		return testFace.DossierAnswers(d, no, values, localMoment)
	}
	for about, tt := range map[string]struct {
		no     int
		change map[string]string
		want   bot.FieldAnswer
	}{
		"another number":    {7, map[string]string{"q:people.max": "950"}, bot.FieldAnswer{Field: "people.max", Value: "950"}},
		"taken back":        {7, map[string]string{"q:people.min": ""}, bot.FieldAnswer{Field: "people.min"}},
		"more options":      {6, map[string]string{"q:data.general": "name\nbsn", "q:data.general~more": "other"}, bot.FieldAnswer{Field: "data.general", Options: []string{"name", "bsn", "other"}}},
		"another estimate":  {9, map[string]string{"q:severity": "limited"}, bot.FieldAnswer{Field: "severity", Options: []string{"limited"}}},
		"no day":            {4, map[string]string{"q:breach.start": "", "q:breach.start~or": "unknown"}, bot.FieldAnswer{Field: "breach.start", Options: []string{"unknown"}}},
		"another day":       {4, map[string]string{"q:breach.end": "2026-11-26"}, bot.FieldAnswer{Field: "breach.end", Value: "2026-11-26"}},
		"another moment":    {4, map[string]string{"q:found.at~time": "09:15"}, bot.FieldAnswer{Field: "found.at", Value: "2026-11-27T08:15:00Z"}},
		"a time that isn't": {4, map[string]string{"q:found.at~time": ""}, bot.FieldAnswer{Field: "found.at", Value: "?"}},
	} {
		got := read(tt.no, tt.change)
		if len(got) != 1 || got[0].Field != tt.want.Field || !got[0].Says(tt.want) || got[0].Confirmed {
			t.Errorf("%s: %+v", about, got)
		}
	}
	moved := stories()["40 declared"]
	moved.in.Suspicion.To = time.Time{}
	md := moved.dossier(testFace)
	values := submitted(testFace.DossierModal(moved.in, md, 4))
	values["q:breach.end"] = "2026-11-26" // over "still continuing", which is ticked
	if got := testFace.DossierAnswers(md, 4, values, localMoment); len(got) != 1 || got[0].Value != "2026-11-26" || len(got[0].Options) > 0 {
		t.Errorf("a day over an option: %+v", got)
	}
}

// The card says what is missing when a third of the time is left, and not before.
func TestCardSaysWhatIsMissingAsTheDeadlineNears(t *testing.T) {
	f := testFace
	s := stories()["51 answered"]
	line := func(after time.Duration) string {
		law, _ := s.in.Law()
		text := Transcript(f.Card(s.in, law.From.Add(after)))
		i := strings.Index(text, "Dossier voor de AP")
		if i < 0 {
			return ""
		}
		line, _, _ := strings.Cut(text[i:], "\n")
		return line
	}
	if got := line(47 * time.Hour); got != "" {
		t.Error("too early:", got)
	}
	if got := line(49 * time.Hour); !strings.Contains(got, "ontbreken (1.3, ") || !strings.Contains(got, "te bevestigen (") {
		t.Errorf("the card says %q", got)
	}
	s = stories()["53 filed, and supplemented"]
	if got := line(71 * time.Hour); got != "" {
		t.Error("after it was filed:", got)
	}
}

// What the dossier says of the delay is not asked again when the notice is recorded.
func TestTheReasonForTheDelayIsAskedOnce(t *testing.T) {
	s := stories()["52 answered and late"]
	s.apply(s.in.Answer(fati, []bot.FieldAnswer{{Field: lateReason, Value: "De omvang was pas vandaag duidelijk."}}, s.now))
	if got := submitted(testFace.NotifyModal(s.in, s.now))[BlockReason]; got != "De omvang was pas vandaag duidelijk." {
		t.Errorf("it is asked again: %q", got)
	}
	if _, ok := testForm.Field(lateReason); !ok {
		t.Error("there is no such question")
	}
}
