package core

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core/btf"
	"bpfplay/core/verifier"
)

// TestChecksAreNamedAfterTheirVariables parses the sources: every package-level variable that holds a check or a family of
// checks must give it its own name, and [Checks] must return the checks of exactly these variables, each name once.
func TestChecksAreNamedAfterTheirVariables(t *testing.T) {
	missing := map[string]bool{}
	for _, name := range declarations(t, ".", "Check", "shape", "indexUpdate") {
		missing[name] = true
	}
	declared := maps.Clone(missing)
	seen := map[string]bool{}
	for _, c := range Checks() {
		if seen[c.Name] {
			t.Errorf("two checks are named %q", c.Name)
		}
		seen[c.Name] = true
		if strings.HasPrefix(c.Name, RulePrefix) || strings.HasPrefix(c.Name, BTFRulePrefix) {
			continue
		}
		variable, _, _ := strings.Cut(c.Name, ".")
		if !declared[variable] {
			t.Errorf("check %q belongs to no variable", c.Name)
		}
		delete(missing, variable)
	}
	for name := range missing {
		t.Errorf("%s is declared, but Checks does not have it", name)
	}
	for _, r := range verifier.Rules() {
		if !seen[RulePrefix+r.Name] {
			t.Errorf("no check is named %s after its rule", r.Name)
		}
	}
	for _, r := range btf.Rules() {
		if !seen[BTFRulePrefix+r.Name] {
			t.Errorf("no check is named %s after its rule", r.Name)
		}
	}
}

// TestRulesAreNamedAfterTheirVariables does the same for the rules of the verifier and of BTF, which are in the order of
// their declarations.
func TestRulesAreNamedAfterTheirVariables(t *testing.T) {
	names := map[string][]string{}
	for _, r := range verifier.Rules() {
		names["verifier"] = append(names["verifier"], r.Name)
	}
	for _, r := range btf.Rules() {
		names["btf"] = append(names["btf"], r.Name)
	}
	for pkg, got := range names {
		if want := declarations(t, pkg, "Rule"); !slices.Equal(got, want) {
			t.Errorf("%s.Rules returns\n%q, but the sources declare\n%q", pkg, got, want)
		}
	}
	if len(names) != 2 {
		t.Errorf("%d packages have rules, want 2", len(names))
	}
}

// declarations returns the variables of a package that hold a pointer to one of the types, by file and line. It fails the test
// if one gives its value another name than its own.
func declarations(t *testing.T, dir string, types ...string) (variables []string) {
	files := parseSources(t, dir)
	makers := makersOf(files, types)
	for _, f := range files {
		for _, d := range f.Decls {
			vars, ok := d.(*ast.GenDecl)
			if !ok || vars.Tok != token.VAR {
				continue
			}
			for _, spec := range vars.Specs {
				v := spec.(*ast.ValueSpec)
				for i, value := range v.Values {
					given, ok := namesGiven(value, makers, types)
					if !ok {
						continue
					}
					name := v.Names[i].Name
					variables = append(variables, name)
					for _, g := range given {
						if variable, _, _ := strings.Cut(g, "."); variable != name {
							t.Errorf("%s is named %q", name, g)
						}
					}
				}
			}
		}
	}
	if len(variables) == 0 {
		t.Fatalf("found no variables of %q in %s", types, dir)
	}
	return variables
}

// parseSources parses a package without its tests.
func parseSources(t *testing.T, dir string) (files []*ast.File) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
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

// makersOf are the functions that return a pointer to one of the types and take a name.
func makersOf(files []*ast.File, types []string) map[string]bool {
	makers := map[string]bool{}
	for _, f := range files {
		for _, d := range f.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Recv != nil || fn.Type.Results == nil || len(fn.Type.Results.List) != 1 {
				continue
			}
			if star, ok := fn.Type.Results.List[0].Type.(*ast.StarExpr); ok && slices.Contains(types, nameOf(star.X)) {
				makers[fn.Name.Name] = true
			}
		}
	}
	return makers
}

// namesGiven are the names that the value of a variable gives to its check or rule, or to the checks of its family; ok is
// false if it holds none.
func namesGiven(value ast.Expr, makers map[string]bool, types []string) (names []string, ok bool) {
	if call, isCall := value.(*ast.CallExpr); isCall {
		if !makers[nameOf(call.Fun)] || len(call.Args) == 0 {
			return nil, false
		}
		return []string{textOf(call.Args[0])}, true
	}
	pointer, _ := value.(*ast.UnaryExpr)
	if pointer == nil {
		return nil, false
	}
	literal, _ := pointer.X.(*ast.CompositeLit)
	if literal == nil || !slices.Contains(types, nameOf(literal.Type)) {
		return nil, false
	}
	for _, e := range literal.Elts {
		field, keyed := e.(*ast.KeyValueExpr)
		switch {
		case !keyed: // a check of a family
			given, _ := namesGiven(e, makers, types)
			names = append(names, given...)
		case nameOf(field.Key) == "Name":
			names = append(names, textOf(field.Value))
		}
	}
	return names, true
}

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
