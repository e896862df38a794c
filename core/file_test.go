package core_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
)

// TestConsoleFlags reads the flags of a duplicate of descriptor 0, with fdinfo and with fcntl. Up to 5.8 the kernel
// opens the console with open(2), which adds O_LARGEFILE. A map's file never has that flag.
func TestConsoleFlags(t *testing.T) {
	const large = core.O_RDWR | core.O_LARGEFILE
	for _, test := range []struct {
		release abi.Release
		console int64
	}{
		{abi.R(3, 18, 63), large}, {abi.R(5, 4, 59), large}, {abi.R(5, 8, 18), large},
		{abi.R(5, 9, 0), core.O_RDWR}, {abi.R(5, 10, 262), core.O_RDWR}, {abi.Newest, core.O_RDWR},
	} {
		k, err := core.New(core.NewMachine(test.release))
		if err != nil {
			t.Fatal(err)
		}
		task := k.Task(0)
		fd := int32(k.Dup(task, 0))
		if got := k.Fcntl(task, fd, core.F_GETFL, 0); got != test.console {
			t.Errorf("%s: fcntl(%d, F_GETFL) = %#o, want %#o", test.release, fd, got, test.console)
		}
		lines, _ := k.Fdinfo(task, fd)
		if want := fmt.Sprintf("flags:\t0%o", test.console); !slices.Contains(lines, want) {
			t.Errorf("%s: fdinfo of %d has %q, want the line %q", test.release, fd, lines, want)
		}
	}
	for _, release := range []abi.Release{abi.R(4, 4, 0), abi.Newest} {
		k, err := core.New(core.NewMachine(release))
		if err != nil {
			t.Fatal(err)
		}
		var attr abi.Attr
		attr.PutU32(&abi.MapTypeField, uint32(abi.BPF_MAP_TYPE_ARRAY))
		attr.PutU32(&abi.KeySize, 4)
		attr.PutU32(&abi.ValueSize, 4)
		attr.PutU32(&abi.MaxEntries, 1)
		k.Poke(k.Task(0), core.Write{Addr: core.ArenaStart, Bytes: attr[:]})
		fd := int32(k.Bpf(k.Task(0), abi.BPF_MAP_CREATE, core.ArenaStart, 16))
		if got := k.Fcntl(k.Task(0), fd, core.F_GETFL, 0); got != core.O_RDWR {
			t.Errorf("%s: fcntl(%d, F_GETFL) of a map = %#o, want %#o", release, fd, got, core.O_RDWR)
		}
	}
}

// TestDescriptorIsReservedBeforeItIsInstalled looks at every call that opens a file for a map: as in anon_inode_getfd,
// the check for a free descriptor comes before the event that installs the file.
func TestDescriptorIsReservedBeforeItIsInstalled(t *testing.T) {
	const text = "/create(array,4,4,1)/w(10001000,2f7379732f66732f6270662f6d00)/obj_pin(0x10001000,3)/obj_get(0x10001000)"
	for _, release := range []string{"seed/types=1,2", "4.4", "5.10", "7.3"} {
		calls := text
		switch release {
		case "seed/types=1,2":
			calls = "/create(array,4,4,1)"
		case "5.10", "7.3":
			calls += "/get_fd_by_id(1)"
		}
		l, err := link.Parse("v1/k=" + release + calls)
		if err != nil {
			t.Fatal(err)
		}
		s, err := history.With(l.Machine, l.Calls)
		if err != nil {
			t.Fatal(err)
		}
		opened := 0
		for n := 1; n <= s.Len(); n++ {
			reserved := false
			for _, e := range s.Trace(n).Events {
				switch {
				case e.Kind == core.Checked && e.Check.Errno == abi.EMFILE:
					reserved = true
				case e.Kind == core.FDInstalled:
					opened++
					if !reserved {
						t.Errorf("%s: call %d installs descriptor %d before it is reserved", release, n, e.FD)
					}
				}
			}
		}
		if want := strings.Count(calls, "create") + strings.Count(calls, "_get(") + strings.Count(calls, "by_id"); opened != want {
			t.Errorf("%s: %d descriptors were installed, want %d", release, opened, want)
		}
	}
}
