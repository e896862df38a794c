package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// buildFlags make the program small and reproducible.
var buildFlags = []string{"-trimpath", "-ldflags=-s -w"}

// compile builds ./wasm for the browser with the stand-ins, or without them if
// this Go release cannot build with them.
func compile(ctx context.Context, module Module, say func(string, ...any)) ([]byte, error) {
	dir, err := os.MkdirTemp("", "bpfplay-build-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)

	overlay, refused := writeOverlay(ctx, module, dir)
	if refused == nil {
		var program []byte
		if program, refused = goBuild(ctx, module, dir, "-overlay", overlay); refused == nil {
			return stripLines(program, module, say), nil
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}

	program, err := goBuild(ctx, module, dir)
	if err != nil {
		return nil, err
	}
	why := refused.Error()
	why = why[strings.LastIndexByte(why, '\n')+1:]
	say("%s cannot build with the stand-ins in cmd/serve/overlay, so the program is a third larger: %s", module.Go.GOVERSION, why)
	return stripLines(program, module, say), nil
}

// stripLines returns program without its line tables, or unchanged if they are not of a known form.
func stripLines(program []byte, module Module, say func(string, ...any)) []byte {
	if err := withoutLines(program, module.Go.GOVERSION); err != nil {
		say("The program keeps its line numbers and is a tenth larger: %v", err)
	}
	return program
}

// goBuild compiles ./wasm with extra flags, using dir for temporary files.
func goBuild(ctx context.Context, module Module, dir string, flags ...string) ([]byte, error) {
	program := filepath.Join(dir, "app.wasm")
	args := append([]string{"build", "-o", program}, buildFlags...)
	args = append(append(args, flags...), "./wasm")
	if _, err := goCommand(ctx, module.Root, dir, args...); err != nil {
		return nil, err
	}
	return os.ReadFile(program)
}
