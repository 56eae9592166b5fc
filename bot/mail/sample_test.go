package mail

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var desk = Reader{Authserv: "mx.snoobi.nl", Desk: []string{"avg-incident@snoobi.nl"}, StaffDomains: []string{"snoobi.nl"}}

// TestSamples holds the reader to the mails that were written for it: what the
// expected parse of a sample leaves out is debatable and not checked.
func TestSamples(t *testing.T) {
	if fields, right := score(t, "mails"); right < 36 {
		t.Errorf("mails: %.1f %% of fields, %d of 36 entirely right; want all", 100*fields, right)
	}
}

// TestForwards holds the reader to the forms of forwarding, and to the replies
// that only look like one.
func TestForwards(t *testing.T) {
	if fields, right := score(t, "forwards"); right < 41 {
		t.Errorf("forwards: %.1f %% of fields, %d of 41 entirely right; want all", 100*fields, right)
	}
}

func score(t *testing.T, dir string) (share float64, right int) {
	t.Helper()
	files, _ := filepath.Glob("../../testdata/sample/" + dir + "/*.eml")
	if len(files) == 0 {
		t.Fatal("no samples")
	}
	good, all := 0, 0
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		expected, err := os.ReadFile(strings.TrimSuffix(f, ".eml") + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var want, got map[string]any
		if err := json.Unmarshal(expected, &want); err != nil {
			t.Fatal(f, err)
		}
		out, err := Print(desk.Read(raw))
		if err != nil {
			t.Fatal(f, err)
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(f, err)
		}
		var c comparison
		c.object("", want, got)
		good, all = good+c.good, all+c.good+len(c.wrong)
		if len(c.wrong) == 0 {
			right++
		}
		t.Logf("%-36s %2d/%2d %s", filepath.Base(f), c.good, c.good+len(c.wrong), strings.Join(c.wrong, "; "))
	}
	t.Logf("%s: %d of %d fields (%.1f %%), %d of %d mails", dir, good, all, 100*float64(good)/float64(all), right, len(files))
	return float64(good) / float64(all), right
}

type comparison struct {
	good   int
	wrong  []string
	fields map[string][2]int // right and wrong of each field; may be nil
	field  string
}

func (c *comparison) object(path string, want, got map[string]any) {
	keys := make([]string, 0, len(want))
	for k := range want {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		w := want[k]
		c.field = path + k
		if sub, ok := w.(map[string]any); ok {
			g, _ := got[k].(map[string]any)
			c.object(path+k+".", sub, g)
			continue
		}
		switch k {
		case "text_contains", "text_lacks":
			text, _ := got["text"].(string)
			for _, part := range w.([]any) {
				has := strings.Contains(collapse(text), collapse(part.(string)))
				c.check(has == (k == "text_contains"), fmt.Sprintf("%s %q", k, part))
			}
		case "targets":
			c.check(reflect.DeepEqual(set(w), set(got[k])), fmt.Sprintf("targets %v, want %v", got[k], w))
		case "text":
			g, _ := got[k].(string)
			c.check(collapse(w.(string)) == collapse(g), fmt.Sprintf("%s%s %q, want %q", path, k, g, w))
		default:
			c.check(reflect.DeepEqual(w, got[k]), fmt.Sprintf("%s%s %v, want %v", path, k, got[k], w))
		}
	}
}

func (c *comparison) check(ok bool, what string) {
	n := c.fields[c.field]
	if ok {
		c.good++
		n[0]++
	} else {
		c.wrong = append(c.wrong, what)
		n[1]++
	}
	if c.fields != nil {
		c.fields[c.field] = n
	}
}

func collapse(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\ufeff", "").Replace(s)), " ")
}

func set(v any) []string {
	list, _ := v.([]any)
	out := []string{}
	for _, x := range list {
		out = append(out, fmt.Sprint(x))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
