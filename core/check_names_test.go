package core

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core/btf"
	"bpfplay/core/verifier"
)

// TestChecksAreNamedAfterTheirVariables parses the sources: every package-level variable that holds a check or a family of
// checks must give it its own name, and [Checks] must return the checks of exactly these variables, each name once.
func TestChecksAreNamedAfterTheirVariables(t *testing.T) {
	files := parseSources(t)
	makers := checkMakers(files)
	declared := map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			vars, ok := d.(*ast.GenDecl)
			if !ok || vars.Tok != token.VAR {
				continue
			}
			for _, spec := range vars.Specs {
				v := spec.(*ast.ValueSpec)
				for i, value := range v.Values {
					given, ok := namesGiven(value, makers)
					if !ok {
						continue
					}
					name := v.Names[i].Name
					declared[name] = true
					for _, g := range given {
						if variable, _, _ := strings.Cut(g, "."); variable != name {
							t.Errorf("%s is named %q", name, g)
						}
					}
				}
			}
		}
	}
	if len(declared) == 0 {
		t.Fatal("found no checks in the sources")
	}
	rules := map[string]bool{} // by the name of their check
	for _, r := range verifier.Rules {
		rules[RulePrefix+r.Name] = true
	}
	for _, r := range btf.Rules {
		rules[BTFRulePrefix+r.Name] = true
	}
	seen := map[string]bool{}
	for _, c := range Checks() {
		if seen[c.Name] {
			t.Errorf("two checks are named %q", c.Name)
		}
		seen[c.Name] = true
		if strings.HasPrefix(c.Name, RulePrefix) || strings.HasPrefix(c.Name, BTFRulePrefix) {
			if !rules[c.Name] {
				t.Errorf("check %q belongs to no rule", c.Name)
			}
			delete(rules, c.Name)
			continue
		}
		variable, _, _ := strings.Cut(c.Name, ".")
		if !declared[variable] {
			t.Errorf("check %q belongs to no variable", c.Name)
		}
		seen[variable] = true
	}
	for rule := range rules {
		t.Errorf("no check is named %s after its rule", rule)
	}
	for name := range declared {
		if !seen[name] {
			t.Errorf("%s is declared, but Checks does not have it", name)
		}
	}
}

// parseSources parses the package without its tests.
func parseSources(t *testing.T) (files []*ast.File) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	set := token.NewFileSet()
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// checkMakers are the functions that return a check.
func checkMakers(files []*ast.File) map[string]bool {
	makers := map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || fn.Type.Results == nil || len(fn.Type.Results.List) != 1 {
				continue
			}
			if star, ok := fn.Type.Results.List[0].Type.(*ast.StarExpr); ok && nameOf(star.X) == "Check" {
				makers[fn.Name.Name] = true
			}
		}
	}
	return makers
}

// namesGiven are the names that the value of a variable gives to its check, or to the checks of its family; ok is false if
// it holds none.
func namesGiven(value ast.Expr, makers map[string]bool) (names []string, ok bool) {
	if call, isCall := value.(*ast.CallExpr); isCall {
		fn, _ := call.Fun.(*ast.Ident)
		if fn == nil || !makers[fn.Name] || len(call.Args) == 0 {
			return nil, false
		}
		return []string{textOf(call.Args[0])}, true
	}
	pointer, _ := value.(*ast.UnaryExpr)
	if pointer == nil {
		return nil, false
	}
	literal, _ := pointer.X.(*ast.CompositeLit)
	if literal == nil || !checkTypes[nameOf(literal.Type)] {
		return nil, false
	}
	for _, e := range literal.Elts {
		field, keyed := e.(*ast.KeyValueExpr)
		switch {
		case !keyed: // a check of a family
			given, _ := namesGiven(e, makers)
			names = append(names, given...)
		case nameOf(field.Key) == "Name":
			names = append(names, textOf(field.Value))
		}
	}
	return names, true
}

// checkTypes are the types of checks and their families.
var checkTypes = map[string]bool{"Check": true, "shape": true, "indexUpdate": true}

// nameOf returns the name of an identifier; "" for other expressions.
func nameOf(e ast.Expr) string {
	if name, ok := e.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

// textOf returns the text of a string literal; "" for other expressions.
func textOf(e ast.Expr) string {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return ""
	}
	text, err := strconv.Unquote(literal.Value)
	if err != nil {
		return ""
	}
	return text
}
