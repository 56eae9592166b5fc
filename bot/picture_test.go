package bot_test

import (
	"testing"
	"time"

	"meldwacht/bot"
)

// A picture changes nothing, so the record stays as it is; those who may read
// the incident may ask for it, also after closing, and nobody else.
func TestAPictureLeavesTheRecordAlone(t *testing.T) {
	now := time.Date(2026, 12, 24, 15, 50, 0, 0, time.UTC)
	in := bot.Incident{Ref: "DL-2026-0007"}
	for _, e := range bot.Open(in.Ref, bot.Opened{Track: bot.Customer, Aware: now, Rules: bot.DefaultRules()}, now).Events {
		in = in.Apply(e)
	}
	c, err := in.Picture(bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}, now)
	if err != nil || len(c.Events) != 0 || len(c.Effects) != 1 {
		t.Fatalf("%+v %v", c, err)
	}
	if e := c.Effects[0]; e.Kind != bot.EffectPicture || e.After != bot.CardKey(in.Ref) || e.Lane != bot.Normal {
		t.Errorf("%+v", e)
	}
	if _, err := in.Picture(bot.Person{ID: "gerda"}, now); err == nil {
		t.Error("a guest gets a picture")
	}
}
