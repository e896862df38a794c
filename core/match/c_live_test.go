package match

import (
	"bpfplay/core/paste/readers"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestCItself compiles the C programs of the corpus and runs them under strace. The calls read from a program must be
// the calls that it makes.
func TestCItself(t *testing.T) {
	for _, tool := range [...]string{"gcc", "strace"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	if os.Geteuid() != 0 {
		t.Skip("only root may call bpf(2)")
	}
	needStrace(t)
	for _, name := range [...]string{"c-repro-base", "c-export"} {
		content, err := os.ReadFile("../paste/testdata/texts/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut(string(content), "-- want --\n")
		dir := t.TempDir()
		source, binary, log := filepath.Join(dir, "calls.c"), filepath.Join(dir, "calls"), filepath.Join(dir, "trace")
		if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("gcc", "-w", "-o", binary, source).CombinedOutput(); err != nil {
			t.Fatalf("%s does not compile: %s", name, out)
		}
		exec.Command("strace", "-f", "-e", "trace=bpf", "-o", log, binary).Run()
		trace, err := os.ReadFile(log)
		if err != nil || len(trace) == 0 {
			t.Fatalf("strace wrote no calls of %s: %v", name, err)
		}
		read, err := readers.Read(text, readers.Options{})
		if err != nil {
			t.Fatal(err)
		}
		real, err := readers.Read(string(trace), readers.Options{Format: "strace"})
		if err != nil {
			t.Fatal(err)
		}
		got, want := callsTold(read), callsTold(real)
		if len(want) == 0 {
			t.Errorf("%s made no calls", name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: read\n%s\nit made\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// needStrace skips the test if strace may not trace a program.
func needStrace(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("strace", "-o", filepath.Join(t.TempDir(), "trace"), "true").CombinedOutput(); err != nil {
		t.Skipf("strace cannot run here: %v %s", err, out)
	}
}
