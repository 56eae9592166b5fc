package acklink

// A kind is one of the pages that a person may see.
type kind int

const (
	ask kind = iota
	acknowledged
	already
	over
	expired
	forged
	refused
	failed
)

// Words are what one page says.
type words struct {
	title string
	lines []string
}

// The words on the buttons of a page.
const (
	button kind = 100 + iota
	again
	slack
	desk
)

var catalog = map[string]map[kind]words{
	"nl": {
		ask: {"Bevestig deze oproep", []string{"U bent opgeroepen omdat er een termijn loopt en nog niemand had bevestigd.",
			"Met bevestigen zegt u dat u er nu mee bezig gaat. Daarna gaat u verder in Slack."}},
		acknowledged: {"Bevestigd", []string{"Uw bevestiging is vastgelegd. Voor deze trede wordt niemand meer opgeroepen.",
			"Bij de volgende trede roept Meldwacht weer op. Ga nu verder in Slack."}},
		already: {"Al bevestigd", []string{"Deze oproep was al bevestigd, door u of door iemand anders. U hoeft hier niets meer te doen.",
			"In Slack staat wie ermee bezig is."}},
		over: {"Niet meer nodig", []string{"Deze oproep wacht niet meer op een bevestiging: wat gevraagd werd, is gedaan, of er is al een volgende trede.",
			"In Slack staat hoe het ervoor staat."}},
		expired: {"Deze link is verlopen", []string{"U kunt er niets meer mee bevestigen.",
			"Open Slack en bevestig daar, of gebruik de link in de laatste mail die u kreeg."}},
		forged: {"Deze link werkt niet", []string{"Misschien is hij niet helemaal overgenomen. Er is niets bevestigd.",
			"Open de link nog eens vanuit de mail, of open Slack en bevestig daar."}},
		refused: {"U kunt dit niet bevestigen", []string{"Uw naam staat niet meer bij de mensen die dit mogen bevestigen. Er is niets bevestigd.",
			"Open Slack en vraag een manager om het over te nemen."}},
		failed: {"Nog niet bevestigd", []string{"Uw bevestiging kon niet worden vastgelegd. Probeer het zo nog eens.",
			"Lukt het niet, open dan Slack en bevestig daar. De oproepen gaan intussen door."}},
		button: {title: "Bevestig: ik ben ermee bezig"}, again: {title: "Probeer het nog eens"}, slack: {title: "Open Slack"}, desk: {title: "Meldpunt datalekken"},
	},
	"en": {
		ask: {"Acknowledge this page", []string{"You were paged because a deadline is running and nobody had acknowledged.",
			"By acknowledging you say that you are on it from now on. Then carry on in Slack."}},
		acknowledged: {"Acknowledged", []string{"Your acknowledgement was recorded. Nobody else is paged for this rung.",
			"Meldwacht pages again at the next rung. Now carry on in Slack."}},
		already: {"Already acknowledged", []string{"This page was acknowledged before, by you or by somebody else. There is nothing more to do here.",
			"Slack says who is on it."}},
		over: {"No longer needed", []string{"This page does not wait for an acknowledgement any more: what it asked for is done, or a later rung has been reached.",
			"Slack says how things stand."}},
		expired: {"This link has expired", []string{"It cannot acknowledge anything any more.",
			"Open Slack and acknowledge there, or use the link in the last mail that you got."}},
		forged: {"This link does not work", []string{"Perhaps it was not copied whole. Nothing was acknowledged.",
			"Open it once more from the mail, or open Slack and acknowledge there."}},
		refused: {"You cannot acknowledge this", []string{"You are no longer among the people who may. Nothing was acknowledged.",
			"Open Slack and ask a manager to take over."}},
		failed: {"Not acknowledged yet", []string{"Your acknowledgement could not be recorded. Please try again in a moment.",
			"If that does not help, open Slack and acknowledge there. Paging goes on meanwhile."}},
		button: {title: "Acknowledge: I am on it"}, again: {title: "Try again"}, slack: {title: "Open Slack"}, desk: {title: "Data breach desk"},
	},
}
