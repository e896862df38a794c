package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"bpfplay/web"
)

var (
	// programSources are the inputs of the browser program.
	programSources = []string{"go.mod", "go.sum", "cmd/serve/overlay", "cmd/serve/strip", "core", "wasm", "web"}

	// referenceSources are the inputs of the reference.
	referenceSources = []string{"go.mod", "cmd/serve/reference", "core"}

	// pageSources are the inputs of the pages.
	pageSources = []string{"go.mod", "go.sum", "cmd/serve", "core", "wasm", "web"}
)

// assetFolder holds static files, which are served unchanged and not embedded in the program.
const assetFolder = "web/assets"

// isCourse reports whether a folder holds lessons or cases, which are files of the site and not embedded in the program.
func isCourse(folder string) bool {
	return path.Dir(folder) == "web" && slices.Contains(web.CourseFolders, path.Base(folder))
}

// hashSources returns a hash of the files and folders called places, relative to
// root. It covers all files that can be embedded, not just *.go; no package embeds its testdata.
func hashSources(root string, places []string) (string, error) {
	sum := sha256.New()
	tree := os.DirFS(root)
	for _, place := range places {
		err := fs.WalkDir(tree, place, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return fmt.Errorf("reading the sources: %w", err)
			case entry.IsDir() && (name == assetFolder || isCourse(name) || entry.Name() == "testdata" || ignoredByGo(name)):
				return fs.SkipDir
			case entry.IsDir() || ignoredByGo(name) || strings.HasSuffix(name, "_test.go"):
				return nil
			}
			data, err := fs.ReadFile(tree, name)
			if err != nil {
				return fmt.Errorf("reading the sources: %w", err)
			}
			fmt.Fprintf(sum, "%s %s\n", name, fingerprint(data))
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// ignoredByGo reports whether the go command neither compiles nor embeds a file
// of that name. Editors leave such files behind.
func ignoredByGo(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
}

// fingerprint returns the SHA-256 of data in hex.
func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
