package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// modulePath is what the go.mod that is looked for declares.
const modulePath = "bpfplay"

// Module is the checkout to build from and the Go that builds it.
type Module struct {
	Root string
	Go   Toolchain
}

// Toolchain is what the go command says of itself when it builds for the
// browser: all of its settings that may change the program.
type Toolchain struct {
	GOMOD, GOROOT, GOVERSION, GOFLAGS, GOEXPERIMENT, GOWASM, GOWORK string
}

// findModule asks the go command for the module around the working directory.
func findModule(ctx context.Context) (Module, error) {
	out, err := goCommand(ctx, ".", "", "env", "-json",
		"GOMOD", "GOROOT", "GOVERSION", "GOFLAGS", "GOEXPERIMENT", "GOWASM", "GOWORK")
	if err != nil {
		return Module{}, err
	}
	var module Module
	if err := json.Unmarshal(out, &module.Go); err != nil {
		return Module{}, fmt.Errorf("go env -json: %w", err)
	}
	module.Root = filepath.Dir(module.Go.GOMOD)

	// Outside of any module GOMOD is empty or the null device.
	text, err := os.ReadFile(module.Go.GOMOD)
	if err != nil || !declares(string(text), modulePath) {
		here, _ := os.Getwd()
		return Module{}, fmt.Errorf("%s is not inside a checkout of bpfplay: change to its folder and say: go run ./cmd/serve", here)
	}
	return module, nil
}

// declares tells whether the text of a go.mod names the module path.
func declares(gomod, path string) bool {
	for line := range strings.Lines(gomod) {
		if words := strings.Fields(line); len(words) >= 2 && words[0] == "module" {
			return words[1] == path
		}
	}
	return false
}

// goCommand runs the go command in dir, for the browser's platform, and
// returns what it printed. A build that is cut short leaves its intermediate
// files behind: temp is where (empty: the usual place).
func goCommand(ctx context.Context, dir, temp string, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOTMPDIR="+temp)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	// The compilers it started may live on for a moment, and hold the output open.
	cmd.WaitDelay = time.Second

	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return nil, errors.New("there is no go command on the PATH: install Go from go.dev and try again")
	case err != nil:
		return nil, fmt.Errorf("go %s: %w\n%s", args[0], err, bytes.TrimSpace(stderr.Bytes()))
	}
	return stdout.Bytes(), nil
}
