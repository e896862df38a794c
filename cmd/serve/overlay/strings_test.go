package overlay

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// toolchain returns GOROOT.
func toolchain(t *testing.T) string {
	t.Helper()
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(root))
}

// copyEdited copies the files that are edited to another GOROOT.
func copyEdited(t *testing.T, goroot string) {
	t.Helper()
	for _, file := range []string{"src/syscall/js/js.go", "lib/wasm/wasm_exec.js"} {
		text, err := os.ReadFile(filepath.Join(toolchain(t), file))
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(goroot, file), string(text))
	}
}

// TestStringsReachJavaScript runs testdata/strings with the sources of this Go release and with the edited ones.
func TestStringsReachJavaScript(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	goroot, dir := toolchain(t), t.TempDir()
	wasmExec, err := os.ReadFile(filepath.Join(goroot, "lib/wasm/wasm_exec.js"))
	if err != nil {
		t.Fatal(err)
	}
	replace := files{}
	b := Build{GOROOT: goroot, Dir: dir}
	if err := b.passStrings(replace); err != nil {
		t.Fatal(err)
	}
	list, err := b.writeList(replace)
	if err != nil {
		t.Fatal(err)
	}
	run := func(loader []byte, flags ...string) string {
		program, script := filepath.Join(dir, "main.wasm"), filepath.Join(dir, "run.js")
		build := exec.Command("go", append(append([]string{"build"}, flags...), "-o", program, "./testdata/strings")...)
		build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		// All constants of the program stand below 1 MB and nothing else does, as in a page's program.
		write(t, script, string(loader)+`
const go = new Go();
go.constantsEnd = 1 << 20;
WebAssembly.instantiate(require("fs").readFileSync(process.argv[2]), go.importObject).then((made) => go.run(made.instance));
`)
		out, err := exec.Command(node, script, program).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	before, after := run(wasmExec), run(Loader(wasmExec), "-overlay", list)
	if strings.Count(before, "\n") != 5*12 {
		t.Errorf("the program prints %d lines, want 60", strings.Count(before, "\n"))
	}
	if before != after {
		t.Errorf("printed\n%s\nwant\n%s", after, before)
	}
}

// TestUnknownLoadersStay gives Loader a text of another form.
func TestUnknownLoadersStay(t *testing.T) {
	if got := string(Loader([]byte("globalThis.Go = class {};"))); got != "globalThis.Go = class {};" {
		t.Errorf("an unknown loader became %q", got)
	}
}
