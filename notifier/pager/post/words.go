package post

import (
	"strings"

	"meldwacht/notifier/pager/path"
)

// Words are what a page by mail says around the line that every path gets.
type words struct {
	acknowledge string // the demand, when there is a link
	open        string // the demand, when there is none
	test        string // stands before the demand of a test
	link        string // above the link
	about       string // below it
	slack       string // before the link to the thread
	closing     string
}

var catalog = map[string]words{
	"nl": {
		acknowledge: "bevestig deze oproep",
		open:        "open Slack",
		test:        "test, ",
		link:        "Bevestig dat u ermee bezig bent:",
		about: "De pagina die opengaat, vraagt om één tik. Het openen alleen verandert niets.\n" +
			"De link is alleen voor u, werkt één keer en verloopt bij de volgende oproep.\n" +
			"Stuur deze mail niet door.",
		slack:   "In Slack: ",
		closing: "Deze mail is automatisch gemaakt. Antwoorden op deze mail telt niet als bevestiging.",
	},
	"en": {
		acknowledge: "acknowledge this page",
		open:        "open Slack",
		test:        "test, ",
		link:        "Acknowledge that you are on it:",
		about: "The page that opens asks for one tap. Opening it changes nothing.\n" +
			"The link is for you alone, works once and expires with the next page.\n" +
			"Do not forward this mail.",
		slack:   "In Slack: ",
		closing: "This mail was made by machine. Answering it does not acknowledge.",
	},
}

// subject is the ref and the demand, and nothing of what happened: subjects are
// shown on locked telephones (reference/oncall.md §1.8).
func (w words) subject(c path.Call, link bool) string {
	s := string(c.Ref) + ": "
	if c.Ref == "" {
		s = "Meldwacht: "
	}
	if c.Test {
		s += w.test
	}
	if link {
		return s + w.acknowledge
	}
	return s + w.open
}

// text is the whole letter.
func (w words) text(c path.Call, link string) string {
	parts := []string{c.Text}
	if link != "" {
		parts = append(parts, w.link+"\n"+link, w.about)
	}
	if c.Link != "" {
		parts = append(parts, w.slack+c.Link)
	}
	return strings.Join(append(parts, w.closing), "\n\n") + "\n"
}
