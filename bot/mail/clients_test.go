package mail

import (
	"html"
	"strings"
	"time"
)

// A client is how one mail program writes a forward, in two languages and as
// plain text and HTML (reference/mail.md §1). In braces stand what is filled in:
// note, from (N <A>), name, address, to, cc, date, subject and text.
type client struct {
	name    string
	nl, en  clientForm
	deFr    [2]clientForm // German and French, of those that were looked up
	prefix  string        // in front of the subject
	neutral bool          // nothing says that it is a forward: with a reply's subject it is a quote
	attrib  bool          // the line of a reply: only a forward's subject tells, and it shows no subject
	minutes bool          // its date has no seconds
}

type clientForm struct {
	date        string // a layout of package time
	plain, html string
}

// An original is what was forwarded.
type original struct {
	name, address string
	subject       string
	sent          time.Time
	text          string
}

func (o original) render(f clientForm, lang, note string, asHTML bool) string {
	date := inLanguage(o.sent.Format(f.date), lang)
	text, tmpl := o.text, f.plain
	esc := func(s string) string { return s }
	if asHTML {
		tmpl, esc = f.html, html.EscapeString
		if !strings.HasPrefix(text, "<") {
			text = paragraphs(text)
		}
		note = paragraphs(note)
	}
	if strings.Contains(tmpl, "> {text}") {
		text = strings.ReplaceAll(text, "\n", "\n> ")
	}
	if strings.Contains(tmpl, "    {text}") {
		text = strings.ReplaceAll(text, "\n", "\n    ")
	}
	return strings.NewReplacer("{note}", note, "{from}", esc(o.name+" <"+o.address+">"), "{name}", esc(o.name), "{address}", esc(o.address),
		"{to}", esc("Support <support@bedrijf.example>"), "{cc}", esc("Piet Bakker <piet@winkel.example>"),
		"{date}", esc(date), "{subject}", esc(o.subject), "{text}", text).Replace(tmpl)
}

func paragraphs(s string) string {
	var b strings.Builder
	for p := range strings.SplitSeq(s, "\n\n") {
		b.WriteString("<div>" + strings.ReplaceAll(html.EscapeString(p), "\n", "<br>\r\n") + "</div><div><br></div>")
	}
	return b.String()
}

// inLanguage writes the names of days and months as a language does.
func inLanguage(s, lang string) string {
	names := []string{"ZONE", "GMT+1"}
	switch lang {
	case "nl":
		names = []string{"Monday", "maandag", "Mon", "ma", "February", "februari", "Feb", "feb", "March", "maart", "October", "oktober", "May", "mei", "Thursday", "donderdag", "Thu", "do", "Mar", "mrt", "Oct", "okt"}
	case "de":
		names = []string{"Monday", "Montag", "February", "Februar", "March", "März", "October", "Oktober", "Thursday", "Donnerstag"}
	case "fr":
		names = []string{"Monday", "lundi", "February", "février", "March", "mars", "October", "octobre", "Thursday", "jeudi"}
	}
	return strings.NewReplacer(names...).Replace(s)
}

