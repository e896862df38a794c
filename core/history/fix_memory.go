package history

import (
	"bytes"
	"encoding/hex"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// costMemory is the cost of other bytes at a pointer.
const costMemory = 1.2

// memoryEdits returns edits of the memory at a pointer: existing keys, new keys and descriptors of maps.
func (b *fixBench) memoryEdits(c *core.Call, f *abi.Field, attr []byte) []Edit {
	addr := f.Value(attr)
	contents := b.contents(c, f, attr)
	if f.Dir == abi.Out || addr == 0 || contents == nil {
		return nil
	}
	mem := b.kernel.Task(c.Task).Mem
	for _, w := range c.Writes {
		b.kernel.Poke(b.kernel.Task(c.Task), w)
	}
	var edits []Edit
	for i, to := range contents {
		was := make([]byte, len(to))
		if mem.CopyFromUser(was, addr) != 0 || bytes.Equal(was, to) {
			continue
		}
		edits = append(edits, Edit{
			What: "bytes at " + f.Name, Field: f, From: hex.EncodeToString(was), To: hex.EncodeToString(to),
			value: addr, bytes: to, kind: editMemory, cost: costMemory + 0.05*float64(i),
		})
	}
	return edits
}

// contents returns candidates for the memory at a pointer to a key or a value of the call's map.
func (b *fixBench) contents(c *core.Call, f *abi.Field, attr []byte) [][]byte {
	file := b.kernel.Task(c.Task).Files.File(int(int32(abi.ElemMapFD.Value(attr))))
	if file == nil || file.Map == nil || (f != &abi.ElemKey && f != &abi.ElemValue) {
		return nil
	}
	if f == &abi.ElemValue {
		var fds [][]byte
		for _, fd := range b.descriptors(c) {
			fds = append(fds, core.IndexKey(uint32(fd)))
		}
		return fds
	}
	now := make([]byte, file.Map.KeySize)
	b.kernel.Task(c.Task).Mem.CopyFromUser(now, f.Value(attr)) // unreadable memory counts as zeros
	return append(shorterPrefixes(file.Map, now), keysFor(b.kernel, file.Map)...)
}

// shorterPrefixes returns the key of a trie with the longest valid prefix length and with one of 24 bits.
func shorterPrefixes(m *core.Map, key []byte) [][]byte {
	if m.Type.Keys() != abi.KeyPrefix || len(key) < 5 {
		return nil
	}
	var keys [][]byte
	for _, bits := range []int{(len(key) - 4) * 8, 24} {
		keys = append(keys, append(core.IndexKey(uint32(bits)), key[4:]...))
	}
	return keys
}

// keysFor returns keys to try: the first key in the map and some that may not exist.
func keysFor(k *core.Kernel, m *core.Map) [][]byte {
	size := int(m.KeySize)
	var keys [][]byte
	for _, e := range k.Inside(m.Nr, core.InsideQuery{Limit: 1}).Elements {
		if key, err := hex.DecodeString(e.Key); err == nil && len(key) == size {
			keys = append(keys, key)
		}
	}
	for _, low := range []byte{0, 1, 2, 3, 0x7f} {
		key := make([]byte, size)
		if size > 0 {
			key[0] = low
		}
		keys = append(keys, key)
	}
	return keys
}

// fdEdits returns edits of a descriptor that is the first argument of a call.
func (b *fixBench) fdEdits(c *core.Call) []Edit {
	args := c.Op.Args()
	if len(args) == 0 || args[0].Name != "fd" && args[0].Name != "oldfd" {
		return nil
	}
	var edits []Edit
	for _, fd := range b.descriptors(c) {
		edits = append(edits, Edit{
			What: args[0].Name, From: abi.KindFD.Format(c.Args[0]), To: abi.KindFD.Format(fd), value: fd, kind: editArg, cost: costNamed,
		})
	}
	return edits
}
