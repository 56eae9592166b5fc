package commands

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// A Rota is who is on call when, and how people change it by hand.
type Rota interface {
	// Duty returns who is on call from now on for so long.
	Duty(now time.Time, ahead time.Duration) view.Duty
	// At returns the moment at which the clock of the rota shows what wall,
	// written in UTC, shows.
	At(wall time.Time) time.Time
	// Today returns what the clock of the rota shows at a moment, as a time in UTC.
	Today(t time.Time) time.Time
	// Change makes a change by hand, once for each once, and returns its number.
	// An error of type bot.Refusal says why it is not made.
	Change(ctx context.Context, once string, s Swap) (no string, err error)
}

// A Swap is a change by hand of who is on call.
type Swap struct {
	How      string // view.SwapReplace, SwapAdd, SwapRemove; empty: Undo is taken back
	Person   bot.PersonID
	For      bot.PersonID // SwapReplace: whom; empty: everybody who is on call then
	From, To time.Time
	Undo     string // the number of an earlier change
	Reason   string
	By       bot.PersonID
	Sure     bool // also when nobody is on call then
}

// The reasons for which a rota is not changed, or nobody is paged for a test.
const (
	NoRota       bot.Reason = "no-rota"        // there is none
	NoSuchSwap   bot.Reason = "no-such-swap"   // Words: the number
	NobodyThen   bot.Reason = "nobody-then"    // ask once more
	SwapOverlap  bot.Reason = "swap-overlap"   // Words: the number of the change that stands
	SwapIdle     bot.Reason = "swap-idle"      // it changes nothing
	SwapOver     bot.Reason = "swap-over"      // it ends before it begins, or before now
	SwapLong     bot.Reason = "swap-long"      // more than a year
	NoSuchPerson bot.Reason = "no-such-person" // Words: what was typed
	swapWhen     bot.Reason = "swap-when"      // from when until when?
	swapReason   bot.Reason = "swap-reason"    // why?
	noTestPage   bot.Reason = "no-test-page"   // pages are not configured
	testFailed   bot.Reason = "test-failed"    // the page was not taken
)

// ahead is how far the verb shows who is on call.
const ahead = 14 * 24 * time.Hour

// duty shows who is on call, or changes it.
func duty(ctx context.Context, d *Desk, a ask) (Answer, error) {
	if d.Rota == nil {
		return Answer{}, bot.Refusal{Reason: NoRota}
	}
	words := strings.Fields(a.Args)
	may := a.Who.May(bot.Manager)
	switch first := ""; {
	case a.Door == DoorModal:
		return d.swap(ctx, a, d.filled(a))
	case a.Door == DoorButton && may && d.Rota.Duty(a.now, 0).Rota:
		modal := d.Face.In(a.Lang).DutyModal(slices.Collect(maps.Keys(d.Face.Cast.Names)), a.now)
		return Answer{Modal: &modal}, nil
	case len(words) == 0 || a.Door == DoorButton:
		blocks, text := d.Face.Duty(d.Rota.Duty(a.now, ahead), may, a.now, a.Lang)
		return Answer{Text: text, Blocks: blocks}, nil
	default:
		if first = strings.ToLower(bare(words[0])); first == "test" {
			return d.testPage(ctx, a, words[1:])
		}
		s, err := d.typedSwap(words, a)
		if err != nil {
			return Answer{}, err
		}
		return d.swap(ctx, a, s)
	}
}

// swap makes a change. Managers alone do: support may look.
func (d *Desk) swap(ctx context.Context, a ask, s Swap) (Answer, error) {
	if !a.Who.May(bot.Manager) {
		return Answer{}, bot.Refusal{Reason: bot.NotYourRole, Words: []string{string(bot.Manager)}}
	}
	s.By = a.Who.ID
	var r bot.Refusal
	no, err := "", error(nil)
	switch {
	case s.How != "" && s.Reason == "":
		err = bot.Refusal{Reason: swapReason}
	case s.How != "" && !s.To.After(s.From):
		err = bot.Refusal{Reason: SwapOver}
	default:
		no, err = d.Rota.Change(ctx, a.Once, s)
	}
	if errors.As(err, &r) && a.Door == DoorModal {
		field := view.BlockPerson
		switch r.Reason {
		case SwapOver, SwapLong:
			field = view.BlockUntilTime
		case NobodyThen:
			field = view.BlockSure
		case swapReason:
			field = view.BlockReason
		}
		return Answer{Errors: map[string]string{field: d.sentence(a.Lang, r)}}, r
	}
	if err != nil {
		return Answer{}, err
	}
	if s.How == "" {
		return Answer{Text: d.say(a.Lang, "done.dienst.undo", "no", s.Undo)}, nil
	}
	f := d.Face.In(a.Lang)
	return Answer{Text: d.say(a.Lang, "done.dienst."+s.How, "who", d.personName(a.Lang, s.Person),
		"from", f.When(s.From, a.now), "to", f.When(s.To, a.now), "no", no)}, nil
}

// filled is the change as it was filled in. What is missing is refused by swap.
func (d *Desk) filled(a ask) Swap {
	v := a.Values
	at := func(day, clock string) time.Time {
		t, err := time.Parse("2006-01-02 15:04", v[day]+" "+v[clock])
		if err != nil {
			return time.Time{}
		}
		return d.Rota.At(t)
	}
	return Swap{How: v[view.BlockHow], Person: bot.PersonID(v[view.BlockPerson]), From: at(view.BlockDate, view.BlockTime),
		To: at(view.BlockUntil, view.BlockUntilTime), Reason: strings.TrimSpace(v[view.BlockReason]), Sure: isNobody(v[view.BlockSure])}
}

// testPage pages one person for a test: whoever asks, or somebody else.
func (d *Desk) testPage(ctx context.Context, a ask, words []string) (Answer, error) {
	who := a.Who.ID
	if len(words) > 0 {
		var rest []string
		if who, rest = d.personAt(words, a.Who.ID); who == "" || len(rest) > 0 {
			return Answer{}, bot.Refusal{Reason: NoSuchPerson, Words: []string{clip(strings.Join(words, " "))}}
		}
	}
	if who != a.Who.ID && !a.Who.May(bot.Manager) {
		return Answer{}, bot.Refusal{Reason: bot.NotYourRole, Words: []string{string(bot.Manager)}}
	}
	if d.TestPage == nil {
		return Answer{}, bot.Refusal{Reason: noTestPage}
	}
	if err := d.TestPage(ctx, who); err != nil {
		d.Log.Error().Err(err).Msg("a test page was not taken")
		return Answer{}, bot.Refusal{Reason: testFailed}
	}
	return Answer{Text: d.say(a.Lang, "done.dienst.test", "who", d.personName(a.Lang, who))}, nil
}
