package export

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
)

// iteratorHistory reads maps.debug by its path, and progs.debug by its link.
func iteratorHistory(t *testing.T) *history.Session {
	t.Helper()
	m := core.NewMachine(abi.R(6, 12, 0))
	m.AutoWork, m.Preload = true, true
	s, err := history.NewSession(m)
	if err != nil {
		t.Fatal(err)
	}
	get := bpfWith(abi.BPF_OBJ_GET, 16, map[*abi.Field]uint64{&abi.Pathname: keyAt}, core.Write{Addr: keyAt, Bytes: []byte("/sys/fs/bpf/progs.debug\x00")})
	for _, c := range []core.Call{
		{Op: core.OpOpen, Path: "/sys/fs/bpf/maps.debug"}, opCall(core.OpRead, 3, pollAt, 4096), opCall(core.OpRead, 3, pollAt, 4096), opCall(core.OpClose, 3),
		get, bpfWith(abi.BPF_ITER_CREATE, 8, map[*abi.Field]uint64{&abi.IterLinkFD: 3}), opCall(core.OpRead, 4, pollAt, 20), opCall(core.OpRead, 4, pollAt, 4096),
		opCall(core.OpFdinfo, 4),
	} {
		if _, err := s.Do(c); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestStraceOfIterators compares the lines with those of strace.
func TestStraceOfIterators(t *testing.T) {
	out := text(t, iteratorHistory(t), "strace")
	for _, want := range []string{
		`openat(AT_FDCWD, "/sys/fs/bpf/maps.debug", O_RDONLY) = 3`,
		`, 4096) = 94`,
		`read(3, "", 4096) = 0`,
		`, 20) = 20`,
		`, 4096) = 51`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%s\nlacks %s", out, want)
		}
	}
}
