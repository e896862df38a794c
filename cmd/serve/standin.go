package main

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// overlayFiles holds the sources of the stand-ins. They end in .txt because
// their packages are not part of this module.
//
//go:embed overlay/*.go.txt
var overlayFiles embed.FS

// standIns maps packages of the standard library to their replacements. The
// browser program links these packages only because go-app keeps its web server
// and its components in one package. A stand-in declares only the names in use.
// Without stand-ins the program is a third larger.
var standIns = map[string]string{
	"crypto/aes":    "aes.go.txt",
	"crypto/cipher": "cipher.go.txt",
	"crypto/md5":    "md5.go.txt",
	"crypto/rand":   "rand.go.txt",
	"crypto/sha1":   "sha1.go.txt",
	"net/http":      "http.go.txt",
	"regexp":        "regexp.go.txt",
	"text/template": "template.go.txt",
}

// framework lists the packages whose use of standIns never runs in a browser.
// A standard package that any other package imports is linked in full.
var framework = []string{
	"github.com/maxence-charriere/go-app/v9/pkg/app",
	"github.com/google/uuid",
}

// standInsSum returns the fingerprint of all stand-ins.
func standInsSum() string {
	var all bytes.Buffer
	for _, pkg := range slices.Sorted(maps.Keys(standIns)) {
		fmt.Fprintf(&all, "%s\n%s\n", pkg, standInSource(standIns[pkg]))
	}
	return fingerprint(all.Bytes())
}

func standInSource(name string) []byte {
	data, err := overlayFiles.ReadFile(path.Join("overlay", name))
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return data
}

// writeOverlay writes the stand-ins and their overlay file to dir. It returns
// the path of the overlay file, for go build -overlay, and the packages of the program.
func writeOverlay(ctx context.Context, module Module, dir string) (string, map[string]bool, error) {
	chosen := maps.Clone(standIns)
	for {
		overlay, err := overlayOf(module.Go.GOROOT, dir, chosen)
		if err != nil {
			return "", nil, err
		}
		// A package that is linked in full may import others that then must be, too.
		list, err := imports(ctx, module, dir, overlay)
		wanted := importedElsewhere(list, chosen)
		if err != nil || len(wanted) == 0 {
			return overlay, importers(list), err
		}
		for _, pkg := range wanted {
			delete(chosen, pkg)
		}
	}
}

// overlayOf writes an overlay that replaces all files of each chosen package with its stand-in.
func overlayOf(goroot, dir string, chosen map[string]string) (string, error) {
	replace := make(map[string]string)
	for pkg, source := range chosen {
		folder := filepath.Join(goroot, "src", filepath.FromSlash(pkg))
		entries, err := os.ReadDir(folder)
		if err != nil {
			return "", err
		}
		for _, entry := range entries {
			if !entry.IsDir() {
				replace[filepath.Join(folder, entry.Name())] = ""
			}
		}
		standIn := filepath.Join(dir, strings.TrimSuffix(source, ".txt"))
		if err := os.WriteFile(standIn, standInSource(source), 0o644); err != nil {
			return "", err
		}
		replace[filepath.Join(folder, "standin.go")] = standIn
	}

	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(dir, "overlay.json")
	return overlay, os.WriteFile(overlay, text, 0o644)
}

// imports lists the packages of the program, each with its imports on one line.
func imports(ctx context.Context, module Module, dir, overlay string) (string, error) {
	list, err := goCommand(ctx, module.Root, dir, "list", "-overlay", overlay, "-deps",
		"-f", `{{.ImportPath}} {{join .Imports " "}}`, "./wasm")
	return string(list), err
}

// importers returns the packages of such a list.
func importers(list string) map[string]bool {
	packages := make(map[string]bool)
	for line := range strings.Lines(list) {
		packages[strings.Fields(line)[0]] = true
	}
	return packages
}

// importedElsewhere returns the chosen packages that some package other than the
// framework and the chosen ones imports. Each line of list is a package followed
// by its imports.
func importedElsewhere(list string, chosen map[string]string) []string {
	var elsewhere []string
	for line := range strings.Lines(list) {
		words := strings.Fields(line)
		importer, imports := words[0], words[1:]
		if _, ok := chosen[importer]; ok || slices.Contains(framework, importer) {
			continue
		}
		for _, pkg := range imports {
			if _, ok := chosen[pkg]; ok && !slices.Contains(elsewhere, pkg) {
				elsewhere = append(elsewhere, pkg)
			}
		}
	}
	return elsewhere
}
