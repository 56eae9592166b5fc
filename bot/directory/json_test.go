package directory

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

// The same accounts come out of YAML and of JSON.
func TestJSON(t *testing.T) {
	want := load(t)
	data, err := json.MarshalIndent(file{Accounts: want.accounts}, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := fromJSON(data); !ok {
		t.Error("not read by the fast reader")
	}
	got, err := parse("directory.json", data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.accounts, got.accounts); diff != "" {
		t.Error(diff)
	}
}

// What servers in other languages write: null for nothing, all letters beyond
// ASCII and every slash escaped, a character of two surrogates.
func TestJSONOfOthers(t *testing.T) {
	d, err := parse("x.json", []byte(`{"accounts" : [ {"id":"SN-1","name":"Caf\u00e9 \ud83d\ude80 \/ \"Zo\"","domains":null,"users":[],
		"admins":[{"email":"ans@een.example","name":"Ans","phone":null}],"reports":[{"name":"r","recipients":["a@een.example"]}]} ] } `))
	if err != nil {
		t.Fatal(err)
	}
	want := []Account{{ID: "SN-1", Name: `Café 🚀 / "Zo"`, Users: []Person{}, Admins: []Person{{Name: "Ans", Email: "ans@een.example"}},
		Reports: []Report{{"r", []bot.Address{"a@een.example"}}}}}
	if diff := cmp.Diff(want, d.accounts); diff != "" {
		t.Error(diff)
	}
}

// A flaw of JSON is named with its position, by the full reader.
func TestFlawsOfJSON(t *testing.T) {
	const admin = `"admins":[{"name":"canary","email":"canary@een.example"}]`
	for text, words := range map[string]string{
		`{"accounts":[{"id":"SN-1","name":"x","id":"SN-2",` + admin + `}]}`:      ":1:38: this field is given twice",
		`{"accounts":[{"id":"SN-1","name":"x"}],"accounts":[]}`:                  ":1:40: this field is given twice",
		`{"accounts":[{"id":"SN-1","name":"x","Name":"canary"}]}`:                ":1:38: there is no field Name here",
		`{"accounts":[{"id":"SN-1","name":"x","admins":[{"phones":"canary"}]}]}`: ":1:49: there is no field phones here",
		`{"accounts":[{"id":"SN-1","name":["canary"]}]}`:                         ":1:34: this value is of the wrong type",
		`{"accounts":[{"id":"SN-1","name":"x"}]}}`:                               ":1:40: this is no YAML",
		`{"accounts":[{"id":"SN-1","name":"x"}`:                                  "this is no YAML",
		`{"accounts":[{"id":"SN-1","name":"x"},{"id":"SN-1","name":"y"}]}`:       ":1:45: an account above has this id already",
	} {
		d, err := parse("x.json", []byte(text))
		if err == nil || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: %v %v, want %q", text, d, err, words)
		}
	}
}

// What the fast reader takes, encoding/json takes, and reads the same in it.
func FuzzJSON(f *testing.F) {
	sample, err := os.ReadFile("testdata/bad/json.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sample)
	f.Add([]byte(`{"accounts":[{"id":"SN-1","name":"\u00e9\n\ud800","domains":["a.example"],"reports":[{"name":"x","recipients":["A@b.example"]}],"api_keys":[{"label":"k","kind":"api"}],"former_admins":null,"users":[],"admins":[{"name":"y","email":"a@b.example","phone":"1"}]}]}`))
	f.Add([]byte("{\"accounts\":[{\"id\":\"SN-1\",\"name\":\"x\"}]}\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		fast, ok := fromJSON(data)
		if !ok {
			return
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.DisallowUnknownFields()
		var slow file
		if err := dec.Decode(&slow); err != nil {
			t.Fatal(err)
		}
		if rest := bytes.TrimSpace(data[dec.InputOffset():]); len(rest) > 0 {
			t.Fatalf("%q is left over", rest)
		}
		examine(slow.Accounts, func(_ int, _, text string) { t.Fatal(text) })
		if diff := cmp.Diff(slow, fast); diff != "" {
			t.Fatal(diff)
		}
	})
}
