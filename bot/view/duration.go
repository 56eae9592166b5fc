package view

import (
	"fmt"
	"strings"
	"time"

	"meldwacht/bot"
)

// Left says how much time there is, in words: "nog 11 uur en 40 minuten", "2
// uur te laat". Hours are not turned into days before the fourth day, since
// the law and everybody who works with it count 72 hours.
func Left(d time.Duration, lang bot.Lang) string {
	c := catalogOf(lang)
	late := d < 0
	d = d.Abs().Round(time.Minute)
	key := "left.more"
	switch {
	case late:
		key = "left.late"
	case d == 0:
		return c["left.none"]
	}
	if d == 0 {
		return c["left.now"]
	}
	return strings.ReplaceAll(c[key], "{time}", spell(d, c))
}

// For says how long something takes: "11 uur en 40 minuten".
func For(d time.Duration, lang bot.Lang) string {
	return spell(d.Abs().Round(time.Minute), catalogOf(lang))
}

// Ago says how long ago something was: "5 minuten geleden".
func Ago(d time.Duration, lang bot.Lang) string {
	c := catalogOf(lang)
	if d.Round(time.Minute) <= 0 {
		return c["ago.now"]
	}
	return strings.ReplaceAll(c["ago"], "{time}", For(d, lang))
}

// leftShort is Left for a lock screen or a list: "nog 5 u 40 min".
func leftShort(d time.Duration, lang bot.Lang) string {
	c := catalogOf(lang)
	late := d < 0
	d = d.Abs().Round(time.Minute)
	if d == 0 {
		if late {
			return c["left.now"]
		}
		return c["left.none"]
	}
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	var parts []string
	if h > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", h, c["short.hour"]))
	}
	if m > 0 {
		parts = append(parts, fmt.Sprintf("%d %s", m, c["short.minute"]))
	}
	key := "left.more"
	if late {
		key = "left.late"
	}
	return strings.ReplaceAll(c[key], "{time}", strings.Join(parts, " "))
}

// spell writes the two largest units that are not zero next to each other.
func spell(d time.Duration, c catalog) string {
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	if h >= 100 {
		return pair(count(h/24, "day", c), h%24, "hour", c)
	}
	if h == 0 {
		return count(m, "minute", c)
	}
	return pair(count(h, "hour", c), m, "minute", c)
}

func pair(first string, n int, unit string, c catalog) string {
	if n == 0 {
		return first
	}
	return first + " " + c["and"] + " " + count(n, unit, c)
}

func count(n int, unit string, c catalog) string {
	if n == 1 {
		return "1 " + c["unit."+unit+".one"]
	}
	return fmt.Sprintf("%d %s", n, c["unit."+unit+".many"])
}

// barCells is the width of the bar: ten fit beside the words on a phone.
const barCells = 10

// bar draws the time left of a whole. It never stands alone: the same is said
// in words behind it.
func bar(left, whole time.Duration) string {
	full := 0
	if whole > 0 && left > 0 {
		full = max(1, min(barCells, int((left*barCells+whole/2)/whole)))
	}
	return strings.Repeat("▓", full) + strings.Repeat("░", barCells-full)
}
