package directory

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

// One account in English with a Dutch admin, in each form of the file.
var inEnglish = map[string]string{
	"plain.yaml": `accounts:
- id: SN-1
  name: Lanes Ltd
  language: en
  admins:
  - {name: Oliver Grant, email: oliver@lanes.example}
  - {name: Lotte van Dalen, email: lotte@lanes.example, language: nl}
`,
	"full.yaml": `accounts:
- id: SN-1
  name: Lanes Ltd
  language: "en"
  admins:
  - name: Oliver Grant
    email: oliver@lanes.example
  - name: Lotte van Dalen
    email: lotte@lanes.example
    language: NL # as a person types it
`,
	"a.json": `{"accounts":[{"id":"SN-1","name":"Lanes Ltd","language":"en-GB","admins":[
		{"name":"Oliver Grant","email":"oliver@lanes.example","language":null},{"name":"Lotte van Dalen","email":"lotte@lanes.example","language":"nl"}]}]}`,
	"account.csv": `account,name,kind,label,email,language
SN-1,Lanes Ltd,,,,en
SN-1,,admin,Oliver Grant,oliver@lanes.example,
SN-1,,admin,Lotte van Dalen,lotte@lanes.example,nl_NL
`,
}

func TestTheLanguageOfAnAccountAndOfAnAdmin(t *testing.T) {
	want := []Account{{ID: "SN-1", Name: "Lanes Ltd", Language: bot.EN, Admins: []Person{
		{Name: "Oliver Grant", Email: "oliver@lanes.example"}, {Name: "Lotte van Dalen", Email: "lotte@lanes.example", Language: bot.NL}}}}
	for name, text := range inEnglish {
		d, err := parse(name, []byte(text))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want, d.Accounts()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, name := range []string{"plain.yaml", "a.json"} {
		_, plain := fromPlainYAML([]byte(inEnglish[name]))
		_, asJSON := fromJSON([]byte(inEnglish[name]))
		if !plain && !asJSON {
			t.Errorf("%s is not read by a fast reader", name)
		}
	}
}

// Dutch and English under each of their codes; any other language is answered in
// English; a word that is no code is a mistake of whoever wrote it.
func TestLanguages(t *testing.T) {
	for typed, want := range map[bot.Lang]bot.Lang{
		"": "", "nl": bot.NL, " NL ": bot.NL, "nl-BE": bot.NL, "nld": bot.NL, "dut": bot.NL, "en": bot.EN, "en_US": bot.EN, "eng": bot.EN,
		"de": bot.EN, "fr-BE": bot.EN,
		"Nederlands": "-", "n": "-", "deu": "-", "nl-": "-", "nl-Belgium": "-", "n1": "-", "nl, en": "-", "één": "-",
	} {
		got := typed
		if !settle(&got) {
			got = "-"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
	for _, text := range []string{
		"accounts:\n- id: SN-1\n  name: x\n  language: Nederlands\n",
		"accounts:\n- id: SN-1\n  name: x\n  admins:\n  - {name: a, email: a@b.example, language: canary}\n",
		"accounts:\n- id: SN-1\n  name: x\n  users:\n  - {name: a, language: canary}\n",
	} {
		if _, err := parse("x.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), badLanguage) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := parse("x.csv", []byte("account;name;kind;label;email;language\nSN-1;x;admin;a;a@b.example;Duits")); err == nil || !strings.Contains(err.Error(), ":2:1: "+badLanguage) {
		t.Errorf("a spreadsheet: %v", err)
	}
}

// Who is an admin of several accounts is told in one language: that of their own
// entry, wherever it stands, or else that of the first account that has one.
func TestHoldersHaveOneLanguage(t *testing.T) {
	admin := func(name string, l bot.Lang) Person {
		return Person{Name: name, Email: bot.Address(strings.ToLower(name) + "@lanes.example"), Language: l}
	}
	d := New([]Account{
		{ID: "SN-1", Name: "Een", Admins: []Person{admin("Bart", ""), admin("Own", "")}},
		{ID: "SN-2", Name: "Two", Language: bot.EN, Admins: []Person{admin("Bart", ""), admin("Lotte", bot.NL), admin("Own", "")}},
		{ID: "SN-3", Name: "Drie", Language: bot.NL, Admins: []Person{admin("Bart", "")}},
		{ID: "SN-4", Name: "Vier", Language: bot.NL, Admins: []Person{admin("Own", bot.EN)}},
	})
	said := func(ids ...bot.AccountID) string {
		all := map[string]bool{}
		for _, r := range d.Holders(ids) {
			lang := r.Lang
			if lang == "" {
				lang = "-"
			}
			all[r.Name+" "+string(lang)] = true
		}
		return strings.Join(slices.Sorted(maps.Keys(all)), ", ")
	}
	for _, c := range []struct {
		ids  []bot.AccountID
		want string
	}{
		{[]bot.AccountID{"SN-1"}, "Bart -, Own en"},
		{[]bot.AccountID{"SN-1", "SN-2", "SN-3"}, "Bart en, Lotte nl, Own en"},
		{[]bot.AccountID{"SN-3", "SN-2"}, "Bart nl, Lotte nl, Own en"},
		{[]bot.AccountID{"SN-9"}, ""},
	} {
		if got := said(c.ids...); got != c.want {
			t.Errorf("%v: %s, want %s", c.ids, got, c.want)
		}
	}
	if list := d.Holders([]bot.AccountID{"SN-1", "SN-2"}); len(list) != 5 {
		t.Errorf("%d entries: one for each account that somebody is admin of", len(list))
	}
}