const (
	outlookHTML = `<html><head><style><!-- p.MsoNormal {margin:0cm;font-size:11.0pt;} --></style></head><body lang="NL"><div class="WordSection1"><p class="MsoNormal">{note}<o:p></o:p></p>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b><span lang="EN-US">L1:</span></b><span lang="EN-US"> {from} <br><b>L2:</b> {date}<br><b>L3:</b> {to}<br><b>L4:</b> {cc}<br><b>L5:</b> {subject}<o:p></o:p></span></p></div></div>
<p class="MsoNormal"><o:p>&nbsp;</o:p></p>{text}</div></body></html>`
	owaHTML = `<div class="elementToProof">{note}</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt"><b>L1:</b> {from}<br>
<b>L2:</b> {date}<br><b>L3:</b> {to}<br><b>L4:</b> {cc}<br><b>L5:</b> {subject}</font><div>&nbsp;</div></div><div>{text}</div>`
	outlookMacHTML = `<div class="WordSection1">{note}<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b><span style="color:black">L1: </span></b><span style="color:black">{from}<br><b>L2: </b>{date}<br><b>L3: </b>{to}<br><b>L5: </b>{subject}</span></p></div>{text}</div>`
	gmailHTML      = `<div dir="ltr">{note}<br><br><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>L1: <strong class="gmail_sendername" dir="auto">{name}</strong> <span dir="auto">&lt;<a href="mailto:{address}">{address}</a>&gt;</span><br>Date: {date}<br>Subject: {subject}<br>To:  &lt;<a href="mailto:support@bedrijf.example">support@bedrijf.example</a>&gt;<br></div><br><br>{text}</div></div>`
	appleHTML      = `<html><head></head><body style="overflow-wrap: break-word;">{note}<div><br><blockquote type="cite"><div>SEP</div><br class="Apple-interchange-newline"><div style="margin:0px;"><span style="font-family:-webkit-system-font;"><b>L1: </b></span><span>{name} &lt;<a href="mailto:{address}">{address}</a>&gt;<br></span></div><div style="margin:0px;"><span><b>L2: </b></span><span><b>{subject}</b><br></span></div><div><span><b>L3: </b></span><span>{date}<br></span></div><div><span><b>L4: </b></span><span>support@bedrijf.example<br></span></div><br><div>{text}</div></blockquote></div><br></body></html>`
	iphoneHTML     = `<html><body dir="auto">{note}<div dir="ltr"><br>SEP<br><br></div><blockquote type="cite"><div dir="ltr"><b>L1:</b> {name} &lt;{address}&gt;<br><b>L2:</b> {date}<br><b>L3:</b> support@bedrijf.example<br><b>L4:</b> <b>{subject}</b><br><br></div></blockquote><blockquote type="cite"><div dir="ltr">&#65279;{text}</div></blockquote></body></html>`
	thunderHTML    = `<!DOCTYPE html><html><head></head><body>{note}<div class="moz-forward-container"><br><br>-------- SEP --------<table class="moz-email-headers-table" cellspacing="0" cellpadding="0" border="0"><tbody><tr><th valign="BASELINE" nowrap="nowrap" align="RIGHT">L1: </th><td>{subject}</td></tr><tr><th align="RIGHT">L2: </th><td>{date}</td></tr><tr><th align="RIGHT">L3: </th><td>{name} <a class="moz-txt-link-rfc2396E" href="mailto:{address}">&lt;{address}&gt;</a></td></tr><tr><th align="RIGHT">L4: </th><td>support@bedrijf.example</td></tr></tbody></table><br><br>{text}</div></body></html>`
	yahooHTML      = `<div class="yahoo-style-wrap">{note}</div><div id="yahoo_quoted_1" class="yahoo_quoted"><div style="font-size:13px;"><div>----- SEP -----</div><div><b>L1:</b> {from}</div><div><b>L2:</b> "support@bedrijf.example" &lt;support@bedrijf.example&gt;</div><div><b>L3:</b> {date}</div><div><b>L4:</b> {subject}</div><div><br></div><div>{text}</div></div></div>`
	samsungHTML    = `<html><body><div dir="auto">{note}</div><div><br></div><div style="font-size:100%;color:#000000" dir="auto"><!-- originalMessage --><div>-------- SEP --------</div><div>L1: {from} </div><div>L2: {date} </div><div>L3: {to} </div><div>L4: {subject} </div><div><br></div></div>{text}</body></html>`
	roundcubeHTML  = `<p>{note}</p><p>-------- SEP --------</p><table border="0" cellspacing="0" cellpadding="0"><tbody><tr><th align="right" nowrap="nowrap" valign="baseline">L1:</th><td>{subject}</td></tr><tr><th>L2:</th><td>{date}</td></tr><tr><th>L3:</th><td>{from}</td></tr><tr><th>L4:</th><td>{to}</td></tr></tbody></table><p><br></p>{text}`
	oxHTML         = `<div class="default-style">{note}</div><blockquote type="cite"><div>---------- SEP ----------</div><div>L1: {from}</div><div>L2: {to}</div><div>L3: {date}</div><div>L4: {subject}</div><div>&nbsp;</div>{text}</blockquote>`
	protonHTML     = `<div style="font-family:Arial;">{note}</div><div class="protonmail_quote">------- SEP -------<br>L1: {name} &lt;{address}&gt;<br>L2: {date}<br>L3: {subject}<br>L4: support@bedrijf.example &lt;support@bedrijf.example&gt;<br><br><blockquote class="protonmail_quote" type="cite">{text}</blockquote><br></div>`
)

