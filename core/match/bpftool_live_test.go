package match

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/paste/readers"
)

// TestBpftoolItself runs real commands under strace. The calls read from the command lines must be the calls that
// bpftool makes, except for its probes of the kernel.
func TestBpftoolItself(t *testing.T) {
	for _, tool := range [...]string{"bpftool", "strace", "mount", "umount"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not installed", tool)
		}
	}
	needStrace(t)
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "bpf", "bpf", dir).CombinedOutput(); err != nil {
		t.Skipf("a bpf file system cannot be mounted: %s", out)
	}
	defer exec.Command("umount", dir).Run()
	commands := strings.NewReplacer("DIR", dir).Replace(`bpftool map create DIR/demo type hash key 4 value 8 entries 16 name live_demo flags 1
bpftool map update pinned DIR/demo key hex 01 00 00 00 value 1 2 3 4 5 6 7 8
bpftool map update pinned DIR/demo key 2 0 0 0 value 1 2 3 4 5 6 7 8 noexist
bpftool map lookup pinned DIR/demo key 1 0 0 0
bpftool map getnext pinned DIR/demo key 1 0 0 0
bpftool map getnext pinned DIR/demo
bpftool map dump pinned DIR/demo
bpftool map delete pinned DIR/demo key 1 0 0 0
bpftool map pin pinned DIR/demo DIR/two
bpftool map create DIR/q type queue value 4 entries 3 name live_q
bpftool map push pinned DIR/q value 1 0 0 0
bpftool map enqueue pinned DIR/q value 1 0 0 0
bpftool map peek pinned DIR/q
bpftool map pop pinned DIR/q
bpftool map dequeue pinned DIR/q
bpftool map create DIR/outer type hash_of_maps key 4 value 4 entries 2 name live_outer inner_map pinned DIR/demo
bpftool map update pinned DIR/outer key 1 0 0 0 value pinned DIR/demo
bpftool map create DIR/pc type percpu_array key 4 value 4 entries 1 name live_pc
bpftool map update pinned DIR/pc key 0 0 0 0 value 1 0 0 0
bpftool map lookup pinned DIR/pc key 0 0 0 0
bpftool map dump pinned DIR/pc
bpftool map show pinned DIR/pc
bpftool map freeze pinned DIR/demo
`)
	var printed, traced bytes.Buffer
	for command := range strings.Lines(commands) {
		log := filepath.Join(t.TempDir(), "trace")
		words := append([]string{"-e", "trace=bpf", "-o", log}, strings.Fields(command)...)
		out, _ := exec.Command("strace", words...).CombinedOutput() // some commands must fail
		trace, err := os.ReadFile(log)
		if err != nil {
			t.Fatalf("%s: %s", command, out)
		}
		fmt.Fprintf(&printed, "%s%s", command, out)
		traced.Write(trace)
	}
	read, err := readers.Read(printed.String(), readers.Options{Format: "bpftool"})
	if err != nil {
		t.Fatal(err)
	}
	real, err := readers.Read(traced.String(), readers.Options{Format: "strace"})
	if err != nil {
		t.Fatal(err)
	}
	got, want := callsTold(read), callsTold(real)
	if len(want) == 0 {
		t.Error("bpftool made no calls")
	}
	if !slices.Equal(got, want) {
		t.Errorf("read\n%s\nbpftool made\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// callsTold prints bpf calls without descriptors, addresses and probes.
func callsTold(text paste.Text) []string {
	var calls []string
	for _, c := range text.Calls {
		row := c.Cmd.Known(abi.Newest)
		if c.Name != "bpf" || c.Cmd == abi.BPF_PROG_LOAD || row == nil {
			continue
		}
		line := fmt.Sprintf("%v %d %s", c.Cmd, c.Size, c.Path)
		for _, f := range row.Fields {
			v := f.Value(c.Attr)
			switch {
			case f.Kind == abi.KindFD:
			case f.Kind == abi.KindName:
				line += fmt.Sprintf(" %q", f.Bytes(c.Attr))
			case f.Kind == abi.KindPath:
			case f.Kind == abi.KindPointer:
				line += fmt.Sprintf(" %s=%v", f.Name, v != 0)
			default:
				line += fmt.Sprintf(" %s=%d", f.Name, v)
			}
		}
		calls = append(calls, line)
	}
	return calls
}
