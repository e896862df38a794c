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

// allowedImports are the packages of the standard library that core and its folders may import. None of them uses a
// clock, the operating system, randomness or js.
var allowedImports = map[string]bool{
	"bytes": true, "cmp": true, "compress/flate": true, "embed": true, "encoding/base64": true, "encoding/binary": true, "encoding/hex": true,
	"encoding/json": true, "errors": true, "fmt": true, "hash/crc32": true, "hash/fnv": true, "io": true, "iter": true, "maps": true,
	"math": true, "math/bits": true, "slices": true, "sort": true, "strconv": true, "strings": true, "unicode": true, "unicode/utf8": true,
}

// own is the prefix of the imports of core's own folders.
const own = "bpfplay/core"

// leastSources is far fewer files than core has.
const leastSources = 100

// impure are the folders that no other package of core imports, except in tests: the recorder, which runs on real
// kernels, and the helpers of tests.
var impure = map[string]bool{"recording/record": true, "coretest": true, "paste/pastetest": true}

// sources parses every Go file of core, except tests and the impure folders.
func sources(t *testing.T, visit func(path string, file *ast.File)) {
	t.Helper()
	visited := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err == nil && impure[filepath.ToSlash(path)] {
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
		t.Fatalf("read %d files, want at least %d: %v", visited, leastSources, err)
	}
}

func TestCoreIsPure(t *testing.T) {
	sources(t, func(path string, file *ast.File) {
		for _, spec := range file.Imports {
			name, _ := strconv.Unquote(spec.Path.Value)
			folder, inside := strings.CutPrefix(name, own+"/")
			if name != own && (!inside || impure[folder] || strings.HasPrefix(folder, "recording/record/")) && !allowedImports[name] {
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

// namesErrnos has the files other than *_checks.go that may name error numbers, because no call fails there.
var namesErrnos = map[string]bool{
	"machine.go": true, // the machine's setting for a registered type names the error of its map_alloc
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
				t.Errorf("%s names abi.%s: want a check in a _checks.go file", path, sel.Sel.Name)
			}
			return true
		})
	})
}
