package action

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"meldwacht/bot"
	"meldwacht/notifier/action/actiontest"
	"meldwacht/notifier/webhook"
)

const vectorSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// A node is an object of the OpenAPI file.
type node = map[string]any

func spec(t *testing.T) (doc node, text string) {
	t.Helper()
	data, err := os.ReadFile("../../docs/action-api.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	return doc, string(data)
}

// at follows keys down from n, and refs on the way.
func at(t *testing.T, doc, n node, keys ...string) node {
	t.Helper()
	for _, key := range keys {
		next, ok := n[key].(node)
		if !ok {
			t.Fatalf("%s of %q is no object", key, keys)
		}
		if ref, ok := next["$ref"].(string); ok {
			next = at(t, doc, doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
		}
		n = next
	}
	return n
}

func names(t *testing.T, list any) (names []string) {
	t.Helper()
	for _, v := range list.([]any) {
		names = append(names, v.(string))
	}
	slices.Sort(names)
	return names
}

// What the sender says, what the reference server reads and what the document
// promises are the same names, and the same ones must be there.
func TestTheDocumentAndTheStructsAgree(t *testing.T) {
	doc, _ := spec(t)
	for schema, structs := range map[string][]any{
		"ActionRequest": {request{}, actiontest.Request{}},
		"ActionAnswer":  {answer{}, actiontest.Answer{}},
		"Problem":       {problem{}, actiontest.Problem{}},
	} {
		s := at(t, doc, doc, "components", "schemas", schema)
		var all []string
		for name := range s["properties"].(node) {
			all = append(all, name)
		}
		slices.Sort(all)
		for _, v := range structs {
			var fields, required []string
			for f := range reflect.TypeOf(v).Fields() {
				name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
				fields = append(fields, name)
				if options == "" {
					required = append(required, name)
				}
			}
			slices.Sort(fields)
			slices.Sort(required)
			if d := cmp.Diff(all, fields); d != "" {
				t.Errorf("%T and %s (-document +struct):\n%s", v, schema, d)
			}
			if d := cmp.Diff(names(t, s["required"]), required); d != "" {
				t.Errorf("required of %T and %s (-document +struct):\n%s", v, schema, d)
			}
		}
	}
	var kinds []string
	for _, k := range bot.ActionKinds() {
		kinds = append(kinds, string(k))
	}
	slices.Sort(kinds)
	properties := at(t, doc, doc, "components", "schemas", "ActionRequest", "properties")
	if d := cmp.Diff(kinds, names(t, properties["action"].(node)["enum"])); d != "" {
		t.Errorf("kinds (-bot +document):\n%s", d)
	}
	if most := properties["target"].(node)["maxLength"]; most != bot.TargetRunes {
		t.Errorf("a target has at most %v characters, want %d", most, bot.TargetRunes)
	}
	states := at(t, doc, doc, "components", "schemas", "ActionAnswer", "properties", "status")
	if d := cmp.Diff([]string{string(accepted), string(done), string(failed)}, names(t, states["enum"])); d != "" {
		t.Errorf("states (-code +document):\n%s", d)
	}
}

// Every reference points somewhere.
func TestTheDocumentIsWhole(t *testing.T) {
	doc, _ := spec(t)
	if doc["openapi"] != "3.1.0" {
		t.Errorf("openapi %v", doc["openapi"])
	}
	refs := 0
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case node:
			if ref, ok := v["$ref"].(string); ok {
				at(t, doc, doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...)
				refs++
			}
			for _, child := range v {
				walk(child)
			}
		case []any:
			for _, child := range v {
				walk(child)
			}
		}
	}
	walk(doc)
	if refs < 20 {
		t.Errorf("only %d references were looked at", refs)
	}
}

// server is the reference server at the moment that the document speaks of.
func server(t *testing.T) (*actiontest.Server, func(method, id string, body []byte) (int, []byte)) {
	key, err := webhook.ParseSecret(vectorSecret)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1775120700, 0)
	api, err := actiontest.New(actiontest.Options{Secret: vectorSecret, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return api, func(method, id string, body []byte) (int, []byte) {
		q := httptest.NewRequest(method, "/actions?id="+id, bytes.NewReader(body))
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set("Idempotency-Key", id)
		key.Sign(q.Header, id, now, body)
		w := httptest.NewRecorder()
		api.ServeHTTP(w, q)
		return w.Code, w.Body.Bytes()
	}
}

// The examples are what the sender would say, and the reference server takes
// them and answers with the examples for answers.
func TestTheExamplesHold(t *testing.T) {
	doc, _ := spec(t)
	post := at(t, doc, doc, "paths", "/actions", "post")
	look := at(t, doc, doc, "paths", "/actions", "get")
	requests := at(t, doc, post, "requestBody", "content", "application/json", "examples")
	for name := range requests {
		body, err := json.Marshal(at(t, doc, requests, name, "value"))
		if err != nil {
			t.Fatal(err)
		}
		var r request
		d := json.NewDecoder(bytes.NewReader(body))
		d.DisallowUnknownFields()
		if err := d.Decode(&r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, e := range []struct {
			fault       actiontest.Fault
			code        int
			first, then string // answers: to the call, and to a look after it
		}{
			{actiontest.Fault{}, 201, "done", "done"},
			{actiontest.Queue(1), 202, "accepted", "done"},
			{actiontest.QueueThenFail(1, "The user owns the account", "Name another owner first."), 202, "accepted", "failed"},
			{actiontest.Refuse(422, "The key is managed by a partner", "Ask Partner Care to stop it."), 422, "refused", ""},
			{actiontest.Busy(), 409, "busy", "done"},
		} {
			api, call := server(t)
			api.Next(e.fault)
			code, got := call(http.MethodPost, string(r.ID), body)
			if code != e.code {
				t.Errorf("%s: HTTP %d, want %d: %s", name, code, e.code, got)
			}
			same(t, got, example(t, doc, post, code, e.first))
			if e.then != "" {
				code, got = call(http.MethodGet, string(r.ID), nil)
				same(t, got, example(t, doc, look, code, e.then))
			}
		}
	}
	_, call := server(t)
	code, got := call(http.MethodGet, "DL-2026-0007/carry/1/3", nil)
	same(t, got, example(t, doc, look, code, "unknown"))
}

// example is the document's example of an answer with that status.
func example(t *testing.T, doc, operation node, status int, name string) node {
	t.Helper()
	kind := "application/json"
	if status >= 400 {
		kind = "application/problem+json"
	}
	return at(t, doc, operation, "responses", strconv.Itoa(status), "content", kind, "examples", name, "value")
}

func same(t *testing.T, got []byte, want node) {
	t.Helper()
	var v node
	if err := json.Unmarshal(got, &v); err != nil {
		t.Fatalf("%s: %v", got, err)
	}
	if d := cmp.Diff(want, v); d != "" {
		t.Errorf("answer (-document +server):\n%s", d)
	}
}

// The signature that the document shows is the one that leaves.
func TestTheDocumentsSignature(t *testing.T) {
	key, err := webhook.ParseSecret(vectorSecret)
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	key.Sign(h, "DL-2026-0007/carry/1/3", time.Unix(1775120700, 0), nil)
	if _, text := spec(t); !strings.Contains(text, "`"+h.Get("webhook-signature")+"`") {
		t.Errorf("the document's signature is another than %s", h.Get("webhook-signature"))
	}
}
