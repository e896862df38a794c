package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"strconv"
	"strings"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// lengthHeader tells the loading bar how long the program is uncompressed,
// which is what it counts.
const lengthHeader = "X-Wasm-Length"

// resources tells go-app where its files are. Its own providers do not fit:
// they serve the working directory, and a prefix breaks their URLs.
type resources struct {
	program string
}

func (resources) Package() string   { return "" }
func (resources) Static() string    { return "" }
func (r resources) AppWASM() string { return r.program }

// newHandler describes the pages to go-app.
func newHandler(program, version string) *app.Handler {
	return &app.Handler{
		Name:            "bpfplay",
		Title:           "bpfplay: a laboratory for Linux's bpf(2) maps",
		Description:     "Create, read, change and break BPF maps on an emulated Linux kernel of your choice, and see which check answered and why. It all runs in this page.",
		Keywords:        []string{"bpf", "eBPF", "BPF maps", "bpf(2)", "Linux kernel", "BPF_MAP_CREATE"},
		Lang:            "en",
		ThemeColor:      "#f7f6f3",
		BackgroundColor: "#f7f6f3",
		LoadingLabel:    "Loading the kernel… {progress}%",
		Icon: app.Icon{
			Default:    "/web/icon-192.png",
			Large:      "/web/icon-512.png",
			SVG:        "/web/icon.svg",
			AppleTouch: "/web/icon-192.png",
		},
		Styles:  []string{"/web/style.css", "/web/kernel.css", "/web/inside.css", "/web/lesson.css", "/web/present.css", "/web/embed.css"},
		Scripts: []string{"/web/bridge.js"},
		// The browser asks for the program with the page, not only when the scripts have run, unless the page is embedded.
		RawHeaders:              []string{`<script data-program="` + program + `">` + firstScript + `</script>`},
		Resources:               resources{program},
		Version:                 version,
		WasmContentLengthHeader: lengthHeader,
	}
}

// firstScript runs before the page is read. In a frame of another page it has a poster shown in place of the program,
// which is then loaded when it is asked for.
const firstScript = `if (new URLSearchParams(location.search).has("embed")) {
  document.documentElement.className = "poster";
  document.head.append(Object.assign(document.createElement("script"), { src: "/web/embed.js" }));
} else {
  document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", type: "application/wasm", crossOrigin: "", href: document.currentScript.dataset.program }));
}`

// pages has go-app write the page of each route, its scripts and its manifest
// around the given files, which they name.
func pages(files map[string][]byte, version string) (map[string][]byte, error) {
	// The program's URL changes with it, so that no cache can pair it with another page.
	program := "/" + programFile + "?v=" + shortSum(fingerprint(files[programFile]))
	handler := newHandler(program, version)
	for file := range files {
		if file != programFile && strings.HasPrefix(file, "web/") {
			handler.CacheableResources = append(handler.CacheableResources, "/"+file)
		}
	}
	for _, needed := range needs(handler) {
		if _, ok := files[strings.TrimPrefix(needed, "/")]; !ok {
			return nil, fmt.Errorf("the pages ask for %s: there is no %s", needed, path.Join(assetFolder, path.Base(needed)))
		}
	}

	dir, err := os.MkdirTemp("", "bpfplay-pages-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := app.GenerateStaticWebsite(dir, handler); err != nil {
		return nil, fmt.Errorf("writing the pages: %w", err)
	}
	return readPages(dir, map[string]string{"length": strconv.Itoa(len(files[programFile]))})
}

// needs lists the files that every page names. One that is missing would be a
// failed request, and would keep the service worker from ever starting.
func needs(h *app.Handler) []string {
	icons := []string{h.Icon.Default, h.Icon.Large, h.Icon.SVG, h.Icon.AppleTouch}
	return append(append(icons, h.Styles...), h.Scripts...)
}

// readPages reads what go-app wrote to dir, and corrects it.
func readPages(dir string, values map[string]string) (map[string][]byte, error) {
	files := make(map[string][]byte)
	tree := os.DirFS(dir)
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(tree, name)
		if err != nil {
			return err
		}
		files[name], err = correct(name, data, values)
		return err
	})
	return files, err
}

// shortSum is the part of a fingerprint that goes into a URL.
func shortSum(sum string) string { return sum[:12] }
