package view

import "meldwacht/bot"

// StateName names where an incident stands: "Aanvrager gecontroleerd".
func (f Face) StateName(in bot.Incident) string { return f.state(in).plain() }

// VerdictName names a verdict: "beheerder".
func (f Face) VerdictName(v bot.Verdict) string { return f.say("verdict." + string(v)).plain() }

// ActionName says what an action does: "gebruiker verwijderen (x.veen)".
func (f Face) ActionName(a bot.Action) string { return f.action(a).plain() }

// CodeName says in words what a code of delivery means: "dit is geen mailadres
// waaraan de desk schrijft".
func (f Face) CodeName(code string) string { return f.why(code).plain() }
