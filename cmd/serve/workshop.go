package main

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
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
	"sync"

	"bpfplay/cmd/serve/overlay"
	"bpfplay/cmd/serve/reference"
	"bpfplay/web"
)

// Paths of the files that are not in the asset folder.
const (
	programFile = "web/app.wasm"
	packedFile  = "web/app.bin"    // the program, compressed with gzip
	courseFile  = "web/course.txt" // the lessons and cases
	workerFile  = "app-worker.js"
	loaderFile  = "wasm_exec.js"
)

// Workshop builds the site from the checkout. It reuses cached results of the
// same inputs.
type Workshop struct {
	Module   Module
	Cache    Cache
	Compile  func(context.Context) ([]byte, error) // builds the browser program
	Progress *Progress                             // may be nil
	Packed   bool                                  // for hosts that may send files only as they are: the page unpacks the program
}

// Site builds the site, except for the parts that are cached. What is not cached is compressed quickly.
func (w Workshop) Site(ctx context.Context) (*Site, error) {
	files, err := w.assets()
	if err != nil {
		return nil, err
	}
	if err := bundle(files); err != nil {
		return nil, err
	}
	if files[courseFile], err = w.course(); err != nil {
		return nil, err
	}
	if files[programFile], err = w.program(ctx); err != nil {
		return nil, err
	}
	if w.Packed {
		if err := w.pack(ctx, files); err != nil {
			return nil, err
		}
	}
	if files[loaderFile], err = w.loader(); err != nil {
		return nil, err
	}
	w.Progress.Set(writing, 0, 1)
	reference, err := w.reference()
	if err != nil {
		return nil, err
	}
	version, err := w.version(files)
	if err != nil {
		return nil, err
	}
	made, err := pages(files, reference, version)
	if err != nil {
		return nil, err
	}
	files[stylesFile] = append(files[stylesFile], made[stylesFile]...)
	for file, data := range made {
		// Our files win: the loader that go-app brings is older than this Go release.
		if _, ours := files[file]; !ours {
			files[file] = data
		}
	}
	maps.Copy(files, reference)
	relate(files)
	w.Progress.Set(compressing, 0, 1)
	return newSite(ctx, w.Cache, files, true)
}

// referencePages computes the reference once.
var referencePages = sync.OnceValues(reference.Pages)

// reference returns the pages of the reference.
func (w Workshop) reference() (files map[string][]byte, err error) {
	sources, err := hashSources(w.Module.Root, referenceSources)
	if err != nil {
		return nil, err
	}
	packed, err := w.Cache.Get(sources+".reference", func() ([]byte, error) {
		files, err := referencePages()
		if err != nil {
			return nil, err
		}
		return json.Marshal(files)
	})
	if err != nil {
		return nil, err
	}
	return files, json.Unmarshal(packed, &files)
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
	recipe := fmt.Sprintf("%s %s %q", sources, settings, buildFlags)
	return w.Cache.Get(fingerprint([]byte(recipe))+".wasm", func() ([]byte, error) { return w.Compile(ctx) })
}

// pack replaces the program by its compressed form.
func (w Workshop) pack(ctx context.Context, files map[string][]byte) error {
	plain := files[programFile]
	gzip := encodings[slices.IndexFunc(encodings, func(e encoding) bool { return e.name == "gzip" })]
	packed, err := w.Cache.Get(fingerprint(plain)+gzip.suffix, func() ([]byte, error) { return gzip.compress(ctx, plain, false) })
	if err != nil {
		return err
	}
	files[packedFile] = packed
	delete(files, programFile)
	return nil
}

// unpackedLength returns the length of a file compressed with gzip, which is at its end (RFC 1952).
func unpackedLength(packed []byte) int {
	return int(binary.LittleEndian.Uint32(packed[len(packed)-4:]))
}

// loader returns wasm_exec.js, which must come from the Go release that builds
// the program, with the edits that its replacements need.
func (w Workshop) loader() ([]byte, error) {
	name := filepath.Join(w.Module.Go.GOROOT, "lib", "wasm", "wasm_exec.js")
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("%s has no loader for js/wasm: %w", w.Module.Go.GOVERSION, err)
	}
	return overlay.Loader(data), nil
}

// assets reads the static files.
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

// course returns the lessons and cases, which the page reads when they are first needed.
func (w Workshop) course() ([]byte, error) {
	packed, err := web.CourseText(os.DirFS(filepath.Join(w.Module.Root, "web")))
	if err != nil {
		return nil, fmt.Errorf("reading the lessons and cases: %w", err)
	}
	return []byte(packed), nil
}

// version returns an identifier of the site's content. It depends on every file
// and on the sources of the pages, but not on the pages, because go-app's output
// differs from run to run.
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
