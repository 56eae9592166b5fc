package view

var clockEN = catalog{
	"field.owner.aware":         "*Owner:* {who} · known since {when}",
	"demand.escalated.all":      "not everybody has acknowledged",
	"escalated.no-ack.all":      "*Not acknowledged yet:* {who}.",
	"escalated.unconfirmed.all": "*Not acknowledged yet:* {who}. Nothing says that the page arrived. Another way is tried now.",
	"page.left.all":             "{ref}: {time} until the {duty}, and not everybody has acknowledged. Open Slack.",
	"page.now.all":              "{ref}: the {duty} is now, and not everybody has acknowledged. Open Slack.",
	"page.overdue.all":          "{ref}: the {duty} passed {time} ago, and not everybody has acknowledged. Open Slack.",
}
