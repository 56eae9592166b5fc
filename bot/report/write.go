package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/paper"
	"meldwacht/bot/timeline"
	"meldwacht/bot/view"
)

// HTML writes the report for a browser, with its record in it.
func (c Case) HTML(w io.Writer) error {
	doc, err := c.doc(timeline.Picture.SVG)
	if err != nil {
		return err
	}
	return paper.HTML(w, doc)
}

// PDF writes the report for paper, with its record attached.
func (c Case) PDF(w io.Writer) error {
	doc, err := c.doc(timeline.Picture.PNG)
	if err != nil {
		return err
	}
	return paper.PDF(w, doc)
}

// doc is the document, with its picture drawn in one format.
func (c Case) doc(draw func(timeline.Picture, io.Writer) error) (paper.Doc, error) {
	raw, err := json.Marshal(c.data)
	if err != nil {
		return paper.Doc{}, err
	}
	picture, err := c.picture(draw)
	if err != nil {
		return paper.Doc{}, err
	}
	doc := paper.Doc{Title: c.say("title") + " " + string(c.in.Ref), Subtitle: c.say("made") + " " + c.when(c.data.Made) + "\n" + c.data.Program,
		Lang: string(c.data.Lang), Made: c.data.Made}
	if c.in.Drill {
		doc.Mark = c.say("drill")
	}
	add := func(b ...paper.Block) { doc.Blocks = append(doc.Blocks, b...) }
	add(paper.Notice{Text: c.say("private")}, paper.Heading{Level: 2, Text: c.say("summary")}, c.summary())
	c.table(add, "duties", []int{4, 4, 4, 5}, c.duties())
	add(paper.Heading{Level: 2, Text: c.say("picture")}, picture)
	c.table(add, "decisions", []int{1, 4, 5, 3, 8}, c.decisions())
	c.table(add, "actions", []int{1, 6, 4, 4, 4, 6}, c.actions())
	c.accounts(add)
	add(paper.Heading{Level: 2, Text: c.say("mails")})
	c.mails(add)
	c.table(add, "record", []int{2, 5, 6, 9, 5, 3}, c.record())
	add(paper.Paragraph{Text: c.say("check")}, paper.Fields{
		{Label: c.say("count"), Value: strconv.Itoa(len(c.events))}, {Label: c.say("head"), Value: c.in.Head.String()}},
		paper.Data{ID: dataID, JSON: raw})
	return doc, nil
}

// table adds a part with a table, or the word that there is nothing in it.
func (c Case) table(add func(...paper.Block), key string, widths []int, rows [][]string) {
	add(paper.Heading{Level: 2, Text: c.say(key)})
	if len(rows) == 0 {
		add(paper.Paragraph{Text: c.say("none")})
		return
	}
	t := paper.Table{Headers: strings.Split(c.say(key+".columns"), "|"), Widths: widths, Rows: rows}
	if key == "record" {
		t.Mono = []int{5}
	}
	add(t)
}

func (c Case) picture(draw func(timeline.Picture, io.Writer) error) (paper.Picture, error) {
	p := timeline.Of(c.in, c.events, c.data.Made, timeline.Look{Face: c.face,
		Closed: func(time.Time, time.Time) []timeline.Band { return c.data.Closed }}).Draw()
	var b bytes.Buffer
	err := draw(p, &b)
	return paper.Picture{SVG: b.Bytes(), PNG: b.Bytes(), Alt: p.Title}, err // a page takes the one that it can show
}

func (c Case) when(t time.Time) string {
	if t.IsZero() {
		return c.say("unknown")
	}
	return c.face.When(t, c.data.Made)
}

// mark says who did something, and when; "" when nobody did.
func (c Case) mark(m bot.Mark) string {
	if m.At.IsZero() {
		return ""
	}
	return c.face.PersonName(m.By) + "\n" + c.face.Moment(m.At, c.data.Made)
}

