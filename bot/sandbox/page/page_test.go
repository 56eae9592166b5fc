package page

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
)

func fetch(t *testing.T, target string) *http.Response {
	t.Helper()
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest("GET", target, nil))
	return w.Result()
}

func embeddedFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(embedded, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := embedded.ReadFile(name)
		files[strings.TrimPrefix(name, "static/")] = string(body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEveryFileIsServedUncachedUnderThePolicy(t *testing.T) {
	for name := range embeddedFiles(t) {
		r := fetch(t, "/page/"+name)
		if r.StatusCode != http.StatusOK {
			t.Errorf("/page/%s: %s", name, r.Status)
		}
		for header, want := range map[string]string{
			"Content-Type":            types[path.Ext(name)],
			"Content-Security-Policy": Policy,
			"Cache-Control":           "no-store",
			"X-Content-Type-Options":  "nosniff",
		} {
			if got := r.Header.Get(header); got != want {
				t.Errorf("/page/%s: %s is %q, want %q", name, header, got, want)
			}
		}
	}
}

func TestThePageStandsAtTheRootAndAtPermalinks(t *testing.T) {
	for target, want := range map[string]int{
		"/":                                  200,
		"/archives/C0DESK/p1796083200000100": 200,
		"/nonsense":                          404,
		"/page/":                             404,
		"/page/js/nonsense.js":               404,
		"/page/..%2fpage.go":                 404,
		"/archives/C0DESK/p1?thread_ts=1.2":  200,
	} {
		r := fetch(t, target)
		if r.StatusCode != want {
			t.Errorf("%s: %d, want %d", target, r.StatusCode, want)
		}
		if kind := r.Header.Get("Content-Type"); want == 200 && kind != types[".html"] {
			t.Errorf("%s: Content-Type %q", target, kind)
		}
	}
}

var (
	imported = regexp.MustCompile(`(?m)^(?:import|export) .*from "([^"]+)";$`)
	linked   = regexp.MustCompile(`(?:src|href)="([^"]+)"`)
)

// Following links from the HTML and imports from the modules must reach every
// file, and nothing that is not there: a wrong name shows as a blank page.
func TestEveryFileIsReferencedAndEveryReferenceIsServed(t *testing.T) {
	files := embeddedFiles(t)
	reached := map[string]bool{}
	var visit func(from, name string)
	visit = func(from, name string) {
		body, ok := files[name]
		if !ok {
			t.Errorf("%s refers to %s, which is not there", from, name)
		}
		if reached[name] || !ok {
			return
		}
		reached[name] = true
		for _, m := range imported.FindAllStringSubmatch(body, -1) {
			visit(name, path.Join(path.Dir(name), m[1]))
		}
	}
	reached["index.html"] = true
	for _, m := range linked.FindAllStringSubmatch(files["index.html"], -1) {
		if strings.HasPrefix(m[1], "#") {
			continue
		}
		visit("index.html", strings.TrimPrefix(m[1], "/page/"))
	}
	for name := range files {
		if !reached[name] {
			t.Errorf("%s is embedded but nothing refers to it", name)
		}
	}
}

func TestNothingIsInlineAndThePolicyForbidsIt(t *testing.T) {
	for _, word := range []string{"unsafe-inline", "unsafe-eval", "data:", "http:", "https:", "*"} {
		if strings.Contains(Policy, word) {
			t.Errorf("the policy allows %s", word)
		}
	}
	for _, word := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "require-trusted-types-for 'script'"} {
		if !strings.Contains(Policy, word) {
			t.Errorf("the policy lacks %s", word)
		}
	}
	inline := regexp.MustCompile(`(?i)<script[^>]*>[^<]|<style|\sstyle=|\son[a-z]+=`)
	for name, body := range embeddedFiles(t) {
		if path.Ext(name) == ".html" && inline.MatchString(body) {
			t.Errorf("%s has something inline: %q", name, inline.FindString(body))
		}
	}
}

// Text comes from strangers' mail: it may only become text nodes, and never
// reach the browser's console.
func TestNoScriptParsesMarkupOrWritesToTheConsole(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|\beval\(|new Function|console\.`)
	for name, body := range embeddedFiles(t) {
		if path.Ext(name) == ".js" && forbidden.MatchString(body) {
			t.Errorf("%s uses %s", name, forbidden.FindString(body))
		}
	}
}

// The page works without a network: the only full addresses in it are the
// name of the SVG namespace and the patterns that recognise links.
func TestThePageAsksNobodyElse(t *testing.T) {
	address := regexp.MustCompile(`https?://[a-z][^\s"'<>)]*`)
	for name, body := range embeddedFiles(t) {
		for _, found := range address.FindAllString(body, -1) {
			if found != "http://www.w3.org/2000/svg" {
				t.Errorf("%s mentions %s", name, found)
			}
		}
	}
}

// Dutch and English say the same things, and every word that is asked for by
// name exists.
func TestBothLanguagesHaveEveryWord(t *testing.T) {
	files := embeddedFiles(t)
	nl, en, ok := strings.Cut(files["js/i18n.js"], "const EN = {")
	if !ok {
		t.Fatal("js/i18n.js has no English table")
	}
	en, _, _ = strings.Cut(en, "};")
	key := regexp.MustCompile(`(?m)(?:^|[,{] |  )(\w+): "`)
	words := func(table string) map[string]bool {
		found := map[string]bool{}
		for _, m := range key.FindAllStringSubmatch(table, -1) {
			found[m[1]] = true
		}
		return found
	}
	dutch, english := words(nl), words(en)
	for k := range dutch {
		if !english[k] {
			t.Errorf("%s has no English words", k)
		}
	}
	for k := range english {
		if !dutch[k] {
			t.Errorf("%s has no Dutch words", k)
		}
	}
	asked := regexp.MustCompile(`\bt\("(\w+)"`)
	for name, body := range files {
		for _, m := range asked.FindAllStringSubmatch(body, -1) {
			if !dutch[m[1]] {
				t.Errorf("%s asks for the words %s", name, m[1])
			}
		}
	}
}
