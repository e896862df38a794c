//go:build !js

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
)

// site is a page that answers its first bpf(2) call: BPF_MAP_CREATE returns 3.
type site struct {
	name     string
	address  string
	selector string // of the element with the answer
}

// serveBpfplay builds and serves bpfplay, well compressed.
func serveBpfplay(ctx context.Context) (site, func(), error) {
	dir, err := os.MkdirTemp("", "bpfplay-sidebyside-")
	if err != nil {
		return site{}, nil, err
	}
	binary := filepath.Join(dir, "serve")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, "bpfplay/cmd/serve").CombinedOutput(); err != nil {
		return site{}, nil, fmt.Errorf("go build bpfplay/cmd/serve: %w\n%s", err, out)
	}
	cmd := exec.CommandContext(ctx, binary, "-addr", "localhost:0", "-v")
	output, input := io.Pipe()
	cmd.Stdout, cmd.Stderr = input, input
	if err := cmd.Start(); err != nil {
		return site{}, nil, err
	}
	end := func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	}
	address := ""
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if _, found, ok := strings.Cut(lines.Text(), "bpfplay is at "); ok {
			address = strings.TrimSpace(found)
		}
		if strings.Contains(lines.Text(), "compressed well") {
			go io.Copy(io.Discard, output)
			return site{"bpfplay", address + "/#v1/k=6.1/create(hash,4,8,16,0)", "#result"}, end, nil
		}
	}
	end()
	return site{}, nil, errors.New("cmd/serve ended before it served the site")
}

// serveRival serves the folder of v86 with the compression and caching of bpfplay's own server.
func serveRival(folder string) (site, func(), error) {
	files := map[string][]byte{}
	for _, name := range []string{"index.html", "libv86.js", "v86.wasm", "state.bin"} {
		packed, err := packedFile(filepath.Join(folder, name))
		if err != nil {
			return site{}, nil, fmt.Errorf("%w: run rival/make", err)
		}
		files["/"+name] = packed
	}
	files["/"] = files["/index.html"]
	types := map[string]string{"": "text/html", ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".bin": "application/octet-stream"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		header := w.Header()
		header.Set("Content-Type", types[path.Ext(r.URL.Path)])
		header.Set("Content-Encoding", "br")
		header.Set("Content-Length", fmt.Sprint(len(data)))
		header.Set("ETag", fmt.Sprintf(`"%s-%d"`, r.URL.Path, len(data)))
		header.Set("Cache-Control", "no-cache")
		if r.URL.RawQuery != "" {
			header.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	}))
	return site{"v86, saved state", server.URL + "/", "#answer"}, server.Close, nil
}

// packedFile returns a file compressed with brotli. It keeps the result, because that takes a minute.
func packedFile(name string) ([]byte, error) {
	plain, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	kept := name + ".br"
	was, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(kept); err == nil && info.ModTime().After(was.ModTime()) {
		return os.ReadFile(kept)
	}
	var packed bytes.Buffer
	w := brotli.NewWriterOptions(&packed, brotli.WriterOptions{Quality: brotli.BestCompression, LGWin: 24})
	if _, err := w.Write(plain); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), os.WriteFile(kept, packed.Bytes(), 0o644)
}
