package strip

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// unfoldFirst is a script that makes Node unfold programs as the page does.
const unfoldFirst = `const plain = WebAssembly.instantiate;
WebAssembly.instantiate = async (...arguments_) => {
  const made = await plain(...arguments_);
  (%s)(made.module, made.instance);
  return made;
};
`

// TestStrippedProgramsDoTheSame runs testdata/program before and after it is stripped.
func TestStrippedProgramsDoTheSame(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	built := filepath.Join(t.TempDir(), "main.wasm")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", built, "./testdata/program")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	unfolding := filepath.Join(t.TempDir(), "unfolding.js")
	if err := os.WriteFile(unfolding, fmt.Appendf(nil, unfoldFirst, Unfold), 0o644); err != nil {
		t.Fatal(err)
	}
	command := func(args ...string) *exec.Cmd {
		program := exec.Command(node, append([]string{"--require", unfolding, filepath.Join(strings.TrimSpace(string(root)), "lib/wasm/wasm_exec_node.js"), built}, args...)...)
		program.Env = append(os.Environ(), "GOMAXPROCS=") // the program has one thread, whatever the test has
		return program
	}
	run := func() []string {
		out, err := command().CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return strings.Split(strings.TrimSpace(string(out)), "\n")
	}
	program, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	whole, before := bytes.Clone(program), run()
	stripped, err := Program(program, runtime.Version(), "bpfplay")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(program, whole) {
		t.Error("the program itself was changed")
	}
	if err := os.WriteFile(built, stripped, 0o644); err != nil {
		t.Fatal(err)
	}
	after := run()
	if len(before) < 30 || len(after) != len(before) {
		t.Fatalf("%d lines became %d: %q", len(before), len(after), after)
	}
	last := len(before) - 1
	for i := range last {
		if after[i] != before[i] {
			t.Errorf("line %d was %q, now %q", i+1, before[i], after[i])
		}
	}
	if before[last] == "? 0" || after[last] != "? 0" {
		t.Errorf("the last line was %q, now %q", before[last], after[last])
	}
	// The trace of a fatal panic names the functions of the program and the packages of other functions.
	out, err := command("lost").CombinedOutput()
	if err == nil {
		t.Error("a panic that is not recovered does not end the program")
	}
	trace := string(out)
	for _, want := range []string{"panic: lost", "\nmain.compare(", "\nslices.(*?).?(", "\nmain.lose(", "\nmain.main("} {
		if _, rest, ok := strings.Cut(trace, want); ok {
			trace = rest
		} else {
			t.Errorf("the trace lacks %q, in order:\n%s", want, out)
		}
	}
}

// TestKeptNames shortens the names of functions.
func TestKeptNames(t *testing.T) {
	for name, want := range map[string]string{
		"main.main": "main.main", "bpfplay/core.(*Kernel).check": "bpfplay/core.(*Kernel).check",
		"bpfplay/core.init.func3.2": "bpfplay/core.init", "bpfplay/web.(*Desk).Load-fm": "bpfplay/web.(*Desk).Load",
		"bpfplay/core.find[go.shape.[]a/b.T]": "bpfplay/core.find[...]", "bpfplayer.F": "bpfplayer.(*?).?",
		"slices.SortFunc[go.shape.[]bpfplay/core.T]": "slices.(*?).?", "github.com/a/b/v9/app.(*engine).Load": "github.com/a/b/v9/app.(*?).?",
		"reflect.methodValueCall": "reflect.methodValueCall", "runtime.gopanic": "runtime.gopanic", "memeqbody": "memeqbody",
	} {
		if got := string(keptName([]byte(name), "bpfplay")); got != want {
			t.Errorf("%s is stored as %s, want %s", name, got, want)
		}
	}
}

// TestUnknownProgramsAreRefused strips bytes that are not such a program.
func TestUnknownProgramsAreRefused(t *testing.T) {
	header := "\x00asm\x01\x00\x00\x00"
	for _, program := range []string{
		"", "\x00asm", header, header + "\x0b\xff\xff\xff\xff\x0f", header + "\x0b\x07\x01\x00A\x00\x0b\x01a",
		header + "\x0c\x01\x01", header + "\x0b\x52\x01\x00A\x00\x0b\x4c" + pcHeader + strings.Repeat("\x01\x00\x00\x00", 17),
	} {
		if _, err := Program([]byte(program), "go1.26.1", "bpfplay"); err == nil {
			t.Errorf("%q was stripped", program)
		}
	}
	for _, version := range []string{"go1.27", "go1.2", "go1.260", "devel"} {
		if _, err := Program([]byte(header), version, "bpfplay"); err == nil || !strings.Contains(err.Error(), "want go1.26") {
			t.Errorf("%s: %v", version, err)
		}
	}
}
