package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// recovering panics, recovers, collects garbage and walks its stack, which all use the tables of the runtime.
const recovering = `package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
)

type node struct {
	next *node
	m    map[string]int
}

func deep(n int) *node {
	if n == 0 {
		panic("deep")
	}
	x := &node{m: map[string]int{fmt.Sprint(n): n}}
	x.next = deep(n - 1)
	return x
}

func main() {
	for i := range 20 {
		func() {
			defer func() { fmt.Print(recover(), " ") }()
			deep(50 + i)
		}()
		runtime.GC()
	}
	func() {
		defer func() { fmt.Println(recover()) }()
		var p *node
		fmt.Println(p.next)
	}()
	_, file, line, _ := runtime.Caller(0)
	fmt.Println(strings.Contains(string(debug.Stack()), "main.main"), file, line)
}
`

// TestProgramsRunWithoutLines runs a program for wasm before and after its line tables are cleared.
func TestProgramsRunWithoutLines(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	dir := t.TempDir()
	source, built := filepath.Join(dir, "main.go"), filepath.Join(dir, "main.wasm")
	if err := os.WriteFile(source, []byte(recovering), 0o644); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", built, source)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	run := func() string {
		out, err := exec.Command(node, filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec_node.js"), built).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	program, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	before, whole := run(), bytes.Clone(program)
	if err := withoutLines(program, runtime.Version()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(built, program, 0o644); err != nil {
		t.Fatal(err)
	}
	after := run()
	if shared, _, _ := strings.Cut(before, "true "); !strings.HasPrefix(after, shared) || !strings.Contains(after, "true ? 0") {
		t.Errorf("before: %s\nafter: %s", before, after)
	}
	if len(program) != len(whole) || bytes.Equal(program, whole) {
		t.Errorf("%d bytes became %d", len(whole), len(program))
	}
}

// TestUnknownProgramsKeepTheirLines clears the tables of bytes that are not such a program.
func TestUnknownProgramsKeepTheirLines(t *testing.T) {
	for _, program := range []string{"", "\x00asm", "\x00asm\x01\x00\x00\x00\x0b\xff\xff\xff\xff\x0f", "\x00asm\x01\x00\x00\x00\x0b\x07\x01\x00A\x00\x0b\x01a"} {
		b := []byte(program)
		if err := withoutLines(b, "go1.26.1"); err == nil || string(b) != program {
			t.Errorf("%q became %q, %v", program, b, err)
		}
	}
	if err := withoutLines([]byte("\x00asm"), "go1.27"); err == nil || !strings.Contains(err.Error(), "want go1.26") {
		t.Error(err)
	}
}
