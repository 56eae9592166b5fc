package mail

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// The mails here are short and of other people than the samples. A field that
// starts with "-" is not checked.
type unseen struct {
	name, body                      string
	who, account, when, until, prec string
	scope, actions, targets         string
}

// sent is the Date of all of them: Wednesday.
const sent = "Wed, 18 Nov 2026 14:20:00 +0100"

var unseenMails = []unseen{
	{name: "form, colons, Dutch", body: `Goedemiddag,

Aanvrager: Petra Willemsen
Klantnummer: SN-11204
Omvang: gebruiker
Tijdstip van het incident: 17 november 2026 om 08:45
Gewenste maatregel: gebruiker intrekken
Gebruiker: k.postma@bloemenhal.example
`, who: "Petra Willemsen", account: "SN-11204", when: "2026-11-17 08:45", prec: "minute", scope: "user", actions: "revoke_user", targets: "k.postma@bloemenhal.example"},
	{name: "form, bullets and bold", body: `Hi,

- **Name:** Sarah Finch
- **Account:** Finch & Daughters Ltd
- **What is affected:** API
- **When:** 16 November 2026, 3:15 PM
- **Requested action:** suspend API key "orders-sync"
`, who: "Sarah Finch", account: "Finch & Daughters Ltd", when: "2026-11-16 15:15", prec: "minute", scope: "api", actions: "suspend_api", targets: "orders-sync"},
	{name: "form, tabs, odd order", body: "Beste desk,\n\nGevraagde actie\trapport Omzet per regio blokkeren\nWanneer\tgisteren om 16.20 uur\nSoort incident\toverig\nNaam melder\tJoke van den Berg\nAccount\tVan den Berg Reizen\n",
		who: "Joke van den Berg", account: "Van den Berg Reizen", when: "2026-11-17 16:20", prec: "minute", scope: "other", actions: "block_reports", targets: "Omzet per regio"},
	{name: "form, label above value", body: `Naam aanvrager
Henk Pot

Account
SN-11300

Omvang
API

Datum en tijd
15-11-2026 21:05

Gevraagde actie
sleutel pot-api stoppen
`, who: "Henk Pot", account: "SN-11300", when: "2026-11-15 21:05", prec: "minute", scope: "api", actions: "suspend_api", targets: "pot-api"},
	{name: "form, typos in the labels", body: `Aanvragr: Bo Lam
Accont: SN-11400
Omvnag: gebruiker
Tijdtsip: 14 november 2026 10:00
Gevraagde acte: gebruiker m.stam@lam.example verwijderen
`, who: "Bo Lam", account: "SN-11400", when: "2026-11-14 10:00", prec: "minute", scope: "user", actions: "revoke_user", targets: "m.stam@lam.example"},
	{name: "form, date and time apart", body: `Naam: Els Kok
Klant: SN-11500
Betreft: gebruiker
Datum: 12 november 2026
Tijd: 13:40
Actie: gebruiker e.vis@kok.example verwijderen
`, who: "Els Kok", account: "SN-11500", when: "2026-11-12 13:40", prec: "minute", scope: "user", actions: "revoke_user", targets: "e.vis@kok.example"},
	{name: "form, date of the report is not that of the incident", body: `Aanvrager: Els Kok
Datum melding: 18 november 2026
Datum incident: 11 november 2026, 09:30
Omvang: user
Gevraagde actie: toegang van e.vis@kok.example intrekken
`, who: "Els Kok", account: "-", when: "2026-11-11 09:30", prec: "minute", scope: "user", actions: "revoke_user", targets: "e.vis@kok.example"},
	{name: "form, bars", body: `| Requester | Dan Moss |
| Account number | SN-11600 |
| Scope | user and API |
| Date and time | 10 November 2026, between 18:00 and 19:30 |
| Requested action | remove user p.lee@moss.example and suspend key moss-api |
`, who: "Dan Moss", account: "SN-11600", when: "2026-11-10 18:00", until: "2026-11-10 19:30", prec: "minute", scope: "api user", actions: "revoke_user suspend_api", targets: "moss-api p.lee@moss.example"},
	{name: "negation: block, do not delete", body: "Beste Snoobi,\n\nGisteren om 11:00 is ons rapport \"Dagomzet\" naar een oud-klant gestuurd. Het rapport niet verwijderen, alleen blokkeren graag. De gebruikers mogen blijven.\n\nGroet,\nAnja Prins\n",
		who: "Anja Prins", account: "-", when: "2026-11-17 11:00", prec: "minute", scope: "other", actions: "block_reports", targets: "Dagomzet"},
	{name: "negation: leave the API", body: "Hello,\n\nA former colleague signed in yesterday at 14:30 as j.marsh@quayside.example. Please remove that user, but leave the API keys alone.\n\nKind regards,\nTessa Ward\n",
		who: "Tessa Ward", account: "-", when: "2026-11-17 14:30", prec: "minute", scope: "user", actions: "revoke_user", targets: "j.marsh@quayside.example"},
	{name: "negation: no need", body: "Hi,\n\nOur key \"harbour-feed\" was posted on a forum on 15 November at 9am. Kindly suspend it. There is no need to remove any users and the reports can continue.\n\nTessa Ward\n",
		who: "Tessa Ward", account: "-", when: "2026-11-15 09:00", prec: "minute", scope: "api", actions: "suspend_api", targets: "harbour-feed"},
	{name: "negation: hoeft niet", body: "Dag,\n\nDe inlog van r.bos@molenaar.example is maandag rond 10 uur gebruikt door een vreemde. Graag die gebruiker blokkeren. De koppeling hoeft niet uit.\n\nGroeten, Wim Molenaar\n",
		who: "-", account: "-", when: "2026-11-16 10:00", prec: "hour", scope: "user", actions: "revoke_user", targets: "r.bos@molenaar.example"},
	{name: "several users and a report", body: "Beste desk,\n\nWilt u de gebruikers a.jong@visser.example en b.oud@visser.example verwijderen en het rapport \"Weekcijfers\" stopzetten? Zij hebben op 13 november om 17:45 nog ingelogd.\n\nMet vriendelijke groet,\nFrits Visser\nVisser Transport B.V.\n",
		who: "Frits Visser", account: "-", when: "2026-11-13 17:45", prec: "minute", scope: "-", actions: "block_reports revoke_user", targets: "Weekcijfers a.jong@visser.example b.oud@visser.example"},
	{name: "a list of wishes", body: "Hi team,\n\nLaptop stolen last night. Could you please:\n\n1. delete the user owen.hart@brightside.example\n2. suspend the key brightside-json\n3. stop the report \"Monthly visitors\"\n\nThanks,\nOwen Hart\n",
		who: "Owen Hart", account: "-", when: "2026-11-17 00:00", prec: "day", scope: "-", actions: "block_reports revoke_user suspend_api", targets: "Monthly visitors brightside-json owen.hart@brightside.example"},
	{name: "verb last, three objects", body: "Goedendag,\n\nVannacht om 02:15 is er ingebroken op ons netwerk. Kunt u gebruiker Lies de Haan, de sleutel dehaan-api en het rapport \"Kasstaat\" blokkeren?\n\nMvg,\nTeun de Haan\n",
		who: "Teun de Haan", account: "-", when: "2026-11-18 02:15", prec: "minute", scope: "-", actions: "block_reports revoke_user suspend_api", targets: "Kasstaat Lies de Haan dehaan-api"},
	{name: "his access, by name", body: "Hallo,\n\nPeter Klaassen heeft zijn wachtwoord eergisteren om 15.10 uur ingevuld op een valse site. Kunnen jullie zijn toegang intrekken?\n\nGroet,\nNadia Bouzid\n",
		who: "Nadia Bouzid", account: "-", when: "2026-11-16 15:10", prec: "minute", scope: "user", actions: "revoke_user", targets: "Peter Klaassen"},
	{name: "my own login", body: "Hi,\n\nI lost my phone this morning at 8:20, I was still logged in. Please disable my login.\n\nCheers,\nRob Sender\n",
		who: "Rob Sender", account: "-", when: "2026-11-18 08:20", prec: "minute", scope: "user", actions: "revoke_user", targets: "rob@sender.example"},
	{name: "switch off", body: "Hello,\n\nThe token of the feed orders-json was visible in a screenshot we shared on Monday at 16:00. Can you switch that feed off until further notice?\n\nRegards,\nMia Stone\n",
		who: "Mia Stone", account: "-", when: "2026-11-16 16:00", prec: "minute", scope: "api", actions: "suspend_api", targets: "orders-json"},
	{name: "put on pause, Dutch", body: "Hoi,\n\nDe link van de json-feed winkel-json staat sinds zondagavond 20:30 op een forum. Zetten jullie die op pauze? De gebruikers kunnen blijven.\n\nGr,\nSem Faber\n",
		who: "Sem Faber", account: "-", when: "2026-11-15 20:30", prec: "minute", scope: "api", actions: "suspend_api", targets: "winkel-json"},
	{name: "no longer be sent", body: "Dear Snoobi,\n\nThe report \"Store footfall\" went to a competitor on Tuesday 17 November at 07:00. Could you make sure it is no longer sent?\n\nBest regards,\nHelen Cross\n",
		who: "Helen Cross", account: "-", when: "2026-11-17 07:00", prec: "minute", scope: "other", actions: "block_reports", targets: "Store footfall"},
	{name: "already done is no wish", body: "Hallo,\n\nOp 16 november om 12:10 is de sleutel bakker-api uitgelekt. Wij hebben gebruiker Jan Smit zelf al verwijderd. Graag de sleutel bakker-api intrekken.\n\nGroet,\nKim Bakker\n",
		who: "Kim Bakker", account: "-", when: "2026-11-16 12:10", prec: "minute", scope: "api", actions: "suspend_api", targets: "bakker-api"},
	{name: "cannot do it myself", body: "Hallo,\n\nVanmorgen om 9.15 uur is er ingelogd met t.kok@haven.example. Ik kan deze gebruiker zelf niet verwijderen.\n\nGroet,\nIna Haven\n",
		who: "Ina Haven", account: "-", when: "2026-11-18 09:15", prec: "minute", scope: "user", actions: "revoke_user", targets: "t.kok@haven.example"},
	{name: "a new password is something else", body: "Hello,\n\nSomebody guessed the password of ann@sender.example on 9 November at 11:30. Please reset the password.\n\nRegards,\nRob Sender\n",
		who: "Rob Sender", account: "-", when: "2026-11-09 11:30", prec: "minute", scope: "user", actions: "other", targets: "-"},
	{name: "leaving is not the incident", body: "Beste,\n\nOnze stagiaire is op 1 november vertrokken. Afgelopen maandag om 08:05 is met haar inlog s.wit@krant.example nog ingelogd. Verwijder die gebruiker alstublieft.\n\nHoogachtend,\nMr. A. Vos\n",
		who: "-", account: "-", when: "2026-11-16 08:05", prec: "minute", scope: "user", actions: "revoke_user", targets: "s.wit@krant.example"},
	{name: "the call is not the incident", body: "Hi,\n\nThe police called me yesterday at 10:00. The tablet was stolen on 14 November around 3 pm. The user on it is bar@pub.example, please remove it.\n\nThanks\nNeil Byrne\n",
		who: "Neil Byrne", account: "-", when: "2026-11-14 15:00", prec: "hour", scope: "-", actions: "revoke_user", targets: "bar@pub.example"},
	{name: "nothing but a worry", body: "Hallo,\n\nIk denk dat er iemand meekijkt in onze cijfers. Wat raden jullie aan?\n\nGroet,\nLeo Groot\n",
		who: "Leo Groot", account: "-", when: "", prec: "unknown", scope: "other", actions: "", targets: ""},
	{name: "admin of a company in prose", body: "Goedemorgen,\n\nIk ben beheerder van Drukkerij Van Os. Gisteravond is de laptop van de balie gestolen. Graag gebruiker balie@vanos.example verwijderen.\n\nGroet,\nCor van Os\n",
		who: "Cor van Os", account: "Drukkerij Van Os", when: "2026-11-17 00:00", prec: "day", scope: "-", actions: "revoke_user", targets: "balie@vanos.example"},
	{name: "number in prose", body: "Dear desk,\n\nOur account is SN-11777. On 12 November 2026 at 22:05 somebody logged in as it@walker.example from abroad. Revoke that user immediately please.\n\nYours sincerely,\nJune Walker\n",
		who: "June Walker", account: "SN-11777", when: "2026-11-12 22:05", prec: "minute", scope: "user", actions: "revoke_user", targets: "it@walker.example"},
	{name: "named key", body: "Hi,\n\nOur API key called dashboardlive leaked yesterday at 18:40. Please revoke the key.\n\nBest,\nIvo Lind\n",
		who: "Ivo Lind", account: "-", when: "2026-11-17 18:40", prec: "minute", scope: "api", actions: "suspend_api", targets: "dashboardlive"},
	{name: "form in English, other words", body: `Reported by: Carla Diaz
Company name: Diaz Foods
Type of access: API
Time of incident: 17/11/2026 06:30
Measure requested: block API access of diaz-export
Explanation: the key was in a mail to a supplier. I am in a meeting until 16:00.
`, who: "Carla Diaz", account: "Diaz Foods", when: "2026-11-17 06:30", prec: "minute", scope: "api", actions: "suspend_api", targets: "diaz-export"},
	{name: "form with a bulleted action", body: `Naam: Ger Los
Account: SN-11888
Omvang: gebruiker en API
Wanneer: van 16 november 22:00 tot 17 november 06:00
Gevraagde acties:
- gebruiker g.los@los.example verwijderen
- API-sleutel los-api stopzetten
`, who: "Ger Los", account: "SN-11888", when: "2026-11-16 22:00", until: "2026-11-17 06:00", prec: "minute", scope: "api user", actions: "revoke_user suspend_api", targets: "g.los@los.example los-api"},
	{name: "USB stick, range with dates", body: "Geachte heer/mevrouw,\n\nTussen vrijdag 13 november 18:00 en maandag 16 november 08:30 is een laptop uit ons kantoor ontvreemd. Daarop stond de inlog van Saskia Vink (s.vink@notenbalk.example). Wilt u haar account per direct blokkeren?\n\nMet vriendelijke groet,\nDirk Noten\nMuziekwinkel Notenbalk\n",
		who: "Dirk Noten", account: "-", when: "2026-11-13 18:00", until: "2026-11-16 08:30", prec: "minute", scope: "user", actions: "revoke_user", targets: "s.vink@notenbalk.example"},
	{name: "report to a wrong address", body: "Hi Snoobi,\n\nWe typed a wrong address into the recipients of the monthly report \"Traffic by channel\", and it went out this morning at 7:05 to a stranger. Please stop that report for now. Logins and keys are fine.\n\nThanks a lot,\nBecky Shaw\nLarkfield Books\n",
		who: "Becky Shaw", account: "-", when: "2026-11-18 07:05", prec: "minute", scope: "other", actions: "block_reports", targets: "Traffic by channel"},
	{name: "key in a chat", body: "Hoi,\n\nDe sleutel \"voorraad-live\" is dinsdag om tien over elf 's ochtends in een openbare chat geplakt. Kan die sleutel zo snel mogelijk worden uitgezet? De gebruikers en rapporten hebben hier niets mee te maken.\n\nGroeten,\nRiet Berends\nFietsenmaker Berends, account SN-12001\n",
		who: "Riet Berends", account: "SN-12001", when: "2026-11-17 11:10", prec: "minute", scope: "api", actions: "suspend_api", targets: "voorraad-live"},
	{name: "two users, one stays", body: "Dear team,\n\nTwo of our temps shared a login on 12 November at 13:20. Please revoke the user temp1@foundry.example. The user temp2@foundry.example can stay.\n\nBest wishes,\nAlan Reed\n",
		who: "Alan Reed", account: "-", when: "2026-11-12 13:20", prec: "minute", scope: "user", actions: "revoke_user", targets: "temp1@foundry.example"},
	{name: "phishing, passive", body: "Goedemiddag,\n\nOnze collega Mark Dijkstra klikte afgelopen donderdag rond kwart over vier 's middags op een phishinglink en vulde zijn gegevens in. Zijn gebruiker (mark@dijkbouw.example) moet eruit. Aan de API hoeft niets te veranderen.\n\nGroet,\nGea Dijk\n",
		who: "Gea Dijk", account: "-", when: "2026-11-12 16:15", prec: "minute", scope: "user", actions: "revoke_user", targets: "mark@dijkbouw.example"},
	{name: "all reports", body: "Hello,\n\nOn 16 November 2026 between 9:00 and 10:30 am a former partner received our reports. I would like you to block all e-mail reports. Nothing else needs to be done.\n\nRegards,\nPaul Grey\n",
		who: "Paul Grey", account: "-", when: "2026-11-16 09:00", until: "2026-11-16 10:30", prec: "minute", scope: "other", actions: "block_reports", targets: ""},
	{name: "api in general", body: "L.S.,\n\nSinds 9 november wordt onze API door een onbekende bevraagd. Ik verzoek u de API-toegang op te schorten tot nader order. Gebruikers niet verwijderen.\n\nHoogachtend,\nE. Kloos\n",
		who: "E. Kloos", account: "-", when: "2026-11-09 00:00", prec: "day", scope: "api", actions: "suspend_api", targets: ""},
	{name: "a first name behind user", body: "Hey,\n\nsomeone found the notebook of Lisa Park on the bus on Saturday at noon, her password was in it. can you delete user Lisa Park? keep the daily report running please\n\nthx\nTom Hale\n",
		who: "Tom Hale", account: "-", when: "2026-11-14 12:00", prec: "minute", scope: "user", actions: "revoke_user", targets: "Lisa Park"},
	{name: "week ago, no clock", body: "Dag,\n\nVorige week donderdag is onze json-koppeling kassa-json per abuis op de website gezet. Stopzetten graag. Overige koppelingen ongemoeid laten.\n\nMvg\nHans Bol\n",
		who: "Hans Bol", account: "-", when: "2026-11-12 00:00", prec: "day", scope: "api", actions: "suspend_api", targets: "kassa-json"},
	{name: "do not delete, only block, user", body: "Hello,\n\nPlease block the user pat@larch.example but do not delete it. His phone was stolen yesterday at 19:45.\n\nKind regards,\nOla Larch\n",
		who: "Ola Larch", account: "-", when: "2026-11-17 19:45", prec: "minute", scope: "user", actions: "revoke_user", targets: "pat@larch.example"},
	{name: "form with a question for a label", body: "Wie doet de melding? Joke Stam\nOm welk account gaat het? SN-12100\nWat is er gelekt? inloggegevens van een gebruiker\nWanneer is het gebeurd? zondag 15 november 2026, omstreeks 21.00 uur\nWat moeten wij doen? gebruiker p.stam@stam.example verwijderen\n",
		who: "Joke Stam", account: "SN-12100", when: "2026-11-15 21:00", prec: "hour", scope: "user", actions: "revoke_user", targets: "p.stam@stam.example"},
	{name: "form, English, table with equals", body: "Name of requester = Ian Cole\nCustomer account = Cole Marine Ltd\nScope of incident = other\nDate/time = 16-11-2026 07:00\nAction requested = stop e-mail report \"Berth usage\"\n",
		who: "Ian Cole", account: "Cole Marine Ltd", when: "2026-11-16 07:00", prec: "minute", scope: "other", actions: "block_reports", targets: "Berth usage"},
	{name: "form with refusal", body: "Aanvrager: Ans Mol\nAccount: SN-12200\nOmvang: API\nWanneer: vanochtend 06:40\nActie: API-sleutel mol-api blokkeren, gebruikers niet verwijderen\n",
		who: "Ans Mol", account: "SN-12200", when: "2026-11-18 06:40", prec: "minute", scope: "api", actions: "suspend_api", targets: "mol-api"},
	{name: "form, users on lines of their own", body: "Requester: Ed Fox\nAccount: SN-12300\nScope: user\nWhen: 17 Nov 2026 16:05\nAction: remove users\nUsers:\n- ann.fox@fox.example\n- ben.fox@fox.example\n",
		who: "Ed Fox", account: "SN-12300", when: "2026-11-17 16:05", prec: "minute", scope: "user", actions: "revoke_user", targets: "ann.fox@fox.example ben.fox@fox.example"},
	{name: "telephone note", body: "Collega's,\n\nZojuist gebeld door mevrouw Tineke Smeets van Camping De Berk. Zij vroeg om het volgende:\n\nNaam: Tineke Smeets\nAccount: Camping De Berk\nWanneer: gisteren rond 22 uur\nActie: gebruiker nacht@deberk.example eruit, rapporten laten lopen\n\nGroet,\nYvonne\n",
		who: "Tineke Smeets", account: "Camping De Berk", when: "2026-11-17 22:00", prec: "hour", scope: "user", actions: "revoke_user", targets: "nacht@deberk.example"},
	{name: "lost on the train", body: "Good afternoon,\n\nI left my work phone on the train to Utrecht on 17 November around 8 in the morning. It was logged in to Snoobi as d.ames@ames.example. Could you please revoke that login?\n\nMany thanks,\nDora Ames\n",
		who: "Dora Ames", account: "-", when: "2026-11-17 08:00", prec: "hour", scope: "user", actions: "revoke_user", targets: "d.ames@ames.example"},
	{name: "stop both", body: "Hallo,\n\nDe rapporten \"Omzet\" en \"Retouren\" zijn gisteren om 06:30 bij een oud-medewerker beland. Graag beide stoppen. Zijn gebruiker is vorige maand al verwijderd.\n\nGroet,\nIrma Kuik\n",
		who: "Irma Kuik", account: "-", when: "2026-11-17 06:30", prec: "minute", scope: "other", actions: "block_reports", targets: "Omzet Retouren"},
	{name: "revoke access of a person to a feed", body: "Hi,\n\nThe access token for feed stock_feed leaked on 11/16/2026 at 4:30 PM. Please disable stock_feed until we rotate it. User accounts were not affected.\n\nSincerely,\nGus Webb\n",
		who: "Gus Webb", account: "-", when: "2026-11-16 16:30", prec: "minute", scope: "api", actions: "suspend_api", targets: "stock_feed"},
	{name: "user by name, Dutch inversion", body: "Beste allemaal,\n\nVrijdagavond om half tien is er vanaf het account van Coen Blok in onze statistieken gekeken, terwijl hij al een maand weg is. Willen jullie de toegang van Coen Blok beëindigen? De API blijft gewoon aan.\n\nGroetjes,\nMaud Vis\n",
		who: "Maud Vis", account: "-", when: "2026-11-13 21:30", prec: "minute", scope: "user", actions: "revoke_user", targets: "Coen Blok"},
	{name: "a user with a quoted name", body: "Goedemiddag,\n\nGraag per direct de gebruiker 'Kassa Zuid' blokkeren. Gisterochtend tussen acht en negen uur is daar de tablet gestolen.\n\nDank,\nBas Kremer\n",
		who: "Bas Kremer", account: "-", when: "2026-11-17 08:00", until: "2026-11-17 09:00", prec: "minute", scope: "user", actions: "revoke_user", targets: "Kassa Zuid"},
	{name: "a night named by both days", body: "Hello\n\nWe had a break-in during the night of Saturday 14 to Sunday 15 November. Two laptops are gone. Users on them: kim@rowan.example and lee@rowan.example. Please remove both users. API stays on.\n\nKim Rowan\n",
		who: "Kim Rowan", account: "-", when: "2026-11-14 00:00", until: "2026-11-16 00:00", prec: "day", scope: "user", actions: "revoke_user", targets: "kim@rowan.example lee@rowan.example"},
	{name: "can no longer log in", body: "Beste collega's van Snoobi,\n\nWillen jullie ervoor zorgen dat Ewa Nowak (ewa.nowak@haring.example) niet meer kan inloggen? Op 17 november 2026 om 20:12 heeft zij nog gegevens gedownload.\n\nGroet,\nKlaas Haring\n",
		who: "Klaas Haring", account: "-", when: "2026-11-17 20:12", prec: "minute", scope: "user", actions: "revoke_user", targets: "ewa.nowak@haring.example"},
	{name: "refusal inside the action of a form", body: "Aanvrager : Henny Blauw\nAccountnaam : Blauw Transport\nSoort : API / JSON\nTijdstip : ma 16-11-2026, 7.45 uur\nVerzoek : JSON-feed blauw-json uitzetten. API-sleutel blauw-api aan laten staan a.u.b.\n\nHenny\n",
		who: "Henny Blauw", account: "Blauw Transport", when: "2026-11-16 07:45", prec: "minute", scope: "api", actions: "suspend_api", targets: "blauw-json"},
	{name: "the label says unknown", body: "Naam aanvrager: Ada Bos\nAccount: SN-13000\nOmvang incident: overig\nDatum en tijd: onbekend\nGevraagde actie: e-mailrapport \"Top 10\" stopzetten\n",
		who: "Ada Bos", account: "SN-13000", when: "", prec: "unknown", scope: "other", actions: "block_reports", targets: "Top 10"},
}

