//go:build linux && amd64

package core

import (
	"testing"

	"bpfplay/core/abi"
)

// liveStarved is among how many calls of the live test one may be starved.
const liveStarved = 200_000

// elementsOf returns how many elements a per-CPU hash without preallocation has, and 0 for all other maps.
func elementsOf(k *Kernel, m *Map) int {
	if m.Type != abi.BPF_MAP_TYPE_PERCPU_HASH || m.Flags&abi.BPF_F_NO_PREALLOC == 0 || m.data == nil {
		return 0
	}
	return int(k.Count(m))
}

// starved reports whether the host refused an update with ENOMEM because the kernel had not refilled its cache of
// per-CPU memory in time: the update adds elements to a per-CPU hash with BPF_F_NO_PREALLOC, as the core did.
func starved(cmd abi.Cmd, m *Map, theirs, ours int64, added int) bool {
	return (cmd == abi.BPF_MAP_UPDATE_ELEM || cmd == abi.BPF_MAP_UPDATE_BATCH) &&
		m.Type == abi.BPF_MAP_TYPE_PERCPU_HASH && m.Flags&abi.BPF_F_NO_PREALLOC != 0 &&
		theirs == -int64(abi.ENOMEM) && ours == 0 && added > 0
}

func TestStarvedIsNarrow(t *testing.T) {
	perCPU := &Map{Type: abi.BPF_MAP_TYPE_PERCPU_HASH, Flags: abi.BPF_F_NO_PREALLOC | abi.BPF_F_ZERO_SEED}
	const refused = -int64(abi.ENOMEM)
	for _, test := range []struct {
		name         string
		cmd          abi.Cmd
		m            *Map
		theirs, ours int64
		added        int
		want         bool
	}{
		{"a new element", abi.BPF_MAP_UPDATE_ELEM, perCPU, refused, 0, 1, true},
		{"new elements", abi.BPF_MAP_UPDATE_BATCH, perCPU, refused, 0, 3, true},
		{"no new element", abi.BPF_MAP_UPDATE_ELEM, perCPU, refused, 0, 0, false},
		{"another command", abi.BPF_MAP_LOOKUP_ELEM, perCPU, refused, 0, 1, false},
		{"another error", abi.BPF_MAP_UPDATE_ELEM, perCPU, -int64(abi.E2BIG), 0, 1, false},
		{"the core refuses too", abi.BPF_MAP_UPDATE_ELEM, perCPU, refused, -int64(abi.E2BIG), 0, false},
		{"only the core refuses", abi.BPF_MAP_UPDATE_ELEM, perCPU, 0, refused, 0, false},
		{"preallocated", abi.BPF_MAP_UPDATE_ELEM, &Map{Type: abi.BPF_MAP_TYPE_PERCPU_HASH}, refused, 0, 1, false},
		{"not per CPU", abi.BPF_MAP_UPDATE_ELEM, &Map{Type: abi.BPF_MAP_TYPE_HASH, Flags: abi.BPF_F_NO_PREALLOC}, refused, 0, 1, false},
	} {
		if got := starved(test.cmd, test.m, test.theirs, test.ours, test.added); got != test.want {
			t.Errorf("%s: starved is %v", test.name, got)
		}
	}
}
