package history

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Edit is one change of a call or of the machine.
type Edit struct {
	What     string // the field; "size", "bytes at key", "RLIMIT_MEMLOCK", "release", …
	Field    *abi.Field
	From, To string
	value    uint64
	bytes    []byte // new memory that the field points to
	kind     editKind
	sized    bool // a size or a count, which can be larger or smaller
	up       bool // it becomes larger
	cost     float64
}

// editKind is the target of an Edit.
type editKind uint8

const (
	editField editKind = iota
	editName
	editSize
	editMemory
	editArg
)

// isLike reports whether two edits change the same thing in the same direction. All other values of a type, of flags or of
// memory are alike.
func (e Edit) isLike(o Edit) bool {
	return e.What == o.What && (e.up == o.up || !e.sized || !o.sized)
}

// apply returns a copy of a call with the edit.
func (e Edit) apply(c core.Call) core.Call {
	c.Writes = slices.Clone(c.Writes)
	switch e.kind {
	case editArg:
		c.Args[0] = e.value
	case editSize:
		c.Args[2] = e.value
	case editMemory:
		c.Writes = append(c.Writes, core.Write{Addr: e.value, Bytes: e.bytes})
	case editName:
		editAttr(&c, e.Field, func(attr []byte) { copy(attr[e.Field.Offset:e.Field.End()], e.bytes) })
	default:
		editAttr(&c, e.Field, func(attr []byte) { e.Field.Put(attr, e.value) })
	}
	return c
}

// editAttr changes a copy of the attr, extended to the end of the field.
func editAttr(c *core.Call, f *abi.Field, change func(attr []byte)) {
	for i, w := range c.Writes {
		if w.Addr == c.Args[1] {
			attr := slices.Clone(w.Bytes)
			if len(attr) < f.End() {
				attr = append(attr, make([]byte, f.End()-len(attr))...)
			}
			change(attr)
			c.Writes[i].Bytes = attr
		}
	}
	c.Args[2] = max(c.Args[2], uint64(f.End()))
}

// Costs of edits. Fields that the failed check reads are cheapest.
const (
	costNamed  = 1.0
	costOther  = 2.5
	costType   = 3.0 // another type is another map
	costObject = 1.0 // another descriptor is another object
)

// edits returns the changes to try on a call that failed a check.
func (b *fixBench) edits(c *core.Call, failed *core.Check) []Edit {
	if c.Op != core.OpBpf {
		return b.fdEdits(c)
	}
	row := c.Cmd().Known(b.kernel.Machine.Release)
	if row == nil || row.Fields == nil || failed == nil {
		return nil
	}
	attr := b.attrOf(c)
	if attr == nil {
		return nil
	}
	var edits []Edit
	for _, f := range row.Fields {
		if f.Since > b.kernel.Machine.Release {
			continue
		}
		cost := costOther
		if slices.Contains(failed.Fields(), f) {
			cost = costNamed
		}
		edits = append(edits, b.fieldEdits(c, f, attr, cost)...)
		edits = append(edits, b.memoryEdits(c, f, attr)...)
	}
	if end := uint64(row.Last(b.kernel.Machine.Release)); end != c.Args[2] {
		cost := costOther
		if failed.Scan || len(failed.Fields()) == 0 {
			cost = costNamed
		}
		edits = append(edits, Edit{What: "size", From: abi.KindU64.Format(c.Args[2]), To: abi.KindU64.Format(end), value: end, kind: editSize, cost: cost})
	}
	return edits
}

// attrOf returns the attr of a call and makes it one of the call's writes, so that edits can change it. It returns nil if the
// attr cannot be read.
func (b *fixBench) attrOf(c *core.Call) []byte {
	if attr := c.Attr(); attr != nil {
		return attr
	}
	attr := make([]byte, min(c.Args[2], core.PAGE_SIZE))
	if b.kernel.Task(c.Task).Mem.CopyFromUser(attr, c.Args[1]) != 0 {
		return nil
	}
	c.Writes = append(slices.Clone(c.Writes), core.Write{Addr: c.Args[1], Bytes: attr})
	return attr
}
