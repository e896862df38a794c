package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"bpfplay/cmd/serve/overlay"
	"bpfplay/cmd/serve/strip"
)

// buildFlags make the program small and reproducible. Inlined calls are a twentieth of a compressed program, so only the
// packages of inlined inline them: those that run for each emulated call, instruction and line of a trace.
var buildFlags = append([]string{"-trimpath", "-ldflags=-s -w", "-gcflags=all=-l"}, inliningFlags()...)

var inlined = []string{
	"bpfplay/core", "bpfplay/core/abi", "bpfplay/core/insn", "bpfplay/core/interp", "bpfplay/core/match", "bpfplay/core/history",
	"bpfplay/core/paste", "bpfplay/core/paste/literal", "bpfplay/core/paste/strace",
	"runtime/...", "internal/runtime/...", "internal/abi", "internal/bytealg", "internal/byteorder", "internal/chacha8rand",
	"internal/cpu", "internal/goarch", "internal/profilerecord", "internal/race", "internal/stringslite", "sync/...",
	"cmp", "encoding/binary", "iter", "math/bits", "slices", "strings", "syscall/js",
}

// inliningFlags returns the flags that undo -l for the packages of inlined.
func inliningFlags() (flags []string) {
	for _, pkg := range inlined {
		flags = append(flags, "-gcflags="+pkg+"=")
	}
	return flags
}

// compile builds ./wasm for the browser with the replacements of package overlay, or without them if this Go release cannot
// build with them.
func compile(ctx context.Context, module Module, progress *Progress, say func(string, ...any)) ([]byte, error) {
	progress.Set(compiling, 0, 1)
	dir, err := os.MkdirTemp("", "bpfplay-build-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)

	flags, packages, refused := overlay.Build{GOROOT: module.Go.GOROOT, Root: module.Root, Program: "./wasm", Dir: dir,
		GoList: func(args ...string) ([]byte, error) {
			return goCommand(ctx, module.Root, dir, append([]string{"list"}, args...)...)
		}}.Write()
	if refused == nil {
		var program []byte
		if program, refused = goBuild(ctx, module, dir, &buildOutput{packages: packages, progress: progress}, flags...); refused == nil {
			progress.Set(shrinking, 0, 1)
			return stripped(program, module, say), nil
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}

	program, err := goBuild(ctx, module, dir, &buildOutput{packages: packages, progress: progress})
	if err != nil {
		return nil, err
	}
	why := refused.Error()
	why = why[strings.LastIndexByte(why, '\n')+1:]
	say("%s cannot build with the replacements of cmd/serve/overlay, so the program is a third larger: %s", module.Go.GOVERSION, why)
	return stripped(program, module, say), nil
}

// stripped returns program as package strip makes it smaller, or unchanged if it is not of a known form.
func stripped(program []byte, module Module, say func(string, ...any)) []byte {
	small, err := strip.Program(program, module.Go.GOVERSION, modulePath)
	if err != nil {
		say("The program keeps its line numbers and is larger by half: %v", err)
		return program
	}
	return small
}

// goBuild compiles ./wasm with extra flags, using dir for temporary files.
func goBuild(ctx context.Context, module Module, dir string, output *buildOutput, flags ...string) ([]byte, error) {
	program := filepath.Join(dir, "app.wasm")
	args := append([]string{"build", "-v", "-o", program}, buildFlags...)
	args = append(append(args, flags...), "./wasm")
	if err := runGo(ctx, module.Root, dir, io.Discard, output, args...); err != nil {
		return nil, err
	}
	return os.ReadFile(program)
}

// buildOutput reads the packages that go build -v names when it compiles them. It keeps the other lines.
type buildOutput struct {
	packages map[string]bool // of the program
	progress *Progress
	compiled int
	line     []byte // the begin of an incomplete line
	rest     bytes.Buffer
}

// mainPackage is compiled last.
const mainPackage = modulePath + "/wasm"

func (o *buildOutput) Write(b []byte) (int, error) {
	o.line = append(o.line, b...)
	for {
		line, rest, whole := bytes.Cut(o.line, []byte("\n"))
		if !whole {
			return len(b), nil
		}
		o.line = rest
		name := string(line)
		if name == mainPackage {
			o.progress.Set(linking, 0, 1)
		} else if _, ok := o.packages[name]; ok {
			o.compiled++
			o.progress.Set(compiling, o.compiled, len(o.packages))
		} else {
			o.rest.Write(append(line, '\n'))
		}
	}
}

// String returns the lines that name no package.
func (o *buildOutput) String() string { return o.rest.String() + string(o.line) }
