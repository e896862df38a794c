package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// listFile lists the files of an export with their fingerprints, so that the next export replaces and removes only these.
const listFile = "bpfplay-files.txt"

// headersFile holds the headers of the site in the form that Netlify, Cloudflare Pages and others read.
const headersFile = "_headers"

// export writes the site to dir, for any path of any static host. It changes no file that is not from an earlier export.
func export(site *Site, dir string, say func(string, ...any)) error {
	files := map[string][]byte{headersFile: hostHeaders(site)}
	for _, asset := range site.Assets {
		files[asset.File] = asset.Plain()
	}
	earlier, err := readList(dir)
	if err != nil {
		return fmt.Errorf("exporting: %w", err)
	}
	var old []string // from the earlier export alone
	for _, file := range slices.Sorted(maps.Keys(earlier)) {
		if _, ok := files[file]; !ok && filepath.IsLocal(file) {
			old = append(old, file)
		}
	}
	for _, file := range slices.Concat(slices.Sorted(maps.Keys(files)), old) {
		if err := checkOwn(dir, file, earlier[file], files[file]); err != nil {
			return fmt.Errorf("exporting: %w", err)
		}
	}

	var list strings.Builder
	size := 0
	for _, file := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(&list, "%s  %s\n", fingerprint(files[file]), file)
		size += len(files[file])
	}
	files[listFile] = []byte(list.String())
	for _, file := range slices.Sorted(maps.Keys(files)) {
		name := filepath.Join(dir, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("exporting: %w", err)
		}
		if err := os.WriteFile(name, files[file], 0o644); err != nil {
			return fmt.Errorf("exporting: %w", err)
		}
	}
	for _, file := range old {
		if err := os.Remove(filepath.Join(dir, filepath.FromSlash(file))); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("exporting: %w", err)
		}
	}
	say("bpfplay is in %s: %d files, %.1f MB, for any path of any static host", dir, len(files), float64(size)/1e6)
	return nil
}

// readList returns the fingerprints of the files of the earlier export in dir.
func readList(dir string) (map[string]string, error) {
	text, err := os.ReadFile(filepath.Join(dir, listFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	sums := make(map[string]string)
	for line := range strings.Lines(string(text)) {
		if sum, file, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			sums[file] = sum
		}
	}
	return sums, nil
}

// checkOwn returns an error if the file exists in dir, and neither is it the next one nor has it the sum of the earlier
// export.
func checkOwn(dir, file, sum string, next []byte) error {
	name := filepath.Join(dir, filepath.FromSlash(file))
	data, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case fingerprint(data) == sum || next != nil && string(data) == string(next):
		return nil
	case sum != "":
		return fmt.Errorf("%s was changed after the last export: move it away, or choose another folder", name)
	}
	return fmt.Errorf("%s exists and is not from an export: move it away, or choose an empty folder", name)
}

// hostHeaders returns the headers of every file, and lets browsers keep the files whose URLs contain their hash.
func hostHeaders(site *Site) []byte {
	var text strings.Builder
	text.WriteString("/*\n")
	for _, name := range slices.Sorted(maps.Keys(commonHeaders)) {
		fmt.Fprintf(&text, "  %s: %s\n", name, commonHeaders[name])
	}
	for _, file := range append(slices.Clone(hashed), programFile, packedFile) {
		if _, ok := site.Assets["/"+file]; ok {
			fmt.Fprintf(&text, "/%s\n  Cache-Control: %s\n", file, immutable)
		}
	}
	return []byte(text.String())
}
