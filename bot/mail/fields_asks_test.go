package mail

import (
	"slices"
	"strings"
	"testing"
)

// TestFieldsOfSentences holds what sentences ask, leave alone and name. The mail
// is that of Rob Sender.
func TestFieldsOfSentences(t *testing.T) {
	const u, k, r, o = "revoke_user", "suspend_api", "block_reports", "other"
	for _, c := range []struct{ words, actions, targets string }{
		// one action, said plainly
		{"Kunnen jullie gebruiker j.pol@haven.example eruit halen?", u, "j.pol@haven.example"},
		{"Willen jullie j.pol@haven.example de toegang ontzeggen?", u, "j.pol@haven.example"},
		{"Gooi j.pol@haven.example er alsjeblieft zo snel mogelijk uit.", u, "j.pol@haven.example"},
		{"j.pol@haven.example moet eruit, vandaag nog.", u, "j.pol@haven.example"},
		{"Het account van Joost Pol mag dicht.", u, "Joost Pol"},
		{"Graag het gebruikersaccount van Joost Pol op non-actief zetten.", u, "Joost Pol"},
		{"Ik wil dat de inlog j.pol@haven.example per direct wordt opgeheven.", u, "j.pol@haven.example"},
		{"De inloggegevens van j.pol@haven.example zijn uitgelekt. Svp blokkeren.", u, "j.pol@haven.example"},
		{"Mijn collega Joost Pol zijn login graag afsluiten.", u, "Joost Pol"},
		{"We verzoeken u vriendelijk doch dringend de gebruiker 'Balie 2' te deactiveren.", u, "Balie 2"},
		{"Zou u de gebruiker j.pol@haven.example kunnen schrappen?", u, "j.pol@haven.example"},
		{"Zorg er a.u.b. voor dat j.pol@haven.example nergens meer bij kan.", u, "j.pol@haven.example"},
		{"Please get rid of the user j.pol@haven.example.", u, "j.pol@haven.example"},
		{"Can you lock j.pol@haven.example out of our account?", u, "j.pol@haven.example"},
		{"I need j.pol@haven.example removed from Snoobi right now.", u, "j.pol@haven.example"},
		{"We want the login of Joost Pol switched off.", u, "Joost Pol"},
		{"Would you mind disabling the account of Joost Pol?", u, "Joost Pol"},
		{"The user j.pol@haven.example should no longer have access.", u, "j.pol@haven.example"},
		{"Kindly withdraw all access for j.pol@haven.example.", u, "j.pol@haven.example"},
		{"Take j.pol@haven.example off the account, please.", u, "j.pol@haven.example"},
		{"User to be deleted: j.pol@haven.example", u, "j.pol@haven.example"},
		{"Te verwijderen gebruiker: j.pol@haven.example", u, "j.pol@haven.example"},
		{"j.pol@haven.example verwijderen aub", u, "j.pol@haven.example"},
		{"Please make sure that Joost Pol can't sign in any longer.", u, "Joost Pol"},
		{"Trek de rechten van gebruiker j.pol@haven.example in.", u, "j.pol@haven.example"},
		{"Haal de toegang van Joost Pol weg.", u, "Joost Pol"},
		// keys
		{"Zet de sleutel haven-api uit.", k, "haven-api"},
		{"De sleutel haven-api graag zo spoedig mogelijk intrekken.", k, "haven-api"},
		{"Trek sleutel haven-api maar in.", k, "haven-api"},
		{"Kan de JSON-feed haven-json even op slot?", k, "haven-json"},
		{"Sluit de koppeling haven-json af.", k, "haven-json"},
		{"De API-sleutel met label haven-api moet worden ingetrokken.", k, "haven-api"},
		{"Graag API key haven-api killen.", k, "haven-api"},
		{"Wij verzoeken u de API-toegang stil te leggen.", k, ""},
		{"Kunt u onze API tijdelijk opschorten?", k, ""},
		{"Please kill the key haven-api.", k, "haven-api"},
		{"The token haven-api must be revoked.", k, "haven-api"},
		{"Pull the plug on the feed haven-json.", k, "haven-json"},
		{"Put the key haven-api on hold until we call you.", k, "haven-api"},
		{"Could the API access be suspended for now?", k, ""},
		{"Please invalidate API key haven-api.", k, "haven-api"},
		{"Shut the haven-json feed down, please.", k, "haven-json"},
		{"Can haven-api be turned off?", k, "haven-api"},
		{"Leg de API plat.", k, ""},
		{"Haal die JSON-koppeling uit de lucht.", k, ""},
		// reports
		{"Stop de verzending van het rapport \"Omzet noord\".", r, "Omzet noord"},
		{"Het weekrapport \"Omzet noord\" mag er niet meer uit.", r, "Omzet noord"},
		{"Zet het rapport \"Omzet noord\" op pauze.", r, "Omzet noord"},
		{"Graag de e-mailrapporten blokkeren.", r, ""},
		{"Wilt u alle rapporten stilzetten?", r, ""},
		{"Stuur het rapport \"Omzet noord\" niet meer.", r, "Omzet noord"},
		{"Please stop sending the report \"North sales\".", r, "North sales"},
		{"Please don't send the report \"North sales\" anymore.", r, "North sales"},
		{"Could you pause the weekly report \"North sales\"?", r, "North sales"},
		{"Hold back the report \"North sales\" until further notice.", r, "North sales"},
		{"The mailing of report \"North sales\" has to be blocked.", r, "North sales"},
		{"Blokkeer de mails met het rapport 'Omzet noord'.", r, "Omzet noord"},
		// several
		{"Gebruiker j.pol@haven.example verwijderen en sleutel haven-api blokkeren.", u + " " + k, "haven-api j.pol@haven.example"},
		{"Verwijder j.pol@haven.example en k.bos@haven.example.", u, "j.pol@haven.example k.bos@haven.example"},
		{"Graag zowel de gebruiker j.pol@haven.example als de sleutel haven-api intrekken.", u + " " + k, "haven-api j.pol@haven.example"},
		{"Graag:\n- j.pol@haven.example verwijderen\n- haven-api intrekken\n- rapport \"Omzet noord\" stoppen", r + " " + u + " " + k, "Omzet noord haven-api j.pol@haven.example"},
		{"Wij willen drie dingen: gebruiker j.pol@haven.example weg, sleutel haven-api op slot, rapport \"Omzet noord\" stop.", r + " " + u + " " + k, "Omzet noord haven-api j.pol@haven.example"},
		{"Please remove j.pol@haven.example, revoke haven-api and stop the report \"North sales\".", r + " " + u + " " + k, "North sales haven-api j.pol@haven.example"},
		{"Please remove the users j.pol@haven.example, k.bos@haven.example and Lea Vis.", u, "Lea Vis j.pol@haven.example k.bos@haven.example"},
		{"We would like both keys, haven-api and haven-json, suspended.", k, "haven-api haven-json"},
		{"Kunt u de gebruikers verwijderen die op de laptop stonden? Dat zijn j.pol@haven.example en k.bos@haven.example.", u, "j.pol@haven.example k.bos@haven.example"},
		{"1) blokkeer j.pol@haven.example 2) stop rapport \"Omzet noord\"", r + " " + u, "Omzet noord j.pol@haven.example"},
		// negations
		{"Niet verwijderen, alleen blokkeren: gebruiker j.pol@haven.example.", u, "j.pol@haven.example"},
		{"Gebruiker j.pol@haven.example niet verwijderen maar blokkeren.", u, "j.pol@haven.example"},
		{"Verwijder j.pol@haven.example, maar laat k.bos@haven.example met rust.", u, "j.pol@haven.example"},
		{"Verwijder j.pol@haven.example en niet k.bos@haven.example.", u, "j.pol@haven.example"},
		{"Blokkeer sleutel haven-api; haven-json moet blijven werken.", k, "haven-api"},
		{"De sleutel haven-api intrekken. Gebruikers en rapporten niet aankomen.", k, "haven-api"},
		{"Zet haven-api uit. Aan haven-json niets doen.", k, "haven-api"},
		{"Geen gebruikers verwijderen a.u.b., enkel de API-sleutel haven-api blokkeren.", k, "haven-api"},
		{"Blokkeer alle rapporten behalve \"Omzet noord\".", r, ""},
		{"Please do not delete the user j.pol@haven.example, just suspend the key haven-api.", k, "haven-api"},
		{"Don't touch the API. Just remove j.pol@haven.example.", u, "j.pol@haven.example"},
		{"Remove j.pol@haven.example but not k.bos@haven.example.", u, "j.pol@haven.example"},
		{"Please suspend haven-api only, not haven-json.", k, "haven-api"},
		{"The users can stay, the key haven-api has to go.", k, "haven-api"},
		{"No need to stop the reports. The user j.pol@haven.example must go.", u, "j.pol@haven.example"},
		{"Rather than deleting j.pol@haven.example, please block the user.", u, "j.pol@haven.example"},
		{"Niet alleen de gebruiker j.pol@haven.example verwijderen, maar ook sleutel haven-api intrekken.", u + " " + k, "haven-api j.pol@haven.example"},
		{"Het rapport mag gewoon door, maar gebruiker j.pol@haven.example moet weg.", u, "j.pol@haven.example"},
		{"Wij hoeven niets te laten verwijderen.", "", ""},
		{"Er hoeft niets geblokkeerd te worden.", "", ""},
		{"Nothing has to be removed or blocked.", "", ""},
		// told, not asked
		{"Wij hebben gebruiker j.pol@haven.example gisteren zelf verwijderd.", "", ""},
		{"We have already revoked the key haven-api ourselves.", "", ""},
		{"De sleutel haven-api is door ons al ingetrokken.", "", ""},
		{"Moeten wij de gebruiker j.pol@haven.example verwijderen?", "", ""},
		{"Should we remove j.pol@haven.example?", "", ""},
		{"Wij zullen de sleutel haven-api zelf intrekken.", "", ""},
		{"We will rotate the key haven-api tomorrow.", "", ""},
		{"De laptop is geblokkeerd en de simkaart ook.", "", ""},
		{"I blocked my bank card.", "", ""},
		{"De deur was niet afgesloten.", "", ""},
		// other
		{"Kunt u mij de logbestanden sturen van gisteren?", o, ""},
		{"Please send us a list of everything that user has seen.", o, ""},
		{"Reset mijn wachtwoord alstublieft.", o, ""},
		{"Graag een nieuwe sleutel aanmaken.", o, ""},
		{"Please issue a new key.", o, ""},
		// pointing
		{"j.pol@haven.example is uit dienst. Graag verwijderen.", u, "j.pol@haven.example"},
		{"Joost Pol werkt hier niet meer. Kan zijn account weg?", u, "Joost Pol"},
		{"De sleutel haven-api staat op GitHub. Kunnen jullie die uitzetten?", k, "haven-api"},
		{"The report \"North sales\" went to the wrong people. Please stop it.", r, "North sales"},
		{"Two keys are on the stolen disk: haven-api and haven-json. Revoke them please.", k, "haven-api haven-json"},
		{"Zowel j.pol@haven.example als k.bos@haven.example zijn gehackt. Beide blokkeren graag.", u, "j.pol@haven.example k.bos@haven.example"},
		{"Mijn telefoon is gestolen. Blokkeer mijn account.", u, "rob@sender.example"},
		{"My laptop was nicked. Please block me.", u, "rob@sender.example"},
		{"Somebody has my password, please close my login.", u, "rob@sender.example"},
		{"Onze stagiair Lea Vis heeft het wachtwoord gedeeld. Haal haar er maar af.", u, "Lea Vis"},
		// careless spelling
		{"graag gebruikr j.pol@haven.example verwijdern", u, "j.pol@haven.example"},
		{"kunne jullie j.pol@haven.example blokeren", u, "j.pol@haven.example"},
		{"pls delte user j.pol@haven.example", u, "j.pol@haven.example"},
		{"sleutl haven-api intreken aub", k, "haven-api"},
		{"BLOKKEER SLEUTEL haven-api!!!", k, "haven-api"},
	} {
		m := desk.Read([]byte("From: Rob Sender <rob@sender.example>\nDate: " + sent + "\nSubject: melding\nContent-Type: text/plain; charset=utf-8\n\nHallo,\n\n" + c.words + "\n\nGroet,\nRob Sender\n"))
		var actions []string
		for _, a := range m.Report.Actions {
			actions = append(actions, string(a))
		}
		targets := slices.Clone(m.Report.Targets)
		slices.Sort(targets)
		if a, x := strings.Join(actions, " "), strings.Join(targets, " "); a != c.actions || x != c.targets {
			t.Errorf("%q\n\t%s | %s, want\n\t%s | %s", c.words, a, x, c.actions, c.targets)
		}
	}
}
