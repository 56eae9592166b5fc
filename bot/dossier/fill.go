package dossier

import (
	"slices"
	"time"

	"meldwacht/bot"
)

// A Source is what an answer rests on.
type Source struct {
	Kind   bot.Kind     // of the event; "" when it is the configuration
	Event  int          // its number; 0 when it is not known, or the configuration
	By     bot.PersonID // who said so
	At     time.Time
	Config bool // from the configuration
}

// A Row is one question with its answer.
type Row struct {
	Field
	Value      string   // of a line, text, number, date or moment
	Options    []string // keys of what was chosen
	Provenance Provenance
	Source     Source
	Applies    bool     // it is asked, as the other answers are
	Settled    bool     // others are answered instead
	Suspects   []string // kinds of what looks like personal data or a secret: see Suspect
	Proposal   bot.FieldAnswer
	Proposed   bool // the desk has worked out Proposal, whatever a person answered since

	Changed bool            // since the last filing
	Before  bot.FieldAnswer // what it was then
}

// Empty reports whether the question has no answer.
func (r Row) Empty() bool { return r.Value == "" && len(r.Options) == 0 }

// Lacks reports whether a person must still fill it in.
func (r Row) Lacks() bool {
	return r.Applies && !r.Optional && !r.Settled && r.Provenance == Missing
}

// Waits reports whether a person must still confirm it.
func (r Row) Waits() bool { return r.Applies && r.Provenance == Derived }

// A Part is one section of a dossier.
type Part struct {
	Section
	Rows []Row
}

// A Dossier is the form of one incident, filled in as far as the record goes.
type Dossier struct {
	Ref       bot.Ref
	Drill     bool
	Effective string // of the questions
	Made      time.Time
	Kind      bot.NoticeKind // what would be filed now
	Deadline  time.Time      // zero: no clock runs
	Late      bool           // filed, or not filed yet, after the deadline
	Filed     []bot.Recorded // what was filed already
	Parts     []Part
}

// Missing returns what a person must still fill in.
func (d Dossier) Missing() []Row { return d.rows(Row.Lacks) }

// ToConfirm returns what a person must still confirm.
func (d Dossier) ToConfirm() []Row { return d.rows(Row.Waits) }

// Suspect returns the answers that look as if they hold personal data or a secret.
func (d Dossier) Suspect() []Row {
	return d.rows(func(r Row) bool { return r.Applies && len(r.Suspects) > 0 })
}

// Changed returns what is answered otherwise than when something was last filed.
func (d Dossier) Changed() []Row { return d.rows(func(r Row) bool { return r.Applies && r.Changed }) }

// Complete reports whether nothing is missing and nothing waits to be confirmed.
func (d Dossier) Complete() bool { return len(d.Missing())+len(d.ToConfirm()) == 0 }

// Row returns the row of a question.
func (d Dossier) Row(key string) (Row, bool) {
	rows := d.rows(func(r Row) bool { return r.Key == key })
	if len(rows) == 0 {
		return Row{}, false
	}
	return rows[0], true
}

// Part returns one section.
func (d Dossier) Part(section string) (Part, bool) {
	i := slices.IndexFunc(d.Parts, func(p Part) bool { return p.Section.Key == section })
	if i < 0 {
		return Part{}, false
	}
	return d.Parts[i], true
}

func (d Dossier) rows(which func(Row) bool) []Row {
	var list []Row
	for _, p := range d.Parts {
		for _, r := range p.Rows {
			if which(r) {
				list = append(list, r)
			}
		}
	}
	return list
}

