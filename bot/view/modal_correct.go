package view

import (
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/slack-go/slack"

	"meldwacht/bot"
)

// CorrectModal shows what was read from the mail beside the words that it was
// read from, and lets each part be corrected. search says whether the directory
// can be searched.
func (f Face) CorrectModal(in bot.Incident, m bot.Mail, search bool) slack.ModalViewRequest {
	s := f.sheet(VerbCorrect, in, 0)
	r := in.Report
	s.say("modal.correct")
	s.optionalLine(BlockRequester, "requester", r.Requester, 120)
	s.quoted(m, bot.FieldRequester)
	if search {
		s.external(BlockAccount, "account.search", string(in.Account), true)
	} else {
		s.optionalLine(BlockAccount, "account.search", or(string(in.Account), r.Account), 80)
	}
	s.quoted(m, bot.FieldAccount)
	s.boxes(BlockScope, "scope", f.scopes(), ticks(r.Scope))
	s.quoted(m, bot.FieldScope)
	date := slack.NewDatePickerBlockElement(BlockDate)
	clock := slack.NewTimePickerBlockElement(BlockTime)
	if at := r.Occurred.From.In(f.zone()); !r.Occurred.From.IsZero() {
		date.InitialDate = at.Format(time.DateOnly)
		if r.Occurred.Precision == bot.PrecisionMinute || r.Occurred.Precision == bot.PrecisionHour {
			clock.InitialTime = at.Format("15:04")
		}
	}
	s.input(BlockDate, "date", date, true)
	s.input(BlockTime, "time", clock, true)
	s.quoted(m, bot.FieldOccurred)
	s.boxes(BlockActions, "asks", f.asks(), ticks(r.Actions))
	s.quoted(m, bot.FieldActions)
	e := textInput(BlockTargets, strings.Join(targetLines(r.Targets), "\n"), bot.ReasonRunes, true)
	s.input(BlockTargets, "targets.all", e, true)
	s.quoted(m, bot.FieldTargets)
	return s.done()
}

