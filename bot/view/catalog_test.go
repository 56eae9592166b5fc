package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"meldwacht/bot"
)

// constants returns the values of the constants of a type, or whose names begin
// with a prefix, in a Go file: what exists is what counts, not what a list says.
func constants[T ~string](t *testing.T, path, typeOrPrefix string) []T {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []T
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		for _, s := range g.Specs {
			v := s.(*ast.ValueSpec)
			id, _ := v.Type.(*ast.Ident)
			if (id == nil || id.Name != typeOrPrefix) && !strings.HasPrefix(v.Names[0].Name, typeOrPrefix) {
				continue
			}
			for _, x := range v.Values {
				if lit, ok := x.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					out = append(out, T(must(strconv.Unquote(lit.Value))))
				}
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("no constants %s in %s", typeOrPrefix, path)
	}
	return out
}

var placeholder = regexp.MustCompile(`\{([a-zA-Z]+)\}`)

// Both languages say everything, about the same things.
func TestCatalogsHaveTheSameTextsAndValues(t *testing.T) {
	nl, en := catalogs[bot.NL], catalogs[bot.EN]
	for _, key := range slices.Sorted(maps.Keys(merge(nl, en))) {
		values := func(c catalog) []string {
			found := placeholder.FindAllString(c[key], -1)
			slices.Sort(found)
			return slices.Compact(found)
		}
		a, inNL := nl[key]
		b, inEN := en[key]
		switch {
		case !inNL || !inEN:
			t.Errorf("%s stands in one language only", key)
		case a == "" || b == "":
			t.Errorf("%s is empty", key)
		case strings.Count(a, "*")%2+strings.Count(b, "*")%2 > 0:
			t.Errorf("%s has a bold that does not end", key)
		case key != "rung.left" && key != "rung.overdue" && !slices.Equal(values(nl), values(en)):
			t.Errorf("%s: values %v in Dutch, %v in English", key, values(nl), values(en))
		}
	}
}

// Every name that package bot may hand to a view has its words.
func TestEveryNameHasWords(t *testing.T) {
	want := func(prefix string, names ...string) {
		t.Helper()
		for _, n := range names {
			if !has(prefix + n) {
				t.Errorf("no text %s%s", prefix, n)
			}
		}
	}
	for _, b := range bot.Bodies() {
		want("event.", string(b.Kind()))
		want("demand.", string(b.Kind()))
	}
	want("state.", constants[string](t, "../incident.go", "State")...)
	want("demand.card.", constants[string](t, "../incident.go", "State")...)
	want("verdict.", constants[string](t, "../verdict.go", "Verdict")...)
	want("modal.method.", constants[string](t, "../verdict.go", "Method")...)
	want("warn.", constants[string](t, "../verdict.go", "Warn")...)
	want("track.", constants[string](t, "../words.go", "Track")...)
	want("role.", constants[string](t, "../words.go", "Role")...)
	want("ask.", constants[string](t, "../mail.go", "Ask")...)
	want("scope.", constants[string](t, "../mail.go", "Scope")...)
	want("missing.", constants[string](t, "../mail.go", "Missing")...)
	want("effect.", constants[string](t, "../change.go", "EffectKind")...)
	want("escalated.", constants[string](t, "../rung.go", "Why")...)
	want("refuse.", constants[string](t, "../refusal.go", "Reason")...)
	want("flag.", constants[string](t, "../mail/reader.go", "Warn")...)
	want("flag.", constants[string](t, "../intake/read.go", "WarnJunk")...)
	want("flag.", constants[string](t, "../proof/checker.go", "WarnOld")...)
	want("flag.", constants[string](t, "../mail/dates.go", "Warn")...)
	want("action.state.", constants[string](t, "../action.go", "ActionState")...)
	want("home.self.", constants[string](t, "home.go", "Self")...)
	want("home.health.", constants[string](t, "home.go", "Health")...)
	want("action.is.", constants[string](t, "../action.go", "ActionState")...)
	for _, k := range constants[string](t, "../action.go", "ActionKind") {
		want("action.", k, "reverse."+k)
		want("effect.", k, "reverse."+k)
		want("how.", k, "reverse."+k)
		want("undo.", k)
		want("modal.title.", VerbOf(bot.ActionKind(k)))
		want("modal.submit.", VerbOf(bot.ActionKind(k)))
		if bot.ActionKind(k) != bot.StopAll {
			want("modal.target.", k)
		}
	}
	for _, o := range bot.DefaultRules().Obligations {
		want("duty.", o.Name)
	}
	for _, v := range constants[string](t, "verb.go", "Verb") {
		want("button.", v)
	}
	for _, s := range []string{"TooLarge", "HeaderTooLarge", "TooManyParts", "TooDeep"} {
		want("unreadable.", constants[string](t, "../mail/limits.go", s)[0])
	}
}

// Every text that the code asks for exists, and none is left over.
func TestEveryTextIsAskedFor(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	var prefixes []string
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "catalog_") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, must(os.ReadFile(path)), 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || sel.Sel.Name != "say" || len(n.Args) == 0 {
					return true
				}
				if lit, ok := n.Args[0].(*ast.BasicLit); ok {
					key := must(strconv.Unquote(lit.Value))
					if !has(key) {
						t.Errorf("%s asks for %q, which is in no catalog", path, key)
					}
					given := map[string]bool{}
					for _, a := range n.Args[1:] {
						if lit, ok := a.(*ast.BasicLit); ok {
							given[must(strconv.Unquote(lit.Value))] = true
						}
					}
					for _, m := range placeholder.FindAllStringSubmatch(catalogs[bot.NL][key]+catalogs[bot.EN][key], -1) {
						if !given[m[1]] && !n.Ellipsis.IsValid() {
							t.Errorf("%s: %q is not given its %s", path, key, m[0])
						}
					}
				}
			case *ast.BasicLit:
				if n.Kind == token.STRING {
					s := must(strconv.Unquote(n.Value))
					asked[s] = true
					if strings.HasSuffix(s, ".") && len(s) > 2 {
						prefixes = append(prefixes, s)
					}
				}
			}
			return true
		})
	}
	for _, key := range slices.Sorted(maps.Keys(catalogs[bot.NL])) {
		base := strings.TrimSuffix(key, ".one")
		dynamic := slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		ending := slices.ContainsFunc([]string{".number", ".bare", ".single", ".which", ".none", ".hint"}, func(e string) bool { return strings.HasSuffix(key, e) })
		if !asked[key] && !asked[base] && !dynamic && !ending && !strings.HasPrefix(key, "modal.") {
			t.Errorf("nobody asks for %s", key)
		}
	}
}
