package match

import (
	"slices"

	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/paste"
)

// lookAhead is the number of later calls searched for the shape of a map.
const lookAhead = 500

// aheadOf visits the bpf() calls of this process on fd from call first on, until fd is closed or returned again.
func (s *step) aheadOf(first int, fd int64, visit func(*paste.Call) bool) {
	calls := s.text.Calls[first:]
	for i := range calls[:min(len(calls), lookAhead)] {
		c := &calls[i]
		if c.Pid != s.c.Pid {
			continue
		}
		if i > 0 && (c.Name == "close" && len(c.Args) > 0 && c.Args[0] == fd || opensFD(c) && c.Result != nil && *c.Result == fd) {
			return
		}
		if at := history.MapFD.At(c.Cmd); c.Name == "bpf" && at != nil && at.End() <= len(c.Attr) && int64(int32(at.Value(c.Attr))) == fd && !visit(c) {
			return
		}
	}
}

// shapeOf returns the attr of BPF_MAP_CREATE for the map of a descriptor, from the info that the text shows or from the
// calls on it from call first on. The id is 0 if the text does not show it.
func (s *step) shapeOf(first int, fd int64) (attr []byte, id uint32) {
	attr = abi.MaxEntries.Put(abi.ValueSize.Put(abi.KeySize.Put(abi.MapTypeField.Put(nil, uint64(abi.BPF_MAP_TYPE_HASH)), 4), 8), 1024)
	updates, full := uint64(0), false
	denied, wrote := false, false
	s.aheadOf(first, fd, func(c *paste.Call) bool {
		if info := c.WroteInfo(); info != nil {
			attr, id = s.shapeOfInfo(info), uint32(abi.InfoID.Value(info))
			return false
		}
		attr = narrow(attr, c)
		if slices.Contains(keyless, c.Cmd) && len(c.Attr) >= abi.ElemKey.End() && abi.ElemKey.Value(c.Attr) == 0 {
			attr = abi.KeySize.Put(abi.MapTypeField.Put(attr, uint64(abi.BPF_MAP_TYPE_QUEUE)), 0)
		}
		if c.Cmd == abi.BPF_MAP_UPDATE_ELEM && !full {
			if full = valueOr(c.Result, 0) == -int64(abi.E2BIG); full {
				attr = abi.MaxEntries.Put(attr, max(updates, 1))
			}
			updates++
		}
		if slices.Contains(writes, c.Cmd) {
			denied = denied || valueOr(c.Result, 0) == -int64(abi.EPERM)
			wrote = wrote || valueOr(c.Result, -1) >= 0
		}
		return true
	})
	if denied && !wrote && abi.MapFlagsField.Since <= s.machine.Release && abi.SinceMapName.In(s.machine.Release) {
		attr = abi.MapFlagsField.Put(attr, abi.MapFlagsField.Value(attr)|abi.BPF_F_RDONLY)
	}
	return attr, id
}

// writes holds the commands that a read-only descriptor refuses with EPERM.
var writes = []abi.Cmd{
	abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_DELETE_ELEM, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM,
	abi.BPF_MAP_UPDATE_BATCH, abi.BPF_MAP_DELETE_BATCH,
}

// narrow limits the sizes of keys and values to the distance between their buffers, so that they do not overlap.
func narrow(attr []byte, c *paste.Call) []byte {
	if !slices.Contains(keyless, c.Cmd) || len(c.Attr) < abi.ElemValue.End() {
		return attr
	}
	key, value := abi.ElemKey.Value(c.Attr), abi.ElemValue.Value(c.Attr)
	switch {
	case key == 0 || value == 0:
	case key > value && key-value < abi.ValueSize.Value(attr):
		return abi.ValueSize.Put(attr, key-value)
	case value > key && value-key < abi.KeySize.Value(attr):
		return abi.KeySize.Put(attr, value-key)
	}
	return attr
}

// keyless holds the commands whose key is NULL only for queues and stacks.
var keyless = []abi.Cmd{abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_UPDATE_ELEM, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM}

// infoFields pairs the members of struct bpf_map_info with those of BPF_MAP_CREATE.
var infoFields = []struct{ info, attr *abi.Field }{
	{&abi.InfoType, &abi.MapTypeField}, {&abi.InfoKeySize, &abi.KeySize}, {&abi.InfoValueSize, &abi.ValueSize},
	{&abi.InfoMaxEntries, &abi.MaxEntries}, {&abi.InfoMapFlags, &abi.MapFlagsField}, {&abi.InfoMapExtra, &abi.MapExtra},
}

// shapeOfInfo returns the attr of BPF_MAP_CREATE for the map that info describes, as far as this kernel has the fields.
func (s *step) shapeOfInfo(info []byte) (attr []byte) {
	for _, f := range infoFields {
		if f.info.End() <= len(info) && f.info.Value(info) != 0 && f.attr.Since <= s.machine.Release {
			attr = f.attr.Put(attr, f.info.Value(info))
		}
	}
	if name := abi.InfoName.Bytes(info); !abi.IsZero(name) && abi.MapName.Since <= s.machine.Release {
		attr = abi.Grow(attr, abi.MapName.End())
		copy(abi.MapName.Bytes(attr), name)
	}
	return abi.Grow(attr, abi.MaxEntries.End())
}
