package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestExportContainsTheWholeSite(t *testing.T) {
	site := smallSite(t)
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := export(site, dir, t.Logf); err != nil {
		t.Fatal(err)
	}
	for file, path := range map[string]string{
		"index.html":           "/",
		"app.js":               "/app.js",
		"app-worker.js":        "/app-worker.js",
		"manifest.webmanifest": "/manifest.webmanifest",
		"web/app.wasm":         "/web/app.wasm",
		"web/page.css":         "/web/page.css",
		"web/icon-512.png":     "/web/icon-512.png",
	} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Error(err)
			continue
		}
		if string(data) != text(t, site, path) {
			t.Errorf("%s differs from the response to %s", file, path)
		}
	}
	for suffix, encoding := range map[string]string{".br": "br", ".gz": "gzip"} {
		data, err := os.ReadFile(filepath.Join(dir, "web/app.wasm"+suffix))
		if err != nil {
			t.Error(err)
			continue
		}
		res := request(site, "GET", "/web/app.wasm", "Accept-Encoding", encoding)
		if string(data) != string(read(t, res.Body)) {
			t.Errorf("app.wasm%s differs from the response with encoding %s", suffix, encoding)
		}
	}
}

func TestExportIntoAFileIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	wantInError(t, export(smallSite(t), file, t.Logf), "exporting", file)
}