// ChangeModal asks what a pending action should be about instead.
func (f Face) ChangeModal(in bot.Incident, id int) slack.ModalViewRequest {
	s := f.sheet(VerbChange, in, id)
	if a, ok := s.about(in, id, func(a bot.Action) bool { return a.State.Pending() && a.Kind != bot.StopAll }); ok {
		s.line(BlockTarget, "target.change", a.Target, bot.TargetRunes)
		if a.Approval || in.Rules.NeedsApproval(a.Kind) {
			s.say("modal.change.again")
		}
	}
	return s.done()
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func (s *sheet) optionalLine(block, label, initial string, max int) {
	s.input(block, label, textInput(block, oneLine(initial, max), max, false), true)
}

// quoted shows what a field was read from, masked.
func (s *sheet) quoted(m bot.Mail, field bot.ReportField) {
	if q := s.f.readFrom(m, field); q != "" {
		s.add(footnote(s.f.say("modal.read-from", "words", data(q)).plain()))
	}
}

func (f Face) scopes() (out []*slack.OptionBlockObject) {
	for _, v := range []bot.Scope{bot.ScopeUser, bot.ScopeAPI, bot.ScopeOther} {
		out = append(out, option(string(v), f.say("scope."+string(v)).plain(), ""))
	}
	return out
}

func (f Face) asks() (out []*slack.OptionBlockObject) {
	for _, v := range []bot.Ask{bot.AskRevokeUser, bot.AskBlockReports, bot.AskSuspendAPI, bot.AskOther} {
		out = append(out, option(string(v), f.say("ask."+string(v)).plain(), ""))
	}
	return out
}

func ticks[S ~string](list []S) map[string]bool {
	t := map[string]bool{}
	for _, s := range list {
		t[string(s)] = true
	}
	return t
}

func targetLines(targets []string) (out []string) {
	room := bot.ReasonRunes // of the input
	for _, t := range targets[:min(len(targets), 50)] {
		t = oneLine(t, bot.TargetRunes)
		if room -= len(utf16.Encode([]rune(t))) + 1; t != "" && room >= 0 {
			out = append(out, t)
		}
	}
	return out
}

var errMoment = errors.New("a date or a time that is none")

// ErrNoSuchHour says that the clock jumps over the time on the day it was given for.
var ErrNoSuchHour = errors.New("a time that the clock jumps over")

// CorrectedReport is the report as the submitted modal says it. What was not
// touched stays; the words belong to the old reading and go where it changed.
func CorrectedReport(in bot.Incident, values map[string]string, zone *time.Location) (bot.Report, error) {
	r := in.Report
	if v, ok := values[BlockRequester]; ok {
		r.Requester = oneLine(v, 120)
	}
	if v := strings.TrimSpace(values[BlockAccount]); v != "" {
		r.Account = oneLine(v, 120)
	}
	if v, ok := values[BlockScope]; ok {
		r.Scope = sorted[bot.Scope](v)
	}
	if v, ok := values[BlockActions]; ok {
		r.Actions = sorted[bot.Ask](v)
	}
	if v, ok := values[BlockTargets]; ok {
		r.Targets = nil
		for line := range strings.SplitSeq(v, "\n") {
			if t := oneLine(line, bot.TargetRunes); t != "" && !slices.Contains(r.Targets, t) && len(r.Targets) < 50 {
				r.Targets = append(r.Targets, t)
			}
		}
	}
	if day, ok := values[BlockDate]; ok {
		o, err := occurredAt(day, values[BlockTime], in.Report.Occurred, zone)
		if err != nil {
			return bot.Report{}, err
		}
		r.Occurred = o
	}
	r.Words = slices.DeleteFunc(slices.Clone(r.Words), func(w bot.Words) bool { return changed(w.Field, in.Report, r) })
	r.Missing = nil
	for _, c := range []struct {
		is   bool
		item bot.MissingItem
	}{{len(r.Actions) == 0, bot.MissingAction}, {r.Occurred.Precision == bot.PrecisionUnknown, bot.MissingOccurred},
		{r.Requester == "", bot.MissingRequester}, {len(r.Scope) == 0, bot.MissingScope}} {
		if c.is {
			r.Missing = append(r.Missing, c.item)
		}
	}
	return r, nil
}

// occurredAt reads a date and a time. One that was not touched keeps what the mail
// said of it: its end, its precision, its words.
func occurredAt(day, clock string, was bot.Occurred, zone *time.Location) (bot.Occurred, error) {
	if day == "" {
		return bot.Occurred{Precision: bot.PrecisionUnknown, Text: was.Text}, nil
	}
	if at := was.From.In(zone); !was.From.IsZero() && at.Format(time.DateOnly) == day &&
		(clock == at.Format("15:04") || clock == "" && was.Precision == bot.PrecisionDay) {
		return was, nil
	}
	layout, value, precision := time.DateOnly, day, bot.PrecisionDay
	if clock != "" {
		layout, value, precision = "2006-01-02 15:04", day+" "+clock, bot.PrecisionMinute
	}
	at, err := time.ParseInLocation(layout, value, zone)
	if err != nil {
		return bot.Occurred{}, errMoment
	}
	if clock != "" && at.Format("15:04") != clock {
		return bot.Occurred{}, ErrNoSuchHour
	}
	return bot.Occurred{From: at, Precision: precision, Text: was.Text}, nil
}

func changed(field bot.ReportField, was, is bot.Report) bool {
	switch field {
	case bot.FieldRequester:
		return was.Requester != is.Requester
	case bot.FieldAccount:
		return was.Account != is.Account
	case bot.FieldScope:
		return !slices.Equal(was.Scope, is.Scope)
	case bot.FieldOccurred:
		return !was.Occurred.From.Equal(is.Occurred.From)
	case bot.FieldActions:
		return !slices.Equal(was.Actions, is.Actions)
	}
	return !slices.Equal(was.Targets, is.Targets)
}

func sorted[S ~string](ticked string) (out []S) {
	for s := range strings.FieldsSeq(ticked) {
		out = append(out, S(s))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
