package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// modulePath is the module path that go.mod must declare.
const modulePath = "bpfplay"

// Module is the checkout to build from and the Go toolchain to build with.
type Module struct {
	Root string
	Go   Toolchain
}

// Toolchain holds the settings from go env that can change the program.
type Toolchain struct {
	GOMOD, GOROOT, GOVERSION, GOFLAGS, GOEXPERIMENT, GOWASM, GOWORK string
}

// findModule returns the module that contains the working directory.
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

	// Outside any module GOMOD is empty or the null device.
	text, err := os.ReadFile(module.Go.GOMOD)
	if err != nil || !declares(string(text), modulePath) {
		here, _ := os.Getwd()
		return Module{}, fmt.Errorf("%s is not inside a checkout of bpfplay: change to its folder and run: go run ./cmd/serve", here)
	}
	return module, nil
}

// declares reports whether the text of a go.mod declares the module path.
func declares(gomod, path string) bool {
	for line := range strings.Lines(gomod) {
		if words := strings.Fields(line); len(words) >= 2 && words[0] == "module" {
			return words[1] == path
		}
	}
	return false
}

// unreachable reports whether the go command could not download a module.
func unreachable(output string) bool {
	return strings.Contains(output, "dial tcp") || strings.Contains(output, "GOPROXY=off")
}

// goCommand runs the go command in dir for GOOS=js GOARCH=wasm and returns its
// standard output. An interrupted build leaves intermediate files in temp, or
// in the default location if temp is empty.
func goCommand(ctx context.Context, dir, temp string, args ...string) ([]byte, error) {
	var stdout, stderr bytes.Buffer
	err := runGo(ctx, dir, temp, &stdout, &stderr, args...)
	return stdout.Bytes(), err
}

// messages collects the standard error of a command.
type messages interface {
	io.Writer
	String() string
}

// runGo runs the go command with its output. Its error contains stderr.
func runGo(ctx context.Context, dir, temp string, stdout io.Writer, stderr messages, args ...string) error {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOTMPDIR="+temp)
	cmd.Stdout, cmd.Stderr = stdout, stderr
	// Compiler subprocesses may outlive the go command briefly and keep its output open.
	cmd.WaitDelay = time.Second

	err := cmd.Run()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return errors.New("the go command is not in PATH: install Go from https://go.dev and try again")
	case err != nil && unreachable(stderr.String()):
		return fmt.Errorf("go %s: the modules of bpfplay are not on this machine, and the network is not reachable: connect it once, run go mod download, and try again\n%s", args[0], strings.TrimSpace(stderr.String()))
	case err != nil:
		return fmt.Errorf("go %s: %w\n%s", args[0], err, strings.TrimSpace(stderr.String()))
	}
	return nil
}
