package simulate

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// A Table writes what was played for people.
type Table struct {
	Face view.Face
	// Office names the hours in which the office is closed: "nacht", "eerste
	// kerstdag"; "" while it is open.
	Office func(at time.Time) string
}

// Write writes the table: when, for which obligation, what is said, who is named
// in the thread, who is paged and by which path.
func (t Table) Write(w io.Writer, c Case, p Played) error {
	lang, aware := t.Face.Lang, c.Aware.UTC()
	track := strings.ToLower(t.Face.TrackName(c.Track))
	fmt.Fprintln(w, say(lang, "title", "track", track, "aware", t.Face.When(aware, aware)))
	fmt.Fprintln(w, say(lang, "law", "duty", t.Face.DutyName(p.Law), "deadline", t.Face.When(p.Law.Deadline, aware)))
	notes := t.Notes(c, p)
	fmt.Fprintln(w, notes[0])
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	row(table, say(lang, "head.when"), say(lang, "head.office"), say(lang, "head.duty"), say(lang, "head.left"),
		say(lang, "head.what"), say(lang, "head.told"), say(lang, "head.paged"), say(lang, "head.path"))
	for _, l := range Fold(p.Lines) {
		row(table, t.Face.Moment(l.At, aware), t.office(l.At), l.Obligation, t.left(l), t.what(l, aware), t.told(l), t.paged(l), t.paths(l))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	_, err := fmt.Fprintln(w, strings.Join(notes[1:], "\n"))
	return err
}

// Notes are a few sentences about what was played: whether anybody answers, and
// how much it would be.
func (t Table) Notes(c Case, p Played) []string {
	note := say(t.Face.Lang, "nobody-acks")
	if c.AckAfter > 0 {
		note = say(t.Face.Lang, "acks", "time", view.For(c.AckAfter, t.Face.Lang))
	}
	return append([]string{note}, t.sum(p)...)
}

// row writes one row. Nothing stands behind its last cell, so that lines have no
// blanks at their ends.
func row(w io.Writer, cells ...string) { fmt.Fprintln(w, strings.Join(cells, "\t")) }

func (t Table) office(at time.Time) string {
	if name := t.Office(at); name != "" {
		return name
	}
	return say(t.Face.Lang, "open")
}

func (t Table) left(l Line) string {
	switch {
	case l.Obligation == "":
		return say(t.Face.Lang, "none")
	case l.Left == 0:
		return say(t.Face.Lang, "over")
	}
	return view.LeftShort(l.Left, t.Face.Lang)
}

func (t Table) what(l Line, now time.Time) string {
	lang := t.Face.Lang
	var parts []string
	switch l.Kind {
	case opened:
		return say(lang, "opened")
	case acknowledged:
		parts = append(parts, say(lang, "acked", "who", t.Face.PersonName(l.By), "until", t.Face.Moment(l.Until, now)))
	case rungReached:
		parts = append(parts, say(lang, "rung"))
		if l.Asks {
			parts[0] = say(lang, "rung.asks")
		}
	case escalated:
		parts = append(parts, say(lang, "again."+string(l.Why)))
	}
	if l.Channel {
		parts = append(parts, say(lang, "channel"))
	}
	for _, series := range []Series{l.Again, l.Rounds} {
		if series.Times > 1 {
			parts = append(parts, say(lang, "times", "n", strconv.Itoa(series.Times), "every", view.For(series.Every, lang), "last", t.Face.Moment(series.Last, now)))
		}
	}
	if l.Within {
		parts[0] = "↳ " + parts[0]
	}
	return strings.Join(parts, ", ")
}

// told are the roles that the thread names: the names would only repeat them.
func (t Table) told(l Line) string {
	switch {
	case len(l.Tell) > 0:
		return t.roles(l.Tell)
	case l.Kind == rungReached:
		return say(t.Face.Lang, "thread")
	}
	return say(t.Face.Lang, "none")
}

// paged are the people whose phones ring; where a role has nobody, the role.
func (t Table) paged(l Line) string {
	lang := t.Face.Lang
	who := say(lang, "none")
	switch {
	case len(l.Paged) == 0 && len(l.Page) > 0:
		who = t.roles(l.Page)
	case all(l.Page):
		who = say(lang, "everybody.number", "n", strconv.Itoa(len(l.Paged)))
	case len(l.Paged) > 0:
		names := make([]string, len(l.Paged))
		for i, id := range l.Paged {
			names[i] = t.Face.PersonName(id)
		}
		who = strings.Join(names, ", ")
	}
	if len(l.Nobody) > 0 {
		who += " (" + say(lang, "nobody", "roles", t.roles(l.Nobody)) + ")"
	}
	return who
}

// all reports whether these are all roles that there are.
func all(roles []bot.Role) bool {
	for _, r := range []bot.Role{bot.Support, bot.Manager, bot.Privacy, bot.OnCall} {
		if !slices.Contains(roles, r) {
			return false
		}
	}
	return true
}

func (t Table) roles(roles []bot.Role) string {
	if all(roles) {
		return say(t.Face.Lang, "everybody")
	}
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = t.Face.RoleName(r)
	}
	return strings.Join(names, ", ")
}

func (t Table) paths(l Line) string {
	if len(l.Page) == 0 {
		return say(t.Face.Lang, "none")
	}
	names := make([]string, len(l.Paths))
	for i, path := range l.Paths {
		if names[i] = path; path == "" {
			names[i] = say(t.Face.Lang, "path")
		}
	}
	return strings.Join(names, " "+say(t.Face.Lang, "and")+" ")
}

// sum counts what people would get, and says which rung pages most: that is the
// one to look at when it is too much.
func (t Table) sum(p Played) []string {
	type rung struct{ obligation, name string }
	rungs, pages, most := 0, 0, rung{}
	people, by := map[bot.PersonID]bool{}, map[rung]int{}
	for _, l := range p.Lines {
		if l.Kind == rungReached {
			rungs++
		}
		for _, id := range l.Paged {
			people[id] = true
		}
		pages += len(l.Paths)
		at := rung{l.Obligation, l.Rung}
		if by[at] += len(l.Paths); by[at] > by[most] {
			most = at
		}
	}
	lang := t.Face.Lang
	notes := []string{say(lang, "sum", "rungs", strconv.Itoa(rungs), "pages", strconv.Itoa(pages), "people", strconv.Itoa(len(people)),
		"time", view.For(p.Until.Sub(p.Events[0].At), lang))}
	for _, o := range p.Incident.Obligations {
		if o.Rule.Name == most.obligation {
			notes = append(notes, say(lang, "sum.most", "pages", strconv.Itoa(by[most]), "duty", t.Face.DutyName(o), "rung", t.Face.RungName(o, most.name)))
		}
	}
	return notes
}
