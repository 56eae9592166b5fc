package view

// eraseEN is what is said of keeping and erasing.
var eraseEN = catalog{
	"event.held":              "kept until released",
	"event.released":          "released",
	"event.erasure-requested": "asked to erase",
	"event.erased":            "erased",
	"event.wiped":             "{what}, words erased",
	"event.mails-dropped":     "raw mails deleted",

	"demand.held":              "is kept",
	"demand.released":          "released",
	"demand.erasure-requested": "second person needed",
	"demand.erased":            "erased",
	"demand.mails-dropped":     "raw mails deleted",

	"reply.held":                      "*{who} keeps this incident*: it is not erased until somebody releases it. The reason:",
	"reply.released":                  "*{who} releases this incident*: it may be erased again. The reason:",
	"row.stays":                       "The line in the register stays.",
	"reply.erasure-requested":         "*{who} asks to erase this incident.* Everything personal that Meldwacht holds of it disappears, here and in the store, and can never be brought back. What people typed into this thread themselves, and mails that have left, Meldwacht cannot take away; delete those messages yourselves.",
	"reply.erasure-requested.command": "*{who} asks on the command line to erase this incident.* Everything personal that Meldwacht holds of it disappears, here and in the store, and can never be brought back. What people typed into this thread themselves, and mails that have left, Meldwacht cannot take away; delete those messages yourselves.",
	"reply.mails-dropped":             "The raw mails of this incident were deleted ({n}); their time is over.",
	"reply.mails-dropped.one":         "The raw mail of this incident was deleted; its time is over.",
	"next.erasing":                    "A second person must confirm the erasing. Reopening or keeping it prevents it.",
	"again.is.held":                   "{who} keeps it, {at}.",
	"again.is.reopened.erase":         "Not erased: the incident was reopened.",

	"blank":           "{ref} · erased on {date}.",
	"blank.command":   "{ref} · erased on {date}, on the command line.",
	"blank.row":       "The line in the register has stayed.",
	"blank.row.drill": "An exercise has no line in the register.",

	"effect.blank": "Taking away what stood here",

	"button.wis":        "Erase",
	"button.wis.second": "Confirm: erase",
	"button.bewaar":     "Keep",
	"button.geef-vrij":  "Release",

	"modal.reason.bewaar":    "Why must this be kept?",
	"modal.reason.geef-vrij": "Why may it be erased again?",
	"modal.title.bewaar":     "Do not erase",
	"modal.title.geef-vrij":  "Release",
	"modal.submit.bewaar":    "Keep",
	"modal.submit.geef-vrij": "Release",
	"modal.bewaar":           "As long as an incident is kept nobody erases it, nor does the end of its time.",
	"modal.geef-vrij":        "After that it may be erased, also because its time is over.",

	"receipt.wis":       "Recorded at {ref}; a second person must confirm it.",
	"receipt.wis.done":  "{ref} is erased; what Meldwacht posted in Slack disappears now. Delete yourselves what people typed into the thread.",
	"show.row":          "{track} · opened {opened} · closed {closed} by {by}\nMails: {mails} · actions carried out: {actions} · notes: {notes} · notices to the AP: {notices}",
	"receipt.bewaar":    "{ref} is kept.",
	"receipt.geef-vrij": "{ref} is released.",

	"refuse.close-first":     "{ref} is still open; only a closed incident is erased. Close it first.",
	"refuse.already-held":    "{by} keeps {ref} already; there is nothing you need to do.",
	"refuse.not-held":        "{ref} is not kept, so there is nothing to release.",
	"refuse.is-held":         "{by} keeps {ref}, so it is not erased. Release it first.",
	"refuse.own-erasure":     "you asked to erase {ref} yourself; ask another manager or the privacy officer to confirm it.",
	"refuse.suspension-runs": "a suspension of {ref} has yet to end. Wait for that, or reverse it first.",
	"refuse.still-posting":   "something of {ref} is still on its way to Slack. Try again in a minute.",
	"refuse.is-erased":       "{ref} was erased; only its line in the register is left.",
	"refuse.is-erased.drill": "{ref} was erased; nothing is left of it to work on.",
}
