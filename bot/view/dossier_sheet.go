package view

import (
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
)

// paper is a word that stands on a dossier's Sheet.
func (f Face) paper(key string, pairs ...any) string {
	return f.say("dossier.paper."+key, pairs...).plain()
}

// A Sheet is a dossier in words, for a page, a printer and a person who copies
// it into the AP's form.
type Sheet struct {
	Lang               bot.Lang
	Ref                bot.Ref
	Title, Drill, Lead string
	Facts              []string // the kind of notification, the deadline, what was filed
	ToDo               string   // the heading of what is still to be done
	Open               []SheetLine
	None               string // when nothing is
	Parts              []SheetPart
	Foot               string
	Made               time.Time
}

// A SheetLine is one thing that a person must still do.
type SheetLine struct{ No, Label, What, Key string }

// A SheetPart is one section.
type SheetPart struct {
	No    int
	Title string
	Rows  []SheetRow
}

// A SheetRow is one question.
type SheetRow struct {
	Key, No, Label string
	Value          string // lines
	State          string // of SheetStates
	StateName      string
	Source         string
	Notes          []string // what to look at
	Check          string   // what nobody has compared with the form
	Copies         bool     // it may be copied: it is no proposal
}

// The states of a row of a Sheet, for those who colour it.
const (
	SheetMissing  = "missing"
	SheetDerived  = "derived"
	SheetRecorded = "recorded"
	SheetEmpty    = "empty"
)

// Sheet puts a dossier into words. Questions that are not asked are left out.
func (f Face) Sheet(d dossier.Dossier) Sheet {
	s := Sheet{Lang: f.Lang, Ref: d.Ref, Title: f.paper("title", "ref", ref(d.Ref)), ToDo: f.paper("todo"),
		Lead: f.paper("lead", "when", word(f.When(d.Made, d.Made)), "effective", word(d.Effective)),
		Foot: f.paper("foot"), Made: d.Made}
	if d.Drill {
		s.Drill = f.paper("drill")
	}
	s.Facts = append(s.Facts, capital(f.say("dossier.notice."+string(d.Kind))).plain())
	if !d.Deadline.IsZero() && len(d.Filed) == 0 {
		s.Facts = append(s.Facts, f.say("dossier.deadline", "when", word(f.When(d.Deadline, d.Made))).plain())
	}
	if d.Late {
		s.Facts = append(s.Facts, f.say("dossier.late").plain())
	}
	for _, n := range d.Filed {
		s.Facts = append(s.Facts, f.filed(n, d.Made).plain())
	}
	open := func(rows []dossier.Row, what string) {
		for _, r := range rows {
			s.Open = append(s.Open, SheetLine{No: r.No, Label: r.Label(f.Lang), What: what, Key: r.Key})
		}
	}
	open(d.Missing(), f.paper("missing"))
	open(d.ToConfirm(), f.paper("derived"))
	for _, r := range d.Suspect() {
		open([]dossier.Row{r}, f.suspicionOf(r))
	}
	if len(s.Open) == 0 {
		s.None = f.paper("none")
	}
	for _, p := range d.Parts {
		part := SheetPart{No: p.Section.No, Title: p.Section.Label(f.Lang)}
		for _, r := range p.Rows {
			if r.Applies {
				part.Rows = append(part.Rows, f.sheetRow(r))
			}
		}
		s.Parts = append(s.Parts, part)
	}
	return s
}

func (f Face) suspicionOf(r dossier.Row) string {
	var kinds []text
	for _, k := range r.Suspects {
		kinds = append(kinds, f.say("dossier.suspect."+k))
	}
	return f.paper("suspect", "what", join(", ", kinds...))
}

func (f Face) sheetRow(r dossier.Row) SheetRow {
	row := SheetRow{Key: r.Key, No: r.No, Label: r.Label(f.Lang), Value: Clean(r.Words(r.Value, r.Options, f.Lang, f.zone())), Source: f.sourceOf(r.Source)}
	if row.No == "" {
		row.Notes = append(row.Notes, f.paper("no-number"))
	}
	switch {
	case r.Provenance == dossier.Derived:
		row.State, row.StateName = SheetDerived, f.paper("derived")
	case !r.Empty():
		row.State, row.StateName, row.Copies = SheetRecorded, f.paper("recorded"), true
	case r.Settled:
		row.State, row.StateName, row.Source = SheetEmpty, f.paper("settled"), ""
	case r.Optional:
		row.State, row.StateName, row.Source = SheetEmpty, f.paper("optional"), ""
	default:
		row.State, row.StateName, row.Source = SheetMissing, f.paper("missing"), ""
	}
	if len(r.Suspects) > 0 {
		row.Notes, row.Copies = append(row.Notes, f.suspicionOf(r)), false
	}
	if r.Changed {
		was := oneLine(r.Words(r.Before.Value, r.Before.Options, f.Lang, f.zone()), 300)
		if was == "" {
			was = f.paper("was.none")
		}
		row.Notes = append(row.Notes, f.paper("changed", "was", data(was)))
	}
	var open []text
	for _, c := range r.Check {
		open = append(open, f.say("dossier.paper.check."+string(c)))
	}
	if len(open) > 0 {
		row.Check = f.paper("check", "what", join(", ", open...))
	}
	if r.Literal {
		row.Check = strings.TrimSuffix(f.paper("literal")+"; "+row.Check, "; ")
	}
	return row
}

func (f Face) sourceOf(s dossier.Source) string {
	switch {
	case s.Config:
		return f.paper("config")
	case s.Event > 0 && s.By != "" && s.By != bot.ActorDesk && s.By != bot.ActorMail:
		return f.paper("event.by", "no", s.Event, "who", data(f.name(s.By)))
	case s.Event > 0:
		return f.paper("event", "no", s.Event)
	}
	return f.paper("record")
}
