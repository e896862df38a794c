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
	quick  bool   // compressed quickly instead of well
}

// Body is an asset in one encoding.
type Body struct {
	Encoding string // as in Content-Encoding, or "identity"
	ETag     string
	Data     []byte
	quick    bool
}

// Plain returns the uncompressed bytes.
func (a *Asset) Plain() []byte { return a.Bodies[len(a.Bodies)-1].Data }

// newAsset returns a file with its compressed encodings, taken from the cache if possible. If quick is true, the others are
// compressed quickly and not kept.
func newAsset(ctx context.Context, cache Cache, file string, data []byte, quick bool) (*Asset, error) {
	kind, known := formats[path.Ext(file)]
	if !known {
		return nil, fmt.Errorf("%s: unknown file extension %q: add it to formats in cmd/serve/asset.go", file, path.Ext(file))
	}
	asset := &Asset{File: file, Type: kind.mediaType, Sum: fingerprint(data)}
	if kind.packs {
		if err := asset.compress(ctx, cache, data, quick); err != nil {
			return nil, err
		}
	}
	asset.Bodies = append(asset.Bodies, Body{Encoding: "identity", ETag: `"` + asset.Sum + `"`, Data: data})
	return asset, nil
}

// compress runs all encodings in parallel and adds those smaller than data.
func (a *Asset) compress(ctx context.Context, cache Cache, data []byte, quick bool) error {
	all := make([]Body, len(encodings))
	errs := make([]error, len(encodings))
	var work sync.WaitGroup
	for i, e := range encodings {
		work.Go(func() { all[i], errs[i] = e.body(ctx, cache, a.Sum, data, quick) })
	}
	work.Wait()
	for i, body := range all {
		if errs[i] != nil {
			return errs[i]
		}
		if len(body.Data) < len(data) {
			a.Bodies = append(a.Bodies, body)
		}
		a.quick = a.quick || body.quick
	}
	return nil
}

// body returns data in the encoding.
func (e encoding) body(ctx context.Context, cache Cache, sum string, data []byte, quick bool) (body Body, err error) {
	body = Body{Encoding: e.name, ETag: `"` + sum + "-" + e.name + `"`}
	found := false
	if body.Data, found = cache.Find(sum + e.suffix); found {
		return body, nil
	}
	if quick {
		body.ETag, body.quick = `"`+sum+"-quick-"+e.name+`"`, true
		body.Data, err = e.compress(ctx, data, true)
		return body, err
	}
	body.Data, err = cache.Get(sum+e.suffix, func() ([]byte, error) { return e.compress(ctx, data, false) })
	return body, err
}
