package dossier

import (
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v4"

	"meldwacht/bot"
)

// A Type is how a question is answered.
type Type string

const (
	Single Type = "single" // one option; asked as a line while its options are not known
	Multi  Type = "multi"  // any number of options
	Line   Type = "line"   // one line of text
	Text   Type = "text"
	Number Type = "number"
	Date   Type = "date"   // 2006-01-02 on the desk's calendar; may have one option instead, such as "not yet known"
	Moment Type = "moment" // an instant, RFC 3339 in UTC
)

var types = []Type{Single, Multi, Line, Text, Number, Date, Moment}

// Provenance is where an answer comes from.
type Provenance string

const (
	Recorded Provenance = "RECORDED" // it stands in the record, or a person said so
	Derived  Provenance = "DERIVED"  // worked out from the record: a person must confirm it
	Missing  Provenance = "MISSING"  // a person fills it in
)

// An Option is one answer to choose from.
type Option struct {
	Key     string `yaml:"key"`
	NL      string `yaml:"nl"`
	EN      string `yaml:"en"`
	Literal bool   `yaml:"literal"` // the form's own words
}

// Label returns the option's words.
func (o Option) Label(lang bot.Lang) string { return in(lang, o.NL, o.EN) }

// A Field is one question.
type Field struct {
	Key      string   `yaml:"key"` // ours: it stands in the record and never changes
	No       string   `yaml:"no"`  // the AP's; "" when its form does not ask it
	NL       string   `yaml:"nl"`
	EN       string   `yaml:"en"`
	Section  string   `yaml:"section"` // the key of its section; found by No when empty
	Literal  bool     `yaml:"literal"` // the label is the form's own words
	Type     Type     `yaml:"type"`
	Options  []Option `yaml:"options"`
	Source   string   `yaml:"source"` // recorded, derived or missing
	Check    string   `yaml:"check"`  // what nobody has compared with the form yet: L, O, F
	EDPB     []string `yaml:"edpb"`   // numbers in the EDPB's template
	When     string   `yaml:"when"`   // late, or key=option|option; "" for always
	Optional bool     `yaml:"optional"`
	Own      bool     `yaml:"own"`      // about our own people
	Withdraw bool     `yaml:"withdraw"` // asked when a notification is withdrawn, too
	Fixed    bool     `yaml:"fixed"`    // only the record answers it
	Instead  []string `yaml:"instead"`  // it need not be answered when all of these are

	when condition
}

// Label returns the words of the question.
func (f Field) Label(lang bot.Lang) string { return in(lang, f.NL, f.EN) }

// Option returns the option with that key.
func (f Field) Option(key string) (Option, bool) {
	i := slices.IndexFunc(f.Options, func(o Option) bool { return o.Key == key })
	if i < 0 {
		return Option{}, false
	}
	return f.Options[i], true
}

// A Section is one part of the form.
type Section struct {
	No  int    `yaml:"no"`
	Key string `yaml:"key"`
	NL  string `yaml:"nl"`
	EN  string `yaml:"en"`
}

// Label returns the heading of the section.
func (s Section) Label(lang bot.Lang) string { return in(lang, s.NL, s.EN) }

// A sentence is what the desk says of something that it worked out.
type sentence struct {
	NL string `yaml:"nl"`
	EN string `yaml:"en"`
}

// A Form is the questions, and whose dossier it is.
type Form struct {
	Effective string    `yaml:"effective"` // the day from which these questions hold
	Sections  []Section `yaml:"sections"`
	Fields    []Field   `yaml:"fields"`

	Organisation Organisation   `yaml:"-"`
	Zone         *time.Location `yaml:"-"` // in which a day begins and ends
	Lang         bot.Lang       `yaml:"-"` // in which the desk words what it worked out

	Sentences map[string]sentence `yaml:"sentences"`
}

// An Organisation is who notifies. It comes from the configuration.
type Organisation struct {
	Name     string   `yaml:"name"`
	Address  string   `yaml:"address"`
	Postcode string   `yaml:"postcode"`
	City     string   `yaml:"city"`
	FGNumber string   `yaml:"fg_number"` // of the data protection officer, at the AP
	KvK      string   `yaml:"kvk"`       // trade register
	Sector   string   `yaml:"sector"`
	Reporter Reporter `yaml:"reporter"`
	Contact  string   `yaml:"contact"` // for the AP, when that is another than the reporter
	Others   string   `yaml:"others"`  // processors and recipients that are always involved
}

// A Reporter is who files at the AP. It does not print itself.
type Reporter struct {
	Name     string `yaml:"name"`
	Position string `yaml:"position"`
	Mail     string `yaml:"mail"`
	Phone    string `yaml:"phone"`
}

// String and GoString keep a person's name and numbers out of logs.
func (Reporter) String() string   { return "•••" }
func (Reporter) GoString() string { return "•••" }

//go:embed fields.yaml
var built []byte

// Built returns the questions that this program comes with.
func Built() Form { return builtOnce() }

var builtOnce = sync.OnceValue(func() Form {
	f, err := Load(built)
	if err != nil {
		panic(err) // a test holds it
	}
	return f
})

