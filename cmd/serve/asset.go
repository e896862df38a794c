package main

import (
	"context"
	"fmt"
	"path"
	"sync"
)

// format says how files of one kind are sent.
type format struct {
	mediaType string
	packs     bool // compression makes it smaller
}

// formats are the kinds of files there may be in the site, by extension.
var formats = map[string]format{
	".css":         {"text/css; charset=utf-8", true},
	".html":        {"text/html; charset=utf-8", true},
	".ico":         {"image/x-icon", true},
	".js":          {"text/javascript; charset=utf-8", true},
	".json":        {"application/json", true},
	".png":         {"image/png", false},
	".svg":         {"image/svg+xml", true},
	".txt":         {"text/plain; charset=utf-8", true},
	".wasm":        {"application/wasm", true},
	".webmanifest": {"application/manifest+json", true},
	".webp":        {"image/webp", false},
	".woff2":       {"font/woff2", false},
}

// Asset is one file of the site, in all the forms it can be sent in.
type Asset struct {
	File   string // where an export puts it
	Type   string // Content-Type
	Sum    string // fingerprint of the plain bytes
	Bodies []Body // best first; the last one is plain
}

// Body is an asset in one encoding.
type Body struct {
	Encoding string // as in Content-Encoding; "identity" when plain
	Suffix   string // of the exported file
	ETag     string
	Data     []byte
}

// Plain returns the bytes as they were before any compression.
func (a *Asset) Plain() []byte { return a.Bodies[len(a.Bodies)-1].Data }

// newAsset makes the compressed forms of a file, or takes them from the cache.
func newAsset(ctx context.Context, cache Cache, file string, data []byte) (*Asset, error) {
	kind, known := formats[path.Ext(file)]
	if !known {
		return nil, fmt.Errorf("%s: nothing is known about files ending in %q: add a row to formats in cmd/serve/asset.go", file, path.Ext(file))
	}
	asset := &Asset{File: file, Type: kind.mediaType, Sum: fingerprint(data)}
	if kind.packs {
		packed, err := compressAll(ctx, cache, asset.Sum, data)
		if err != nil {
			return nil, err
		}
		asset.Bodies = packed
	}
	asset.Bodies = append(asset.Bodies, Body{Encoding: "identity", ETag: `"` + asset.Sum + `"`, Data: data})
	return asset, nil
}

// compressAll returns the encodings of data that are smaller than it, all made at the same time.
func compressAll(ctx context.Context, cache Cache, sum string, data []byte) ([]Body, error) {
	all := make([]Body, len(encodings))
	errs := make([]error, len(encodings))
	var work sync.WaitGroup
	for i, e := range encodings {
		work.Go(func() {
			all[i] = Body{Encoding: e.name, Suffix: e.suffix, ETag: `"` + sum + "-" + e.name + `"`}
			all[i].Data, errs[i] = cache.Get(sum+e.suffix, func() ([]byte, error) {
				return e.compress(ctx, data)
			})
		})
	}
	work.Wait()

	var smaller []Body
	for i, body := range all {
		if errs[i] != nil {
			return nil, errs[i]
		}
		if len(body.Data) < len(data) {
			smaller = append(smaller, body)
		}
	}
	return smaller, nil
}