// Fill returns the dossier of an incident as it is at now.
func (f Form) Fill(incident bot.Incident, now time.Time) Dossier {
	d := Dossier{Ref: incident.Ref, Drill: incident.Drill, Effective: f.Effective, Made: now.UTC(),
		Kind: bot.NoticeInitial, Filed: incident.Notices}
	initial, stands := incident.Standing()
	if stands {
		d.Kind = bot.NoticeSupplement
	}
	if law, ok := incident.Law(); ok {
		d.Deadline = law.Deadline
		d.Late = !stands && now.After(law.Deadline)
	}
	if stands {
		d.Late = initial.Late > 0
	}
	rows := map[string]*Row{}
	for _, s := range f.Sections {
		part := Part{Section: s}
		for _, q := range f.Of(s.Key) {
			part.Rows = append(part.Rows, f.row(q, incident, now))
		}
		d.Parts = append(d.Parts, part)
	}
	for i := range d.Parts {
		for j := range d.Parts[i].Rows {
			r := &d.Parts[i].Rows[j]
			rows[r.Key] = r
		}
	}
	if r := rows["notice.kind"]; r != nil && slices.Equal(r.Options, []string{string(bot.NoticeWithdrawal)}) {
		d.Kind = bot.NoticeWithdrawal
	}
	for _, r := range rows {
		r.Applies = asked(rows, *r, d.Late, 0) && (d.Kind != bot.NoticeWithdrawal || r.Withdraw)
		r.Settled = len(r.Instead) > 0
		for _, k := range r.Instead {
			r.Settled = r.Settled && rows[k] != nil && !rows[k].Empty()
		}
	}
	return d
}

// asked reports whether a question is asked, as the other answers are.
func asked(rows map[string]*Row, r Row, late bool, depth int) bool {
	switch on := rows[r.when.key]; {
	case r.when.late:
		return late
	case r.when.key == "":
		return true
	case on == nil || depth > len(rows) || !asked(rows, *on, late, depth+1):
		return false
	default:
		return slices.ContainsFunc(on.Options, func(o string) bool { return slices.Contains(r.when.is, o) })
	}
}

// row answers one question: by what a person said, else by what the record
// says, else by what can be worked out from it.
func (f Form) row(q Field, incident bot.Incident, now time.Time) Row {
	r := Row{Field: q, Provenance: Missing}
	found, ok := f.find(q, incident, now)
	if ok {
		r.Proposal, r.Proposed = found.answer, true
		r.Value, r.Options, r.Provenance, r.Source = found.answer.Value, found.answer.Options, found.provenance, found.source
	}
	a, answered := incident.Answered(q.Key)
	switch {
	case !answered || q.Fixed: // no second copy of it (law.md §2.2)
	case a.Confirmed && ok && !a.Says(found.answer) && found.provenance == Derived:
		// The record says something else by now than what was confirmed.
	default:
		r.Value, r.Options, r.Provenance = a.Value, a.Options, Recorded
		r.Source = Source{Kind: bot.DossierAnswered{}.Kind(), Event: a.Event, By: a.By, At: a.At}
	}
	if q.Type == Line || q.Type == Text {
		if !q.Own && !r.Source.Config {
			r.Suspects = Suspect(r.Value)
		}
	}
	return r
}

// Numbered returns the dossier with the numbers of the events that it rests on,
// and, when something was filed, with what changed since.
func (f Form) Numbered(d Dossier, incident bot.Incident, events []bot.Event) Dossier {
	var then Dossier
	if n := len(incident.Notices); n > 0 {
		was := bot.Incident{Ref: incident.Ref}
		last := incident.Notices[n-1]
		for _, e := range events {
			if e.No < last.Event {
				was = was.Apply(e)
			}
		}
		then = f.Fill(was, last.At)
	}
	parts := d.Parts
	d.Parts = nil
	for _, p := range parts {
		p.Rows = slices.Clone(p.Rows)
		for i := range p.Rows {
			r := &p.Rows[i]
			if r.Source.Event == 0 && !r.Source.Config {
				r.Source.Event = numberOf(events, r.Source)
			}
			if old, ok := then.Row(r.Key); ok && r.No != "1.1" && (r.Value != old.Value || !slices.Equal(r.Options, old.Options)) {
				r.Changed, r.Before = true, bot.FieldAnswer{Field: r.Key, Value: old.Value, Options: old.Options}
			}
		}
		d.Parts = append(d.Parts, p)
	}
	return d
}

// numberOf finds the event of a source by its kind and its moment.
func numberOf(events []bot.Event, s Source) int {
	for _, e := range events {
		if e.Kind == s.Kind && e.At.Equal(s.At) {
			return e.No
		}
	}
	return 0
}
