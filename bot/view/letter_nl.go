package view

import "meldwacht/bot"

// lettersNL is what the desk writes to people outside, in Dutch.
var lettersNL = letterCatalog{
	desk:     "Meldpunt datalekken",
	moment:   "%[1]s %[2]d %[3]s %[4]d, %[5]s uur (%[6]s)",
	weekdays: [7]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
	months: [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus",
		"september", "oktober", "november", "december"},

	missing: map[bot.MissingItem]string{
		bot.MissingAction:    "wat wij moeten doen: een gebruiker verwijderen, rapportmails blokkeren, API-toegang stoppen of iets anders",
		bot.MissingScope:     "om welke toegang het gaat: die van een gebruiker, de API of iets anders",
		bot.MissingOccurred:  "wanneer het is gebeurd: de datum en, als die bekend is, de tijd",
		bot.MissingRequester: "wie het vraagt: een naam, en wat diegene met het account te maken heeft",
	},
	done: map[bot.ActionKind]string{
		bot.RevokeUser:   "Gebruiker verwijderd",
		bot.BlockReports: "Rapportmails geblokkeerd",
		bot.SuspendAPI:   "API-toegang gestopt",
		bot.StopAll:      "Alle toegang gestopt",
	},
	undone: map[bot.ActionKind]string{
		bot.RevokeUser:   "Gebruiker weer toegelaten",
		bot.BlockReports: "Rapportmails weer aangezet",
		bot.SuspendAPI:   "API-toegang weer geopend",
		bot.StopAll:      "Alle toegang weer geopend",
	},
	unknown: "nog niet bekend; wij vullen dit aan",
	between: "tussen %[1]s en %[2]s",
	least:   "ten minste %s",
	most:    "ten hoogste %s",
	other:   "Een andere maatregel",

	texts: map[LetterKind]string{
		LetterController: `Subject: {{.Tag}} Datalek bij Snoobi: wat u moet weten
{{if .Name}}Beste {{.Name}},{{else}}Goedendag,{{end}}

Bij Snoobi is een datalek geweest dat gegevens van bezoekers van uw website kan raken{{if .Accounts}} (account {{.Accounts}}){{end}}. U bent voor die gegevens verantwoordelijk en wij verwerken ze voor u; daarom krijgt u dit bericht (artikel 33 lid 2 AVG).

Wanneer wij het wisten: {{.Aware}}. Uw eigen termijn van 72 uur om te melden bij de Autoriteit Persoonsgegevens, als dat nodig is, begint met dit bericht.

Wat er is gebeurd:
{{.Happened}}

Om welke gegevens het gaat:
{{.Data}}

Aantal mensen, bij benadering: {{.People}}.
Aantal records, bij benadering: {{.Records}}.

Wat de gevolgen kunnen zijn:
{{.Consequences}}

Wat wij hebben gedaan en nog doen:
{{.Measures}}

{{if .Advice}}Wat u kunt doen:
{{.Advice}}{{end}}

Contactpunt voor dit datalek: {{.Contact}}.

Vragen? Antwoord op deze mail en laat {{.Tag}} in het onderwerp staan, of schrijf naar {{.Address}}. Komt er meer aan het licht dat u moet weten, dan schrijven wij u opnieuw.

Met vriendelijke groet,
{{.Desk}}
`,
		LetterPerson: `Subject: {{.Tag}} Datalek bij Snoobi: wat dit voor u betekent
{{if .Name}}Beste {{.Name}},{{else}}Goedendag,{{end}}

Bij Snoobi is een datalek geweest waarbij gegevens van u kunnen zijn gelekt{{if .Accounts}} (account {{.Accounts}}){{end}}. Dit moet u weten.

Wat er is gebeurd:
{{.Happened}}

Om welke gegevens het gaat:
{{.Data}}

Wat de gevolgen kunnen zijn:
{{.Consequences}}

Wat u zelf kunt doen:
{{.Advice}}

Wat wij hebben gedaan en nog doen:
{{.Measures}}

Contactpunt voor dit datalek: {{.Contact}}.

Vragen? Antwoord op deze mail en laat {{.Tag}} in het onderwerp staan, of schrijf naar {{.Address}}. Wij vragen u in mails nooit om een wachtwoord.

Met vriendelijke groet,
{{.Desk}}
`,
		LetterReceipt: `Subject: {{if .Subject}}Re: {{.Tag}} {{.Subject}}{{else}}{{.Tag}} Melding van een datalek{{end}}
{{if .Name}}Beste {{.Name}},{{else}}Goedendag,{{end}}

{{if .Forwarded}}Dank u wel. De melding die u hebt doorgestuurd, is bij ons binnen.{{else}}Dank u wel voor uw melding. Die is bij ons binnen.{{end}} Het nummer is {{.Ref}}.

{{if .Unreadable}}Wij konden uw mail niet automatisch lezen. Een medewerker bekijkt hem. Het helpt als u antwoordt op deze mail en daarin in gewone tekst schrijft wat er is gebeurd.{{end}}

{{if .Missing}}Dit hebben wij in de melding niet gevonden:

{{range .Missing}}- {{.}}
{{end}}
Kunt u dat aanvullen? Antwoord dan op deze mail, ook als u nog niet alles weet.{{end}}

Hoe het verder gaat: een medewerker leest de melding en gaat na of de aanvrager dit voor het account mag vragen. Daarvoor kunnen wij bellen of mailen met de gegevens die bij ons geregistreerd staan.

Wilt u nog iets laten weten? Antwoord dan op deze mail en laat {{.Tag}} in het onderwerp staan, dan komt uw bericht bij dezelfde melding. Stuur geen wachtwoorden of sleutels mee, ook niet als die zijn gelekt.

Met vriendelijke groet,
{{.Desk}}

Deze ontvangstbevestiging is automatisch gemaakt. Antwoorden komen bij onze medewerkers aan.
`,
		LetterQuestion: `Subject: {{if .Subject}}Re: {{.Tag}} {{.Subject}}{{else}}{{.Tag}} Melding van een datalek{{end}}
{{if .Name}}Beste {{.Name}},{{else}}Goedendag,{{end}}

Bij ons is een melding van een mogelijk datalek binnen, met nummer {{.Ref}}. Daarover hebben wij een vraag aan u.

{{.Words}}

{{if .Missing}}Wij weten nog niet:

{{range .Missing}}- {{.}}
{{end}}{{end}}

Antwoord op deze mail en laat {{.Tag}} in het onderwerp staan, dan komt uw bericht bij dezelfde melding. Weet u iets nog niet, stuur dan alvast wat u wel weet. Stuur geen wachtwoorden of sleutels mee.

Hebt u niets gemeld? Laat het ons dan op dezelfde manier weten.

Met vriendelijke groet,
{{.Desk}}
`,
		LetterCode: `Subject: {{.Tag}} Code om een melding te bevestigen
{{if .Name}}Beste {{.Name}},{{else}}Goedendag,{{end}}

Bij ons is een melding van een mogelijk datalek binnen, met de vraag om iets aan een account te veranderen. Met een code gaan wij na of die vraag van u komt. Daarom sturen wij deze code naar het mailadres dat bij ons geregistreerd staat:

    {{.Code}}

Komt de vraag van u? Antwoord dan vanaf dit adres op deze mail, met de code in uw antwoord. De code geldt één keer, tot {{.Until}}.

Hebt u dit niet gevraagd? Antwoord dan niet op deze mail en geef de code aan niemand door: elk antwoord waarin de code staat, ook onder uw eigen tekst, geldt als bevestiging. Zonder antwoord vervalt de code. Laat het ons wel weten, met een nieuwe mail aan {{.Address}}. Zet {{.Tag}} in het onderwerp en laat de code weg.

Met vriendelijke groet,
{{.Desk}}

Deze mail is automatisch gemaakt, op verzoek van een medewerker.
`,
		LetterOutcome: `Subject: {{if .Subject}}Re: {{.Tag}} {{.Subject}}{{else}}{{.Tag}} Melding van een datalek{{end}}
{{if .Name}}Beste {{.Name}},{{else}}Goedendag,{{end}}

De melding met nummer {{.Ref}} is afgerond. Dit hebben wij gedaan{{if .Account}} voor account {{.Account}}{{end}}:

{{range .Done}}- {{.What}}{{if .Target}} ({{.Target}}){{end}}, {{.When}}.
{{end}}

Staat iets er niet bij, dan hebben wij dat niet gedaan.

Klopt er iets niet, of wilt u dat wij iets herstellen? Antwoord dan op deze mail, schrijf wat er hersteld moet worden en laat {{.Tag}} in het onderwerp staan. Een medewerker gaat dan opnieuw na of dat mag.

Met vriendelijke groet,
{{.Desk}}
`,
	},
}
