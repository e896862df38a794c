package main

import (
	"context"
	"errors"
	"path"
	"strings"
	"sync"
)

// Site is all that a browser may ask for, ready to send.
type Site struct {
	Assets map[string]*Asset // by URL path
}

// newSite prepares the files, given by their names in an export, side by side.
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

// urlPath is where a browser finds a file: pages go without their extension.
func urlPath(file string) string {
	if path.Ext(file) != ".html" {
		return "/" + file
	}
	return "/" + strings.TrimSuffix(strings.TrimSuffix(file, ".html"), "index")
}
