package view

// registers are years of a register: without an incident, with one, with many.
var registers = []RegisterCount{
	{Year: 2026},
	{Year: 2026, All: 1, Open: 1},
	{Year: 2026, All: 14, Internal: 4, Notified: 2, NotNotified: 1, Undecided: 1, Open: 3},
}
