package config

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"meldwacht/bot"
	"meldwacht/bot/rota"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Each testdata/NAME.yaml is wrong in several ways, and NAME.txt holds all that
// is said about it. No line repeats a secret, whether it was resolved or
// written into the file by mistake: all of them contain the word canary.
func TestEveryProblemIsNamed(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no test data:", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			_, err := Load(file, secrets)
			var problems Problems
			if !errors.As(err, &problems) || len(problems) == 0 {
				t.Fatalf("Load = %v, want problems", err)
			}
			got := problems.Error() + "\n"
			if strings.Contains(got, "canary") {
				t.Errorf("a secret is repeated:\n%s", got)
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".txt"
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
	if _, err := Load("testdata/absent.yaml", secrets); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Load = %v", err)
	}
}

// However a configuration is printed or encoded, its secrets, numbers and
// addresses do not come out.
func TestPrintedConfigurationTellsNothing(t *testing.T) {
	c := loadExample(t)
	c.Log.Level = c.Slack.BotToken.String()
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, out := range []string{
		string(asJSON), string(asYAML),
		fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%s %q %x", c.Slack.BotToken, c.Slack.BotToken, c.Slack.AppToken),
		fmt.Sprintf("%s %x", c.Pager.Webhook.Secret, &c.Pager.Webhook.Secret),
	} {
		if strings.Contains(out, "canary") || strings.Contains(out, fmt.Sprintf("%x", "canary")) {
			t.Errorf("a secret comes out: %s", out)
		}
	}
	people := fmt.Sprintf("%v %+v %#v", c.People, c.People, c.People)
	if strings.Contains(people, "anna@") || strings.Contains(people, "000 01") {
		t.Errorf("a number or an address comes out: %s", people)
	}
}

func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.yaml")
	for _, file := range append(files, examplePath) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parse("f.yaml", data, secrets)
		var problems Problems
		if err == nil {
			if len(c.Rules().Obligations) == 0 || c.Location == nil {
				t.Fatal("accepted without rules or zone")
			}
			for _, m := range c.Mail.IMAP {
				if (m.OAuth == nil) == m.Password.IsZero() || len(m.Folders) == 0 || slices.Contains(m.Folders, m.Done) || slices.Contains(m.Junk, m.Done) {
					t.Fatalf("accepted a mailbox: %+v", m)
				}
			}
			if o := c.Mail.Out; o != nil && (o.From.Name == "" || !plain(o.From.Address) || !slices.Contains(c.Mail.Desk, o.ReturnPath) ||
				(o.User == "") != o.Password.IsZero() || o.PerDay < 1 || o.Domain == "") {
				t.Fatalf("accepted letters: %+v", o)
			}
			for i, a := range c.Actions {
				if slices.ContainsFunc(c.Actions[:i], func(b Action) bool { return b.Kind == a.Kind }) || a.Stands < minStands || a.Stands > maxStands ||
					a.Carrier == bot.ByAPI && c.ActionsAPI.Secret.IsZero() || a.Carrier != bot.ByAPI && a.Carrier != bot.ByHand {
					t.Fatalf("accepted actions: %+v", c.Actions)
				}
			}
			if (c.Directory.File == "") == (c.Directory.URL == "") {
				t.Fatalf("accepted a directory: %+v", c.Directory)
			}
			if c.Hours != nil {
				if _, err := rota.NewHours(*c.Hours); err != nil {
					t.Fatalf("accepted office hours: %v", err)
				}
			}
			if c.Rota != nil {
				if _, err := rota.New(*c.Rota, nil); err != nil {
					t.Fatalf("accepted a rota: %v", err)
				}
			}
			for _, o := range c.Rules().Obligations {
				if last := o.Ladder[len(o.Ladder)-1]; last.Every <= 0 {
					t.Fatalf("accepted a ladder that ends: %v", o.Ladder)
				}
			}
			return
		}
		if !errors.As(err, &problems) || len(problems) == 0 {
			t.Fatalf("%T: %v", err, err)
		}
		for _, p := range problems {
			if p.Line < 1 || p.Col < 1 || p.Text == "" || strings.Contains(p.Text, "canary") && !strings.Contains(string(data), "canary") {
				t.Fatalf("%+v", p)
			}
		}
	})
}
