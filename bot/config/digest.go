package config

import "time"

// A Digest is when, on the desk's wall clock, the channel is told each day what
// is open: "09:00". "" tells nothing.
type Digest string

// At returns the time of day; it is meant for a digest that is set.
func (d Digest) At() time.Time {
	t, _ := time.Parse("15:04", string(d))
	return t
}

// digest refuses what is no time, and the hour which one night a year lacks and
// another has twice.
func (k *check) digest(d Digest) {
	if d == "" || k.mistyped("digest") {
		return
	}
	t, err := time.Parse("15:04", string(d))
	switch {
	case err != nil:
		k.problem("digest", `digest is no time of day. Write one such as "09:00", or leave it out.`)
	case t.Hour() == 2:
		k.problem("digest", `digest lies in the hour in which the clock jumps twice a year. Write a time outside 02:00 to 03:00.`)
	}
}
