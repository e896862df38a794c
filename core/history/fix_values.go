package history

import (
	"bytes"
	"math"
	"math/bits"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// fieldEdits returns edits of a field to other values.
func (b *fixBench) fieldEdits(c *core.Call, f *abi.Field, attr []byte, cost float64) []Edit {
	if f.Kind == abi.KindName {
		return nameEdits(f, attr, cost)
	}
	from := f.Value(attr)
	var edits []Edit
	for _, v := range b.values(c, f, from) {
		if v == from {
			continue
		}
		edits = append(edits, Edit{
			What: f.Name, Field: f, From: f.Kind.Format(from), To: f.Kind.Format(v), value: v,
			sized: f.Kind <= abi.KindCount, up: v > from, cost: cost + distance(f.Kind, from, v),
		})
	}
	return edits
}

// distance returns the extra cost of a change from one value of a kind to another.
func distance(k abi.Kind, from, to uint64) float64 {
	switch k {
	case abi.KindMapType:
		return costType
	case abi.KindFD, abi.KindPointer, abi.KindPath:
		return costObject
	case abi.KindMapFlags, abi.KindElemFlags, abi.KindFileFlags:
		return 0.1 * float64(bits.OnesCount64(from^to))
	}
	return 0.02 * math.Abs(math.Log2(float64(to)+1)-math.Log2(float64(from)+1))
}

// values returns common values of a field.
func (b *fixBench) values(c *core.Call, f *abi.Field, from uint64) []uint64 {
	switch f.Kind {
	case abi.KindMapType:
		return types(b.kernel.Machine.Release)
	case abi.KindMapFlags, abi.KindFileFlags:
		return toggled(from, abi.MapFlags)
	case abi.KindElemFlags:
		return append(toggled(from, abi.ElemFlags), abi.BPF_ANY, abi.BPF_NOEXIST, abi.BPF_EXIST)
	case abi.KindFD:
		return append(b.descriptors(c), 0)
	case abi.KindPointer, abi.KindPath:
		return []uint64{core.ArenaStart + 0x1000, core.ArenaStart + 0x2000, core.ArenaStart + 0x4000, 0}
	case abi.KindID:
		return append(b.ids(), 0)
	case abi.KindIfindex:
		return []uint64{0}
	}
	page := b.kernel.Machine.PageSize
	up := uint64(1) << bits.Len64(max(from, 1)-1)
	return []uint64{
		0, 1, 2, 4, 5, 8, 16, 64, from + 1, from - 1, from &^ 7, (from + 7) &^ 7, up, up / 2, max(up, page), page, 127 * 8, 256, 260, 512,
		1 << 15, 1 << 20, 1 << 22, from & math.MaxUint32, from / 2, from / 4, from / 16, from / 256,
	}
}

// types returns the map types of a release.
func types(r abi.Release) []uint64 {
	var nrs []uint64
	for i, t := range abi.MapTypes {
		if i > 0 && t.Since <= r {
			nrs = append(nrs, uint64(i))
		}
	}
	return nrs
}

// toggled returns the flags with one known flag flipped, without unknown flags, and without any flag.
func toggled(from uint64, flags []abi.Flag) []uint64 {
	known := uint64(0)
	var sets []uint64
	for _, f := range flags {
		known |= f.Bit
		sets = append(sets, from^f.Bit)
	}
	return append(sets, from&known, 0)
}

// descriptors returns the calling task's descriptors of maps.
func (b *fixBench) descriptors(c *core.Call) []uint64 {
	var fds []uint64
	for fd, f := range b.kernel.Task(c.Task).Files.Open() {
		if f.Map != nil {
			fds = append(fds, uint64(fd))
		}
	}
	return fds
}

// ids returns the IDs of all maps.
func (b *fixBench) ids() []uint64 {
	var ids []uint64
	for _, m := range b.kernel.Maps() {
		ids = append(ids, uint64(m.ID))
	}
	return ids
}

// nameEdits returns edits to the name without invalid characters, and to an empty name.
func nameEdits(f *abi.Field, attr []byte, cost float64) []Edit {
	if len(attr) <= f.Offset {
		return nil
	}
	old := make([]byte, f.End()-f.Offset)
	copy(old, attr[f.Offset:])
	clean := slices.Clone(old)
	clean[len(clean)-1] = 0
	for i, ch := range clean {
		if ch != 0 && !core.IsNameByte(ch) {
			clean[i] = '_'
		}
	}
	var edits []Edit
	for i, name := range [][]byte{clean, make([]byte, len(old))} {
		if !bytes.Equal(name, old) {
			edits = append(edits, Edit{What: f.Name, Field: f, From: nameText(old), To: nameText(name), bytes: name, kind: editName, cost: cost + 0.1*float64(i)})
		}
	}
	return edits
}

// nameText formats a name field.
func nameText(name []byte) string {
	text, _, _ := bytes.Cut(name, []byte{0})
	return `"` + string(text) + `"`
}
