package directory

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/idna"

	"meldwacht/bot"
)

const (
	direct   = bot.ForwardNone
	pasted   = bot.ForwardInline
	attached = bot.ForwardAttached
)

// samples are the sample mails that are no automatic ones, as they must be
// read: the parses beside them, and the columns "who" and "verdict" of their README.
var samples = []struct {
	mail      string
	forwarded bot.Forwarded
	authentic bool // by our own mail server
	name      string
	address   bot.Address
	requester string
	account   string // as written; "" where the parse leaves it open
	want      string // the accounts
	verdict   string
}{
	{"01-melding-lijstje", direct, true, "Marleen Huls", "marleen@fietsenhuls.example", "Marleen Huls", "SN-10423", "SN-10423", "admin"},
	{"02-fw-oud-medewerkster", pasted, false, "J.P. de Wit", "jpdewit@dewitsluijter.example", "J.P. de Wit", "", "SN-10802", "admin"},
	{"03-api-key-public-repo", direct, true, "Fiona MacAllister", "fiona.macallister@northseayachting.example", "Fiona MacAllister", "SN-10866", "SN-10866", "admin"},
	{"04-reply-tag-0003", direct, true, "Fiona MacAllister", "fiona.macallister@northseayachting.example", "Fiona MacAllister", "", "SN-10866", "admin"},
	{"06-fwd-weekrapport", pasted, false, "Ruben Oosterwijk", "ruben@pixelpolder.example", "Ruben Oosterwijk", "Bakkerij De Korenaar", "SN-10677", "admin"},
	{"07-spoed-prive-adres", direct, true, "Zoë van 't Hof", "zoevanthof@gratismail.example", "Zoë van 't Hof", "", "SN-10588", "admin-unverified"},
	{"08-doorgestuurd-laptop", pasted, false, "Gerda Postma", "gerda.postma58@thuismail.example", "Gerda Postma", "", "SN-10745", "admin"},
	{"09-bijlage-oud-collega", attached, false, "Zoë van 't Hof", "zoe@keukenhuisvanthof.example", "Zoë van 't Hof", "", "SN-10588", "admin"},
	{"10-fw-json-feed", pasted, false, "Oliver Grant", "oliver.grant@vandalenlogistics.example", "Oliver Grant", "Van Dalen Logistics International", "SN-10432", "admin"},
	{"11-tabel-drie-acties", direct, true, "Aïcha Benali", "aicha.benali@helderenergie.example", "Aïcha Benali", "SN-10950", "SN-10950", "admin"},
	{"12-tb-schriftje", pasted, false, "Hendrik-Jan Kuiper", "hj.kuiper@leesplank.example", "Hendrik-Jan Kuiper", "Stichting Leesplank", "SN-10911", "admin"},
	{"13-re-tabel-aanvulling", direct, true, "Tom de Graaf", "tom.degraaf@helderenergie.example", "Tom de Graaf", "", "SN-10950", "admin"},
	{"15-iphone-telefoon-kwijt", pasted, false, "Wilma Terpstra", "wilma.terpstra@zwembaddeplons.example", "Wilma Terpstra", "", "SN-10678", "admin"},
	{"16-lookalike-domein", direct, true, "Marleen Huls", "marleen@fietsen-huls.example", "Marleen Huls", "SN-10423", "SN-10423", "admin-unverified"},
	{"17-fwd-former-client", pasted, false, "Priya Raman", "priya.raman@vandalenlogistics.example", "Priya Raman", "", "SN-10432", "admin"},
	{"18-alleen-html", direct, true, "Ilse Peeters", "ilse@vandalen-logistiek.example", "Ilse Peeters", "Van Dalen Logistiek B.V.", "SN-10431", "admin"},
	{"19-fw-alleen-naam", pasted, false, "Annemiek Smit", "", "Annemiek Smit", "", "SN-10677", "admin-unverified"},
	{"20-bijlage-ex-beheerder", attached, false, "Patrick Verhoeven", "patrick.verhoeven@freepost.example", "Patrick Verhoeven", "Helder Energie", "SN-10950", "unknown"},
	{"21-doorst-groepsapp", pasted, false, "Mo El Amrani", "mo.elamrani@vandalen-logistiek.example", "Mo El Amrani", "", "SN-10431", "unknown"},
	{"22-telefoonnotitie", direct, false, "Yvonne Schaap", "y.schaap@snoobi.nl", "Ferit Yıldız", "Tandartspraktijk Singelkwartier", "SN-10679", "admin-unverified"},
	{"23-fwd-dubbel", pasted, false, "Bert Huls", "bert@fietsenhuls.example", "Bert Huls", "", "SN-10423", "admin"},
	{"25-iphone-tablet-stolen", pasted, false, "Gareth Lloyd-Evans", "gareth@northseayachting.example", "Gareth Lloyd-Evans", "", "SN-10866", "admin"},
	{"26-unknown-company", direct, true, "Harriet Quill", "h.quill@marigoldretail.example", "Harriet Quill", "Marigold Retail Ltd", "", "unknown"},
	{"27-namens-notaris", pasted, false, "Karin Hoekstra", "k.hoekstra@dewitsluijter.example", "J.P. de Wit", "", "SN-10802", "admin-unverified"},
	{"28-bureau-twee-van-drie", direct, true, "Ruben Oosterwijk", "ruben@pixelpolder.example", "Ruben Oosterwijk", "", "SN-10677 SN-10678", "admin"},
	{"29-fw-re-bevestiging", pasted, false, "J.P. de Wit", "jpdewit@dewitsluijter.example", "J.P. de Wit", "", "SN-10802", "admin"},
	{"30-attached-laptop", attached, false, "Marco Ribeiro", "marco.ribeiro@keukenhuisvanthof.example", "Marco Ribeiro", "", "SN-10588", "admin"},
	{"31-reply-one-more-key", direct, true, "Marco Ribeiro", "marco.ribeiro@keukenhuisvanthof.example", "Marco Ribeiro", "", "SN-10588", "admin"},
	{"32-tb-vlootcijfers", pasted, false, "Kees van Dalen", "kees@vandalen-logistiek.example", "Kees van Dalen", "SN-10431", "SN-10431", "admin"},
	{"33-leeg-met-onderwerp", direct, true, "Bert Huls", "bert@fietsenhuls.example", "Bert Huls", "", "SN-10423", "admin"},
	{"34-fw-json-link", pasted, false, "Ferit Yıldız", "ferit@singelkwartier.example", "Ferit Yıldız", "", "SN-10679", "admin"},
	{"35-fwd-intern", pasted, false, "", "ops@vandalenlogistics.example", "", "", "SN-10432", "unknown"},
	{"36-vaag", direct, true, "Annemiek Smit", "annemiek@dekorenaar.example", "Annemiek Smit", "", "SN-10677", "admin"},
}

