package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// cacheLimit keeps about twenty builds.
const cacheLimit = 256 << 20

// Cache is a folder of finished files, each named by what it was made from.
// At its end each has the fingerprint of the rest: one that was cut short, by a
// full disk or a power failure, is as good as none.
type Cache struct {
	Dir string
}

// openCache returns the cache of this user, made if need be.
func openCache() (Cache, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return Cache{}, fmt.Errorf("no place to keep the build: %w", err)
	}
	cache := Cache{Dir: filepath.Join(base, "bpfplay")}
	if err := os.MkdirAll(cache.Dir, 0o755); err != nil {
		return Cache{}, fmt.Errorf("no place to keep the build: %w", err)
	}
	return cache, nil
}

// Get returns the file called name; where there is none, it is made and kept.
func (c Cache) Get(name string, produce func() ([]byte, error)) ([]byte, error) {
	path := filepath.Join(c.Dir, name)
	kept, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the cache: %w", err)
	}
	if data, whole := unseal(kept); whole {
		// The time of last use is what Prune goes by; without it a file goes sooner.
		now := time.Now()
		_ = os.Chtimes(path, now, now)
		return data, nil
	}

	data, err := produce()
	if err != nil {
		return nil, err
	}
	if err := writeWhole(path, seal(data)); err != nil {
		return nil, fmt.Errorf("writing the cache: %w", err)
	}
	return data, nil
}

// seal puts the fingerprint of data behind it.
func seal(data []byte) []byte {
	sum := sha256.Sum256(data)
	return slices.Concat(data, sum[:])
}

// unseal takes it off again, and tells whether it is the right one.
func unseal(kept []byte) ([]byte, bool) {
	if len(kept) < sha256.Size {
		return nil, false
	}
	data := kept[:len(kept)-sha256.Size]
	sum := sha256.Sum256(data)
	return data, bytes.Equal(sum[:], kept[len(data):])
}

// Prune removes the files used longest ago until the rest fits in limit bytes.
// One that cannot be removed stays until the next time.
func (c Cache) Prune(limit int64) {
	entries, _ := os.ReadDir(c.Dir)
	var files []fs.FileInfo
	for _, entry := range entries {
		if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, file := range files {
		if limit -= file.Size(); limit < 0 {
			_ = os.Remove(filepath.Join(c.Dir, file.Name()))
		}
	}
}

// writeWhole makes path appear in one step, so that two starts at a time do not
// get into each other's way.
func writeWhole(path string, data []byte) error {
	part, err := os.CreateTemp(filepath.Dir(path), "*.part")
	if err != nil {
		return err
	}
	_, err = part.Write(data)
	err = errors.Join(err, part.Close())
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(part.Name()))
	}
	return nil
}
