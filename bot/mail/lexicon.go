package mail

import "strings"

// A meaning is what a word may say, as a set of bits.
type meaning uint32

const (
	breaksClause meaning = 1 << iota
	negates              // niet, geen, don't
	keeps                // blijven, ongemoeid, alone
	asks                 // graag, wilt, please
	stops                // verwijderen, block: a base form
	stopped              // verwijderd, blocked: a participle
	objUser              // gebruiker, login
	objAPI               // sleutel, feed
	objReport            // rapport
	weakUser             // toegang, access, account
	weakReport           // mail, cijfers
	person               // hem, haar, he, him
	happened             // gestolen, leaked: an incident
	unrelated            // vertrokken, gebeld: another moment than that of the incident
	past                 // heeft, had, was: tells, does not ask
	plural               // beide, both, alle
	mine                 // mijn, my
	able                 // kan, kunnen, can
	firstP               // ik, wij
	common               // a word that is no name and no label
	mayHappen            // ging, staat, kreeg: an incident when nothing nearer tells more
	later                // komt, zal, will: what is still to come
	small                // uit, weg, off: stops something with a light verb
	noticed              // ontdekt, noticed: the leak was found, at another time than it happened
)

func meaningOf(s string) meaning {
	m, known := lexicon[s]
	if len(s) >= 4 && m&(stops|stopped|objUser|objAPI|objReport) == 0 {
		m |= stemOf(s)
	}
	if m == 0 && !known && len(s) >= 5 && len(s) <= 14 {
		for _, w := range careful[s[0]] {
			if len(w) > 6 && len(s) >= 6 && oneOff(w, s) || len(w) == 6 && slipped(w, s) {
				return lexicon[w]
			}
		}
	}
	return m
}

// careful holds words that are known with a mistake in them, by their first letter:
// long ones with one letter wrong, and those of six with one left out or swapped. A
// wrong letter makes another word of these: remove and remote, report and resort.
var careful = func() (t [256][]string) {
	for w := range strings.FieldsSeq("delete remove revoke verwijder verwijderen verwijderd blokkeer blokkeren geblokkeerd intrekken ingetrokken stopzetten uitzetten uitschakelen deactiveren gebruiker gebruikers sleutel sleutels rapport rapporten koppeling wachtwoord wachtwoorden password disable disabled suspend suspended deactivate gestolen ingelogd") {
		t[w[0]] = append(t[w[0]], w)
	}
	return t
}()

// slipped reports whether s is w with one letter left out or two swapped.
func slipped(w, s string) bool {
	if len(s) == len(w)-1 {
		return oneOff(w, s)
	}
	i := 0
	for i < len(w) && i < len(s) && w[i] == s[i] {
		i++
	}
	return len(s) == len(w) && i+1 < len(w) && w[i] == s[i+1] && w[i+1] == s[i] && w[i+2:] == s[i+2:]
}

// stemOf reads compounds and inflected forms that no list is long enough for:
// API-gebruikersnaam, rapportages, webshopfeed, gedeactiveerd.
func stemOf(s string) meaning {
	if strings.HasPrefix(s, "rapporteer") || strings.HasPrefix(s, "rapporter") {
		return 0 // to report
	}
	m := joinedStop(s)
	for _, st := range stems {
		if st.tail && strings.HasSuffix(s, st.part) || !st.tail && strings.Contains(s, st.part) {
			m |= st.is
		}
	}
	return m
}

var stems = []struct {
	part string
	tail bool
	is   meaning
}{
	{"gebruiker", false, objUser}, {"inlog", false, objUser}, {"logins", false, objUser},
	{"rapport", false, objReport}, {"overzicht", false, objReport}, {"nieuwsbrief", false, weakReport},
	{"sleutel", true, objAPI}, {"sleutels", true, objAPI}, {"koppeling", true, objAPI}, {"koppelingen", true, objAPI},
	{"-feed", true, objAPI}, {"feed", true, objAPI}, {"-feeds", true, objAPI}, {"-key", true, objAPI}, {"-keys", true, objAPI}, {"-token", true, objAPI},
	{"api-", false, objAPI}, {"json-", false, objAPI}, {"-api", true, objAPI}, {"-json", true, objAPI},
	{"wachtwoord", false, objUser}, {"mailrapport", false, objReport}, {"geblokkeerd", false, stopped}, {"verwijderd", false, stopped},
	{"gestopt", false, stopped}, {"gedeactiveerd", false, stopped},
	{"gepauzeerd", false, stopped}, {"opgeschort", false, stopped}, {"afgesloten", false, stopped},
}

var lexicon = buildLexicon()

