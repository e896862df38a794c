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
	"sync"
	"time"
)

// cacheLimit is enough for about twenty builds.
const cacheLimit = 256 << 20

// Cache is a folder of build results, each named after the hash of its inputs.
// Every file ends with a checksum, so that a file truncated by a full disk or a
// power failure is ignored. Without a folder, or if it cannot be written, the
// results stay in memory, and the next start builds again.
type Cache struct {
	Dir  string              // "" if the user has no cache folder
	Fail func(problem error) // receives the first failure of the folder; may be nil
}

// openCache returns the user's cache and creates its folder if possible. It calls warn once if builds cannot be kept.
func openCache(warn func(problem error)) Cache {
	cache := Cache{Fail: warnOnce(warn)}
	base, err := os.UserCacheDir()
	if err == nil {
		dir := filepath.Join(base, "bpfplay")
		if err = os.MkdirAll(dir, 0o755); err == nil {
			cache.Dir = dir
		}
	}
	if err != nil {
		cache.fail(fmt.Errorf("creating the cache folder: %w", err))
	}
	return cache
}

// warnOnce returns a function that passes on its first call, from any goroutine.
func warnOnce(warn func(error)) func(error) {
	var once sync.Once
	return func(problem error) { once.Do(func() { warn(problem) }) }
}

func (c Cache) fail(problem error) {
	if c.Fail != nil {
		c.Fail(problem)
	}
}

// Get returns the cached file called name. If it is missing or damaged, Get stores the result of produce.
func (c Cache) Get(name string, produce func() ([]byte, error)) ([]byte, error) {
	if data, ok := c.Find(name); ok {
		return data, nil
	}
	data, err := produce()
	if err != nil || c.Dir == "" {
		return data, err
	}
	if err := writeWhole(filepath.Join(c.Dir, name), seal(data)); err != nil {
		c.fail(fmt.Errorf("writing the cache: %w", err))
	}
	return data, nil
}

// Find returns the cached file called name, unless it is missing or damaged.
func (c Cache) Find(name string) ([]byte, bool) {
	if c.Dir == "" {
		return nil, false
	}
	path := filepath.Join(c.Dir, name)
	kept, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		c.fail(fmt.Errorf("reading the cache: %w", err))
	}
	data, whole := unseal(kept)
	if whole {
		// Prune removes the least recently used files. A failure only makes this file expire earlier.
		now := time.Now()
		_ = os.Chtimes(path, now, now)
	}
	return data, whole
}

// seal appends a checksum to data.
func seal(data []byte) []byte {
	sum := sha256.Sum256(data)
	return slices.Concat(data, sum[:])
}

// unseal removes the checksum and reports whether it matches.
func unseal(kept []byte) ([]byte, bool) {
	if len(kept) < sha256.Size {
		return nil, false
	}
	data := kept[:len(kept)-sha256.Size]
	sum := sha256.Sum256(data)
	return data, bytes.Equal(sum[:], kept[len(data):])
}

// Prune removes the least recently used files until the rest fits in limit bytes.
// It ignores failures; the next Prune tries again.
func (c Cache) Prune(limit int64) {
	if c.Dir == "" {
		return
	}
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

// writeWhole writes path atomically, so that concurrent servers can share the cache.
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
