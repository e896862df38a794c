package export

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
)

// TestTextsNameParts expects that every piece belongs to a part, and that the texts have a place for the calls.
func TestTextsNameParts(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "part.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]bool{string(partAlways): true, string(partCalls): true}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			if lit, ok := spec.Values[0].(*ast.BasicLit); ok {
				name, _ := strconv.Unquote(lit.Value)
				parts[name] = true
			}
		}
		return true
	})
	for language, text := range map[string]string{"C": textC, "Go": textGo, "Python": textPython} {
		if strings.Count(text, "\n%calls\n") != 1 {
			t.Errorf("%s: %d places for the calls, want 1", language, strings.Count(text, "\n%calls\n"))
		}
		for line := range strings.Lines(text) {
			if name, ok := strings.CutPrefix(line, "%"); ok && !parts[strings.TrimSuffix(name, "\n")] {
				t.Errorf("%s: a piece of %q, want a part", language, name)
			}
		}
	}
}
