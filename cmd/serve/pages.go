package main

import (
	"bytes"
	_ "embed" // first.js and icon-48.png
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bpfplay/cmd/serve/strip"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// resources implements app.ResourceProvider. go-app's own providers serve the
// working directory, and their URLs break under a prefix.
type resources struct {
	program string
}

func (resources) Package() string   { return "" }
func (resources) Static() string    { return "" }
func (r resources) AppWASM() string { return r.program }

// newHandler returns the go-app handler that generates the pages.
func newHandler(program, version string) *app.Handler {
	return &app.Handler{
		Name:            "bpfplay",
		Title:           "bpfplay: a laboratory for Linux's bpf(2) maps",
		Description:     "Create, read, update and break BPF maps on an emulated Linux kernel of your choice, and see which check failed and why. Everything runs in this page.",
		Keywords:        []string{"bpf", "eBPF", "BPF maps", "bpf(2)", "Linux kernel", "BPF_MAP_CREATE"},
		Lang:            "en",
		ThemeColor:      "#f7f6f3",
		BackgroundColor: "#f7f6f3",
		LoadingLabel:    "Loading the kernel… {progress}",
		Icon: app.Icon{
			Default:    "/web/icon-192.png",
			Large:      "/web/icon-512.png",
			SVG:        "/web/icon.svg",
			AppleTouch: "/web/icon-192.png",
		},
		Styles:    []string{"/" + stylesFile},
		Scripts:   []string{"/" + scriptsFile},
		Resources: resources{program},
		Version:   version,
	}
}

// firstScript runs before the page is parsed. It requests the program, and compiles it while it arrives. In an embedded page
// it shows a poster, and the program is loaded only when the reader asks for it.
var firstScript = strings.TrimSpace(firstSource)

//go:embed first.js
var firstSource string

// pageIcon is the icon of the browser's tab: web/assets/icon.svg in 48 by 48 pixels.
//
//go:embed icon-48.png
var pageIcon []byte

// pages returns the files that go-app generates, and the rules that they add to stylesFile. They refer to the given files, and the service worker also to the reference.
func pages(files, reference map[string][]byte, version string) (map[string][]byte, error) {
	// The program's URL contains its hash, so that no cache can combine it with the page of another build.
	file, length := programFile, len(files[programFile])
	if packed, ok := files[packedFile]; ok {
		file, length = packedFile, unpackedLength(packed)
	}
	program := "/" + versioned(file, files[file])
	handler := newHandler(program, version)
	for file := range files {
		if file != programFile && file != packedFile && strings.HasPrefix(file, "web/") && !alone[path.Base(file)] {
			handler.CacheableResources = append(handler.CacheableResources, "/"+file)
		}
	}
	for _, needed := range needs(handler) {
		if _, ok := files[strings.TrimPrefix(needed, "/")]; !ok {
			return nil, fmt.Errorf("the pages refer to %s, but %s does not exist", needed, path.Join(assetFolder, path.Base(needed)))
		}
	}

	values := map[string]string{
		"length": strconv.Itoa(length), "program": program, "course": "/" + courseFile, "reference": offline(files, reference), "unfold": strings.TrimSpace(strip.Unfold), "first": firstScript,
		"icon": base64.StdEncoding.EncodeToString(pageIcon),
	}
	made := make(map[string][]byte)
	var styles styleRules
	for _, name := range generated {
		data := answer(handler, urlPath(name))
		if path.Ext(name) == ".html" {
			data = styles.collect(sorted(joined(data)))
		}
		var err error
		if made[name], err = correct(name, data, values); err != nil {
			return nil, err
		}
	}
	made[stylesFile] = styles.sheet.Bytes()
	return made, nil
}

// generated lists the files that go-app generates.
var generated = []string{"index.html", "app.css", "app.js", workerFile, "manifest.webmanifest"}

// answer returns the response of a handler for a path.
func answer(handler http.Handler, path string) []byte {
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Body.Bytes()
}

// offline returns the files of the reference and of its pages, as a list in JavaScript.
func offline(files, reference map[string][]byte) string {
	var urls []string
	for file := range reference {
		urls = append(urls, urlPath(file))
	}
	for file := range files {
		if alone[path.Base(file)] {
			urls = append(urls, "/"+file)
		}
	}
	slices.Sort(urls)
	list, err := json.Marshal(urls)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return string(list)
}

// needs returns the files that every page refers to. If one were missing, the
// service worker would never start.
func needs(h *app.Handler) []string {
	icons := []string{h.Icon.Default, h.Icon.Large, h.Icon.SVG, h.Icon.AppleTouch}
	return append(append(icons, h.Styles...), h.Scripts...)
}

// styleRules are style attributes as rules of a style sheet, because the policy allows no style attributes.
type styleRules struct {
	sheet bytes.Buffer
	known []string
}

// styleAttribute matches a style attribute.
var styleAttribute = regexp.MustCompile(` style="([^"]*)"`)

// collect replaces the style attributes of a page by references to rules.
func (s *styleRules) collect(page []byte) []byte {
	return styleAttribute.ReplaceAllFunc(page, func(found []byte) []byte {
		style := string(styleAttribute.FindSubmatch(found)[1])
		at := slices.Index(s.known, style)
		if at < 0 {
			at = len(s.known)
			s.known = append(s.known, style)
			fmt.Fprintf(&s.sheet, "[data-style=\"%d\"] { %s }\n", at, strings.ReplaceAll(style, ";", " !important;"))
		}
		return fmt.Appendf(nil, ` data-style="%d"`, at)
	})
}

// tag matches a start tag with attributes.
var tag = regexp.MustCompile(`<[a-zA-Z][a-zA-Z0-9]*(?:\s+[^\s=>"]+(?:="(?:[^"\\]|\\.)*")?)+\s*/?>`)

// attribute matches an attribute of a tag.
var attribute = regexp.MustCompile(`\s+[^\s=>"/]+(?:="(?:[^"\\]|\\.)*")?`)

// sorted sorts the attributes of every tag. go-app writes them in a random order, but a site must be reproducible.
func sorted(page []byte) []byte {
	return tag.ReplaceAllFunc(page, func(tag []byte) []byte {
		places := attribute.FindAllIndex(tag, -1)
		var all [][]byte
		for _, at := range places {
			all = append(all, tag[at[0]:at[1]])
		}
		slices.SortFunc(all, bytes.Compare)
		first, last := places[0][0], places[len(places)-1][1]
		return slices.Concat(tag[:first], bytes.Join(all, nil), tag[last:])
	})
}

// lineBreak is a line break after or before a tag.
var lineBreak = regexp.MustCompile(`>\n|\n<`)

// joined removes the line breaks that go-app writes around every tag and text. A browser would draw them as spaces, and the
// page would move when the program draws it again.
func joined(page []byte) []byte {
	return lineBreak.ReplaceAllFunc(page, func(found []byte) []byte { return bytes.Trim(found, "\n") })
}

// shortSum returns the prefix of a fingerprint that is used in URLs.
func shortSum(sum string) string { return sum[:12] }
