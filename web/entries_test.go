package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Entries are the calls of the browser into the program. A panic in one must reach a guard: Store.RunPage in go-app's
// goroutine, and Screen.Guard in all others.

// TestEveryHandlerRunsInRun finds the handlers of all elements. Each is made by Screen.handle, which settles the page.
func TestEveryHandlerRunsInRun(t *testing.T) {
	l := newLint(t)
	isHandler := func(typ types.Type) bool {
		if results, ok := typ.(*types.Tuple); ok && results.Len() > 0 {
			typ = results.At(0).Type()
		}
		return strings.HasSuffix(typ.String(), ".EventHandler")
	}
	handlers := 0
	for f, body := range l.bodies {
		makes := l.makesHandler(f) && f.Name() != "handle"
		ast.Inspect(body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				sel, ok := n.Fun.(*ast.SelectorExpr)
				if !ok || !strings.HasPrefix(sel.Sel.Name, "On") || len(n.Args) == 0 {
					break
				}
				if called, ok := l.info.Uses[sel.Sel].(*types.Func); !ok || !strings.HasSuffix(called.Pkg().Path(), "/app") {
					break
				}
				handler := n.Args[0]
				if sel.Sel.Name == "On" {
					handler = n.Args[1] // after the name of the event
				}
				if handlers++; !isHandler(l.info.Types[handler].Type) {
					t.Errorf("%s: %s has a handler that does not run in Screen.run", l.name(f), types.ExprString(n.Fun))
				}
			case *ast.ReturnStmt:
				if !makes {
					break
				}
				if call, ok := n.Results[0].(*ast.CallExpr); !(ok && isHandler(l.info.Types[call].Type)) {
					t.Errorf("%s makes a handler without Screen.handle", l.name(f))
				}
			case *ast.FuncLit:
				return !makes // its return values are not the handler
			}
			return true
		})
	}
	if handlers < 150 {
		t.Errorf("only %d handlers", handlers)
	}
}

// guarded lists the names that begin a callback of the browser or a goroutine, with the functions that may use them.
var guarded = map[string][]string{
	"FuncOf": {
		"callback", "throwing", // run it in Screen.Guard
		"nothing", // has no effect
		"jsFunc",  // recovers, and panics again in go-app's goroutine
	},
	"go":               {"OnMount", "Later", "after"}, // only dispatch to go-app's goroutine
	"AfterFunc":        nil,
	"AddEventListener": nil, // of go-app
	"addEventListener": {"addListener"},
}

// TestEveryCallbackIsGuarded finds the callbacks and goroutines of the program.
func TestEveryCallbackIsGuarded(t *testing.T) {
	found := map[string][]string{}
	for _, folder := range []string{".", "picture", "inside", "value", filepath.Join("..", "wasm")} {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("no files in %s: %v", folder, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				collectEntries(d, found)
			}
		}
	}
	for what, want := range guarded {
		got := found[what]
		slices.Sort(got)
		got = slices.Compact(got)
		want = slices.Sorted(slices.Values(want))
		if !slices.Equal(got, want) {
			t.Errorf("%s is in %v, want %v", what, got, want)
		}
	}
}

// collectEntries adds the guarded names in a declaration, with the name of the declaration.
func collectEntries(d ast.Decl, found map[string][]string) {
	name := ""
	switch d := d.(type) {
	case *ast.FuncDecl:
		name = d.Name.Name
	case *ast.GenDecl:
		if v, ok := d.Specs[0].(*ast.ValueSpec); ok {
			name = v.Names[0].Name
		}
	}
	ast.Inspect(d, func(n ast.Node) bool {
		what := ""
		switch n := n.(type) {
		case *ast.GoStmt:
			what = "go"
		case *ast.SelectorExpr:
			what = n.Sel.Name
		case *ast.BasicLit:
			what = strings.Trim(n.Value, `"`)
		}
		if _, ok := guarded[what]; ok {
			found[what] = append(found[what], name)
		}
		return true
	})
}
