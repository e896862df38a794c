package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// wantInError checks that the message of err contains every word.
func wantInError(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error %q does not contain %q", err, word)
		}
	}
}

func TestCacheProducesAFileOnce(t *testing.T) {
	cache := Cache{Dir: t.TempDir()}
	made := 0
	for range 3 {
		data, err := cache.Get("file", func() ([]byte, error) { made++; return []byte("content"), nil })
		if err != nil || string(data) != "content" {
			t.Fatalf("got %q, %v", data, err)
		}
	}
	if made != 1 {
		t.Errorf("produced %d times, want once", made)
	}
}

func TestCacheDoesNotKeepFailures(t *testing.T) {
	cache := Cache{Dir: t.TempDir()}
	cut := errors.New("cut")
	if _, err := cache.Get("file", func() ([]byte, error) { return []byte("hal"), cut }); !errors.Is(err, cut) {
		t.Fatalf("error is %v, want that of produce", err)
	}
	data, err := cache.Get("file", func() ([]byte, error) { return []byte("whole"), nil })
	if err != nil || string(data) != "whole" {
		t.Errorf("after a failure: %q, %v", data, err)
	}
}

func TestCacheReplacesDamagedFiles(t *testing.T) {
	for damage, change := range map[string]func([]byte) []byte{
		"cut":     func(b []byte) []byte { return b[:len(b)-5] },
		"empty":   func([]byte) []byte { return nil },
		"zeroed":  func(b []byte) []byte { return make([]byte, len(b)) },
		"flipped": func(b []byte) []byte { b[0] ^= 1; return b },
	} {
		cache := Cache{Dir: t.TempDir()}
		whole := func() ([]byte, error) { return []byte("whole"), nil }
		if _, err := cache.Get("file", whole); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(cache.Dir, "file")
		kept, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		write(t, name, string(change(kept)))
		if data, err := cache.Get("file", whole); err != nil || string(data) != "whole" {
			t.Errorf("%s: got %q, %v", damage, data, err)
		}
	}
}

// TestWithoutAWritableCacheBuildsAreServedFromMemory covers a full disk, a folder without permission and a missing one.
func TestWithoutAWritableCacheBuildsAreServedFromMemory(t *testing.T) {
	var told []error
	cache := Cache{Dir: filepath.Join(t.TempDir(), "missing"), Fail: warnOnce(func(problem error) { told = append(told, problem) })}
	for range 2 {
		data, err := cache.Get("file", func() ([]byte, error) { return []byte("built"), nil })
		if err != nil || string(data) != "built" {
			t.Fatalf("got %q, %v", data, err)
		}
	}
	if len(told) != 1 {
		t.Fatalf("%d warnings: %v", len(told), told)
	}
	wantInError(t, told[0], "writing the cache", cache.Dir)
}

func TestWithoutACacheFolderBuildsAreServedFromMemory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	write(t, file, "")
	t.Setenv("XDG_CACHE_HOME", file) // a file cannot hold the folder
	t.Setenv("HOME", file)
	var told []error
	cache := openCache(func(problem error) { told = append(told, problem) })
	data, err := cache.Get("file", func() ([]byte, error) { return []byte("built"), nil })
	if err != nil || string(data) != "built" || len(told) != 1 {
		t.Errorf("got %q, %v, warnings %v", data, err, told)
	}
	cache.Prune(0)
}

func TestPruneRemovesTheLeastRecentlyUsed(t *testing.T) {
	cache := Cache{Dir: t.TempDir()}
	now := time.Now()
	for age, name := range []string{"newest", "newer", "old", "oldest"} {
		if _, err := cache.Get(name, func() ([]byte, error) { return make([]byte, 1000), nil }); err != nil {
			t.Fatal(err)
		}
		used := now.Add(-time.Duration(age+1) * time.Hour)
		if err := os.Chtimes(filepath.Join(cache.Dir, name), used, used); err != nil {
			t.Fatal(err)
		}
	}
	// Reading a file makes it the newest.
	if _, err := cache.Get("oldest", nil); err != nil {
		t.Fatal(err)
	}
	cache.Prune(2500)

	for name, stays := range map[string]bool{"oldest": true, "newest": true, "newer": false, "old": false} {
		if _, err := os.Stat(filepath.Join(cache.Dir, name)); (err == nil) != stays {
			t.Errorf("%s: exists is %v, want %v", name, err == nil, stays)
		}
	}
}
