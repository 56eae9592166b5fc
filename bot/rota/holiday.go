package rota

import (
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/nl"
)

// A Name is what a day is called.
type Name struct{ NL, EN string }

// holidays are the Dutch days off, worked out by the library one by one. Its own
// list is not used: it holds Good Friday and every 5 May, which are no general
// days off, and neither Easter Sunday nor Whit Sunday.
var holidays = []struct {
	*cal.Holiday
	name Name
}{
	{nl.Nieuwjaar, Name{"Nieuwjaarsdag", "New Year's Day"}},
	{nl.EerstePaasdag, Name{"eerste paasdag", "Easter Sunday"}},
	{nl.TweedePaasdag, Name{"tweede paasdag", "Easter Monday"}},
	{nl.Koningsdag, Name{"Koningsdag", "King's Day"}},
	{nl.Hemelvaart, Name{"Hemelvaartsdag", "Ascension Day"}},
	{nl.EerstePinksterDag, Name{"eerste pinksterdag", "Whit Sunday"}},
	{nl.TweedePinksterDag, Name{"tweede pinksterdag", "Whit Monday"}},
	{nl.EersteKerstdag, Name{"eerste kerstdag", "Christmas Day"}},
	{nl.TweedeKerstdag, Name{"tweede kerstdag", "Boxing Day"}},
}

// liberationDay is 5 May, where it is a day off at all.
var liberationDay = Name{"Bevrijdingsdag", "Liberation Day"}

// dutchHoliday names the public holiday that a day is.
func dutchHoliday(d Date) (Name, bool) {
	for _, h := range holidays {
		// The second result is where the day is kept: Koningsdag on the Saturday when
		// the 27th is a Sunday. The date is read in the zone that it was made in.
		if _, kept := h.Calc(d.Year); !kept.IsZero() && dateOf(kept) == d {
			return h.name, true
		}
	}
	return Name{}, false
}