func fill(tmpl, sep string, labels ...string) string {
	tmpl = strings.ReplaceAll(tmpl, "SEP", sep)
	for i, l := range labels {
		n := "L" + string(rune('1'+i))
		tmpl = strings.ReplaceAll(strings.ReplaceAll(tmpl, n+":", l+":"), n+" :", l+" :")
	}
	return tmpl
}

var nlLabels = []string{"Van", "Verzonden", "Aan", "CC", "Onderwerp"}
var enLabels = []string{"From", "Sent", "To", "Cc", "Subject"}

const outlookPlain = "{note}\n\nL1: {from}\nL2: {date}\nL3: {to}\nL4: {cc}\nL5: {subject}\n\n{text}"
const outlookList = "{note}\n\nL1: {from}\nL2: {date}\nL3: {to}; Els Kok <els@winkel.example>\nL4: {cc}\nL5: {subject}\nL6: Hoog\n\n{text}"

// clients are those of reference/mail.md §1, and some that write alike.
var clients = []client{
	{name: "Outlook", prefix: "FW: ", neutral: true, minutes: true,
		nl: clientForm{"Monday 2 January 2006 15:04", fill(outlookPlain, "", nlLabels...), fill(outlookHTML, "", nlLabels...)},
		en: clientForm{"Monday, January 2, 2006 3:04 PM", fill(outlookPlain, "", enLabels...), fill(outlookHTML, "", enLabels...)},
		deFr: [2]clientForm{
			{"Monday, 2. January 2006 15:04", fill(outlookPlain, "", "Von", "Gesendet", "An", "Cc", "Betreff"), fill(outlookHTML, "", "Von", "Gesendet", "An", "Cc", "Betreff")},
			{"Monday 2 January 2006 15:04", fill(strings.ReplaceAll(outlookPlain, ":", " :"), "", "De", "Envoyé", "À", "Cc", "Objet"), fill(outlookHTML, "", "De", "Envoyé", "À", "Cc", "Objet")},
		}},
	{name: "Outlook with lists and importance", prefix: "FW: ", neutral: true, minutes: true,
		nl: clientForm{"Monday 2 January 2006 15:04", fill(outlookList, "", append(nlLabels, "Urgentie")...), fill(strings.Replace(outlookHTML, "{subject}", "{subject}<br><b>Urgentie:</b> Hoog", 1), "", nlLabels...)},
		en: clientForm{"Monday, January 2, 2006 3:04 PM", fill(outlookList, "", append(enLabels, "Importance")...), fill(strings.Replace(outlookHTML, "{subject}", "{subject}<br><b>Importance:</b> High", 1), "", enLabels...)}},
	{name: "Outlook, bold made stars", prefix: "FW: ", neutral: true, minutes: true,
		nl: clientForm{"Monday 2 January 2006 15:04", "{note}\n\n*Van:* {from}\n*Verzonden:* {date}\n*Aan:* {to}\n*Onderwerp:* {subject}\n\n{text}", fill(owaHTML, "", nlLabels...)},
		en: clientForm{"Monday, 2 January 2006 15:04", "{note}\n\n**From**: {from}\n**Sent**: {date}\n**To**: {to}\n**Subject**: {subject}\n\n{text}", fill(owaHTML, "", enLabels...)}},
	{name: "Outlook, old", prefix: "FW: ", neutral: true, minutes: true,
		nl: clientForm{"Monday 2 January 2006 15:04", "{note}\n\n-----Oorspronkelijk bericht-----\nVan: {name} [mailto:{address}] \nVerzonden: {date}\nAan: Support\nOnderwerp: {subject}\n\n{text}", ""},
		en: clientForm{"Monday, January 02, 2006 3:04 PM", "{note}\n\n-----Original Message-----\nFrom: {name} [mailto:{address}] \nSent: {date}\nTo: Support\nSubject: {subject}\n\n{text}", ""},
		deFr: [2]clientForm{
			{"Monday, 2. January 2006 15:04", "{note}\n\n-----Ursprüngliche Nachricht-----\nVon: {name} [mailto:{address}]\nGesendet: {date}\nAn: Support\nBetreff: {subject}\n\n{text}", ""},
			{"Monday 2 January 2006 15:04", "{note}\n\n-----Message d'origine-----\nDe : {name} [mailto:{address}]\nEnvoyé : {date}\nÀ : Support\nObjet : {subject}\n\n{text}", ""},
		}},
	{name: "Outlook on the web", prefix: "Fw: ", neutral: true, minutes: true,
		nl: clientForm{"Monday 2 January 2006 15:04", "{note}\n________________________________\nVan: {name} <{address}<mailto:{address}>>\nVerzonden: {date}\nAan: {to}\nOnderwerp: {subject}\n\n{text}", fill(owaHTML, "", nlLabels...)},
		en: clientForm{"Monday, January 2, 2006 15:04", "{note}\n________________________________\nFrom: {from}\nSent: {date}\nTo: {to}\nCc: {cc}\nSubject: {subject}\n\n{text}", fill(owaHTML, "", enLabels...)}},
	{name: "Outlook mobile", prefix: "FW: ", neutral: true,
		nl: clientForm{"Monday, January 2, 2006 3:04:05 PM", "{note}\n\nOutlook voor iOS<https://aka.ms/o0ukef> downloaden\n________________________________\nVan: {from}\nVerzonden: {date}\nAan: {to}\nOnderwerp: {subject}\n\n{text}", ""},
		en: clientForm{"Monday, January 2, 2006 3:04:05 PM", "{note}\n\nGet Outlook for Android<https://aka.ms/AAb9ysg>\n________________________________\nFrom: {from}\nSent: {date}\nTo: {to}\nSubject: {subject}\n\n{text}", ""}},
	{name: "Outlook for Mac", prefix: "FW: ", neutral: true, minutes: true,
		nl: clientForm{"Monday, 2 January 2006 om 15:04", "{note}\n\nVan: {from}\nDatum: {date}\nAan: {to}\nCC: {cc}\nOnderwerp: {subject}\n{text}", fill(outlookMacHTML, "", "Van", "Datum", "Aan", "CC", "Onderwerp")},
		en: clientForm{"Monday, 2 January 2006 at 15:04", "{note}\n\nFrom: {from}\nDate: {date}\nTo: {to}\nSubject: {subject}\n{text}", fill(outlookMacHTML, "", "From", "Date", "To", "Cc", "Subject")}},
	{name: "Windows Mail", prefix: "FW: ", attrib: true, minutes: true,
		nl: clientForm{"02/01/2006 15:04", "\ufeff{note}\n\nOp {date} heeft {from} geschreven:\n\n    {text}", ""},
		en: clientForm{"Monday, 2 January 2006 15:04", "\ufeff{note}\n\nOn {date}, \"{name}\" <{address}> wrote:\n\n    {text}", ""}},
	{name: "Gmail", prefix: "Fwd: ", minutes: true,
		nl: clientForm{"Mon 2 Jan 2006 om 15:04", "{note}\n\n---------- Forwarded message ---------\nVan: {from}\nDate: {date}\nSubject: {subject}\nTo: <support@bedrijf.example>\nCc: {cc}, Klaas van der Berg <\nklaas@winkel.example>\n\n\n{text}", fill(gmailHTML, "", "Van")},
		en: clientForm{"Mon, Jan 2, 2006 at 3:04\u202fPM", "{note}\n\n---------- Forwarded message ---------\nFrom: {name} <\n{address}>\nDate: {date}\nSubject: {subject}\nTo: <support@bedrijf.example>\n\n\n{text}", fill(gmailHTML, "", "From")},
		deFr: [2]clientForm{
			{"Mon, 2. Jan 2006 um 15:04 Uhr", "{note}\n\n---------- Forwarded message ---------\nVon: {from}\nDate: {date}\nSubject: {subject}\nTo: <support@bedrijf.example>\n\n\n{text}", fill(gmailHTML, "", "Von")},
			{"2 January 2006 à 15:04", "{note}\n\n---------- Forwarded message ---------\nDe : {from}\nDate: {date}\nSubject: {subject}\nTo: <support@bedrijf.example>\n\n\n{text}", fill(gmailHTML, "", "De")},
		}},
	{name: "Apple Mail", prefix: "Fwd: ",
		nl: clientForm{"2 January 2006 om 15:04:05 MST", "{note}\n\n> Begin doorgestuurd bericht:\n> \n> Van: {from}\n> Onderwerp: {subject}\n> Datum: {date}\n> Aan: support@bedrijf.example\n> Kopie: {cc}\n> Antwoord aan: {address}\n> \n> {text}", fill(appleHTML, "Begin doorgestuurd bericht:", "Van", "Onderwerp", "Datum", "Aan")},
		en: clientForm{"2 January 2006 at 15:04:05 MST", "{note}\n\nBegin forwarded message:\n\n> From: {from}\n> Subject: {subject}\n> Date: {date}\n> To: support@bedrijf.example\n> Reply-To: {address}\n>\n> {text}", fill(appleHTML, "Begin forwarded message:", "From", "Subject", "Date", "To")},
		deFr: [2]clientForm{
			{"2. January 2006 um 15:04:05 MST", "{note}\n\n> Anfang der weitergeleiteten Nachricht:\n> \n> Von: {from}\n> Betreff: {subject}\n> Datum: {date}\n> An: support@bedrijf.example\n> Antwort an: {address}\n> \n> {text}", fill(appleHTML, "Anfang der weitergeleiteten Nachricht:", "Von", "Betreff", "Datum", "An")},
			{"2 January 2006 à 15:04:05 MST", "{note}\n\n> Début du message réexpédié :\n> \n> De: {from}\n> Objet: {subject}\n> Date: {date}\n> À: support@bedrijf.example\n> Répondre à: {address}\n> \n> {text}", fill(appleHTML, "Début du message réexpédié :", "De", "Objet", "Date", "À")},
		}},
	{name: "iPhone", prefix: "Fwd: ",
		nl: clientForm{"2 January 2006 om 15:04:05 MST", "{note}\n\nVerstuurd vanaf mijn iPhone\n\nBegin doorgestuurd bericht:\n\nVan: {from}\nDatum: {date}\nAan: support@bedrijf.example\nOnderwerp: {subject}\n\n\ufeff{text}", fill(iphoneHTML, "Begin doorgestuurd bericht:", "Van", "Datum", "Aan", "Onderwerp")},
		en: clientForm{"2 January 2006 at 15:04:05 ZONE", "{note}\n\nSent from my iPhone\n\nBegin forwarded message:\n\n> From: {from}\n> Date: {date}\n> To: support@bedrijf.example\n> Subject: {subject}\n> \n> \ufeff{text}", fill(iphoneHTML, "Begin forwarded message:", "From", "Date", "To", "Subject")}},
	{name: "Thunderbird", prefix: "Fwd: ",
		nl: clientForm{time.RFC1123Z, "{note}\n\n-------- Doorgestuurd bericht --------\nOnderwerp: \t{subject}\nDatum: \t{date}\nVan: \t{from}\nAntwoord-aan: \t{address}\nAan: \tsupport@bedrijf.example\nCC: \t{cc}\n\n\n\n{text}", fill(thunderHTML, "Doorgestuurd bericht", "Onderwerp", "Datum", "Van", "Aan")},
		en: clientForm{time.RFC1123Z, "{note}\n\n-------- Forwarded Message --------\nSubject: \t{subject}\nDate: \t{date}\nFrom: \t{from}\nTo: \tsupport@bedrijf.example\n\n\n\n{text}", fill(thunderHTML, "Forwarded Message", "Subject", "Date", "From", "To")},
		deFr: [2]clientForm{
			{time.RFC1123Z, "{note}\n\n-------- Weitergeleitete Nachricht --------\nBetreff: \t{subject}\nDatum: \t{date}\nVon: \t{from}\nAntwort an: \t{address}\nAn: \tsupport@bedrijf.example\nKopie (CC): \t{cc}\n\n\n{text}", fill(thunderHTML, "Weitergeleitete Nachricht", "Betreff", "Datum", "Von", "An")},
			{time.RFC1123Z, "{note}\n\n-------- Message transféré --------\nSujet : \t{subject}\nDate : \t{date}\nDe : \t{from}\nPour : \tsupport@bedrijf.example\nCopie à : \t{cc}\n\n\n{text}", fill(thunderHTML, "Message transféré", "Sujet ", "Date ", "De ", "Pour ")},
		}},
	{name: "Yahoo", prefix: "Fw: ",
		nl: clientForm{"Monday 2 January 2006 15:04:05 MST", "{note}\n\n   ----- Doorgestuurd bericht ----- Van: {from}Aan: \"support@bedrijf.example\" <support@bedrijf.example>Cc: {cc}; Els <els@winkel.example>Verzonden: {date}Onderwerp: {subject}\n {text}", fill(yahooHTML, "Doorgestuurd bericht", "Van", "Aan", "Verzonden", "Onderwerp")},
		en: clientForm{"Monday, January 2, 2006, 03:04:05 PM ZONE", "{note}\n\n   ----- Forwarded Message ----- From: {from}To: \"support@bedrijf.example\" <support@bedrijf.example>Sent: {date}Subject: {subject}\n\n {text}", fill(yahooHTML, "Forwarded Message", "From", "To", "Sent", "Subject")}},
	{name: "Yahoo, one label a line", prefix: "Fw: ",
		nl: clientForm{"Monday 2 January 2006 15:04:05 MST", "{note}\n\n----- Doorgestuurd bericht -----\nVan: {from}\nAan: {to}\nVerzonden: {date}\nOnderwerp: {subject}\n\n{text}", ""},
		en: clientForm{"Monday, 2 January 2006 at 15:04:05 MST", "{note}\n\n----- Forwarded Message -----\nFrom: {from}\nTo: {to}\nSent: {date}\nSubject: {subject}\n\n{text}", ""}},
	{name: "HubSpot", prefix: "Fwd: ",
		nl: clientForm{"Monday 2 January 2006 15:04:05 -0700", "{note}\n\n---------- Doorgestuurd bericht ---------\nVan: {from}\nDatum: {date}\nOnderwerp: {subject}\nAan: support@bedrijf.example\nCc: {cc}\n\n{text}", ""},
		en: clientForm{"Monday, January 2, 2006 15:04:05 -0700", "{note}\n\n---------- Forwarded message ---------\nFrom: {from}\nDate: {date}\nSubject: {subject}\nTo: support@bedrijf.example\n\n{text}", ""}},
	{name: "Samsung", prefix: "Fwd: ", neutral: true, minutes: true,
		nl: clientForm{"02-01-2006 15:04 (GMT-07:00)", "{note}\n\n-------- Oorspronkelijk bericht --------\nVan: {from}\nDatum: {date}\nAan: {to}\nOnderwerp: {subject}\n\n{text}", fill(samsungHTML, "Oorspronkelijk bericht", "Van", "Datum", "Aan", "Onderwerp")},
		en: clientForm{"02/01/2006  15:04  (GMT-07:00)", "{note}\n\n-------- Original message --------\nFrom: {from} \nDate: {date} \nTo: {to} \nSubject: {subject} \n\n{text}", fill(samsungHTML, "Original message", "From", "Date", "To", "Subject")}},
	{name: "Roundcube", prefix: "Fwd: ", neutral: true, minutes: true,
		nl: clientForm{"2006-01-02 15:04", "{note}\n\n-------- Oorspronkelijk bericht --------\nOnderwerp: \t{subject}\nDatum: \t{date}\nAfzender: \t{from}\nOntvanger: \t{to}\nKopie: \t{cc}\nAntwoord-aan: \t{address}\n\n{text}", fill(roundcubeHTML, "Oorspronkelijk bericht", "Onderwerp", "Datum", "Afzender", "Ontvanger")},
		en: clientForm{"2006-01-02 15:04", "{note}\n\n-------- Original Message --------\nSUBJECT: \t{subject}\nDATE: \t{date}\nFROM: \t{from}\nTO: \t{to}\n\n{text}", fill(roundcubeHTML, "Original Message", "Subject", "Date", "From", "To")}},
	{name: "Open-Xchange", prefix: "Fwd: ", neutral: true, minutes: true,
		nl: clientForm{"02-01-2006 15:04 MST", "{note}\n\n> ---------- Oorspronkelijk bericht ----------\n> Van: {from}\n> Aan: {to}\n> Datum: {date}\n> Onderwerp: {subject}\n> \u00a0\n> \u00a0\n> {text}", fill(oxHTML, "Oorspronkelijk bericht", "Van", "Aan", "Datum", "Onderwerp")},
		en: clientForm{"01/02/2006 3:04 PM MST", "{note}\n\n---------- Original Message ----------\nFrom: {from}\nTo: {to}\nDate: {date}\nSubject: {subject}\n\n\n{text}", fill(oxHTML, "Original Message", "From", "To", "Date", "Subject")}},
	{name: "Proton", prefix: "Fw: ", minutes: true,
		nl: clientForm{"Op Monday 2 January 2006 om 15:04", "{note}\n\n------- Doorgestuurd bericht -------\nVan: {from}\nDatum: {date}\nOnderwerp: {subject}\nAan: support@bedrijf.example <support@bedrijf.example>\n\n> {text}", fill(protonHTML, "Doorgestuurd bericht", "Van", "Datum", "Onderwerp", "Aan")},
		en: clientForm{"On Monday, January 2nd, 2006 at 3:04 PM", "{note}\n\n------- Forwarded Message -------\nFrom: {from}\nDate: {date}\nSubject: {subject}\nTo: support@bedrijf.example <support@bedrijf.example>\n\n> {text}", fill(protonHTML, "Forwarded Message", "From", "Date", "Subject", "To")}},
	{name: "Missive", prefix: "Fwd: ", minutes: true,
		en: clientForm{"January 2, 2006 at 3:04 PM", "{note}\n\n---------- Forwarded message ----------\nFrom: {from}\nDate: {date}\nTo: {to}\nCc: {cc}\nSubject: {subject}\n\n> {text}\n>", ""}},
	{name: "MailMate", prefix: "Fwd: ",
		en: clientForm{time.RFC1123Z, "{note}\n\nForwarded message:\n\n> From: {from}\n> To: {to}\n> Cc: {cc}\n> Subject: {subject}\n> Date: {date}\n>\n> {text}", ""}},
	{name: "Claws, Evolution", prefix: "Fwd: ",
		nl: clientForm{time.RFC1123Z, "{note}\n\n-------- Doorgestuurd bericht --------\n**Van**: {from}\n**Aan**: {to}\n**Onderwerp**: {subject}\n**Datum**: {date}\n\n{text}", ""},
		en: clientForm{time.RFC1123Z, "{note}\n\nBegin forwarded message:\n\nDate: {date}\nFrom: {from}\nTo: {to}\nSubject: {subject}\n\n\n{text}", ""}},
	{name: "eM Client, other webmail", prefix: "Fw: ", neutral: false,
		nl: clientForm{"2-1-2006 15:04:05", "{note}\n\n------ Doorgestuurd bericht ------\nVan: \"{name}\" <{address}>\nAan: {to}\nVerzonden: {date}\nOnderwerp: {subject}\n\n{text}", ""},
		en: clientForm{"1/2/2006 3:04:05 PM", "{note}\n\n------ Forwarded Message ------\nFrom: \"{name}\" <{address}>\nTo: {to}\nSent: {date}\nSubject: {subject}\n\n{text}", ""}},
	{name: "mutt, Horde", prefix: "Fwd: ",
		nl: clientForm{time.RFC1123Z, "{note}\n\n----- Doorgestuurd bericht van {address} -----\n   Datum: {date}\n     Van: {from}\nOnderwerp: {subject}\n     Aan: {to}\n\n{text}\n\n----- Einde van doorgestuurd bericht -----", ""},
		en: clientForm{time.RFC1123Z, "{note}\n\n----- Forwarded message from {from} -----\n\nDate: {date}\nFrom: {from}\nTo: {to}\nSubject: {subject}\n\n{text}\n\n----- End forwarded message -----", ""}},
	{name: "SquirrelMail, Zoho", prefix: "Fwd: ", neutral: true, minutes: true,
		nl: clientForm{"Mon, 2 January, 2006 15:04", "{note}\n\n-------------------- Oorspronkelijk bericht --------------------\nOnderwerp: {subject}\nVan:     {from}\nDatum:   {date}\nAan:     {to}\n--------------------------------------------------------------------------\n\n{text}", ""},
		en: clientForm{"Mon, 02 Jan 2006 15:04 -0700", "{note}\n\n============ Forwarded message ============\nFrom: {from}\nTo: {to}\nDate: {date}\nSubject: {subject}\n============ Forwarded message ============\n\n{text}", ""}},
	{name: "Notes", prefix: "Fw: ", minutes: true,
		nl: clientForm{"02-01-2006 15:04", "{note}\n\n----- Doorgestuurd door E. Molenaar/Snoobi op 06-02-2025 09:20 -----\n\nVan: {from}\nAan: {to}\nDatum: {date}\nOnderwerp: {subject}\n\n{text}", ""},
		en: clientForm{"02/01/2006 15:04", "{note}\n\n----- Forwarded by E. Molenaar/Snoobi on 06/02/2025 09:20 -----\n\nFrom: {from}\nTo: {to}\nDate: {date}\nSubject: {subject}\n\n{text}", ""}},
}
