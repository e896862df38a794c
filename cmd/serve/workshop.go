package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Names of the two files that are not in the asset folder.
const (
	programFile = "web/app.wasm"
	loaderFile  = "wasm_exec.js"
)

// Workshop makes the site out of the checkout. What it made before from the
// same sources it takes from the cache.
type Workshop struct {
	Module  Module
	Cache   Cache
	Compile func(context.Context) ([]byte, error) // the browser program
	Say     func(format string, args ...any)
}

// Site builds what is missing and returns all there is to serve.
func (w Workshop) Site(ctx context.Context) (*Site, error) {
	files, err := w.assets()
	if err != nil {
		return nil, err
	}
	if files[programFile], err = w.program(ctx); err != nil {
		return nil, err
	}
	if files[loaderFile], err = w.loader(); err != nil {
		return nil, err
	}
	version, err := w.version(files)
	if err != nil {
		return nil, err
	}
	made, err := pages(files, version)
	if err != nil {
		return nil, err
	}
	for file, data := range made {
		// Of go-app's own files the loader is too old for this Go.
		if _, ours := files[file]; !ours {
			files[file] = data
		}
	}
	return newSite(ctx, w.Cache, files)
}

// program returns the compiled browser program.
func (w Workshop) program(ctx context.Context) ([]byte, error) {
	sources, err := hashSources(w.Module.Root, programSources)
	if err != nil {
		return nil, err
	}
	settings, err := json.Marshal(w.Module.Go)
	if err != nil {
		return nil, err
	}
	recipe := fmt.Sprintf("%s %s %q %s", sources, settings, buildFlags, standInsSum())
	return w.Cache.Get(fingerprint([]byte(recipe))+".wasm", func() ([]byte, error) {
		w.Say("building the program for the browser; the first build takes about a minute …")
		program, err := w.Compile(ctx)
		if err == nil {
			w.Say("compressing it, once for each build …")
		}
		return program, err
	})
}

// loader returns the script that starts Go programs, of the very Go that
// built this one: they must match.
func (w Workshop) loader() ([]byte, error) {
	name := filepath.Join(w.Module.Go.GOROOT, "lib", "wasm", "wasm_exec.js")
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s is incomplete, it lacks the loader for js/wasm: %w", w.Module.Go.GOVERSION, err)
	}
	return data, nil
}

// assets reads the files that are served as they are.
func (w Workshop) assets() (map[string][]byte, error) {
	files := make(map[string][]byte)
	tree := os.DirFS(filepath.Join(w.Module.Root, filepath.FromSlash(assetFolder)))
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		files[path.Join("web", name)], err = fs.ReadFile(tree, name)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", assetFolder, err)
	}
	return files, nil
}

// version names this state of the site: it changes with each file, and with
// the makers of the pages, whose text is not the same twice.
func (w Workshop) version(files map[string][]byte) (string, error) {
	makers, err := hashSources(w.Module.Root, pageSources)
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	fmt.Fprintln(sum, makers)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintln(sum, name, fingerprint(files[name]))
	}
	return hex.EncodeToString(sum.Sum(nil))[:12], nil
}
