package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestTheModuleIsFoundFromAnywhereInside(t *testing.T) {
	inside, err := findModule(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(inside.Root, "cmd", "serve", "main.go")); err != nil {
		t.Errorf("found %s, which is not this checkout: %v", inside.Root, err)
	}
	t.Chdir(inside.Root)
	atRoot, err := findModule(t.Context())
	if err != nil || atRoot != inside {
		t.Errorf("from the root: %+v, %v; from a folder inside: %+v", atRoot, err, inside)
	}
}

func TestOutsideOfTheModuleSaysWhatToDo(t *testing.T) {
	outside := t.TempDir()
	t.Chdir(outside)
	_, err := findModule(t.Context())
	wantInError(t, err, filepath.Base(outside), "go run ./cmd/serve")

	write(t, "go.mod", "module another\n")
	_, err = findModule(t.Context())
	wantInError(t, err, "not inside a checkout of bpfplay")
}

func TestACancelledCommandIsNoFailure(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := goCommand(ctx, ".", "", "version"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the cancellation", err)
	}
}

func TestAFailedCommandShowsWhatGoSaid(t *testing.T) {
	_, err := goCommand(t.Context(), ".", "", "build", "./no-such-folder")
	wantInError(t, err, "go build", "no-such-folder")
}

func TestArgumentsThatAreNotFlagsAreRefused(t *testing.T) {
	if _, err := parseOptions([]string{"dist"}); err == nil {
		t.Error("an argument without a flag was ignored")
	}
	opts, err := parseOptions(nil)
	if err != nil || opts.addr != "localhost:8000" || opts.export != "" {
		t.Errorf("without flags: %+v, %v", opts, err)
	}
}
