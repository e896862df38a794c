package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"bpfplay/web"
)

// program is a fake compiled program: long and easy to compress.
var program = bytes.Repeat([]byte("\x00asm of a program "), 512)

// counter is a fake compiler that counts its builds.
type counter struct {
	builds int
	fails  error
}

func (c *counter) compile(context.Context) ([]byte, error) {
	c.builds++
	if c.fails != nil {
		return program[:100], c.fails
	}
	return program, nil
}

var registerOnce = sync.OnceFunc(func() { web.Register(nil) })

// checkout writes a small module with assets and a fake GOROOT, and returns its
// workshop.
func checkout(t *testing.T) (Workshop, *counter) {
	t.Helper()
	registerOnce()
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":                        "module bpfplay\n",
		"go.sum":                        "",
		"core/kernel.go":                "package core\n",
		"wasm/main.go":                  "package main\n",
		"web/page.go":                   "package web\n",
		"cmd/serve/main.go":             "package main\n",
		"cmd/serve/overlay/overlay.go":  "package overlay\n",
		"cmd/serve/strip/strip.go":      "package strip\n",
		"cmd/serve/reference/page.go":   "package reference\n",
		"go/lib/wasm/wasm_exec.js":      "// the loader of this Go release\n",
		"web/assets/.left-by-an-editor": "",
		"web/lessons/01-first.txt":      "First\nA topic.\n#v1/k=6.12/create(hash,4,8,16)\n@ 1\nA map.\n",
		"web/cases/01-early.txt":        "A1 A case\nasks: Why?\nlink: v1/k=6.12/create(hash,4,8,16)\n",
	} {
		write(t, filepath.Join(root, name), text)
	}
	assets := needs(newHandler("", ""))
	for _, b := range bundles {
		assets = append(slices.DeleteFunc(assets, func(file string) bool { return file == "/"+b.file }), b.parts...)
	}
	for _, asset := range assets {
		write(t, filepath.Join(root, assetFolder, path.Base(asset)), "/* an asset that compresses, that compresses, that compresses */")
	}
	c := new(counter)
	return Workshop{
		Module:  Module{Root: root, Go: Toolchain{GOROOT: filepath.Join(root, "go"), GOVERSION: "go1.26"}},
		Cache:   Cache{Dir: t.TempDir()},
		Compile: c.compile,
	}, c
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// smallSite returns the site of a fake checkout. It is shared by all tests that only read it.
func smallSite(t *testing.T) *Site {
	t.Helper()
	small.Do(func() {
		w, _ := checkout(t)
		small.site = mustSite(t, w)
	})
	if small.site == nil {
		t.Fatal("building the site failed in an earlier test")
	}
	return small.site
}

// small and actual hold the sites shared by tests.
var small, actual struct {
	sync.Once
	site *Site
}

func mustSite(t *testing.T, w Workshop) *Site {
	t.Helper()
	site, err := w.Site(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func TestSecondStartBuildsOnlyChangedParts(t *testing.T) {
	for _, change := range []struct {
		file   string
		builds int
	}{
		{"", 1},
		{"core/kernel_test.go", 1},
		{"core/.kernel.go.swp", 1},
		{"web/assets/style.css", 1},
		{"web/lessons/01-first.txt", 1},
		{"web/cases/02-later.txt", 1},
		{"cmd/serve/main.go", 1},
		{"cmd/serve/strip/strip.go", 2},
		{"core/kernel.go", 2},
		{"core/lessons/first.txt", 2},
		{"go.sum", 2},
	} {
		t.Run("changed "+change.file, func(t *testing.T) {
			w, c := checkout(t)
			mustSite(t, w)
			if change.file != "" {
				write(t, filepath.Join(w.Module.Root, change.file), "changed")
			}
			mustSite(t, w)
			if c.builds != change.builds {
				t.Errorf("%d builds after the second start, want %d", c.builds, change.builds)
			}
		})
	}
}

func TestDifferentGoRebuilds(t *testing.T) {
	w, c := checkout(t)
	mustSite(t, w)
	w.Module.Go.GOVERSION = "go1.27"
	mustSite(t, w)
	if c.builds != 2 {
		t.Errorf("%d builds with two Go releases, want 2", c.builds)
	}
}

func TestFailedBuildIsNotCached(t *testing.T) {
	w, c := checkout(t)
	c.fails = errors.New("interrupted")
	if _, err := w.Site(t.Context()); !errors.Is(err, c.fails) {
		t.Fatalf("a failed build returned %v", err)
	}
	c.fails = nil
	site := mustSite(t, w)
	if got := site.Assets["/web/app.wasm"].Plain(); !bytes.Equal(got, program) {
		t.Errorf("after a failed build %d bytes are served, want %d", len(got), len(program))
	}
}

func TestCancelledStartLeavesNoPartialFiles(t *testing.T) {
	w, c := checkout(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.Compile = func(ctx context.Context) ([]byte, error) {
		cancel()
		return c.compile(ctx)
	}
	if _, err := w.Site(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("a cancelled start returned %v", err)
	}
	leftovers, err := filepath.Glob(filepath.Join(w.Cache.Dir, "*.part"))
	if err != nil || len(leftovers) > 0 {
		t.Errorf("partial files in the cache: %v (%v)", leftovers, err)
	}
}

func TestVersionDependsOnEveryFile(t *testing.T) {
	w, _ := checkout(t)
	seen := map[string]string{}
	for _, file := range []string{"", "web/assets/style.css", "web/assets/icon.svg", "go/lib/wasm/wasm_exec.js", "cmd/serve/main.go", "web/page.go"} {
		if file != "" {
			write(t, filepath.Join(w.Module.Root, file), "changed "+file)
		}
		files, err := w.assets()
		if err != nil {
			t.Fatal(err)
		}
		if files[loaderFile], err = w.loader(); err != nil {
			t.Fatal(err)
		}
		version, err := w.version(files)
		if err != nil {
			t.Fatal(err)
		}
		if before, ok := seen[version]; ok {
			t.Errorf("changing %q gives the same version as changing %q", file, before)
		}
		seen[version] = file
	}
}

func TestUnknownAssetExtensionIsNamed(t *testing.T) {
	w, _ := checkout(t)
	write(t, filepath.Join(w.Module.Root, "web/assets/notes.xyz"), "?")
	_, err := w.Site(t.Context())
	wantInError(t, err, "web/notes.xyz", ".xyz", "asset.go")
}

func TestMissingAssetIsNamed(t *testing.T) {
	w, _ := checkout(t)
	if err := os.Remove(filepath.Join(w.Module.Root, "web/assets/style.css")); err != nil {
		t.Fatal(err)
	}
	_, err := w.Site(t.Context())
	wantInError(t, err, "web/assets/style.css")
}
