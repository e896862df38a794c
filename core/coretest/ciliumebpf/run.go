//go:build ignore

// Run runs cilium/ebpf's own tests twice, on the kernel of this machine and on the emulated one, as root:
//
//	go run core/coretest/ciliumebpf/run.go [package ...]
//
// It downloads the library through the module proxy, and replaces the functions of its package internal/unix that make system
// calls by those of kernel_linux.go.txt. It prints, by package, how many of the tests that pass natively pass on the core, and
// the names of the others. BPFPLAY_RELEASE chooses the release, BPFPLAY_LOG names a file for the calls that fail.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const library = "github.com/cilium/ebpf@v0.22.0"

var packages = []string{".", "./asm", "./btf", "./features", "./link", "./perf", "./pin", "./ringbuf"}

// emulatedFuncs are the functions of internal/unix that the emulated kernel replaces.
var emulatedFuncs = []string{"Syscall", "FcntlInt", "Statfs", "Close", "EpollWait", "Mmap", "MmapPtr", "Munmap", "Renameat2", "PerfEventOpen", "IoctlSetInt"}

// edits are the other places at which the library looks at descriptors and pins.
var edits = []struct{ file, from, to string }{
	{"internal/unix/types_linux.go", "\t\"unsafe\"\n", ""},
	{"internal/sys/syscall_other.go", "\ts, err := os.Readlink(filepath.Join(\"/proc/self/fd/\", fd.String()))\n" +
		"\tif err != nil {\n\t\treturn 0, fmt.Errorf(\"readlink fd %d: %w\", fd.Int(), err)\n\t}\n", "\ts := unix.ObjType(fd.Int())\n"},
	{"internal/sys/syscall_other.go", "\t\"os\"\n\t\"path/filepath\"\n", ""},
	{"internal/testutils/bpffs_other.go", `"/sys/fs/bpf"`, `"/tmp/bpffs"`},
	{"info.go", "\tfh, err := os.Open(fmt.Sprintf(\"/proc/self/fdinfo/%d\", fd.Int()))\n", "\treturn scanFdInfoReader(strings.NewReader(unix.Fdinfo(fd.Int())), fields)\n" +
		"}\n\nfunc scanFdInfoOf(fd *sys.FD, fields map[string]any) error {\n\tfh, err := os.Open(fmt.Sprintf(\"/proc/self/fdinfo/%d\", fd.Int()))\n"},
	{"info.go", "\t\"os\"\n", "\t\"os\"\n\t\"strings\"\n"},
}

func main() {
	log.SetFlags(0)
	if len(os.Args) > 1 {
		packages = os.Args[1:]
	}
	repo := output(".", "go", "list", "-m", "-f", "{{.Dir}}")
	dir, err := os.MkdirTemp("", "ciliumebpf")
	check(err)
	defer os.RemoveAll(dir)
	var module struct{ Dir string }
	check(json.Unmarshal([]byte(output(dir, "go", "mod", "download", "-json", library)), &module))
	native, emulated := filepath.Join(dir, "native"), filepath.Join(dir, "emulated")
	for _, to := range []string{native, emulated} {
		check(os.CopyFS(to, os.DirFS(module.Dir)))
		output(dir, "chmod", "-R", "u+w", to)
	}
	patch(emulated, repo)
	compare(results(native), results(emulated))
}

// patch puts the emulated kernel into a copy of the library.
func patch(dir, repo string) {
	types := filepath.Join(dir, "internal/unix/types_linux.go")
	source := read(types)
	for _, name := range emulatedFuncs {
		source = regexp.MustCompile(`(?ms)^(//go:nocheckptr\n)?func `+name+`\(.*?^}\n`).ReplaceAllString(source, "")
	}
	write(types, source)
	for _, e := range edits {
		file := filepath.Join(dir, e.file)
		was := read(file)
		if !strings.Contains(was, e.from) {
			log.Fatalf("%s has changed: no %q", e.file, e.from)
		}
		write(file, strings.Replace(was, e.from, e.to, 1))
	}
	write(filepath.Join(dir, "internal/unix/kernel_linux.go"), read(filepath.Join(repo, "core/coretest/ciliumebpf/kernel_linux.go.txt")))
	mod := filepath.Join(dir, "go.mod")
	write(mod, read(mod)+"\nrequire bpfplay v0.0.0\nreplace bpfplay => "+repo+"\n")
	check(os.MkdirAll("/tmp/bpffs", 0o755))
}

// results runs the tests of a copy and returns the outcome of each, by package and name.
func results(dir string) map[[2]string]string {
	cmd := exec.Command("go", append([]string{"test", "-mod=mod", "-json", "-p", "1"}, packages...)...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, _ := cmd.Output() // failing tests are results too
	all := map[[2]string]string{}
	for line := range bytes.Lines(out) {
		var e struct{ Action, Package, Test string }
		if json.Unmarshal(line, &e) == nil && e.Test != "" && slices.Contains([]string{"pass", "fail", "skip"}, e.Action) {
			all[[2]string{e.Package, e.Test}] = e.Action
		}
	}
	return all
}

func compare(native, emulated map[[2]string]string) {
	passed, both := map[string]int{}, map[string]int{}
	others := map[string][]string{}
	for test, outcome := range native {
		if outcome != "pass" || strings.Contains(test[1], "/") {
			continue
		}
		if passed[test[0]]++; emulated[test] == "pass" {
			both[test[0]]++
		} else {
			others[test[0]] = append(others[test[0]], test[1])
		}
	}
	total, agree := 0, 0
	for name, n := range passed {
		slices.Sort(others[name])
		fmt.Printf("%s: %d of %d\n\t%s\n", name, both[name], n, strings.Join(others[name], " "))
		total, agree = total+n, agree+both[name]
	}
	fmt.Printf("%d of the %d tests that pass on this machine pass on the core\n", agree, total)
}

func output(dir, name string, args ...string) string {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	out, err := cmd.Output()
	check(err)
	return strings.TrimSpace(string(out))
}

func read(name string) string {
	text, err := os.ReadFile(name)
	check(err)
	return string(text)
}

func write(name, text string) { check(os.WriteFile(name, []byte(text), 0o644)) }

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
