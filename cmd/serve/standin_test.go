package main

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"
)

func TestStandInsHaveTheNameOfTheirPackage(t *testing.T) {
	for pkg, name := range standIns {
		file, err := parser.ParseFile(token.NewFileSet(), name, standInSource(name), 0)
		if err != nil {
			t.Error(err)
			continue
		}
		if file.Name.Name != path.Base(pkg) {
			t.Errorf("%s stands in for %s, but is package %s", name, pkg, file.Name.Name)
		}
	}
	files, err := overlayFiles.ReadDir("overlay")
	if err != nil || len(files) != len(standIns) {
		t.Errorf("%d sources for %d stand-ins (%v)", len(files), len(standIns), err)
	}
}

func TestStandInHidesItsPackage(t *testing.T) {
	goroot, dir := t.TempDir(), t.TempDir()
	folder := filepath.Join(goroot, "src", "regexp")
	write(t, filepath.Join(folder, "regexp.go"), "package regexp")
	write(t, filepath.Join(folder, "onepass.go"), "package regexp")
	write(t, filepath.Join(folder, "syntax", "parse.go"), "package syntax")

	name, err := overlayOf(goroot, dir, map[string]string{"regexp": "regexp.go.txt"})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var overlay struct{ Replace map[string]string }
	if err := json.Unmarshal(data, &overlay); err != nil {
		t.Fatal(err)
	}
	replaced := 0
	for file, source := range overlay.Replace {
		if filepath.Dir(file) != folder {
			t.Errorf("%s does not belong to the package", file)
		}
		if source != "" {
			replaced++
		}
	}
	if len(overlay.Replace) != 3 || replaced != 1 {
		t.Errorf("got %v, want two files hidden and one replaced", overlay.Replace)
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