func load(t testing.TB) *Directory {
	t.Helper()
	d, err := Load("testdata/directory.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The README judges the address alone. The desk asks for proof on top of it:
// an admin's address that is only pasted, or not authentic, is a claim.
func TestSamples(t *testing.T) {
	d := load(t)
	for _, s := range samples {
		t.Run(s.mail, func(t *testing.T) {
			m := bot.Mail{Class: bot.ClassReport, Forwarded: s.forwarded, Authentic: bot.Authentic{Pass: s.authentic},
				Reporter: bot.Mailbox{Name: s.name, Address: s.address},
				Report:   bot.Report{Requester: s.requester, Account: s.account}}
			match := d.Match(m)
			got := string(match.Account)
			if got == "" {
				got = strings.Join(strs(match.Candidates), " ")
			}
			if s.mail == "28-bureau-twee-van-drie" {
				// The parse leaves open which accounts are read from the text.
				s.want = "SN-10677 SN-10678 SN-10679"
			}
			if got != s.want {
				t.Errorf("account %q, want %q", got, s.want)
			}
			want := map[string]bot.Verdict{"admin": bot.VerdictAdmin, "admin-unverified": bot.VerdictClaimed, "unknown": bot.VerdictUnknown}[s.verdict]
			if (want == bot.VerdictAdmin) != match.ByAddress {
				t.Errorf("by address: %v", match.ByAddress)
			}
			if want == bot.VerdictAdmin && (s.forwarded != direct || !s.authentic || match.Account == "") {
				want = bot.VerdictClaimed
			}
			if v := bot.Judge(m, match); v != want {
				t.Errorf("verdict %q, want %q: %+v", v, want, match)
			}
		})
	}
}

func strs[S ~string](list []S) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = string(s)
	}
	return out
}

