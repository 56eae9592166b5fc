// Package page writes a dossier for people: as a page for the browser, from which
// each answer is copied with one click and Ctrl+C, and as a PDF. What stands on
// it was put into words by package view:
//
//	sheet := face.Sheet(d)
//	err := page.HTML(w, sheet)
//	err = page.PDF(w, sheet)
//
// The page is one file that asks nobody for anything, and runs no script. Both
// are the same bytes for the same sheet.
package page

import (
	_ "embed"
	"html/template"
	"io"

	"meldwacht/bot/view"
)

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// HTML writes the page for the browser and the printer.
func HTML(w io.Writer, s view.Sheet) error { return pageTemplate.Execute(w, s) }
