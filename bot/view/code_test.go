package view

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Every code with which a sender gives up, or says that nothing can be delivered,
// has its words.
func TestEveryCodeHasWords(t *testing.T) {
	found := map[string]bool{}
	for _, dir := range []string{"../../notifier", "../app"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool { return codesIn(n, found) })
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, one := range []string{"channel_not_found", "no_action", "no-starttls", "own-address", "no_raw_mail", "msg_too_long"} {
		if !found[one] {
			t.Errorf("%s is not found where senders give up", one)
		}
	}
	for _, code := range append(slices.Sorted(maps.Keys(found)), "http_401", "http_403", "no-letter") {
		if !has("code." + code) {
			t.Errorf("no text code.%s", code)
		}
	}
	for code, want := range map[string]string{
		"http_418": "the other side refuses with http_418", "smtp-5.1.1": "the mail server refuses with smtp-5.1.1",
		"restricted_action_read_only_channel": "the workspace does not let Meldwacht write here", "<new>": "the other side answered “<new>”",
	} {
		if got := testFace.In("en").why(code).plain(); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

// codesIn finds the literals: Permanent{Code: "x"}, Stop{Code: "x"}, errStop("x"),
// and "x": permanent in Slack's table.
func codesIn(n ast.Node, found map[string]bool) bool {
	var value ast.Expr
	switch n := n.(type) {
	case *ast.CompositeLit:
		if s, ok := n.Type.(*ast.SelectorExpr); ok && (s.Sel.Name == "Permanent" || s.Sel.Name == "Stop") && len(n.Elts) == 1 {
			if kv, ok := n.Elts[0].(*ast.KeyValueExpr); ok {
				value = kv.Value
			}
		}
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok && f.Name == "errStop" && len(n.Args) == 1 {
			value = n.Args[0]
		}
	case *ast.KeyValueExpr:
		if v, ok := n.Value.(*ast.Ident); ok && (v.Name == "permanent" || v.Name == "malformed") {
			value = n.Key
		}
	}
	if lit, ok := value.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		code, _ := strconv.Unquote(lit.Value)
		found[code] = true
	}
	return true
}
