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

// newSite prepares the files in parallel, quickly or well compressed. They are given by their paths in an export.
func newSite(ctx context.Context, cache Cache, files map[string][]byte, quick bool) (*Site, error) {
	var (
		work sync.WaitGroup
		lock sync.Mutex
		errs []error
	)
	site := &Site{Assets: make(map[string]*Asset)}
	for file, data := range files {
		work.Go(func() {
			asset, err := newAsset(ctx, cache, file, data, quick)
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

// Better returns the site with every file well compressed, which may be s itself.
func (s *Site) Better(ctx context.Context, cache Cache) (*Site, error) {
	files, quick := make(map[string][]byte), false
	for _, asset := range s.Assets {
		files[asset.File] = asset.Plain()
		quick = quick || asset.quick
	}
	if !quick {
		return s, nil
	}
	return newSite(ctx, cache, files, false)
}

// urlPath returns the URL path of a file. Pages have no extension.
func urlPath(file string) string {
	if path.Ext(file) != ".html" {
		return "/" + file
	}
	return "/" + strings.TrimSuffix(strings.TrimSuffix(file, ".html"), "index")
}