// Load reads questions, and names the first thing that is wrong with them.
func Load(data []byte) (Form, error) {
	f := Form{Zone: time.UTC, Lang: bot.NL}
	if err := yaml.Load(data, &f, yaml.WithKnownFields(true)); err != nil {
		return Form{}, fmt.Errorf("questions of the dossier: %w", err)
	}
	if err := f.check(); err != nil {
		return Form{}, fmt.Errorf("questions of the dossier: %w", err)
	}
	return f, nil
}

// For returns the form of one organisation, whose days are those of zone and
// whose dossiers are written in lang.
func (f Form) For(o Organisation, zone *time.Location, lang bot.Lang) Form {
	f.Organisation, f.Zone, f.Lang = o, zone, lang
	return f
}

// In returns the form in another language.
func (f Form) In(lang bot.Lang) Form {
	f.Lang = lang
	return f
}

// Field returns the question with that key.
func (f Form) Field(key string) (Field, bool) {
	i := slices.IndexFunc(f.Fields, func(q Field) bool { return q.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return f.Fields[i], true
}

// Of returns the questions of a section.
func (f Form) Of(section string) []Field {
	var list []Field
	for _, q := range f.Fields {
		if q.Section == section {
			list = append(list, q)
		}
	}
	return list
}

// A condition says when a question is asked.
type condition struct {
	late bool
	key  string
	is   []string
}

var keyForm = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,58}$`)

func (f *Form) check() error {
	if _, err := time.Parse(time.DateOnly, f.Effective); err != nil {
		return errors.New("effective is no day like 2026-11-23")
	}
	if len(f.Sections) == 0 || len(f.Fields) == 0 {
		return errors.New("there are none")
	}
	seen := map[string]bool{}
	for i := range f.Fields {
		q := &f.Fields[i]
		if !keyForm.MatchString(q.Key) || seen[q.Key] {
			return fmt.Errorf("%q is no key, or stands twice", q.Key)
		}
		seen[q.Key] = true
		if err := f.checkField(q); err != nil {
			return fmt.Errorf("%s: %w", q.Key, err)
		}
	}
	marked := slices.ContainsFunc(f.Fields, func(q Field) bool { return q.Withdraw })
	for i := range f.Fields {
		q := &f.Fields[i]
		q.Withdraw = q.Withdraw || !marked // questions that do not say so are all asked
		if err := f.parseWhen(q); err != nil {
			return fmt.Errorf("%s: %w", q.Key, err)
		}
		for _, k := range q.Instead {
			if !seen[k] {
				return fmt.Errorf("%s: instead names %q, which is no question", q.Key, k)
			}
		}
	}
	return nil
}

func (f *Form) checkField(q *Field) error {
	if q.NL == "" || q.EN == "" {
		return errors.New("it has no label in one of the languages")
	}
	if !slices.Contains(types, q.Type) {
		return fmt.Errorf("there is no type %q", q.Type)
	}
	if !slices.Contains([]string{"recorded", "derived", "missing"}, q.Source) {
		return fmt.Errorf("there is no source %q", q.Source)
	}
	options := map[string]bool{}
	for _, o := range q.Options {
		if !keyForm.MatchString(o.Key) || options[o.Key] || o.NL == "" || o.EN == "" {
			return fmt.Errorf("the option %q has no words, or stands twice", o.Key)
		}
		options[o.Key] = true
	}
	if q.Type == Multi && len(q.Options) == 0 || len(q.Options) > 0 && !slices.Contains([]Type{Single, Multi, Date}, q.Type) {
		return errors.New("its type and its options do not go together")
	}
	if q.Section == "" {
		no, _, _ := strings.Cut(q.No, ".")
		n, _ := strconv.Atoi(no)
		for _, s := range f.Sections {
			if s.No == n {
				q.Section = s.Key
			}
		}
	}
	if !slices.ContainsFunc(f.Sections, func(s Section) bool { return s.Key == q.Section }) {
		return errors.New("it is in no section")
	}
	return nil
}

func (f *Form) parseWhen(q *Field) error {
	key, options, isField := strings.Cut(q.When, "=")
	switch {
	case q.When == "":
		return nil
	case q.When == "late":
		q.when = condition{late: true}
		return nil
	case !isField:
		return fmt.Errorf("when says %q", q.When)
	}
	on, ok := f.Field(key)
	if !ok || key == q.Key {
		return fmt.Errorf("when names %q, which is no other question", key)
	}
	q.when = condition{key: key, is: strings.Split(options, "|")}
	for _, o := range q.when.is {
		if _, ok := on.Option(o); !ok {
			return fmt.Errorf("when: %s has no option %q", key, o)
		}
	}
	return nil
}

// DependsOn returns the question whose answer decides whether q is asked, or "".
func (q Field) DependsOn() string { return q.when.key }

// in picks the words of a language; Dutch unless it is English.
func in(lang bot.Lang, nl, en string) string {
	if lang == bot.EN {
		return en
	}
	return nl
}

// say returns a sentence of the form's data.
func (f Form) say(key, text string) string {
	s := f.Sentences[key]
	return strings.ReplaceAll(in(f.Lang, s.NL, s.EN), "{text}", text)
}
