package view

// toldEN is what is said of who was told of a leak.
var toldEN = catalog{
	"button.verteld":            "Who was told",
	"modal.title.verteld":       "Who was told",
	"modal.submit.verteld":      "Search",
	"modal.search":              "Search by address or account number",
	"modal.search.hint":         "A part is enough. Leave it empty to see everybody again.",
	"who-told.confidential":     "Full addresses: do not pass them on. That you opened this list stands in the record.",
	"who-told.action":           "*Action {no}:* {what}, approved by {who}, {when}.",
	"who-told.counts":           "*{all}:* {counts}",
	"who-told.queued.count":     "{count} queued",
	"who-told.accepted.count":   "{count} accepted",
	"who-told.failed.count":     "{count} not accepted",
	"who-told.returned.count":   "{count} returned",
	"who-told.answered.count":   "{count} answered",
	"who-told.failed":           "*Not accepted ({count}).* No mail server took the mail: find another address, or call.",
	"who-told.returned":         "*Returned ({count}).* Accepted and not delivered after all: find another address, or call.",
	"who-told.answered":         "*Answered ({count}).* The answer stands in the thread.",
	"who-told.queued":           "*Queued ({count}).* This mail has not been sent yet.",
	"who-told.accepted":         "*Accepted ({count}).* A mail server took the mail; whether it was read nobody knows.",
	"who-told.found":            "*Found for* {query}: {count} of {all}.",
	"who-told.found.none":       "*Nobody found for* {query}. Search by a part of the address or of the account number.",
	"who-told.rest":             "… and {count} more. Search to find them.",
	"event.details-opened.told": "recipients of action {no} looked at",
	"reply.details-opened.told": "{who} looked at who was told by action {no}.",
	"refuse.nobody-told":        "nobody has been told yet; have a mail to account holders approved first.",
}
