package bot

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// A FieldAnswer is what a person says to one question of the dossier. Which
// questions there are, and which options, stands in the data of package dossier.
type FieldAnswer struct {
	Field     string   `json:"field"` // its stable key
	Value     string   `json:"value,omitempty"`
	Options   []string `json:"options,omitempty"`   // stable keys
	Confirmed bool     `json:"confirmed,omitempty"` // the desk worked it out, and the person says that it is so
}

// Empty reports whether it answers nothing: an answer was taken back.
func (a FieldAnswer) Empty() bool { return a.Value == "" && len(a.Options) == 0 }

// Says reports whether it says the same as another answer.
func (a FieldAnswer) Says(b FieldAnswer) bool {
	return a.Value == b.Value && slices.Equal(a.Options, b.Options)
}

// DossierAnswered says what a person answered to questions of the dossier.
type DossierAnswered struct {
	Answers []FieldAnswer `json:"answers"`
}

// Kind names the body in the record.
func (DossierAnswered) Kind() Kind { return "dossier-answered" }

// An Answered is the answer that counts, and who gave it.
type Answered struct {
	Mark
	FieldAnswer
	Event int
}

// maxAnswers is far more questions than the form has (chosen).
const maxAnswers = 120

var fieldForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,59}$`)

// Answer records what a person answers to questions of the dossier. Answers that
// say what is recorded already are left out.
func (in Incident) Answer(who Person, answers []FieldAnswer, now time.Time) (Change, error) {
	if err := in.demandInternal(who, Manager); err != nil {
		return Change{}, err
	}
	var news []FieldAnswer
	for _, a := range answers {
		a.Value = strings.TrimSpace(a.Value)
		old, known := in.Answered(a.Field)
		switch {
		case !fieldForm.MatchString(a.Field) || len(news) == maxAnswers:
			return Change{}, in.refuse(NoQuestion, a.Field)
		case len([]rune(a.Value)) > ReasonRunes:
			return Change{}, in.refuse(TooLong, "2000")
		case !known && a.Empty(), known && old.FieldAnswer.Says(a) && old.Confirmed == a.Confirmed:
			continue
		}
		a.Options = slices.Clone(a.Options)
		news = append(news, a)
	}
	if len(news) == 0 {
		return Change{}, in.refuse(NothingNew)
	}
	return in.tell(who, Normal, DossierAnswered{Answers: news}, now), nil
}

// Answered returns the answer to one question, when a person gave one.
func (in Incident) Answered(field string) (Answered, bool) {
	i, ok := slices.BinarySearchFunc(in.Answers, field, func(a Answered, f string) int { return strings.Compare(a.Field, f) })
	if !ok {
		return Answered{}, false
	}
	return in.Answers[i], true
}

// answered takes over answers: the last to each question counts, and an empty
// one takes it back.
func (in Incident) answered(b DossierAnswered, mark Mark, event int) Incident {
	in.Answers = slices.Clone(in.Answers)
	for _, a := range b.Answers {
		i, ok := slices.BinarySearchFunc(in.Answers, a.Field, func(a Answered, f string) int { return strings.Compare(a.Field, f) })
		switch {
		case ok && a.Empty():
			in.Answers = slices.Delete(in.Answers, i, i+1)
		case ok:
			in.Answers[i] = Answered{Mark: mark, FieldAnswer: a, Event: event}
		case !a.Empty():
			in.Answers = slices.Insert(in.Answers, i, Answered{Mark: mark, FieldAnswer: a, Event: event})
		}
	}
	return in
}

// ShareDossier has the thread given the dossier as a file. Nothing happens to the
// incident, so nothing goes into the record. Asked for twice within a minute, it
// is made once.
func (in Incident) ShareDossier(who Person, now time.Time) (Change, error) {
	if err := in.demand(who, Manager); err != nil {
		return Change{}, err
	}
	if in.Track != Internal {
		return Change{}, in.refuse(NotInternal)
	}
	d := in.draft(who.ID, now)
	d.effect(Effect{Key: d.key("dossier/%d", now.Unix()/60), Kind: EffectDossier, After: CardKey(in.Ref), Lane: Normal, Event: in.Version})
	return d.change, nil
}
