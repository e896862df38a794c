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

// TestChecksAreNamedAfterTheirVariables parses the sources: every package-level variable that a constructor of checks
// makes must pass its own name, and [Checks] must hold exactly these variables, each name once.
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
					if call, ok := value.(*ast.CallExpr); ok && makers[calleeOf(call)] {
						name := v.Names[i].Name
						declared[name] = true
						if given := nameGiven(call); given != name {
							t.Errorf("%s is named %q", name, given)
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
	for _, c := range Checks {
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

// checkMakers are the functions that return a check or a family of checks.
func checkMakers(files []*ast.File) map[string]bool {
	makers := map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || fn.Type.Results == nil || len(fn.Type.Results.List) != 1 {
				continue
			}
			if star, ok := fn.Type.Results.List[0].Type.(*ast.StarExpr); ok {
				switch star.X.(*ast.Ident).Name {
				case "Check", "shape", "indexUpdate":
					makers[fn.Name.Name] = true
				}
			}
		}
	}
	return makers
}

func calleeOf(call *ast.CallExpr) string {
	if fn, ok := call.Fun.(*ast.Ident); ok {
		return fn.Name
	}
	return ""
}

// nameGiven is the name that a constructor gets: its first argument, or the field Name of a literal in its place.
func nameGiven(call *ast.CallExpr) string {
	if len(call.Args) == 0 {
		return ""
	}
	arg := call.Args[0]
	if literal, ok := arg.(*ast.CompositeLit); ok {
		for _, e := range literal.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && kv.Key.(*ast.Ident).Name == "Name" {
				arg = kv.Value
			}
		}
	}
	if literal, ok := arg.(*ast.BasicLit); ok && literal.Kind == token.STRING {
		name, err := strconv.Unquote(literal.Value)
		if err == nil {
			return name
		}
	}
	return ""
}
