package paper

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

//go:embed paper.css
var style string

// policy allows the one style sheet of the page, by its sum, and pictures that
// stand in the page. Nothing is fetched and nothing runs.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}()

// HTML writes the document as one file for a browser, a phone and a printer.
func HTML(w io.Writer, doc Doc) error {
	var b bytes.Buffer
	lang := "en"
	if doc.Lang != "" {
		lang = doc.Lang
	}
	b.WriteString("<!DOCTYPE html>\n<html lang=\"" + esc(lang) + "\">\n<head>\n<meta charset=\"utf-8\">\n")
	b.WriteString(`<meta http-equiv="Content-Security-Policy" content="` + esc(policy) + "\">\n")
	b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
	b.WriteString("<title>" + esc(doc.Title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n")
	if doc.Mark != "" {
		b.WriteString(`<div class="mark">` + esc(doc.Mark) + "</div>\n")
	}
	b.WriteString("<main>\n<h1>" + esc(doc.Title) + "</h1>\n")
	if doc.Subtitle != "" {
		b.WriteString(`<p class="sub">` + esc(doc.Subtitle) + "</p>\n")
	}
	for _, block := range doc.Blocks {
		if err := blockHTML(&b, block); err != nil {
			return err
		}
	}
	b.WriteString("</main>\n</body>\n</html>\n")
	_, err := w.Write(b.Bytes())
	return err
}

func blockHTML(b *bytes.Buffer, block Block) error {
	switch x := block.(type) {
	case Heading:
		tag := "h" + strconv.Itoa(min(max(x.Level, 2), 3))
		b.WriteString("<" + tag + ">" + esc(x.Text) + "</" + tag + ">\n")
	case Paragraph:
		b.WriteString(`<p class="text">` + esc(x.Text) + "</p>\n")
	case Fields:
		b.WriteString("<dl>\n")
		for _, f := range x {
			fieldHTML(b, f)
		}
		b.WriteString("</dl>\n")
	case Table:
		tableHTML(b, x)
	case Pre:
		b.WriteString("<pre>\n" + esc(x.Text) + "</pre>\n") // a browser drops the first newline
	case Picture:
		b.WriteString(`<figure><img alt="` + esc(x.Alt) + `" src="data:image/svg+xml;base64,` + base64.StdEncoding.EncodeToString(x.SVG) + "\"></figure>\n")
	case List:
		b.WriteString("<ul>\n")
		for _, s := range x {
			b.WriteString("<li>" + esc(s) + "</li>\n")
		}
		b.WriteString("</ul>\n")
	case Notice:
		b.WriteString(`<p class="notice">` + esc(x.Text) + "</p>\n")
	case Data:
		if !json.Valid(x.JSON) {
			return fmt.Errorf("paper: the data %q is no JSON", x.ID)
		}
		b.WriteString(`<script type="application/json" id="` + esc(x.ID) + `">`)
		json.HTMLEscape(b, x.JSON) // no "<" in it: it cannot end the script
		b.WriteString("</script>\n")
	}
	return nil
}

// states are the classes of the style sheet.
var states = map[State]string{Plain: "plain", Good: "good", Check: "check", Missing: "missing"}

func fieldHTML(b *bytes.Buffer, f Field) {
	b.WriteString(`<div class="field ` + states[f.State] + `"><dt>` + esc(f.Label))
	if f.Name != "" {
		b.WriteString(` <span class="state">` + esc(f.Name) + "</span>")
	}
	b.WriteString("</dt>")
	if f.Value != "" {
		b.WriteString(`<dd class="value">` + esc(f.Value) + "</dd>")
	}
	if f.Note != "" {
		b.WriteString(`<dd class="note">` + esc(f.Note) + "</dd>")
	}
	b.WriteString("</div>\n")
}

func tableHTML(b *bytes.Buffer, t Table) {
	b.WriteString("<div class=\"wide\"><table>\n<colgroup>")
	for _, w := range t.widths() {
		fmt.Fprintf(b, `<col width="%.1f%%">`, w*100)
	}
	b.WriteString("</colgroup>\n<thead><tr>")
	for _, h := range t.Headers {
		b.WriteString(`<th scope="col">` + esc(h) + "</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for _, row := range t.Rows {
		b.WriteString("<tr>")
		for i, cell := range row {
			open := "<td>"
			if slices.Contains(t.Mono, i) {
				open = `<td class="mono">`
			}
			b.WriteString(open + esc(cell) + "</td>")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table></div>\n")
}

// esc puts text into HTML. Characters that change the direction of what follows,
// or that nobody sees, are shown by their number.
func esc(s string) string { return html.EscapeString(visible(s)) }

// visible returns s with what nobody would see of it made visible.
func visible(s string) string {
	if !strings.ContainsFunc(s, hidden) {
		return strings.ToValidUTF8(s, "[?]")
	}
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "[?]") {
		switch {
		case r == '\r':
		case hidden(r):
			fmt.Fprintf(&b, "[U+%04X]", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// hidden reports whether r is a control, or one of the marks that turn the
// direction of a text around.
func hidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' ||
		r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F
}
