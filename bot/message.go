package bot

import "time"

// A Message is what account holders are told: what art. 33(3) and 34(2) ask for.
// It holds all of the letter that is not the same for every leak, so that what
// somebody approves does not change under their hands.
type Message struct {
	As As `json:"as"`

	// In Dutch.
	Happened     string `json:"happened"`
	Data         string `json:"data"`
	Consequences string `json:"consequences"`
	Advice       string `json:"advice"`
	Measures     string `json:"measures"`

	English  *Parts    `json:"english,omitempty"`  // for those who read English; nil: nobody does
	Aware    time.Time `json:"aware,omitzero"`     // when we knew, as the letter says it
	Affected *Affected `json:"affected,omitempty"` // nil: not known yet
}

// Parts are those of a message in one language.
type Parts struct {
	Happened     string `json:"happened"`
	Data         string `json:"data"`
	Consequences string `json:"consequences"`
	Advice       string `json:"advice"`
	Measures     string `json:"measures"`
}

// In returns the parts for somebody who reads a language.
func (m Message) In(lang Lang) Parts {
	if lang == EN && m.English != nil {
		return *m.English
	}
	return Parts{m.Happened, m.Data, m.Consequences, m.Advice, m.Measures}
}

// Affected is how many people and records it is about, approximately (art.
// 33(3)(a)), as the dossier had it when the message was requested.
type Affected struct {
	People  string `json:"people,omitempty"` // exactly; then the two below are not asked
	Low     string `json:"low,omitempty"`
	High    string `json:"high,omitempty"`
	Records string `json:"records,omitempty"`
}

// The questions of the dossier that count them.
const (
	peopleExact  = "people.exact"
	peopleMin    = "people.min"
	peopleMax    = "people.max"
	recordsCount = "records.count"
)

// affected reads it from the dossier; nil while it says nothing.
func (in Incident) affected() *Affected {
	said := func(field string) string {
		a, _ := in.Answered(field)
		return a.Value
	}
	n := Affected{People: said(peopleExact), Low: said(peopleMin), High: said(peopleMax), Records: said(recordsCount)}
	if n == (Affected{}) {
		return nil
	}
	return &n
}

// message checks what is told, and adds to it what the incident knows.
func (in Incident) message(m Message) (Message, error) {
	if m.As != AsController && m.As != AsPerson {
		m.As = AsController
	}
	parts := []*string{&m.Happened, &m.Data, &m.Consequences, &m.Advice, &m.Measures}
	if e := m.English; e != nil {
		words := *e
		m.English = &words
		parts = append(parts, &words.Happened, &words.Data, &words.Consequences, &words.Advice, &words.Measures)
	}
	for _, s := range parts {
		var err error
		if *s, err = in.reason(*s, NeedsMessage); err != nil {
			return m, err
		}
	}
	m.Aware, m.Affected = in.Aware, in.affected()
	return m, nil
}

// outdated reports whether a letter names a moment of awareness that was
// corrected since.
func (in Incident) outdated(m *Message) bool {
	return m != nil && !m.Aware.IsZero() && !m.Aware.Equal(in.Aware)
}
