package slack_test

import (
	"fmt"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"meldwacht/bot"
)

func TestPostsKeepToSlacksPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		for i := range 300 {
			e := card()
			e.Key, e.Ref = bot.EffectKey(fmt.Sprintf("bulk/%d", i)), bot.MakeRef(2026, i+1)
			e.Lane = bot.Bulk
			d.box.Add(e)
		}
		go func() {
			time.Sleep(30 * time.Second)
			d.box.Add(card())
		}()
		d.run(t, 2*time.Minute)
		if n := len(d.calls); n < 115 || n > 123 {
			t.Errorf("%d posts in two minutes, want about 120", n)
		}
		for i, c := range d.calls {
			if c.form.Get("metadata") != "" && i > 2 && c.at.Sub(d.calls[i-3].at) < 1900*time.Millisecond {
				t.Fatalf("four posts within %v", c.at.Sub(d.calls[i-3].at))
			}
		}
		r, _ := d.box.Receipt(card().Key)
		if took := r.At.Sub(d.in.Opened) - 30*time.Second; r.ID == "" || took > 2*time.Second {
			t.Errorf("a card waited %v behind bulk", took)
		}
	})
}

func TestTooFastParksOneMethodOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDesk(t)
		d.box.Add(card())
		d.run(t, time.Second)
		d.fault = func(m string, _ url.Values) *fault {
			if m == "chat.update" && time.Since(d.in.Opened) < 40*time.Second {
				return &fault{status: 429, header: map[string]string{"Retry-After": "40"}}
			}
			return nil
		}
		d.in.Version = 10
		d.box.Add(redraw(10), redraw(11), reply(3, bot.Normal), reply(4, bot.Normal))
		d.run(t, 10*time.Second)
		equal(t, "channel", d.texts(), []string{"DL-2026-0007 v9", "DL-2026-0007 reply 3", "DL-2026-0007 reply 4"})
		d.run(t, time.Minute)
		updates := 0
		for _, m := range d.methods() {
			if m == "chat.update" {
				updates++
			}
		}
		if updates != 2 || d.texts()[0] != "DL-2026-0007 v10" {
			t.Errorf("%d updates, the card says %q", updates, d.texts()[0])
		}
	})
}
