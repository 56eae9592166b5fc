package view

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

func recipient(account, name, address string, lang bot.Lang) bot.Recipient {
	return bot.Recipient{Accounts: []bot.AccountID{bot.AccountID(account)}, Name: name, Address: bot.Address(address), Lang: lang}
}

// Lists as people write them and as their spreadsheets do.
func TestRecipientsIn(t *testing.T) {
	marleen := recipient("SN-1", "Marleen Huls", "marleen@huls.example", bot.NL)
	oliver := recipient("SN-2", "Oliver Grant", "oliver@lanes.example", bot.EN)
	both := []bot.Recipient{marleen, oliver}
	for name, c := range map[string]struct {
		text string
		want []bot.Recipient
	}{
		"nothing":                    {"", nil},
		"blank lines":                {"\n  \r\n\n", nil},
		"semicolons":                 {"SN-1;Marleen Huls;marleen@huls.example;nl\nSN-2;Oliver Grant;oliver@lanes.example;en", both},
		"commas and CRLF":            {"SN-1, Marleen Huls, Marleen@Huls.example\r\nSN-2, Oliver Grant, oliver@lanes.example, EN\r\n", both},
		"tabs":                       {"SN-1\tMarleen Huls\tmarleen@huls.example\t\nSN-2\tOliver Grant\toliver@lanes.example\ten\n", both},
		"a mark of UTF-8":            {"\uFEFFSN-1;Marleen Huls;marleen@huls.example\n", both[:1]},
		"blank line first":           {"\n\nSN-1;Marleen Huls;marleen@huls.example\n", both[:1]},
		"a header":                   {"account;naam;adres;taal\nSN-1;Marleen Huls;marleen@huls.example;\n", both[:1]},
		"a header in another order":  {"E-mail adres,Language,Naam,Account number\nmarleen@huls.example,,Marleen Huls,SN-1\noliver@lanes.example,en,Oliver Grant,SN-2\n", both},
		"a header without names":     {"address,account\nmarleen@huls.example,SN-1\n", []bot.Recipient{recipient("SN-1", "", "marleen@huls.example", bot.NL)}},
		"a header alone":             {"account,name,address\n", nil},
		"empty rows and columns":     {"account;name;address;;\nSN-1;Marleen Huls;marleen@huls.example;;\n;;;;\n", both[:1]},
		"quoted commas":              {`SN-1,"Huls, Marleen",marleen@huls.example` + "\n", []bot.Recipient{recipient("SN-1", "Huls, Marleen", "marleen@huls.example", bot.NL)}},
		"quoted quotes":              {`"SN-1"; "Marleen ""Leen"" Huls"; "marleen@huls.example"` + "\n", []bot.Recipient{recipient("SN-1", `Marleen "Leen" Huls`, "marleen@huls.example", bot.NL)}},
		"commas in a name, unquoted": {"SN-1;Huls, M., dr.;marleen@huls.example\n", []bot.Recipient{recipient("SN-1", "Huls, M., dr.", "marleen@huls.example", bot.NL)}},
		"no name":                    {"SN-1;;marleen@huls.example\n", []bot.Recipient{recipient("SN-1", "", "marleen@huls.example", bot.NL)}},
		"somebody twice":             {"SN-1;Marleen Huls;marleen@huls.example\nSN-1;Marleen Huls;marleen@huls.example\n", []bot.Recipient{marleen, marleen}},
	} {
		got, err := RecipientsIn(c.text)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// broken are the numbers of the lines that a refusal names, or its reason.
func broken(err error) string {
	var r bot.Refusal
	switch {
	case !errors.As(err, &r):
		return fmt.Sprint(err)
	case r.Reason != bot.BrokenList:
		return strings.Join(append([]string{string(r.Reason)}, r.Words...), " ")
	}
	return strings.Join(r.Words, " ")
}

// A list with a line that cannot be read is refused whole, with the numbers of
// all such lines as an editor counts them.
func TestListsThatAreRefused(t *testing.T) {
	const good = "SN-1;Marleen Huls;marleen@huls.example;nl\n"
	for name, c := range map[string]struct{ text, want string }{
		"too few cells":            {good + "SN-2;Oliver Grant\n" + good, "2"},
		"too many cells":           {good + "SN-2;Oliver Grant;oliver@lanes.example;en;x\n", "2"},
		"behind blank lines":       {good + "\n\nSN-2;x\n" + good + "y\n", "4 6"},
		"behind a header":          {"account;naam;adres\nSN-1;Marleen\n", "2"},
		"behind a quoted line end": {"SN-1;\"Marleen\nHuls\";marleen@huls.example\n" + good + "SN-2\n", "1 4"},
		"a quote in the middle":    {"SN-1;Marleen \"Leen\" Huls;marleen@huls.example\n" + good + "SN-2\n", "1 3"},
		"a quote that never ends":  {good + "SN-2;\"Oliver;oliver@lanes.example\n" + good, "2"},
		"letters behind a quote":   {good + "SN-2;\"Oliver\"x;oliver@lanes.example\n" + good + "SN-3\n", "2 4"},
		"no account":               {good + ";Oliver Grant;oliver@lanes.example\n", "2"},
		"a name for an account":    {good + "Lanes Ltd;Oliver Grant;oliver@lanes.example\n", "2"},
		"two addresses":            {good + "SN-2;Oliver Grant;oliver@lanes.example, o@lanes.example\n", "2"},
		"no address":               {good + "SN-2;Oliver Grant;oliver at lanes.example\n", "2"},
		"an address of two hosts":  {good + "SN-2;Oliver Grant;oliver@lanes@lanes.example\n", "2"},
		"a name in the address":    {good + "SN-2;Oliver Grant;Oliver <oliver@lanes.example>\n", "2"},
		"a header of a mail":       {good + "SN-2;\"Oliver\r\nBcc: x@y.example\";oliver@lanes.example\n", "2"},
		"a bell":                   {good + "SN-2;Oliver\aGrant;oliver@lanes.example\n", "2"},
		"German":                   {good + "SN-2;Oliver Grant;oliver@lanes.example;de\n", "2"},
		"a name without an end":    {good + "SN-2;" + strings.Repeat("é", 300) + ";oliver@lanes.example\n", "2"},
		"another separator":        {good + "SN-2,Oliver Grant,oliver@lanes.example,en\n", "2"},
		"quoted separators":        {"\"a,b,c,d\";;\n" + good, "1"},
		"an unknown column":        {"account;naam;adres;telefoon\n", "bad-header telefoon"},
		"a column twice":           {"account;naam;adres;e-mail\n", "bad-header e-mail"},
		"no account in the header": {"naam;adres\n", "bad-header"},
		"Windows-1252":             {"SN-1;Zo\xeb;zoe@hof.example\n", "not-text"},
		"UTF-16":                   {"\xff\xfeS\x00N\x00-\x001\x00", "not-text"},
		"UTF-16 without a mark":    {"S\x00N\x00-\x001\x00;\x00", "not-text"},
		"a workbook":               {"PK\x03\x04\x14\x00\x06\x00", "not-text"},
		"a page":                   {"<!DOCTYPE html>\n<html><title>Sign in</title>\n</html>", "1 2 3"},
	} {
		if list, err := RecipientsIn(c.text); broken(err) != c.want || list != nil {
			t.Errorf("%s: %s, want %s", name, broken(err), c.want)
		}
	}
}

// The most that may be told at once, with one broken line at its end.
func TestTwentyThousandLines(t *testing.T) {
	var b strings.Builder
	b.WriteString("account;naam;adres;taal\r\n")
	for i := range 20_000 {
		fmt.Fprintf(&b, "SN-%05d;\"Huls; M.%d\";m%05d@winkel.example;en\r\n", i, i, i)
	}
	list, err := RecipientsIn(b.String())
	if err != nil || len(list) != 20_000 {
		t.Fatalf("%d recipients, %v", len(list), err)
	}
	if diff := cmp.Diff(recipient("SN-19999", "Huls; M.19999", "m19999@winkel.example", bot.EN), list[19_999]); diff != "" {
		t.Error(diff)
	}
	if _, err = RecipientsIn(b.String() + "SN-1;x\r\n"); broken(err) != "20002" {
		t.Errorf("broken: %s", broken(err))
	}
}

// Whatever is given, the parser says either who is told or why nobody is, and
// what it read it reads again when it is written down.
func FuzzRecipientsIn(f *testing.F) {
	f.Add("SN-1;Marleen Huls;marleen@huls.example;nl\r\n")
	f.Add("\uFEFFe-mail,taal,account\n\"a@b.example\",en,SN-1\n,,\n")
	f.Add("SN-1,\"a\"\"b\nc\",a@b.example\n\"")
	f.Add("account\tname\taddress\n\t\t\nSN-1\t x\ta@b.example")
	f.Fuzz(func(t *testing.T, text string) {
		list, err := RecipientsIn(text)
		var r bot.Refusal
		if err != nil && (!errors.As(err, &r) || len(list) > 0) {
			t.Fatalf("%v, with %d recipients", err, len(list))
		}
		var b strings.Builder
		w := csv.NewWriter(&b)
		_ = w.Write([]string{"account", "name", "address", "language"})
		for _, one := range list {
			_ = w.Write([]string{string(one.Accounts[0]), one.Name, string(one.Address), string(one.Lang)})
		}
		w.Flush()
		again, err := RecipientsIn(b.String())
		if diff := cmp.Diff(list, again); err != nil || diff != "" {
			t.Fatalf("%v\n%s\n%s", err, b.String(), diff)
		}
	})
}

func BenchmarkRecipientsIn(b *testing.B) {
	text := strings.Repeat("SN-10423;\"Huls, Marleen\";marleen.huls@fietsenhuls.example;nl\r\n", 20_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if list, err := RecipientsIn(text); err != nil || len(list) != 20_000 {
			b.Fatal(err)
		}
	}
}
