package mail

import (
	"slices"
	"strings"
)

// What a label of a form asks for.
type fieldKind int

const (
	fieldNone fieldKind = iota
	fieldWho
	fieldAccount
	fieldScope
	fieldWhen
	fieldAction
	fieldTarget
	fieldMail // an address: of the user to act on, or of the one who asks
	fieldNote // explains; ends the value above it
	fieldKeep // says what must stay as it is
)

// labelKind says what a label asks for. Each of its words must be one that
// labels are made of, at most one letter off when it is long: so a sentence with
// a colon in it is no label.
func labelKind(s string) fieldKind {
	if len(s) > 70 {
		return fieldNone
	}
	var kinds [fieldKeep + 1]int
	words := 0
	ignore, dated, denied := false, false, false
	for w := range strings.FieldsFuncSeq(foldWord(s), func(r rune) bool {
		return r == ' ' || r == '/' || r == '(' || r == ')' || r == '*' || r == '_' || r == '\t' || r == '&' || r == ',' || r == '+'
	}) {
		w = strings.Trim(w, ".'\"-:")
		if w == "" || number(w) {
			continue
		}
		if words++; words > 10 {
			return fieldNone
		}
		if w == "niet" || w == "not" || w == "geen" || w == "don't" {
			denied = true
			continue
		}
		l, ok := labelWords[w]
		if !ok {
			l, ok = nearLabel(w)
		}
		if !ok {
			return fieldNone
		}
		if l.kind == fieldIgnore {
			ignore = true
			continue
		}
		kinds[l.kind] = max(kinds[l.kind], l.weight)
		dated = dated || w == "op" || w == "on" || w == "at"
	}
	best, weight := fieldNone, 0
	for k := fieldWho; k <= fieldNote; k++ {
		if kinds[k] > weight {
			best, weight = k, kinds[k]
		}
	}
	if denied {
		if best == fieldNone && words < 2 {
			return fieldNone
		}
		return fieldKeep
	}
	if ignore && (best == fieldWhen || best == fieldNone) {
		return fieldNote // the date of the report is not that of the incident
	}
	if best == fieldNone && words == 1 {
		switch strings.Trim(foldWord(s), " .:*-") {
		case "please", "graag", "svp", "wens", "wish":
			return fieldAction
		}
	}
	if best == fieldWho && dated {
		return fieldNote // ingediend op
	}
	return best
}

const fieldIgnore = fieldKeep + 1

type labelWord struct {
	kind   fieldKind
	weight int
}

var labelWords = buildLabelWords()

func buildLabelWords() map[string]labelWord {
	m := map[string]labelWord{}
	add := func(kind fieldKind, weight int, words string) {
		for w := range strings.FieldsSeq(words) {
			m[w] = labelWord{kind, weight}
		}
	}
	add(fieldNone, 0, `no nr num van de het een der den in op te om is er was wat the of and en for voor bij to a an with met your uw je jullie our ons onze wij we
		incident incidents datalek data breach lek leak gebeurd gebeurde gebeuren happened happen did does it dit this plaatsgevonden occurred place took
		mogelijke mogelijk possible svp please aub be done snoobi nieuw huidige bekend indien if known volledige full exact exacte
		precieze approximate geschatte vermoedelijk vermoedelijke door by te want you us i ik aan die welk welke which betreffende concerned ca circa us eventuele nl avg`)
	add(fieldWho, 1, "ben am wie who naam name namen names contact persoon person")
	add(fieldWho, 5, "aanvrager aanvraagster requester requestor melder meldster indiener verzoeker applicant contactpersoon requested aangevraagd gemeld ingediend ingevuld submitted reporter beheerder administrator admin contactgegevens afzender verantwoordelijke responsible caller beller")
	add(fieldAccount, 4, "namens account klant klantaccount klantnummer klantnr klantnaam accountnummer accountnaam account-id accountnr customer company bedrijf bedrijfsnaam organisatie organisation organization client relatienummer relatie number nummer snoobi-account website onderneming klantcode customer-id id firm firma")
	add(fieldScope, 6, "omvang scope betreft soort type extent affected getroffen concerns categorie category wat what subject gelekt lekt leaked impact reikwijdte geraakt aard nature kind")
	add(fieldWhen, 6, "wanneer when tijdstip datum date tijd time moment periode period incidentdatum incidenttijd dag day tijdvak uur tijdspanne since sinds datum/tijd timestamp incidentmoment occurrence start begin aanvang startdatum starttijd begintijd begindatum einde eind end einddatum eindtijd")
	add(fieldAction, 7, "actie acties action actions verzoek request gevraagd gevraagde gewenst gewenste maatregel maatregelen measure measures aangevraagde aktie actieverzoek verzochte remedy ask actiepunt requested-action")
	add(fieldTarget, 5, "gebruiker gebruikers user users sleutel sleutels key keys rapport rapporten report reports gebruikersnaam username login inlog api api-sleutel api-key feed token koppeling integration json json-feed whom medewerker employee collega colleague betrokkene betrokkenen target targets doel apikey person-concerned rapportnaam")
	add(fieldMail, 2, "e-mailadres mailadres emailadres email e-mail mail address adres e-mailaddress")
	add(fieldTarget, 2, "gaat om")
	add(fieldAction, 2, "graag")
	add(fieldAction, 7, "doen do moet moeten must should")
	add(fieldNote, 7, "toelichting achtergrond explanation background opmerking opmerkingen remarks remark comments comment notes note details omschrijving beschrijving description uitleg bijzonderheden context situatie oorzaak cause telefoon telefoonnummer phone tel mobiel functie role rol bijlage bijlagen reden reason bereikbaar urgentie prioriteit priority")
	m["melding"] = labelWord{fieldIgnore, 0}
	m["meldingsdatum"] = labelWord{fieldIgnore, 0}
	m["vandaag"] = labelWord{fieldIgnore, 0}
	m["aanvraag"] = labelWord{fieldIgnore, 0}
	m["submission"] = labelWord{fieldIgnore, 0}
	m["ontdekt"] = labelWord{fieldIgnore, 0}
	m["ontdekking"] = labelWord{fieldIgnore, 0}
	m["discovered"] = labelWord{fieldIgnore, 0}
	return m
}

// nearLabel forgives one wrong, missing, extra or swapped letter in a long word.
func nearLabel(w string) (labelWord, bool) {
	if len(w) < 6 || len(w) > 20 {
		return labelWord{}, false
	}
	for _, known := range longLabels[w[0]] {
		if oneOff(known, w) {
			return labelWords[known], true
		}
	}
	return labelWord{}, false
}

// longLabels holds the words that nearLabel compares with, by first letter.
var longLabels = func() (t [256][]string) {
	for w, l := range labelWords {
		if len(w) >= 6 && l.kind != fieldNone {
			t[w[0]] = append(t[w[0]], w)
		}
	}
	for i := range t {
		slices.Sort(t[i])
	}
	return t
}()

// oneOff reports whether a and b differ by one letter put in, left out, changed
// or swapped with its neighbour.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i == len(a) {
		return true
	}
	if len(a) != len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