func (c Case) summary() (f paper.Fields) {
	in := c.in
	add := func(key, value string) {
		if value != "" {
			f = append(f, paper.Field{Label: c.say(key), Value: value})
		}
	}
	add("track", c.face.TrackName(in.Track))
	add("state", c.face.StateName(in))
	if in.Suspicion != nil {
		s := in.Suspicion
		add("what", s.What)
		add("from", c.when(s.From))
		add("to", c.when(s.To))
		add("found", c.when(s.Found))
		if s.Converted {
			add("was", c.when(s.Was))
		}
	} else {
		add("occurred", in.Report.Occurred.Text)
	}
	add("opened", c.when(in.Opened))
	add("aware", c.when(in.Aware))
	add("account", strings.TrimSpace(string(in.Account)+" "+in.AccountName))
	add("verdict", c.face.VerdictName(in.Verdict))
	if in.Owner != "" {
		add("owner", c.face.PersonName(in.Owner))
	}
	for _, n := range in.Notices {
		add("notified", n.Number+"\n"+c.when(n.Filed))
	}
	if in.NoNotice.Stands() {
		add("silent", in.NoNotice.Reason)
	}
	if in.Restored != nil {
		add("restored", c.when(in.Restored.ServiceRestored.At))
	}
	if in.Closed != nil {
		add("closed", c.when(in.Closed.At))
	}
	return f
}

func (c Case) duties() (rows [][]string) {
	for _, o := range c.in.Obligations {
		end := c.say("owed")
		if c.in.EndedByClosing(o) {
			end = c.say("ended")
		} else if o.Met != nil {
			end = c.face.PersonName(o.Met.By) + "\n" + c.when(o.Met.At)
			if late := o.Met.At.Sub(o.Deadline); late > 0 {
				end += "\n" + c.say("late") + " " + view.For(late, c.data.Lang)
			}
		}
		rows = append(rows, []string{c.face.DutyName(o), c.when(o.From), c.when(o.Deadline), end})
	}
	return rows
}

// decisions are the events in which a person decided something.
func (c Case) decisions() (rows [][]string) {
	for _, e := range c.events {
		if reason, ok := c.decided(e); ok {
			rows = append(rows, []string{strconv.Itoa(e.No), c.face.Moment(e.At, c.data.Made), c.face.Happened(c.in, e), c.face.PersonName(e.Actor), reason})
		}
	}
	return rows
}

// decided returns the reason of a decision, and whether e is one.
func (c Case) decided(e bot.Event) (reason string, ok bool) {
	switch b := e.Body.(type) {
	case bot.Validated:
		return b.Reason, true
	case bot.Rejected:
		return b.Reason, true
	case bot.EvidenceGiven:
		return b.Evidence, true
	case bot.ReportCorrected, bot.ActionApproved:
		return "", true
	case bot.ActionDenied:
		return b.Reason, true
	case bot.AwareCorrected:
		return c.when(b.Was) + " → " + c.when(b.Aware) + "\n" + b.Reason, true
	case bot.Declared:
		return b.What, true
	case bot.Converted:
		return b.What, true
	case bot.StageSkip:
		return b.Reason, true
	case bot.CauseFound:
		return strings.TrimSpace(b.Finding + "\n" + b.Evidence), true
	case bot.ServiceRestored:
		return b.Words, true
	case bot.Notified:
		return strings.TrimSpace(b.Number + "\n" + c.when(b.Filed) + "\n" + b.Reason), true
	case bot.NoNoticeProposed:
		return b.Reason, true
	case bot.NoNotice:
		return b.Reason, true
	case bot.NoNoticeDenied:
		return b.Reason, true
	case bot.Noted:
		return b.Text, true
	case bot.Closed:
		return b.Reason, true
	case bot.Reopened:
		return b.Reason, true
	}
	return "", false
}

func (c Case) actions() (rows [][]string) {
	for _, a := range c.in.Actions {
		words := a.Words
		if a.Many != nil {
			of := "accounts"
			if a.Kind == bot.Inform {
				of = "recipients"
			}
			words = strings.TrimSpace(fmt.Sprintf("%s: %d\n%s", c.say(of), a.Many.Count, words))
		}
		rows = append(rows, []string{strconv.Itoa(a.ID), c.face.ActionName(a) + "\n" + string(a.Account), c.mark(a.Requested), c.mark(a.Decided), c.mark(a.Finished),
			strings.TrimSpace(c.say("action."+string(a.State)) + "\n" + words)})
	}
	return rows
}

func (c Case) record() (rows [][]string) {
	for _, e := range c.events {
		rows = append(rows, []string{strconv.Itoa(e.No), c.face.Moment(e.At, c.data.Made), e.At.UTC().Format("2006-01-02 15:04:05"),
			c.face.Happened(c.in, e), c.face.PersonName(e.Actor), e.Hash.Short()})
	}
	return rows
}

// people are those whose names the report shows.
func people(in bot.Incident, events []bot.Event) []bot.PersonID {
	ids := []bot.PersonID{in.Owner}
	for _, e := range events {
		ids = append(ids, e.Actor)
		if b, ok := e.Body.(bot.Validated); ok {
			ids = append(ids, b.Second)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
