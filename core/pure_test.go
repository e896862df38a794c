package core

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// allowedImports are all that core and its folders may import: nothing that knows a clock, the system, chance or js.
var allowedImports = map[string]bool{
	"bytes": true, "cmp": true, "compress/flate": true, "encoding/base64": true, "encoding/binary": true, "encoding/hex": true,
	"encoding/json": true, "errors": true, "fmt": true, "hash/crc32": true, "hash/fnv": true, "io": true, "iter": true, "maps": true,
	"math": true, "math/bits": true, "slices": true, "sort": true, "strconv": true, "strings": true, "unicode": true, "unicode/utf8": true,
	"bpfplay/core": true, "bpfplay/core/abi": true, "bpfplay/core/english": true, "bpfplay/core/paste": true,
}

// leastSources is far fewer files than core has.
const leastSources = 100

// sources parses every Go file of core that is no test.
// recorder is a program, with packages of its own, that asks real kernels. Nothing of core imports it.
const recorder = "recording/record"

// sources parses every Go file of core that is no test and not the recorder's.
func sources(t *testing.T, visit func(path string, file *ast.File)) {
	t.Helper()
	visited := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && path == filepath.FromSlash(recorder) {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err == nil {
			visited++
			visit(path, file)
		}
		return err
	})
	if err != nil || visited < leastSources {
		t.Fatalf("%d files were read, want %d: %v", visited, leastSources, err)
	}
}

func TestCoreIsPure(t *testing.T) {
	sources(t, func(path string, file *ast.File) {
		for _, spec := range file.Imports {
			if name, _ := strconv.Unquote(spec.Path.Value); !allowedImports[name] {
				t.Errorf("%s imports %s", path, name)
			}
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.GoStmt, *ast.SelectStmt, *ast.ChanType:
				t.Errorf("%s starts goroutines or uses channels", path)
			}
			return true
		})
	})
}

// namesErrnos are the files beside *_checks.go that name error numbers for another purpose than refusing.
var namesErrnos = map[string]bool{
	"machine.go": true, // the words for what a registered type is told to refuse with
}

func TestOnlyChecksNameErrnos(t *testing.T) {
	sources(t, func(path string, file *ast.File) {
		if strings.Contains(path, "/") || strings.HasSuffix(path, "_checks.go") || namesErrnos[path] {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "abi" && strings.HasPrefix(sel.Sel.Name, "E") && strings.ToUpper(sel.Sel.Name) == sel.Sel.Name {
				t.Errorf("%s names abi.%s: a refusal is a row of a _checks.go file", path, sel.Sel.Name)
			}
			return true
		})
	})
}
