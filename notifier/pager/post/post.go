// Package post pages by mail: one letter for each person, with a link by which
// this person alone acknowledges.
//
//	p, err := post.New(post.Options{Relay: relay, From: desk, …}) // a path.Path
//
// A page may go out twice: when the server takes it and its answer is lost,
// nobody knows that it did. Its Message-ID follows from the key and the person,
// so what receives it can tell the copy. When some people were reached and
// others were not, a path.Partial says who was.
package post

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/mail"
	"meldwacht/notifier/pager/internal/each"
	"meldwacht/notifier/pager/path"
)

// channel is what a receipt names.
const channel = "mail"

// leastSecret is what an id needs that nobody can guess.
const leastSecret = 16

// Options are what a Pager needs.
type Options struct {
	Relay    *mail.Relay
	From     bot.Mailbox // the desk
	Instance string      // the value of X-Meldwacht, by which the desk knows its own mail
	Lang     string      // "nl" or "en"
	Secret   []byte      // of this desk: makes Message-IDs
	Now      func() time.Time
}

// A Pager sends mails. It is a path.Path.
type Pager struct {
	o     Options
	words words
}

// New returns a Pager, or says why these options cannot page anybody.
func New(o Options) (*Pager, error) {
	w, known := catalog[o.Lang]
	switch {
	case o.Relay == nil:
		return nil, errors.New("pages by mail have no mail server")
	case o.From.Address == "":
		return nil, errors.New("pages by mail have no sender")
	case o.Instance == "":
		return nil, errors.New("the desk has no name, and would take its own pages for mails of others")
	case !known:
		return nil, errors.New("the language of pages by mail must be nl or en")
	case len(o.Secret) < leastSecret:
		return nil, errors.New("the desk has no secret, and its Message-IDs could be guessed")
	}
	return &Pager{o, w}, nil
}

// Page sends one mail to each person who has an address. That others have none
// is no error as long as somebody is reached.
func (p *Pager) Page(ctx context.Context, c path.Call) (bot.Receipt, error) {
	// Two people at one address get a letter each: each has a link of their own.
	groups := each.Groups(c.People, func(c path.Contact) string {
		if c.Mail == "" {
			return ""
		}
		return string(c.ID) + " " + c.Mail
	})
	if len(groups) == 0 {
		return bot.Receipt{}, notifier.Permanent{Code: "nobody_has_an_address"}
	}
	return each.Call(groups, func(g each.Group) (bot.Receipt, error) {
		now := p.o.Now().UTC()
		l := letter{to: g.First, at: now, id: p.id(c.Key, g.First.ID)}
		err := p.o.Relay.Deliver(ctx, bot.Address(g.First.Mail), func(w io.Writer) error { return p.write(w, c, l) })
		if err != nil {
			return bot.Receipt{}, err
		}
		return bot.Receipt{Channel: channel, ID: l.id, At: now}, nil
	})
}

// Acknowledge does nothing: a mail that was sent cannot be called back.
func (p *Pager) Acknowledge(context.Context, string) error { return nil }

// Resolve does nothing, as Acknowledge.
func (p *Pager) Resolve(context.Context, string) error { return nil }

// id makes a Message-ID that nobody can guess, and that is the same each time.
func (p *Pager) id(key string, who bot.PersonID) string {
	h := hmac.New(sha256.New, p.o.Secret)
	h.Write([]byte("meldwacht page v1\n" + key + "\n" + string(who)))
	return hex.EncodeToString(h.Sum(nil)[:16]) + "@" + p.o.Relay.Domain()
}
