package bot

import (
	"fmt"
	"time"
)

// A Change is what one decision does: what goes into the record, and what the
// world must be told once that is saved.
type Change struct {
	Events  []Event // without numbers and hashes: the store numbers and chains them
	Effects []Effect
}

// An EffectKey names an effect by what it is about (DL-2026-0007/rung/ap/12h),
// so that deciding twice enqueues once.
type EffectKey string

// An EffectKind is what an effect does, and says which Sender carries it out.
type EffectKind string

const (
	// EffectCard posts the root card. A duplicate is avoided by the opaque ID
	// in the message's metadata, looked up before an interrupted attempt is repeated.
	EffectCard EffectKind = "card"
	// EffectReply posts one reply in the thread, about one event. Duplicates as above.
	EffectReply EffectKind = "reply"
	// EffectUpdate renders the card again. It is idempotent: rendered from the
	// incident as it is when it is sent, and the newest wins.
	EffectUpdate EffectKind = "update"
	// EffectRedraw renders a reply again whose question was answered, or stands
	// again. It is idempotent, as an update is; After is the effect of the reply.
	EffectRedraw EffectKind = "redraw"
	// EffectPicture puts a drawing of the incident into the thread. A duplicate is
	// avoided by the name of the file, which is the effect's opaque ID.
	EffectPicture EffectKind = "picture"
	// EffectDossier puts the dossier for the AP into the thread, as a file.
	// Duplicates as of a picture.
	EffectDossier EffectKind = "dossier"
	// EffectPage pages people. A duplicate is avoided by the receiver, who
	// gets the effect's key as its deduplication key.
	EffectPage EffectKind = "page"
	// EffectPageAck and EffectPageEnd tell the other side of a page, named by
	// After, that it was acknowledged, or is of no use any more. Repeating it
	// does nothing.
	EffectPageAck EffectKind = "page-ack"
	EffectPageEnd EffectKind = "page-end"
	// EffectMail writes a mail to somebody outside. A duplicate is avoided by
	// its Message-ID, which is made from the effect's key.
	EffectMail EffectKind = "mail"
	// EffectAction has the product carry out an action. A duplicate is avoided
	// by the effect's key, which goes with it as Idempotency-Key.
	EffectAction EffectKind = "action"
	// EffectBlank takes out of Slack what the effect that it follows has posted:
	// the card becomes one bare line, all else is deleted. Repeating it finds
	// nothing more to do.
	EffectBlank EffectKind = "blank"
	// EffectCheck checks the signatures of a mail again. It only reads; what it
	// finds becomes an event once.
	EffectCheck EffectKind = "check"
)

// A Lane is how urgent an effect is. A backlog in one lane never delays a more
// urgent one.
type Lane string

const (
	Urgent Lane = "urgent" // rungs, pages, approvals
	Normal Lane = "normal" // replies, cards
	Bulk   Lane = "bulk"   // digests, mails to account holders
)

// Lanes returns all lanes, most urgent first.
func Lanes() []Lane { return []Lane{Urgent, Normal, Bulk} }

// An Effect is one thing to do in the outside world. It holds no words: what is
// said is made from the incident and the event when it is sent.
type Effect struct {
	Key   EffectKey
	Ref   Ref
	Kind  EffectKind
	After EffectKey // the effect that must be done first, whose receipt this one needs; "" for none
	Lane  Lane
	Due   time.Time // not before
	Event int       // number of the event that it tells of; 0 for the card
	Path  string    // the path that a page takes, one of Rules.Paths; "" for all else, and for the only one
}

// A Receipt is what the outside world gave back for an effect.
type Receipt struct {
	Channel string    // Slack channel, or the path over which a page went
	ID      string    // Slack ts, Message-ID, or the answer's own id
	At      time.Time // when it was given
}

// CardKey is the key of an incident's root card.
func CardKey(ref Ref) EffectKey { return EffectKey(ref) + "/card" }

// A draft builds a Change for one incident at one moment.
type draft struct {
	in     Incident // as it is after the events so far
	now    time.Time
	actor  PersonID
	change Change
	from   int   // number of the last event before these
	asked  []ask // the questions that stood then
	paged  []standingPage
}

func (in Incident) draft(actor PersonID, now time.Time) *draft {
	return &draft{in: in, now: now.UTC(), actor: actor, from: in.Version, asked: in.asks(), paged: in.pages()}
}

// record adds an event, and returns its number.
func (d *draft) record(b Body) int {
	e := Event{No: d.in.Version + 1, At: d.now, Kind: b.Kind(), Actor: d.actor, Body: b}
	d.in = d.in.Apply(e)
	d.change.Events = append(d.change.Events, e)
	return e.No
}

// reply tells the thread of event no, under a key from the domain.
func (d *draft) reply(no int, lane Lane, key string, args ...any) {
	d.effect(Effect{Key: d.key(key, args...), Kind: EffectReply, After: CardKey(d.in.Ref), Lane: lane, Event: no})
}

// carry has the product carry out action id, which event no has released.
func (d *draft) carry(id, no int) {
	if a, ok := d.in.Action(id); ok && a.Carrier == ByAPI && a.State == ActionToDo && a.Many == nil {
		d.effect(Effect{Key: d.key("carry/%d/%d", id, a.Changed), Kind: EffectAction, Lane: Urgent, Event: no})
	}
}

// card posts the root card; all other posts follow it.
func (d *draft) card() {
	d.effect(Effect{Key: CardKey(d.in.Ref), Kind: EffectCard, Lane: Normal})
}

// done returns the change, with one update of the card for all of its events,
// and of the replies whose buttons have gone or come back.
func (d *draft) done() Change {
	d.redraw()
	d.follow()
	for _, e := range d.change.Effects {
		if e.Kind == EffectCard {
			return d.change
		}
	}
	d.effect(Effect{Key: d.key("update/%d", d.in.Version), Kind: EffectUpdate, After: CardKey(d.in.Ref), Lane: Normal})
	return d.change
}

func (d *draft) effect(e Effect) {
	e.Ref, e.Due = d.in.Ref, d.now
	d.change.Effects = append(d.change.Effects, e)
}

func (d *draft) key(format string, args ...any) EffectKey { return d.in.key(format, args...) }

func (in Incident) key(format string, args ...any) EffectKey {
	return EffectKey(in.Ref) + "/" + EffectKey(fmt.Sprintf(format, args...))
}
