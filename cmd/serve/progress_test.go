package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestProgressOfABuild reads the output of go build -v, and compares the progress on a terminal with that in a file.
func TestProgressOfABuild(t *testing.T) {
	var terminal, file strings.Builder
	consoles := []*console{{out: &terminal, terminal: true}, {out: &file}}
	progress := &Progress{show: func(text string, newStep bool) {
		for _, c := range consoles {
			c.Show(text, newStep)
		}
	}}
	progress.Set(compiling, 0, 1)
	output := &buildOutput{packages: map[string]bool{"a": true, "b/c": true, "bpfplay/wasm": true}, progress: progress}
	for _, part := range []string{"a\nb/", "c\n# b/c\nb/c/x.go:1: wro", "ng\nbpfplay/wasm\n"} {
		if _, err := output.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	if got := output.String(); got != "# b/c\nb/c/x.go:1: wrong\n" {
		t.Errorf("the messages are %q", got)
	}
	progress.Set(compressing, 1, 1)
	for _, c := range consoles {
		c.Say("bpfplay is at home")
	}
	shown := strings.Split(strings.ReplaceAll(terminal.String(), eraseLine, "\n"), "\n")
	want := []string{"", "Building: 1 %, compiling the program for the browser …", "Building: 26 %, compiling the program for the browser …",
		"Building: 53 %, compiling the program for the browser …", "Building: 80 %, linking the program …", "Building: 100 %, compressing the files …", "bpfplay is at home", ""}
	if !slices.Equal(slices.Compact(shown), want) {
		t.Errorf("the terminal shows %q, want %q", shown, want)
	}
	wantFile := want[1] + "\n" + want[4] + "\n" + want[5] + "\n" + want[6] + "\n"
	if file.String() != wantFile {
		t.Errorf("the file has\n%swant\n%s", file.String(), wantFile)
	}
}

func TestThePageShowsTheBuildUntilItIsReady(t *testing.T) {
	progress := new(Progress)
	front := &Front{Progress: progress}
	get := func(path, accept string) (int, string, http.Header) {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		front.ServeHTTP(w, r)
		return w.Code, w.Body.String(), w.Header()
	}
	progress.Set(linking, 0, 1)
	status, page, header := get("/?embed=1", "text/html,*/*")
	if status != http.StatusServiceUnavailable || !strings.Contains(page, `value="80"`) || !strings.Contains(page, "80 %, linking the program") || !strings.Contains(page, "location.reload()") {
		t.Errorf("during the build: %d %s", status, page)
	}
	for _, inline := range []string{waitStyle, waitScript} {
		if !strings.Contains(page, ">"+inline+"<") || !strings.Contains(header.Get("Content-Security-Policy"), sourceHash(inline)) {
			t.Errorf("the policy does not allow %q", inline)
		}
	}
	if status, text, _ := get(healthPath, "*/*"); status != http.StatusServiceUnavailable || !strings.Contains(text, "80 %") {
		t.Errorf("health during the build: %d %s", status, text)
	}
	front.Open(smallSite(t))
	if status, page, _ := get("/", "text/html"); status != http.StatusOK || strings.Contains(page, "being built") {
		t.Errorf("after the build: %d %s", status, page)
	}
}

// TestTheSiteIsCompressedWellLater compares a site that was compressed quickly with the better one.
func TestTheSiteIsCompressedWellLater(t *testing.T) {
	w, _ := checkout(t)
	source, err := os.ReadFile("listen_test.go")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(w.Module.Root, assetFolder, "style.css"), string(source))
	quick := mustSite(t, w)
	better, err := quick.Better(t.Context(), w.Cache)
	if err != nil {
		t.Fatal(err)
	}
	before, after := quick.Assets["/web/page.css"].Bodies[0], better.Assets["/web/page.css"].Bodies[0]
	if len(after.Data) >= len(before.Data) || after.ETag == before.ETag {
		t.Errorf("%d bytes and %s, then %d bytes and %s", len(before.Data), before.ETag, len(after.Data), after.ETag)
	}
	// The next start finds the well compressed files.
	next := mustSite(t, w)
	if again, err := next.Better(t.Context(), w.Cache); again != next || err != nil {
		t.Errorf("the next start compresses again: %v", err)
	}
}
