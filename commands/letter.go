package commands

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// letter shows what account holders are told as it leaves, and who they are.
// There are addresses in it: each opening is an event, recorded before anything
// is shown, as that of the details is.
func letter(ctx context.Context, d *Desk, a ask) (Answer, error) {
	in, err := d.read(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	about, err := toldBy(in, a.number)
	if err != nil {
		return Answer{}, err
	}
	if !a.Door.hasTrigger() {
		text := d.say(a.Lang, "letter", "ref", string(a.ref))
		return Answer{Text: text, Blocks: d.formButton(a, text, "show-letter", in.Version)}, nil
	}
	in, err = d.Desk.Do(ctx, a.ref, a.Once, func(in bot.Incident, now time.Time) (bot.Change, error) { return in.OpenDetails(a.Who, now) })
	if errors.Is(err, bot.ErrNotFound) {
		return Answer{}, d.notFound(ctx)
	}
	if err != nil {
		return Answer{}, err
	}
	events, err := d.Books.Events(ctx, a.ref)
	if err != nil {
		return Answer{}, err
	}
	var list []bot.Recipient
	for _, t := range bot.ToldOf(events, about.ID) {
		list = append(list, t.Recipient)
	}
	modal, err := d.Face.In(a.Lang).LetterModal(in, about, d.Letters, list, bot.UnreachedOf(events, about.ID))
	if err != nil {
		return Answer{}, err
	}
	return Answer{Modal: &modal}, nil
}

// toldBy is the action that is meant: the one with that number, else the last
// that tells account holders, since that is the one that is talked about.
func toldBy(in bot.Incident, id int) (bot.Action, error) {
	tells := func(a bot.Action) bool { return a.Kind == bot.Inform && (id == 0 || a.ID == id) }
	for _, a := range slices.Backward(in.Actions) {
		if tells(a) {
			return a, nil
		}
	}
	r := bot.Refusal{Reason: bot.NoAction, Ref: in.Ref}
	if id > 0 {
		r.Words = []string{strconv.Itoa(id)}
	}
	return bot.Action{}, r
}

func hasLetter(in bot.Incident, _ time.Time) bool {
	return has(in, func(a bot.Action) bool { return a.Kind == bot.Inform })
}

// A faults is why inputs of a modal cannot be taken as they are, by block. It
// is the error of a decision that would have been legal with other words.
type faults map[string]bot.Reason

// Error says it in the log's language; people read a sentence under each input.
func (f faults) Error() string { return fmt.Sprintf("refused: %d inputs", len(f)) }

// messageIn reads what account holders are told, and says of each part that
// cannot go out as it was typed why not. White space is put in order here, so
// that what stands in the record is what leaves.
func messageIn(a ask) (bot.Message, faults) {
	wrong := faults{}
	parts := func(suffix string) bot.Parts {
		part := func(block string) string {
			block += suffix
			if why := view.LetterFault(a.Values[block]); why != "" {
				wrong[block] = why
			}
			return view.LetterWords(a.Values[block])
		}
		return bot.Parts{Happened: part(view.BlockHappened), Data: part(view.BlockData), Consequences: part(view.BlockConsequences),
			Advice: part(view.BlockAdvice), Measures: part(view.BlockMeasures)}
	}
	dutch := parts("")
	m := bot.Message{As: bot.As(a.Values[view.BlockAs]), Happened: dutch.Happened, Data: dutch.Data, Consequences: dutch.Consequences,
		Advice: dutch.Advice, Measures: dutch.Measures}
	if slices.ContainsFunc(view.LetterBlocks(), func(b string) bool { return strings.TrimSpace(a.Values[b+view.BlockEnglish]) != "" }) {
		english := parts(view.BlockEnglish) // all of it, or nothing
		m.English = &english
	}
	return m, wrong
}

// faulty answers a modal with a sentence under each input that must be mended.
func (d *Desk) faulty(a ask, wrong faults) Answer {
	errs := map[string]string{}
	for block, why := range wrong {
		errs[block] = d.sentence(a.Lang, bot.Refusal{Reason: why, Ref: a.ref, Words: []string{strconv.Itoa(bot.ReasonRunes)}})
	}
	return Answer{Errors: errs}
}
