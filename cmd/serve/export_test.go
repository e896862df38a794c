package main

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// packedSite returns the site of a fake checkout as it is exported.
func packedSite(t *testing.T) *Site {
	t.Helper()
	w, _ := checkout(t)
	w.Packed = true
	return mustSite(t, w)
}

// exported returns the files of an export by name.
func exported(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(name)
		short, _ := filepath.Rel(dir, name)
		files[filepath.ToSlash(short)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestExportContainsTheWholeSite(t *testing.T) {
	site := packedSite(t)
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := export(site, dir, t.Logf); err != nil {
		t.Fatal(err)
	}
	files := exported(t, dir)
	for _, asset := range site.Assets {
		if files[asset.File] != string(asset.Plain()) {
			t.Errorf("%s differs from the file of the site", asset.File)
		}
	}
	plain, err := gzip.NewReader(strings.NewReader(files["web/app.bin"]))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(read(t, plain), program) {
		t.Error("web/app.bin does not hold the program")
	}
	if _, ok := files["web/app.wasm"]; ok {
		t.Error("the export holds the program twice")
	}
	for _, want := range []string{"/*\n", "Content-Security-Policy: default-src 'self'", "/web/app.bin\n  Cache-Control: public"} {
		if !strings.Contains(files["_headers"], want) {
			t.Errorf("_headers has no %q:\n%s", want, files["_headers"])
		}
	}
}

// TestExportWorksUnderAPath requests every reference of some pages from a static host.
func TestExportWorksUnderAPath(t *testing.T) {
	w, _ := checkout(t)
	w.Packed = true
	for _, file := range []string{"reference.css", "reference.js"} {
		write(t, filepath.Join(w.Module.Root, assetFolder, file), "/* of the reference */")
	}
	dir := filepath.Join(t.TempDir(), "some", "path")
	if err := export(mustSite(t, w), dir, t.Logf); err != nil {
		t.Fatal(err)
	}
	host := httptest.NewServer(http.FileServer(http.Dir(filepath.Join(dir, "../.."))))
	defer host.Close()
	for _, page := range []string{"/some/path/", "/some/path/ref/", "/some/path/ref/hash/"} {
		refs := references(t, exported(t, dir), strings.TrimPrefix(page, "/some/path/")+"index.html")
		if len(refs) < 5 {
			t.Fatalf("%s refers to %q", page, refs)
		}
		for _, ref := range refs {
			res, err := host.Client().Get(host.URL + page + ref)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != http.StatusOK {
				t.Errorf("%s refers to %q: %s", page, ref, res.Status)
			}
		}
	}
}

// references returns the references of a page to the same host.
func references(t *testing.T, files map[string]string, page string) (refs []string) {
	t.Helper()
	for _, match := range referred.FindAllStringSubmatch(files[page], -1) {
		switch ref, _, _ := strings.Cut(match[1], "#"); {
		case strings.HasPrefix(ref, "/"):
			t.Errorf("%s refers to %s from the root of the host", page, match[1])
		case ref != "" && !strings.Contains(ref, ":"):
			refs = append(refs, ref)
		}
	}
	return refs
}

// TestRelativeReferences holds the shortest reference between files.
func TestRelativeReferences(t *testing.T) {
	for _, test := range [][3]string{
		{"index.html", "", "./"}, {"index.html", "#v1", "./#v1"}, {"index.html", "ref/hash/", "ref/hash/"},
		{"ref/index.html", "", "../"}, {"ref/index.html", "ref/hash/", "hash/"}, {"ref/index.html", "ref/", "./"},
		{"ref/hash/index.html", "ref/checks/#x", "../checks/#x"}, {"ref/hash/index.html", "web/a.css", "../../web/a.css"},
		{"ref/hash/index.html", "ref/hash/#x", "./#x"},
	} {
		if got := relative(test[0], test[1]); got != test[2] {
			t.Errorf("from %s to %q: %q, want %q", test[0], test[1], got, test[2])
		}
	}
}

func TestExportsAreReproducible(t *testing.T) {
	w, _ := checkout(t)
	w.Packed = true
	dirs := [2]string{t.TempDir(), t.TempDir()}
	for _, dir := range dirs {
		if err := export(mustSite(t, w), dir, t.Logf); err != nil {
			t.Fatal(err)
		}
	}
	first, second := exported(t, dirs[0]), exported(t, dirs[1])
	for name, data := range first {
		if second[name] != data {
			t.Errorf("%s differs between two exports", name)
		}
	}
	if len(first) != len(second) {
		t.Errorf("%d and %d files", len(first), len(second))
	}
}

func TestExportKeepsForeignFiles(t *testing.T) {
	site, dir := packedSite(t), t.TempDir()
	write(t, filepath.Join(dir, "index.html"), "my home page")
	wantInError(t, export(site, dir, t.Logf), "index.html", "not from an export", "empty folder")
	if files := exported(t, dir); len(files) != 1 || files["index.html"] != "my home page" {
		t.Errorf("the folder has %d files, index.html is %q", len(files), files["index.html"])
	}
}

func TestExportReplacesAnEarlierExport(t *testing.T) {
	site, dir := packedSite(t), t.TempDir()
	write(t, filepath.Join(dir, "notes.txt"), "mine")
	for _, file := range []string{"web/old.css", "web/icon.svg"} {
		site.Assets["/"+file] = &Asset{File: file, Bodies: []Body{{Data: []byte("old")}}}
	}
	if err := export(site, dir, t.Logf); err != nil {
		t.Fatal(err)
	}
	site = packedSite(t)
	if err := export(site, dir, t.Logf); err != nil {
		t.Fatal(err)
	}
	files := exported(t, dir)
	if _, ok := files["web/old.css"]; ok {
		t.Error("a file of the earlier export is left")
	}
	if files["notes.txt"] != "mine" || files["web/icon.svg"] == "old" {
		t.Errorf("notes.txt is %q, icon.svg %q", files["notes.txt"], files["web/icon.svg"])
	}
	write(t, filepath.Join(dir, "web/icon.svg"), "edited by hand")
	wantInError(t, export(site, dir, t.Logf), "icon.svg", "changed after the last export")
}

func TestExportIntoAFileIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	wantInError(t, export(packedSite(t), file, t.Logf), "exporting", file)
}
