package history

import (
	"bytes"
	"encoding/hex"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// costMemory is what other bytes behind a pointer cost.
const costMemory = 1.2

// memoryEdits are other bytes where a pointer leads: keys that the map has, one that it has not, descriptors of maps.
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
			What: "what lies at " + f.Name, Field: f, From: hex.EncodeToString(was), To: hex.EncodeToString(to),
			value: addr, bytes: to, kind: editMemory, cost: costMemory + 0.05*float64(i),
		})
	}
	return edits
}

// contents are what may lie behind a pointer to a key or a value of the map that the call is about.
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
	b.kernel.Task(c.Task).Mem.CopyFromUser(now, f.Value(attr)) // what cannot be read is zero
	return append(shorterPrefixes(file.Map, now), keysFor(b.kernel, file.Map)...)
}

// shorterPrefixes are the key of a trie with the longest prefix that it may have, and with one of 24 bits.
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

// keysFor are keys to try: the first that the map has, and some that it may not have.
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

// fdEdits are other descriptors for a call that takes one first.
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
