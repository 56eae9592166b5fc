package view

// clockNL is what is said of a corrected moment of awareness, and where several
// must acknowledge and some have.
var clockNL = catalog{
	"field.owner.aware":         "*Eigenaar:* {who} · bekend sinds {when}",
	"demand.escalated.all":      "nog niet iedereen heeft bevestigd",
	"escalated.no-ack.all":      "*Nog niet bevestigd:* {who}.",
	"escalated.unconfirmed.all": "*Nog niet bevestigd:* {who}. Niets wijst erop dat de oproep is aangekomen. Nu langs een andere weg.",
	"page.left.all":             "{ref}: nog {time} tot de {duty}, en nog niet iedereen heeft bevestigd. Open Slack.",
	"page.now.all":              "{ref}: de {duty} loopt nu af, en nog niet iedereen heeft bevestigd. Open Slack.",
	"page.overdue.all":          "{ref}: de {duty} is {time} voorbij, en nog niet iedereen heeft bevestigd. Open Slack.",
}
