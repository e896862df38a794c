package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

var (
	// programSources are what the browser program is compiled from.
	programSources = []string{"go.mod", "go.sum", "core", "wasm", "web"}

	// pageSources are what writes the pages around it.
	pageSources = append([]string{"cmd/serve"}, programSources...)
)

// assetFolder holds the files that are served as they are; the program does not embed them.
const assetFolder = "web/assets"

// hashSources is the fingerprint of all files in the given places under root
// that may end up in a build: not only *.go, since any other may be embedded.
func hashSources(root string, places []string) (string, error) {
	sum := sha256.New()
	tree := os.DirFS(root)
	for _, place := range places {
		err := fs.WalkDir(tree, place, func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return fmt.Errorf("reading the sources: %w", err)
			case entry.IsDir() && (name == assetFolder || ignoredByGo(name)):
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

// ignoredByGo tells the names that the go command takes neither as source nor
// into an embedded folder: editors leave such files behind.
func ignoredByGo(name string) bool {
	base := path.Base(name)
	return strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")
}

// fingerprint names content: equal names, equal bytes.
func fingerprint(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
