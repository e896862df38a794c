package scenario

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// enoughMemory is the most memory of a map. The result of creating a larger one depends on the free memory, and a
// host may run out of it: creating a per-CPU array of 2^30 elements cannot be interrupted.
const enoughMemory = 32 << 20

// saveMemory changes an attr of BPF_MAP_CREATE that would create a larger map.
func (d *drawer) saveMemory(cmd abi.Cmd, attr *abi.Attr, size uint32) {
	for _, f := range []*abi.Field{&abi.MaxEntries, &abi.ValueSize, &abi.KeySize} {
		if cmd != abi.BPF_MAP_CREATE || !d.costly(attr, size) {
			return
		}
		number(attr, f, 8)
	}
}

// costly reports whether a call creates a map of more than enoughMemory, by a high estimate.
func (d *drawer) costly(attr *abi.Attr, size uint32) bool {
	known := attr[:min(uint64(size), uint64(len(attr)))]
	key, value, entries := abi.KeySize.Value(known), abi.ValueSize.Value(known), abi.MaxEntries.Value(known)
	const overhead = 80 // of an element
	return entries > 0 && (key+value+overhead)*CPUs > enoughMemory/entries && !d.refused(attr, size)
}

// refusals are errors of checks that come before the map is allocated, whatever the scenario did before.
var refusals = map[int64]bool{-int64(abi.EINVAL): true, -int64(abi.E2BIG): true, -int64(abi.EFAULT): true}

// refused reports whether the emulated kernel refuses to create the map. One that is not emulated refuses nothing.
func (d *drawer) refused(attr *abi.Attr, size uint32) bool {
	k, err := core.New(core.NewMachine(d.release))
	if err != nil {
		return false
	}
	t := k.Task(0)
	t.Mem.CopyToUser(attrAt, attr[:])
	return refusals[k.Bpf(t, abi.BPF_MAP_CREATE, attrAt, size)]
}
