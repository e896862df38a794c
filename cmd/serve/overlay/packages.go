package overlay

import (
	"embed"
	"os"
	"path/filepath"
	"strings"
)

// sources are the stand-ins. They end in .txt because their packages are not part of this module.
//
//go:embed *.go.txt
var sources embed.FS

// standIns maps packages of the standard library to their stand-ins, which declare only the names in use. The program links
// these packages only because go-app keeps its web server and its components in one package.
var standIns = map[string]string{
	"crypto/aes":    "aes.go.txt",
	"crypto/cipher": "cipher.go.txt",
	"crypto/md5":    "md5.go.txt",
	"crypto/rand":   "rand.go.txt",
	"crypto/sha1":   "sha1.go.txt",
	"html":          "html.go.txt",
	"net/http":      "http.go.txt",
	"net/netip":     "netip.go.txt",
	"os":            "os.go.txt",
	"path/filepath": "filepath.go.txt",
	"regexp":        "regexp.go.txt",
	"runtime/debug": "debug.go.txt",
	"text/template": "template.go.txt",
}

// framework lists the packages whose use of standIns never runs in a browser, or needs no more than they have. A standard
// package that any other package imports is linked in full.
var framework = []string{
	"github.com/maxence-charriere/go-app/v9/pkg/app",
	"github.com/maxence-charriere/go-app/v9/pkg/errors",
	"github.com/google/uuid",
	"bpfplay/web",             // escapes the names of options
	"bpfplay/wasm",            // sets the pace of the garbage collection
	"crypto/internal/sysrand", // asks the browser, not a file
	"fmt",                     // writes to the console
	"net/url",                 // checks the hosts of addresses
}

// complete maps packages to stand-ins that do in a browser all that the packages do.
var complete = map[string]string{"internal/godebug": "godebug.go.txt"}

// source returns the text of a stand-in.
func source(name string) []byte {
	data, err := sources.ReadFile(name)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return data
}

// hidePackages replaces all files of each chosen package by its stand-in.
func (b Build) hidePackages(replace files, chosen map[string]string) error {
	for pkg, name := range chosen {
		folder := b.source(pkg)
		entries, err := os.ReadDir(folder)
		if err != nil {
			return err
		}
		for _, entry := range entries {
			if !entry.IsDir() {
				replace[filepath.Join(folder, entry.Name())] = ""
			}
		}
		if err := b.add(replace, filepath.Join(folder, "standin.go"), strings.TrimSuffix(name, ".txt"), source(name)); err != nil {
			return err
		}
	}
	return nil
}
