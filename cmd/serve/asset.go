package main

import (
	"context"
	"fmt"
	"path"
	"sync"
)

// format describes how files with one extension are sent.
type format struct {
	mediaType string
	packs     bool // worth compressing
}

// formats lists the supported files by extension.
var formats = map[string]format{
	".bin":         {"application/octet-stream", false},
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

// Asset is one file of the site in every encoding it can be sent in.
type Asset struct {
	File   string // path below the root of the site
	Type   string // Content-Type
	Sum    string // fingerprint of the uncompressed bytes
	Bodies []Body // best first; the last one is identity
}

// Body is an asset in one encoding.
type Body struct {
	Encoding string // as in Content-Encoding, or "identity"
	Suffix   string // of the name in the cache
	ETag     string
	Data     []byte
}

// Plain returns the uncompressed bytes.
func (a *Asset) Plain() []byte { return a.Bodies[len(a.Bodies)-1].Data }

// newAsset returns a file with its compressed encodings, taken from the cache if possible.
func newAsset(ctx context.Context, cache Cache, file string, data []byte) (*Asset, error) {
	kind, known := formats[path.Ext(file)]
	if !known {
		return nil, fmt.Errorf("%s: unknown file extension %q: add it to formats in cmd/serve/asset.go", file, path.Ext(file))
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

// compressAll runs all encodings in parallel and returns those smaller than data.
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
