package export

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// runner builds and runs programs of one format in a directory.
type runner struct {
	format string
	file   string
	tool   string                         // required command
	build  func(t *testing.T, dir string) // nil if the program needs no build
	run    func(dir string) *exec.Cmd
	tasks  bool
	drawn  int
}

var runners = []runner{
	{"c", "calls.c", "gcc", func(t *testing.T, dir string) {
		mustRun(t, dir, "gcc", "-Wall", "-Wextra", "-Werror", "-o", "calls", "calls.c")
	}, func(dir string) *exec.Cmd { return exec.Command(filepath.Join(dir, "calls")) }, true, 25},
	{"python", "calls.py", "python3", nil,
		func(dir string) *exec.Cmd { return exec.Command("python3", filepath.Join(dir, "calls.py")) }, true, 10},
	{"go", "main.go", "go", func(t *testing.T, dir string) {
		mustRun(t, dir, "go", "vet", ".")
		mustRun(t, dir, "go", "build", "-o", "calls", ".")
	}, func(dir string) *exec.Cmd { return exec.Command(filepath.Join(dir, "calls")) }, false, 4},
}

func mustRun(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
}

// TestProgramsDoTheSameOnThisKernel runs exported programs. Every call must have the same result as in bpfplay.
func TestProgramsDoTheSameOnThisKernel(t *testing.T) {
	onThisKernel(t, func(t *testing.T, r runner, release abi.Release, dir string) {
		made := 0
		try := func(name string, s *history.Session) {
			made += s.Len()
			r.try(t, dir, name, s)
		}
		for _, link := range examples {
			if s := sessionOf(t, link, release); r.tasks || !hasTasks(s, s.Len()) {
				try(link, s)
			}
		}
		gen := histories(release, r.tasks)
		for i := range drawn(r.drawn) {
			try("", gen.Example(i+1))
		}
		for name, calls := range programHistories(t) {
			try(name, sessionWith(t, release, calls))
		}
		for i := range drawn(r.drawn) {
			try("random programs", sessionWith(t, release, randomPrograms(t, int64(i))))
		}
		t.Logf("%s: %d calls with the same results as on %s", r.format, made, release)
	})
}

// needSys makes dir a module that requires golang.org/x/sys.
func needSys(t *testing.T, dir string) {
	mustRun(t, dir, "go", "mod", "init", "calls")
	cmd := exec.Command("go", "get", "golang.org/x/sys/unix")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("cannot get golang.org/x/sys: %s", out)
	}
}

// onThisKernel runs try with each kind of exported program, and with a folder in which it can be built.
func onThisKernel(t *testing.T, try func(t *testing.T, r runner, release abi.Release, dir string)) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root may call bpf(2)")
	}
	release := hostRelease(t)
	for _, r := range runners {
		t.Run(r.format, func(t *testing.T) {
			if _, err := exec.LookPath(r.tool); err != nil {
				t.Skip(r.tool, " is not installed")
			}
			dir := t.TempDir()
			if r.format == "go" {
				needSys(t, dir)
			}
			try(t, r, release, dir)
		})
	}
}

// idAttempts limits the runs of a program that uses map IDs, because other programs may create maps in between.
const idAttempts = 10

func (r runner) try(t *testing.T, dir, name string, s *history.Session) {
	t.Helper()
	program := text(t, s, r.format)
	if err := os.WriteFile(filepath.Join(dir, r.file), []byte(program), 0o644); err != nil {
		t.Fatal(err)
	}
	if r.build != nil {
		r.build(t, dir)
	}
	out, err := r.run(dir).CombinedOutput()
	for range idAttempts {
		if err == nil || !newProgram(s, Options{From: 1, To: s.Len()}).uses[partRealID] {
			break
		}
		out, err = r.run(dir).CombinedOutput()
	}
	if lines := strings.Count(string(out), ", bpfplay returned "); err != nil || lines != printing(s) {
		t.Fatalf("%s: %v, %d of %d calls reported\n%s\n%s", name, err, lines, printing(s), out, text(t, s, "recording"))
	}
}

// printing returns the number of calls that print a line: all but the worker's.
func printing(s *history.Session) int {
	n := 0
	for _, c := range s.Calls() {
		if c.Op != core.OpWork {
			n++
		}
	}
	return n
}
