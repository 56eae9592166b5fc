package directory

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
)

// big returns a directory file of n invented accounts. Names are drawn from
// words that Dutch companies are really called by, so that they collide about
// as often as theirs.
func big(n int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(s []string) string { return s[r.IntN(len(s))] }
	syll := []string{"ba", "der", "kor", "lin", "mee", "nij", "oos", "pol", "ruy", "sta", "ter", "vel", "wes", "zui", "hof", "berg", "dam", "kamp"}
	trade := []string{"Bakkerij", "Bouw", "Fietsen", "Groep", "Installatie", "Kozijnen", "Logistiek", "Makelaars", "Notarissen", "Tandartspraktijk", "Transport", "Webshop"}
	legal := []string{" B.V.", " V.O.F.", " N.V.", "", " Holding B.V."}
	first := []string{"Anna", "Bert", "Chantal", "Dirk", "Els", "Femke", "Gijs", "Henk", "Ilse", "Joost", "Kees", "Lotte"}
	var b bytes.Buffer
	b.WriteString("accounts:\n")
	for i := range n {
		family := pick(syll) + pick(syll) + pick(syll) + pick(syll)
		domain := fmt.Sprintf("%s-%s%d.example", family, pick(syll), r.IntN(100))
		fmt.Fprintf(&b, "- id: SN-%d\n  name: %s %s%s\n  domains: [%s]\n  admins:\n", 100000+i, pick(trade), family, pick(legal), domain)
		for range 2 {
			f := pick(first)
			fmt.Fprintf(&b, "  - {name: %s van %s, email: %s%d@%s, phone: \"+31 50 000 %02d %02d\"}\n", f, family, f, r.IntN(100), domain, r.IntN(100), r.IntN(100))
		}
		fmt.Fprintf(&b, "  users:\n  - {name: %s %s, email: u%d@%s}\n  api_keys:\n  - {label: %s-api, kind: api}\n  reports: []\n", pick(first), family, i, domain, family)
	}
	return b.Bytes()
}

// asCSV returns accounts as a spreadsheet writes them: a row for each person and
// key, the account's name and domains in the first one.
func asCSV(accounts []Account) []byte {
	var b bytes.Buffer
	b.WriteString("account;name;domain;kind;label;email;phone;language\r\n")
	for _, a := range accounts {
		name, domains := a.Name, strings.Join(a.Domains, " ")
		row := func(kind string, p Person) {
			fmt.Fprintf(&b, "%s;%s;%s;%s;%s;%s;%s;%s\r\n", a.ID, name, domains, kind, p.Name, string(p.Email), string(p.Phone), p.Language)
			name, domains = "", ""
		}
		for _, p := range a.Admins {
			row("admin", p)
		}
		for _, p := range a.Users {
			row("user", p)
		}
		for _, k := range a.APIKeys {
			row(k.Kind, Person{Name: k.Label})
		}
	}
	return b.Bytes()
}