func (u unseen) raw() []byte {
	from := "Rob Sender <rob@sender.example>"
	if !strings.HasPrefix(u.who, "-") && u.who != "" && u.who != "Rob Sender" {
		from = u.who + " <someone@sender.example>"
	}
	return []byte("From: " + from + "\r\nTo: avg-incident@snoobi.nl\r\nSubject: melding\r\nDate: " + sent +
		"\r\nMessage-ID: <x@sender.example>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + strings.ReplaceAll(u.body, "\n", "\r\n"))
}

func TestUnseenMails(t *testing.T) {
	for _, u := range unseenMails {
		t.Run(u.name, func(t *testing.T) {
			r := desk.Read(u.raw()).Report
			scope := make([]string, 0, 3)
			for _, s := range r.Scope {
				scope = append(scope, string(s))
			}
			actions := make([]string, 0, 3)
			for _, a := range r.Actions {
				actions = append(actions, string(a))
			}
			targets := slices.Clone(r.Targets)
			slices.Sort(targets)
			for _, c := range []struct{ field, got, want string }{
				{"requester", r.Requester, u.who}, {"account", r.Account, u.account},
				{"from", clockOf(r.Occurred.From), u.when}, {"until", clockOf(r.Occurred.Until), u.until},
				{"precision", string(r.Occurred.Precision), u.prec}, {"scope", strings.Join(scope, " "), u.scope},
				{"actions", strings.Join(actions, " "), u.actions}, {"targets", strings.Join(targets, " "), u.targets},
			} {
				if c.want != "-" && c.got != c.want {
					t.Errorf("%s: %q, want %q", c.field, c.got, c.want)
				}
			}
		})
	}
}

func clockOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(amsterdam).Format("2006-01-02 15:04")
}
