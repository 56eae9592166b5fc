package view

import "meldwacht/bot"

// lettersEN is what the desk writes to people outside, in English.
var lettersEN = letterCatalog{
	desk:     "Data-breach desk",
	moment:   "%[1]s %[2]d %[3]s %[4]d at %[5]s (%[6]s)",
	weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August",
		"September", "October", "November", "December"},

	missing: map[bot.MissingItem]string{
		bot.MissingAction:    "what we should do: remove a user, block e-mail reports, stop API access or something else",
		bot.MissingScope:     "which access it is about: that of a user, the API or something else",
		bot.MissingOccurred:  "when it happened: the date and, if it is known, the time",
		bot.MissingRequester: "who asks for it: a name, and how this person is involved with the account",
	},
	done: map[bot.ActionKind]string{
		bot.RevokeUser:   "User removed",
		bot.BlockReports: "E-mail reports blocked",
		bot.SuspendAPI:   "API access stopped",
		bot.StopAll:      "All access stopped",
	},
	undone: map[bot.ActionKind]string{
		bot.RevokeUser:   "User admitted again",
		bot.BlockReports: "E-mail reports switched on again",
		bot.SuspendAPI:   "API access opened again",
		bot.StopAll:      "All access opened again",
	},
	unknown: "not known yet; we will add this",
	between: "between %[1]s and %[2]s",
	least:   "at least %s",
	most:    "at most %s",
	other:   "Another measure",

	texts: map[LetterKind]string{
		LetterController: `Subject: {{.Tag}} Data breach at Snoobi: what you need to know
{{if .Name}}Dear {{.Name}},{{else}}Good day,{{end}}

There was a data breach at Snoobi that may affect data of visitors of your website{{if .Accounts}} (account {{.Accounts}}){{end}}. You are the controller of those data and we process them for you, which is why you receive this message (article 33(2) GDPR).

When we knew: {{.Aware}}. Your own 72 hours to notify the supervisory authority, where that is needed, begin with this message.

What happened:
{{.Happened}}

Which data it is about:
{{.Data}}

Approximate number of people: {{.People}}.
Approximate number of records: {{.Records}}.

What the consequences may be:
{{.Consequences}}

What we have done and are doing:
{{.Measures}}

{{if .Advice}}What you can do:
{{.Advice}}{{end}}

Contact point for this data breach: {{.Contact}}.

Questions? Answer this mail and leave {{.Tag}} in the subject, or write to {{.Address}}. If more comes to light that you need to know, we will write to you again.

Kind regards,
{{.Desk}}
`,
		LetterPerson: `Subject: {{.Tag}} Data breach at Snoobi: what it means for you
{{if .Name}}Dear {{.Name}},{{else}}Good day,{{end}}

There was a data breach at Snoobi in which data about you may have leaked{{if .Accounts}} (account {{.Accounts}}){{end}}. This is what you need to know.

What happened:
{{.Happened}}

Which data it is about:
{{.Data}}

What the consequences may be:
{{.Consequences}}

What you can do yourself:
{{.Advice}}

What we have done and are doing:
{{.Measures}}

Contact point for this data breach: {{.Contact}}.

Questions? Answer this mail and leave {{.Tag}} in the subject, or write to {{.Address}}. We never ask for a password by mail.

Kind regards,
{{.Desk}}
`,
		LetterReceipt: `Subject: {{if .Subject}}Re: {{.Tag}} {{.Subject}}{{else}}{{.Tag}} Report of a data leak{{end}}
{{if .Name}}Dear {{.Name}},{{else}}Hello,{{end}}

{{if .Forwarded}}Thank you. The report that you forwarded has reached us.{{else}}Thank you for your report. It has reached us.{{end}} Its number is {{.Ref}}.

{{if .Unreadable}}Your mail could not be read automatically. A colleague is looking at it. It helps if you answer this mail and say in plain text what happened.{{end}}

{{if .Missing}}We did not find this in the report:

{{range .Missing}}- {{.}}
{{end}}
Can you add it? Please answer this mail, even if you do not know everything yet.{{end}}

What happens next: a colleague reads the report and finds out whether the requester may ask this for the account. To do so we may call or mail, using the details that are registered with us.

Is there more that we should know? Answer this mail and leave {{.Tag}} in the subject, so that your message joins the same report. Do not send passwords or keys, not even those that were leaked.

Kind regards,
{{.Desk}}

This confirmation was made automatically. Answers reach our colleagues.
`,
		LetterQuestion: `Subject: {{if .Subject}}Re: {{.Tag}} {{.Subject}}{{else}}{{.Tag}} Report of a data leak{{end}}
{{if .Name}}Dear {{.Name}},{{else}}Hello,{{end}}

A report of a possible data leak has reached us, with number {{.Ref}}. We have a question for you about it.

{{.Words}}

{{if .Missing}}We do not know yet:

{{range .Missing}}- {{.}}
{{end}}{{end}}

Please answer this mail and leave {{.Tag}} in the subject, so that your message joins the same report. If you do not know something yet, send what you do know. Do not send passwords or keys.

Did you not report anything? Please let us know in the same way.

Kind regards,
{{.Desk}}
`,
		LetterCode: `Subject: {{.Tag}} Code to confirm a report
{{if .Name}}Dear {{.Name}},{{else}}Hello,{{end}}

A report of a possible data leak has reached us, which asks us to change something about an account. With a code we find out whether this request is yours. That is why we send this code to the mail address that is registered with us:

    {{.Code}}

Is the request yours? Then answer this mail from this address, with the code in your answer. The code is good for one use, until {{.Until}}.

Did you not ask this? Then do not answer this mail, and pass the code on to nobody: any answer that holds the code, even below your own text, counts as a confirmation. Without an answer the code lapses. Please do let us know, with a new mail to {{.Address}}. Write {{.Tag}} into the subject and leave the code out.

Kind regards,
{{.Desk}}

This mail was made automatically, at the request of a colleague.
`,
		LetterOutcome: `Subject: {{if .Subject}}Re: {{.Tag}} {{.Subject}}{{else}}{{.Tag}} Report of a data leak{{end}}
{{if .Name}}Dear {{.Name}},{{else}}Hello,{{end}}

The report with number {{.Ref}} is closed. This is what we did{{if .Account}} for account {{.Account}}{{end}}:

{{range .Done}}- {{.What}}{{if .Target}} ({{.Target}}){{end}}, {{.When}}.
{{end}}

What is not on this list, we did not do.

Is something wrong, or would you like us to restore something? Then answer this mail, say what should be restored and leave {{.Tag}} in the subject. A colleague will then find out again whether that may be done.

Kind regards,
{{.Desk}}
`,
	},
}
