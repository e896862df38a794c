package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestModuleIsFoundFromAnyFolderInside(t *testing.T) {
	inside, err := findModule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(inside.Root, "cmd", "serve", "main.go")); err != nil {
		t.Errorf("found %s, want this checkout: %v", inside.Root, err)
	}
	t.Chdir(inside.Root)
	atRoot, err := findModule(t.Context())
	if err != nil || atRoot != inside {
		t.Errorf("from the root: %+v, %v; from cmd/serve: %+v", atRoot, err, inside)
	}
}

func TestOutsideTheModuleError(t *testing.T) {
	outside := t.TempDir()
	t.Chdir(outside)
	_, err := findModule(t.Context())
	wantInError(t, err, filepath.Base(outside), "go run ./cmd/serve")

	write(t, "go.mod", "module another\n")
	_, err = findModule(t.Context())
	wantInError(t, err, "not inside a checkout of bpfplay")
}

func TestCancelledCommandReturnsContextError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := goCommand(ctx, ".", "", "version"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestFailedCommandShowsOutputOfGo(t *testing.T) {
	_, err := goCommand(t.Context(), ".", "", "build", "./no-such-folder")
	wantInError(t, err, "go build", "no-such-folder")
}

func TestWithoutNetworkAndModulesTheErrorSaysWhatToDo(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "-modcacherw")
	t.Setenv("GOMODCACHE", t.TempDir())
	_, err := goCommand(t.Context(), ".", "", "list", "-deps", "bpfplay/wasm")
	wantInError(t, err, "go mod download", "network")
}

func TestPositionalArgumentsAreRefused(t *testing.T) {
	if _, err := parseOptions([]string{"dist"}); err == nil {
		t.Error("a positional argument was ignored")
	}
	opts, err := parseOptions(nil)
	if err != nil || opts.addr != "localhost:8000" || opts.export != "" {
		t.Errorf("without flags: %+v, %v", opts, err)
	}
}
