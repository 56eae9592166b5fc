// Package page lays out a dossier for people: as a page for the browser, from
// which each answer is copied, and as a PDF. What stands on it was put into words
// by package view, and package paper writes it:
//
//	doc := page.Doc(face.Sheet(d))
//	err := paper.HTML(w, doc)
//	err = paper.PDF(w, doc)
package page

import (
	"strconv"
	"strings"

	"meldwacht/bot/paper"
	"meldwacht/bot/view"
)

// states are what paper calls the states of an answer.
var states = map[string]paper.State{
	view.SheetRecorded: paper.Good, view.SheetDerived: paper.Check, view.SheetMissing: paper.Missing, view.SheetEmpty: paper.Plain,
}

// Doc lays out a sheet: what is still to be done before the questions, and the
// questions by section, each with where its answer comes from.
func Doc(s view.Sheet) paper.Doc {
	d := paper.Doc{Title: s.Title, Subtitle: s.Lead, Lang: string(s.Lang), Made: s.Made, Mark: s.Drill}
	d.Blocks = append(d.Blocks, paper.List(s.Facts), paper.Heading{Level: 2, Text: s.ToDo})
	if len(s.Open) == 0 {
		d.Blocks = append(d.Blocks, paper.Paragraph{Text: s.None})
	}
	d.Blocks = append(d.Blocks, open(s.Open)...)
	for _, part := range s.Parts {
		if len(part.Rows) == 0 {
			continue
		}
		var fields paper.Fields
		for _, r := range part.Rows {
			fields = append(fields, field(r))
		}
		d.Blocks = append(d.Blocks, paper.Heading{Level: 2, Text: strconv.Itoa(part.No) + " " + part.Title}, fields)
	}
	d.Blocks = append(d.Blocks, paper.Paragraph{Text: s.Foot})
	return d
}

// open lists what is still to be done, by what it is.
func open(lines []view.SheetLine) (blocks []paper.Block) {
	for i := 0; i < len(lines); {
		what, list := lines[i].What, paper.List{}
		for ; i < len(lines) && lines[i].What == what; i++ {
			list = append(list, strings.TrimSpace(lines[i].No+" "+lines[i].Label))
		}
		blocks = append(blocks, paper.Heading{Level: 3, Text: what}, list)
	}
	return blocks
}

// field is one question: its number and label, its answer, and below it where
// that comes from and what to look at.
func field(r view.SheetRow) paper.Field {
	var about []string
	for _, s := range append(r.Notes, r.Source, r.Check) {
		if s != "" {
			about = append(about, s)
		}
	}
	return paper.Field{Label: strings.TrimSpace(r.No + " " + r.Label), Value: r.Value, Note: strings.Join(about, " · "), State: states[r.State], Name: r.StateName}
}
