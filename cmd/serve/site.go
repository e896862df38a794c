package main

import (
	"context"
	"errors"
	"path"
	"strings"
	"sync"
)

// Site holds every file a browser can request, ready to send.
type Site struct {
	Assets map[string]*Asset // by URL path
}

// newSite prepares the files in parallel. They are given by their paths in an export.
func newSite(ctx context.Context, cache Cache, files map[string][]byte) (*Site, error) {
	var (
		work sync.WaitGroup
		lock sync.Mutex
		errs []error
	)
	site := &Site{Assets: make(map[string]*Asset)}
	for file, data := range files {
		work.Go(func() {
			asset, err := newAsset(ctx, cache, file, data)
			lock.Lock()
			defer lock.Unlock()
			site.Assets[urlPath(file)] = asset
			errs = append(errs, err)
		})
	}
	work.Wait()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return site, errors.Join(errs...)
}

// urlPath returns the URL path of a file. Pages have no extension.
func urlPath(file string) string {
	if path.Ext(file) != ".html" {
		return "/" + file
	}
	return "/" + strings.TrimSuffix(strings.TrimSuffix(file, ".html"), "index")
}