func TestMatch(t *testing.T) {
	d := load(t)
	warning := func(code, about string) bot.Warning { return bot.Warning{Code: code, About: about} }
	for _, tc := range []struct {
		rule    string
		name    string
		address bot.Address
		report  bot.Report
		subject string
		want    bot.Match
	}{
		{rule: "an admin is known by the whole address, in any case, and the number to call is masked",
			name: "M. Huls", address: "Marleen@FietsenHuls.example",
			want: bot.Match{Account: "SN-10423", Name: "Fietsenhuls Groningen B.V.", Admin: "Marleen Huls", ByAddress: true, Phone: "••• •• 23"}},
		{rule: "a private address that is registered is as good as any",
			name: "Gerda", address: "gerda.postma58@thuismail.example",
			want: bot.Match{Account: "SN-10745", Name: "Camping De Zeereep", Admin: "Gerda Postma", ByAddress: true, Phone: "••• •• 45"}},
		{rule: "the domain of a private address is nobody's",
			name: "Iemand Anders", address: "iemand@thuismail.example", want: bot.Match{}},
		{rule: "an agency names one of its accounts",
			name: "Ruben Oosterwijk", address: "ruben@pixelpolder.example", report: bot.Report{Account: "zwembad de plons"},
			want: bot.Match{Account: "SN-10678", Name: "Stichting Zwembad De Plons", Admin: "Ruben Oosterwijk", ByAddress: true, ByName: true, Phone: "••• •• 77"}},
		{rule: "an agency that writes a name too short still names one of its own",
			name: "Ruben Oosterwijk", address: "ruben@pixelpolder.example", report: bot.Report{Account: "de Korenaar"},
			want: bot.Match{Account: "SN-10677", Name: "Bakkerij De Korenaar", Admin: "Ruben Oosterwijk", ByAddress: true, ByName: true, Phone: "••• •• 77"}},
		{rule: "an agency that names none gets to choose",
			name: "Ruben Oosterwijk", address: "ruben@pixelpolder.example",
			want: bot.Match{Candidates: []bot.AccountID{"SN-10677", "SN-10678", "SN-10679"}, Admin: "Ruben Oosterwijk", ByAddress: true, ByName: true, Phone: "••• •• 77"}},
		{rule: "an agency that names two of three gets to choose between these",
			name: "Ruben Oosterwijk", address: "ruben@pixelpolder.example", report: bot.Report{Account: "SN-10677 en sn 10678"},
			want: bot.Match{Candidates: []bot.AccountID{"SN-10677", "SN-10678"}, Admin: "Ruben Oosterwijk", ByAddress: true, ByName: true, Phone: "••• •• 77"}},
		{rule: "a domain with a hyphen more looks alike, and is a warning beside a claim",
			name: "Marleen Huls", address: "marleen@fietsen-huls.example", report: bot.Report{Account: "SN-10423"},
			want: bot.Match{Account: "SN-10423", Name: "Fietsenhuls Groningen B.V.", Admin: "Marleen Huls", ByName: true, Phone: "••• •• 23",
				Warnings: []bot.Warning{warning(bot.WarnLookalike, "fietsen-huls.example"), warning(bot.WarnNameNotAddress, "fietsen-huls.example")}}},
		{rule: "a domain that looks alike is a warning also when nothing else is known",
			name: "Administratie", address: "info@fietsenhu1s.com",
			want: bot.Match{Warnings: []bot.Warning{warning(bot.WarnLookalike, "fietsenhu1s.com")}}},
		{rule: "similar companies are named, whichever of the two it is",
			name: "Kees van Dalen", address: "kees@vandalen-logistiek.example",
			want: bot.Match{Account: "SN-10431", Name: "Van Dalen Logistiek B.V.", Admin: "Kees van Dalen", ByAddress: true, ByName: true, Phone: "••• •• 31",
				Warnings: []bot.Warning{warning(bot.WarnSimilarAccount, "SN-10432")}}},
		{rule: "an admin of another account is nobody here",
			name: "Tom de Graaf", address: "tom.degraaf@helderenergie.example", report: bot.Report{Account: "Stichting Leesplank"},
			want: bot.Match{Account: "SN-10911", Name: "Stichting Leesplank", Warnings: []bot.Warning{warning(bot.WarnOtherSender, "SN-10950")}}},
		{rule: "the number may stand in the subject alone",
			name: "Fiona MacAllister", address: "fiona@prive.example", subject: "Datalek SN-10866, spoed",
			want: bot.Match{Account: "SN-10866", Name: "Northsea Yachting B.V.", Admin: "Fiona MacAllister", ByName: true, Phone: "••• •• 66",
				Warnings: []bot.Warning{warning(bot.WarnNameNotAddress, "prive.example")}}},
		{rule: "the name of an admin finds the account when nothing else does, with and without diacritics",
			name: "Zoe van 't Hof", address: "zoevanthof@gratismail.example",
			want: bot.Match{Account: "SN-10588", Name: "Keukenhuis Van 't Hof", Admin: "Zoë van 't Hof", ByName: true, Phone: "••• •• 88",
				Warnings: []bot.Warning{warning(bot.WarnNameNotAddress, "gratismail.example")}}},
		{rule: "a first name alone is nobody's", name: "Kees", address: "kees@prive.example", want: bot.Match{}},
		{rule: "a name that is written too short is offered and not chosen",
			name: "Een Voorbijganger", address: "x@prive.example", report: bot.Report{Account: "Van Dalen"},
			want: bot.Match{Candidates: []bot.AccountID{"SN-10431", "SN-10432"}}},
		{rule: "so is one that fits a single account",
			name: "Een Voorbijganger", address: "x@prive.example", report: bot.Report{Account: "Singelkwartier"},
			want: bot.Match{Candidates: []bot.AccountID{"SN-10679"}}},
		{rule: "name and domain in one line",
			name: "Een Voorbijganger", address: "x@prive.example", report: bot.Report{Account: "de bakkerij (www.dekorenaar.example)"},
			want: bot.Match{Account: "SN-10677", Name: "Bakkerij De Korenaar"}},
		{rule: "a number that does not exist leaves what the address says",
			name: "Bert Huls", address: "bert@fietsenhuls.example", report: bot.Report{Account: "SN-99999"},
			want: bot.Match{Account: "SN-10423", Name: "Fietsenhuls Groningen B.V.", Admin: "Bert Huls", ByAddress: true, ByName: true, Phone: "••• •• 24"}},
		{rule: "an empty mail matches nothing", want: bot.Match{}},
	} {
		t.Run(tc.rule, func(t *testing.T) {
			got := d.Match(bot.Mail{Reporter: bot.Mailbox{Name: tc.name, Address: tc.address}, Report: tc.report, Subject: tc.subject})
			// The address is that of the admin who was recognised, in every case.
			if registered := slices.ContainsFunc(d.ByAdmin(got.Address), func(a Account) bool { return a.ID == got.Account }); registered != (got.Admin != "" && got.Account != "") {
				t.Errorf("admin %q of %s has address %q", got.Admin, got.Account, got.Address)
			}
			got.Address = ""
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// A domain that can be taken for a registered one is noticed; one that merely
// shares letters with it is not.
func TestLookalikes(t *testing.T) {
	d := load(t)
	punycode, err := idna.ToASCII("fiеtsеnhuls.example") // both е are Cyrillic
	if err != nil || !strings.HasPrefix(punycode, "xn--") {
		t.Fatal(punycode, err)
	}
	for domain, want := range map[string]bool{
		"fietsen-huls.example":         true,  // a hyphen
		"fietsen.huls.example":         true,  // a dot
		"fietsenhuls.nl":               true,  // another suffix
		"fietsenhuIs.com":              true,  // a capital I
		"fietsenhu1s.example":          true,  // a one
		"fletsenhuls.example":          true,  // l for i
		"fietsenhulz.example":          true,  // one letter
		"fietzenhulz.example":          true,  // two letters
		"myfietsenhuls.example":        true,  // two letters in front
		"fietsenhulsnl.example":        true,  // and behind
		"fietsenhuls-login.example":    false, // more than two
		punycode:                       true,  // two Cyrillic letters
		"fietsenhüls.example":          true,  // a diacritic
		"helderenergle.example":        true,
		"helderenergje.example":        true,
		"heiderenergie.example":        true,
		"dekorrnaar.example":           true,
		"vandalenlogistiek.example":    true,  // without the hyphen
		"fietsenhuls.example":          false, // registered
		"mail.fietsenhuls.example":     false, // below a registered one
		"vandalenlogistics.example":    false, // registered, though like another
		"vdlj.example":                 false, // of four letters none may differ
		"marigoldretail.example":       false,
		"freepost.example":             false,
		"fiets.example":                false,
		"pixelpo1der.example":          true, // an agency's domain counts too
		"rnarigold.example":            false,
		"notarissen-dewit.example":     false,
		"":                             false,
		strings.Repeat("a", 300) + ".": false,
	} {
		if got := len(d.imitated(strings.ToLower(domain))) > 0; got != want {
			t.Errorf("%.40s looks alike: %v, want %v", domain, got, want)
		}
	}
}

func TestLookups(t *testing.T) {
	d := load(t)
	if n := len(d.Accounts()); n != 12 {
		t.Errorf("%d accounts", n)
	}
	if a, ok := d.Account("sn-10950"); !ok || a.Name != "Helder Energie Coöperatie U.A." {
		t.Errorf("SN-10950 is %q", a.Name)
	}
	if _, ok := d.Account("SN-1"); ok {
		t.Error("SN-1 exists")
	}
	named := func(account string) bot.AccountID {
		return d.Match(bot.Mail{Report: bot.Report{Account: account}}).Account
	}
	for _, name := range []string{"helder energie", "HELDER ENERGIE COOPERATIE UA", "Coöperatie Helder Energie"} {
		if got := named(name); got != "SN-10950" {
			t.Errorf("%q finds %q", name, got)
		}
	}
	if got := named("De Wit en Sluijter Notarissen"); got != "SN-10802" {
		t.Errorf("& and en are two names: %q", got)
	}
	if got := named("VDLI.example"); got != "SN-10432" {
		t.Errorf("vdli.example finds %q", got)
	}
	if got := d.ByAdmin("Ruben@pixelpolder.example"); len(got) != 3 {
		t.Errorf("the agency has %d accounts", len(got))
	}
}
