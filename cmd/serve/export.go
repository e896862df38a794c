package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// export writes the site to dir, for a static host that serves dir as its root.
// Hosts that can send precompressed files find them next to the originals.
func export(site *Site, dir string, say func(string, ...any)) error {
	count := 0
	for _, asset := range site.Assets {
		for _, body := range asset.Bodies {
			name := filepath.Join(dir, filepath.FromSlash(asset.File+body.Suffix))
			if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
				return fmt.Errorf("exporting: %w", err)
			}
			if err := os.WriteFile(name, body.Data, 0o644); err != nil {
				return fmt.Errorf("exporting: %w", err)
			}
			count++
		}
	}
	say("bpfplay is in %s: %d files for the root of any static host", dir, count)
	return nil
}
