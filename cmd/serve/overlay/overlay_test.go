package overlay

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// write writes a file with its folders.
func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// replaced reads the file for -overlay.
func replaced(t *testing.T, name string) files {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var overlay struct{ Replace files }
	if err := json.Unmarshal(data, &overlay); err != nil {
		t.Fatal(err)
	}
	return overlay.Replace
}

func TestStandInsHaveTheNameOfTheirPackage(t *testing.T) {
	all := maps.Clone(standIns)
	maps.Copy(all, complete)
	for pkg, name := range all {
		file, err := parser.ParseFile(token.NewFileSet(), name, source(name), 0)
		if err != nil {
			t.Error(err)
			continue
		}
		if file.Name.Name != path.Base(pkg) {
			t.Errorf("%s stands in for %s, but is package %s", name, pkg, file.Name.Name)
		}
	}
}

func TestWriteHidesAndReplaces(t *testing.T) {
	goroot := t.TempDir()
	write(t, filepath.Join(goroot, "src/internal/godebug/source.go"), "package godebug")
	for pkg := range standIns {
		write(t, filepath.Join(goroot, "src", pkg, "source.go"), "package "+path.Base(pkg))
	}
	write(t, filepath.Join(goroot, "src/regexp/syntax/parse.go"), "package syntax")
	copyEdited(t, goroot)
	write(t, filepath.Join(goroot, "src/sort/zsortfunc.go"), "// Sorts.\n\npackage sort\n\nfunc stable_func() {}\n")

	root, module := t.TempDir(), t.TempDir()
	write(t, filepath.Join(root, "go.mod"), "module bpfplay\n")
	write(t, filepath.Join(root, "go.sum"), "")
	write(t, filepath.Join(module, "go.mod"), "module "+elementsModule+"\n")
	write(t, filepath.Join(module, "pkg/app/app.go"), "package app\n")
	write(t, filepath.Join(module, elementsFile), threeElements)

	b := Build{GOROOT: goroot, Root: root, Program: "./wasm", Dir: t.TempDir(), GoList: func(args ...string) ([]byte, error) {
		if args[0] == "-m" {
			return []byte(module + "\n"), nil
		}
		return []byte("html strings\nbpfplay/core html regexp\nbpfplay/wasm bpfplay/core\n"), nil
	}}
	flags, packages, err := b.Write()
	if err != nil {
		t.Fatal(err)
	}
	if len(flags) != 4 || flags[0] != "-overlay" || flags[2] != "-modfile" {
		t.Fatalf("flags %q, want -overlay and -modfile", flags)
	}
	if text, err := os.ReadFile(flags[3]); err != nil || !strings.Contains(string(text), "replace "+elementsModule+" => ./"+elementsFolder) {
		t.Errorf("the module file %q (%v) does not use %s", text, err, elementsFolder)
	}
	if !packages["bpfplay/core"] || len(packages) != 3 {
		t.Errorf("packages %v, want the 3 of the list", packages)
	}
	got := replaced(t, flags[1])
	for file, want := range map[string]string{"go.mod": "module " + elementsModule, "pkg/app/app.go": "package app", elementsFile: elementType} {
		text, err := os.ReadFile(got[filepath.Join(root, elementsFolder, file)])
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s of the module is %q (%v), want %q in it", file, text, err, want)
		}
	}
	for file, want := range map[string]string{
		"net/http/source.go":         "hidden",
		"net/http/standin.go":        "package http",
		"html/source.go":             "in full", // package core imports it
		"internal/godebug/source.go": "hidden",
		"regexp/source.go":           "in full",
		"regexp/syntax/parse.go":     "in full",
		"slices/zsortanyfunc.go":     "package slices\n\nfunc stable_func() {}",
		"slices/zsortordered.go":     "package slices",
		"syscall/js/js.go":           "func stringRef(",
	} {
		by, ok := got[b.source(file)]
		switch {
		case !ok && want == "in full", ok && by == "" && want == "hidden":
		case !ok || by == "":
			t.Errorf("%s is replaced by %q (%v), want %s", file, by, ok, want)
		default:
			if text, err := os.ReadFile(by); err != nil || !strings.Contains(string(text), want) {
				t.Errorf("%s is replaced by %q (%v), want %q in it", file, text, err, want)
			}
		}
	}
}

func TestOtherReleasesAreRefused(t *testing.T) {
	goroot := t.TempDir()
	copyEdited(t, goroot)
	write(t, filepath.Join(goroot, "src/sort/zsortfunc.go"), "package other\n")
	b := Build{GOROOT: goroot, Dir: t.TempDir(), GoList: func(args ...string) ([]byte, error) { return nil, errors.New("go list") }}
	if _, _, err := b.Write(); err == nil || !strings.Contains(err.Error(), "zsortfunc.go does not belong to package sort") {
		t.Errorf("Write: %v, want an error about zsortfunc.go", err)
	}
}

// The replaced sources compile and sort like the original ones: package slices tests itself.
func TestSlicesPassesItsOwnTests(t *testing.T) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	b := Build{GOROOT: strings.TrimSpace(string(goroot)), Dir: t.TempDir()}
	replace := files{}
	if err := b.shareSorting(replace); err != nil {
		t.Fatal(err)
	}
	overlay, err := b.writeList(replace)
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "test", "-overlay", overlay, "-v", "-run", "Sort|Stab", "slices").CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestStability")) {
		t.Errorf("go test slices: %v\n%s", err, out)
	}
}

func TestPackageWithOtherImportersIsLinkedInFull(t *testing.T) {
	list := `regexp errors
crypto/aes crypto/cipher
crypto/x509 crypto/sha1 crypto/aes
github.com/google/uuid crypto/sha1 net/http
github.com/maxence-charriere/go-app/v9/pkg/app net/http regexp text/template
bpfplay/core/paste fmt regexp strings
bpfplay/wasm bpfplay/web
`
	got := importedElsewhere(list, standIns)
	slices.Sort(got)
	if want := []string{"crypto/aes", "crypto/sha1", "regexp"}; !slices.Equal(got, want) {
		t.Errorf("linked in full: %v, want %v", got, want)
	}
}
