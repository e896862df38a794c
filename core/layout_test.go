package core_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the prefix of the project's own packages.
const module = "bpfplay/"

// kernel and its facts: what almost every package may import.
var kernel = []string{"core", "core/abi", "core/table"}

// layout lists, for each package, the packages of the project that it may import. The emulated kernel imports only its
// facts; everything that asks about it imports it, never the other way round.
var layout = map[string][]string{
	"core/abi":      {"core/table"},
	"core/english":  nil,
	"core/sliced":   nil,
	"core/cint":     nil,
	"core/table":    nil,
	"core/insn":     {"core/abi", "core/cint"},
	"core/bpflog":   {"core/abi"},
	"core/btf":      {"core/abi", "core/bpflog", "core/table"},
	"core/interp":   {"core/abi", "core/insn"},
	"core/verifier": {"core/abi", "core/bpflog", "core/btf", "core/insn"},
	"core":          {"core/abi", "core/bpflog", "core/btf", "core/english", "core/insn", "core/interp", "core/verifier", "core/table"}, // english: the sentences of Inside

	"core/insn/dialect": {"core/cint", "core/insn", "core/table"},

	"core/coretest": {"core", "core/abi", "core/insn"},
	"core/strace":   {"core/abi", "core/table"},

	"core/coretest/ciliumebpf": nil,

	"core/recording": kernel,
	"core/history":   {"core", "core/abi", "core/english", "core/insn", "core/sliced", "core/verifier", "core/table"},
	"core/link":      {"core", "core/abi", "core/english", "core/history", "core/recording", "core/sliced"},
	"core/lesson":    {"core", "core/abi", "core/english", "core/history", "core/insn", "core/link", "core/table"},
	"core/export":    {"core", "core/abi", "core/btf", "core/english", "core/history", "core/insn", "core/link", "core/recording", "core/strace", "core/table"},

	"core/lesson/lessontest": {"core", "core/abi", "core/history"},

	"core/paste":         {"core", "core/abi", "core/english"},
	"core/paste/literal": {"core/abi", "core/english", "core/paste", "core/table"},
	"core/paste/dump":    {"core/english", "core/paste", "core/paste/literal", "core/table"},
	"core/paste/strace":  {"core/insn", "core/insn/dialect", "core/abi", "core/english", "core/paste", "core/paste/dump", "core/paste/literal", "core/strace", "core/table"},
	"core/paste/syz":     {"core", "core/abi", "core/english", "core/paste", "core/paste/dump", "core/paste/literal", "core/table"},
	"core/paste/csource": {"core", "core/abi", "core/cint", "core/insn", "core/insn/dialect", "core/english", "core/paste", "core/paste/dump", "core/paste/literal", "core/paste/syz", "core/table"},
	"core/paste/bpftool": {"core", "core/abi", "core/english", "core/paste", "core/paste/dump", "core/paste/literal", "core/paste/syz", "core/table"},
	"core/paste/message": {"core/abi", "core/insn", "core/insn/dialect", "core/paste"},
	"core/paste/readers": {
		"core", "core/abi", "core/english", "core/link", "core/recording", "core/sliced", "core/paste", "core/paste/dump",
		"core/paste/strace", "core/paste/syz", "core/paste/csource", "core/paste/bpftool", "core/paste/message",
	},
	"core/paste/pastetest": {"core/paste"},
	"core/match":           {"core", "core/abi", "core/english", "core/history", "core/paste", "core/sliced", "core/table"},

	"core/recording/record":          {"core", "core/abi", "core/recording", "core/recording/record/scenario"},
	"core/recording/record/guest":    {"core", "core/abi", "core/recording", "core/recording/record/scenario"},
	"core/recording/record/scenario": kernel,

	"web/svg":      {"core/table"},
	"web/glossary": {"core/table"},
	"web/value":    {"core", "core/abi", "core/btf", "core/english", "core/paste", "core/paste/dump", "core/table"},
	"web/picture":  {"core", "core/abi", "core/english", "core/history", "web/svg", "core/table"},
	"web/inside":   {"core", "core/abi", "core/english", "web/svg", "web/value", "core/table"},
	"web": {
		"core", "core/abi", "core/btf", "core/english", "core/export", "core/history", "core/lesson", "core/link", "core/match", "core/paste",
		"core/insn", "core/insn/dialect", "core/paste/dump", "core/paste/readers", "core/paste/strace", "core/sliced", "core/strace", "core/verifier", "web/glossary", "web/inside", "web/picture", "web/svg", "web/value", "core/table",
	},
	"web/browser":            nil,
	"web/browser/sidebyside": nil,
	"wasm":                   {"core", "core/abi", "core/export", "core/history", "core/insn", "core/recording", "web"},

	"cmd/serve":           {"cmd/serve/overlay", "cmd/serve/reference", "cmd/serve/strip", "web"},
	"cmd/serve/overlay":   nil,
	"cmd/serve/reference": {"core", "core/abi", "core/history", "core/insn", "core/link", "core/verifier"},
	"cmd/serve/strip":     nil,
}

// TestLayout holds the imports of every file that is not a test against the layout.
func TestLayout(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("..", path)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && rel != "." {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(rel, ".go") || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(rel))
		allowed, listed := layout[dir]
		if !listed {
			t.Errorf("%s: package %s is not in the layout", rel, dir)
			return nil
		}
		seen[dir] = true
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			own, isOwn := strings.CutPrefix(name, module)
			if isOwn && !slices.Contains(allowed, own) {
				t.Errorf("%s imports %s, which the layout does not allow", rel, own)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range layout {
		if !seen[dir] {
			t.Errorf("the layout lists %s, which has no sources", dir)
		}
	}
}
