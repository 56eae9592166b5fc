package directory

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each testdata/bad/NAME.yaml has a NAME.txt with all that is said about it.
// None of it repeats a name or an address.
func TestEveryProblemIsNamed(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no test data:", err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			_, err := Load(name)
			var problems Problems
			if !errors.As(err, &problems) {
				t.Fatalf("Load = %v, want problems", err)
			}
			got := problems.Error() + "\n"
			if strings.Contains(got, "canary") {
				t.Errorf("an address is repeated:\n%s", got)
			}
			golden := strings.TrimSuffix(name, ".yaml") + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestNoFile(t *testing.T) {
	if _, err := Load("testdata/absent.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Load = %v", err)
	}
}

func TestPrintedAccountsAreMasked(t *testing.T) {
	d := load(t)
	a := d.Accounts()[0]
	a.Users, a.Reports = nil, nil
	for _, out := range []string{fmt.Sprint(a), fmt.Sprintf("%+v", a), fmt.Sprintf("%#v", a)} {
		if strings.Contains(out, "marleen@") || strings.Contains(out, "04 23") {
			t.Errorf("an address or a number comes out: %s", out)
		}
	}
}

func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/bad/*.yaml")
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := parse("f.yaml", data)
		var problems Problems
		if err != nil && !errors.As(err, &problems) {
			t.Fatal(err)
		}
		for _, p := range problems {
			if p.Line < 1 || p.Col < 1 {
				t.Fatalf("%+v", p)
			}
		}
		if d != nil {
			d.Match(bot.Mail{Report: bot.Report{Account: string(data)}})
		}
	})
}

// FuzzMatch lets strangers write all that Match looks at.
func FuzzMatch(f *testing.F) {
	d := load(f)
	f.Add("Marleen Huls", "marleen@fietsen-huls.example", "SN-10423", "Re: SN-10423")
	f.Add("Vries, Jan de", "x@xn--a.example", "De Wit & Sluijter (dewitsluijter.example)", "")
	f.Fuzz(func(t *testing.T, name, address, account, subject string) {
		m := bot.Mail{Reporter: bot.Mailbox{Name: name, Address: bot.Address(address)}, Subject: subject,
			Report: bot.Report{Requester: name, Account: account}}
		r := d.Match(m)
		if r.ByAddress && len(d.ByAdmin(bot.Address(address))) == 0 {
			t.Errorf("an address that is nobody's is recognised: %+v", r)
		}
		if r.Account != "" && len(r.Candidates) > 0 {
			t.Errorf("an account and candidates: %+v", r)
		}
	})
}

// A directory of 100,000 accounts is read in under two seconds, and a mail
// matched in under a millisecond.
func BenchmarkLoad(b *testing.B) {
	data := big(100_000)
	f, ok := fromPlainYAML(data)
	if !ok {
		b.Fatal("the invented accounts are not plain")
	}
	asJSON, err := json.Marshal(f)
	if err != nil {
		b.Fatal(err)
	}
	for _, form := range []struct {
		name string
		data []byte
	}{{"json", asJSON}, {"yaml", data}, {"csv", asCSV(f.Accounts)}} {
		b.Run(form.name, func(b *testing.B) {
			b.SetBytes(int64(len(form.data)))
			for b.Loop() {
				if d, err := parse("big."+form.name, form.data); err != nil || len(d.accounts) != len(f.Accounts) {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("index", func(b *testing.B) {
		for b.Loop() {
			New(f.Accounts)
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	f, ok := fromPlainYAML(big(100_000))
	if !ok {
		b.Fatal("the invented accounts are not plain")
	}
	d := New(f.Accounts)
	a := d.accounts[len(d.accounts)/2]
	domain := a.Domains[0]
	for name, m := range map[string]bot.Mail{
		"admin":     {Reporter: bot.Mailbox{Name: a.Admins[0].Name, Address: a.Admins[0].Email}, Report: bot.Report{Account: a.Name}},
		"stranger":  {Reporter: bot.Mailbox{Name: "Harriet Quill", Address: "h.quill@marigoldretail.example"}, Report: bot.Report{Account: "Marigold Retail Ltd"}},
		"lookalike": {Reporter: bot.Mailbox{Name: a.Admins[0].Name, Address: bot.Address("x@1" + domain)}, Report: bot.Report{Account: string(a.ID)}},
		"short":     {Reporter: bot.Mailbox{Name: "Harriet Quill", Address: "h@quill.example"}, Report: bot.Report{Account: "bakkerij van der"}},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				d.Match(m)
			}
		})
	}
}