func buildLexicon() map[string]meaning {
	m := map[string]meaning{}
	add := func(is meaning, words string) {
		for w := range strings.FieldsSeq(words) {
			m[w] |= is
		}
	}
	add(breaksClause, "instead ipv i.p.v evenals behalve uitgezonderd except excluding en and maar but want because omdat terwijl while zodat anders otherwise dus so plus though although hoewel doch alleen only alsmede alsook")
	add(negates, "niks nix instead ipv i.p.v nothing niet geen niemand nooit niets not no nobody never none don't dont doesn't doesnt cannot can't cant won't without zonder nor noch shouldn't needn't mustn't neither geenszins nergens behalve uitgezonderd except excluding aren't arent isn't isnt wasn't wasnt weren't werent didn't didnt haven't havent hasn't hasnt hadn't couldn't couldnt wouldn't wouldnt ain't evenmin nie nt")
	add(keeps, "blijven blijft blijf ongemoeid afblijven intact alone untouched remain remains stay stays unaffected behouden bewaren behoud keep keeps leave laten laat doorgaan doorlopen doordraaien doorwerken continue")
	add(asks, "ensure sure zorgt bewerkstelligen regel regelt verzoekt vraagt wenst wil wilt willen kun kunt graag verzoek verzoeken verzocht vraag vragen svp s.v.p aub a.u.b alsjeblieft alstublieft gelieve moet moeten dient dienen please pls plz could would can want request requesting ask asking need kindly must should regelen zorgen zorg asap zou zouden willt mogen mag hoeft hoeven wens wensen like")
	add(able, "kan kunnen can could lukt lukte mogelijk able unable")
	add(stops, "voorkom verhinder prevent stopt blokkade ontneem ontneemt ontzegt verbreek verbreken verbreekt ontkoppelt annuleert deactiveert schorst bevriest vergrendelt pauzeert schrapt staakt tegenhouden tegenhoudt vasthouden achterhouden loses strip dichtzet suppress verwijder verwijderen verwijdert verwijdering weghalen weghaal wissen wis intrekken intrekking blokkeer blokkeren blokkeert blokkering blokeren blokeer stop stoppen stopzetten stopzetting stilleggen stilzetten uitzetten uitschakelen uitschakeling afsluiten afsluiting dichtzetten dichtgooien dichtdoen opschorten opschorting schorsen schors deactiveer deactiveren deactivatie ontnemen ontzeggen opheffen pauzeer pauzeren bevries bevriezen buitensluiten eruitgooien eruithalen remove removing removal delete deleting deletion revoke revoking revocation kill disable disabling deactivate deactivation suspend suspending suspension block blocking stopping pause pausing freeze cancel terminate lock halt withdraw rescind unsubscribe erase beeindigen beeindig beeindiging schorten afnemen dichtdraaien ongeldig close closing cut-off expire opzeggen schrappen schrap vergrendel vergrendelen ontkoppel ontkoppelen ontkoppeling annuleer annuleren staken vernietig vernietigen weren opdoeken ontzeg blokken block killen deleten disablen revoken suspenden kick ban bar scrap disconnect disconnecting unplug invalidate void retire decommission detach evict purge nuke yank boot ditch expel bin blok withhold opheft stopzet intrekt")
	add(stopped, "verwijderd geblokkeerd gestopt stopgezet ingetrokken uitgezet uitgeschakeld gedeactiveerd afgesloten dichtgezet weggehaald gewist opgeschort gepauzeerd gepauseerd geschorst weggegooid removed deleted revoked disabled deactivated suspended blocked stopped paused frozen cancelled canceled terminated locked killed withdrawn stilgezet stilgelegd verwijdert geschrapt vergrendeld ontkoppeld geannuleerd gestaakt opgeheven beeindigd gedelete gedeleted gedisabled gerevoked bevroren disconnected unplugged invalidated banned barred scrapped retired evicted purged halted ended withheld")
	add(objUser, "gebruiker gebruikers user users login logins inlog inloggegevens gebruikersaccount user-account useraccount wachtwoord wachtwoorden password passwords logon profiel credentials gebruikersnaam username inlognaam inlogcode inlogcodes sign-in")
	add(objAPI, "api api's apis api-toegang api-access sleutel sleutels key keys token tokens feed feeds json koppeling koppelingen integration integrations webhook webhooks endpoint endpoints api-sleutel api-key json-feed datafeed")
	add(objReport, "rapport rapporten rapportje rapportjes rapportage rapportages report reports e-mailrapport e-mailrapporten mailrapport mailrapporten overzicht weekoverzicht maandoverzicht newsletter digest")
	add(weakUser, "toegang access account accounts medewerker medewerkster collega stagiair stagiaire employee colleague intern")
	add(weakReport, "mails mailing mailings verzending mailtje mailtjes mailings bezoekerscijfers bezoekcijfers cijfers e-mails emails statistieken statistics figures numbers attachment bijlage export exports data gegevens")
	add(person, "hem haar hij zij zijn ze him her his he she them their hun diens iemand")
	add(happened, "gelekt lekte lek gestolen gejat kwijt kwijtgeraakt verloren ingelogd inlogde aangemeld gekeken bekeken ingezien verstuurd verzonden gestuurd gemaild gemailed terechtgekomen beland ingebroken inbraak gehackt gehacked hack ingevuld phishing gekopieerd gepubliceerd gedeeld geopend meegenomen zoek vermist toegevoegd doorgestuurd neuzen gedownload geexporteerd misbruikt onterecht gebeurd gebeurde plaatsgevonden incident datalek verdwenen ontvreemd geraadpleegd gesnuffeld weggedaan opengestaan meegestuurd meegekomen rondgestuurd uitgelekt binnengedrongen rondgekeken stolen theft lost leaked leak exposed pasted pushed sent mailed emailed e-mailed logged signed opened accessed seen viewed published posted shared nicked taken missing breach broke broken hacked phished clicked entered downloaded copied forwarded uploaded disappeared happened occurred compromised snatched misplaced gepost achtergelaten geklikt aangeklikt klikte ontvangen ontving ontvingen received verkocht doorverkocht meegelezen meegekeken inlogpoging overgenomen afgekeken getoond diefstal weggehaald weggenomen vulde belandde verscheen verschenen stal beroofd opgelicht gepikt verzond verstuurde mailde stuurde plaatste zette deelde kopieerde exporteerde downloadde opende lekken meeging meegegeven achtergebleven vergeten forgot forgotten dropped grabbed robbed swiped hijacked intruder crawled scraped bevraagd opgevraagd opgehaald fetched ongeluk abuis vergissing vergist mistake accident accidentally mistakenly wrongly fout misgegaan mis onbevoegd ingetrapt getrapt opengebroken")
	add(mayHappen, "staat stond stonden ging kwam kwamen krijgt kreeg gekregen gestaan gegaan liggen gezet gelaten geplaatst gevallen viel gelezen read got used gebruikt went saw fell weg online zichtbaar openbaar visible gaat gaan ligt lag zit zat hing hangt zaten lagen")
	add(unrelated, "telefoontje belletje seintje opgezegd dienst dienstverband vertrokken vertrok vertrekt ontslag ontslagen left leaves leaving resigned quit departed bereikbaar reachable available vakantie holiday gebeld belde bellen bel opgebeld phoned called call rang spoke spoken gesproken melding gemeld gemelde aanvraag aangevraagd uiterlijk deadline terug afspraak meeting overleg politie police aangifte factuur invoice contract stopped until tot binnen before bevestigd bevestigde reported registered indienst started begonnen employed gevraagd vergadering overleden backup hired aangenomen werkte changed gewijzigd veranderd aangepast gereset")
	add(later, "komt komen zal zullen will shall should i'll we'll gepland straks langskomt langskomen appointment")
	add(noticed, "ontdekt ontdekte ontdekten opgemerkt merkte merkten bemerkte gemerkt zag zagen noticed discovered realised realized spotted erachter doorgekregen")
	add(past, "heb hebben heeft had hadden has have i've we've was were werd werden been al already reeds gedaan did")
	add(plural, "them hun their beide beiden both alle all alledrie deze those these allebei")
	add(mine, "mijn mijne m'n my own eigen mine")
	add(firstP, "ik wij we i zelf myself ourselves")
	for w := range stopParticles {
		m[w] |= small
	}
	add(common, `de het een der den des van voor met naar bij op in uit aan om te tot als dat die deze dit er hier daar waar wat wie hoe zo nog al ook dan toen nu wel weer meer minder veel heel zeer per via over onder boven na tegen tussen door is was zijn ben bent zijn waren wordt worden werd werden heb hebt heeft hebben had hadden kan kunnen kon konden moet moeten zal zullen zou zouden mag mogen wil willen wilt graag svp aub tijdelijk direct meteen zsm asap snel vandaag morgen gisteren the a an of for with to at on by from as that this these those there here where what who how so yet also then when now well again more less very through is was are were be been being have has had do does did can could must shall will would may might should please immediately right away straight now today ik jij je u wij we jullie zij ze hij hem haar hun ons onze mijn jouw uw zich i you he she it they me him her us them my your his its our their en of maar want dus and or but because so if als wanneer omdat of toegang sleutel api key feed json rapport report gebruiker user gestaan gebruikt gelekt staat ligt hangt lag stond geweest bekend online openbaar public leaked used posted exposed verwijderen blokkeren stoppen beide alle all both op pauze zetten uit eruit in af gaat gaan doen niet geen no not label genaamd heet called named labelled labeled namelijk nl zelf self onmiddellijk spoedig even maar misschien wellicht volledig geheel off down out offline hold shut near inside after before until voorlopig straks alsnog binnen komt komen kwam zit zat zitten buiten binnenkort later soon eerst first nieuw nieuwe new old oude tegelijk which whose welke dear beste hallo hoi hi hello geachte dag lieve hey goedemorgen goedemiddag goedenavond goedendag good morning afternoon evening meneer mevrouw dhr mevr mr mrs ms miss mw heer dames heren groet groeten regards thanks bedankt sorry helaas gelukkig`)
	return m
}
