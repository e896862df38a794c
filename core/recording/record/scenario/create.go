package scenario

import "bpfplay/core/abi"

// Sizes and counts at which some check of some map type changes its result.
var (
	edgeSizes = []uint32{
		0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 20, 24, 31, 32, 33, 64, 100, 127, 128, 255, 256, 257, 260, 261, 264, 512, 513, 1024, 4096,
		32768, 65535, 65536, 1 << 18, 1<<22 - 8, 1 << 22, 1<<22 + 1, 1 << 23, 1<<25 + 8, 1<<31 - 1, 1 << 31, 1<<32 - 8, 1<<32 - 1,
	}
	edgeEntries = []uint32{
		0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 32, 100, 128, 255, 256, 1000, 1024, 4095, 4096, 4097, 8192, 12288, 65535, 65536,
		1 << 30, 1<<30 + 1, 1<<31 - 1, 1 << 31, 1<<31 + 1, 1<<32 - 2, 1<<32 - 1,
	}
)

// mapFlags returns no flag, one or two.
func (d *drawer) mapFlags() uint32 {
	one, other := uint32(pick(d, abi.MapFlags...).Bit), uint32(pick(d, abi.MapFlags...).Bit)
	return pick(d, 0, 0, one, one|other, 1<<d.IntN(32))
}

// strangeShape returns a map of any type of which at least one property is at a limit.
func (d *drawer) strangeShape() shape {
	strange := shape{abi.MapType(d.IntN(len(abi.MapTypes) + 2)), pick(d, edgeSizes...), pick(d, edgeSizes...), pick(d, edgeEntries...), d.mapFlags(), 0, 0, ""}
	if d.percent(40) {
		return strange
	}
	s := d.shape()
	switch d.IntN(5) {
	case 0:
		s.key = strange.key
	case 1:
		s.value = strange.value
	case 2:
		s.max = strange.max
	case 3:
		s.flags = strange.flags
	case 4:
		s.typ = strange.typ
	}
	return s
}

func (d *drawer) createClass() {
	for range 12 {
		s := d.strangeShape()
		attr, size := s.attr()
		if d.percent(10) {
			f := pick(d, d.laterFields()...)
			number(attr, f, pick[uint64](d, 1, 2, 3, 5, 16, 1<<32-1))
			size = uint32(f.End())
		}
		if d.percent(40) {
			size = pick[uint32](d, 20, 24, 28, 44, 48, 60, 64, 72, 80, 92)
		}
		if d.percent(30) {
			d.roughCall(abi.BPF_MAP_CREATE, attr)
		} else {
			d.callSized(abi.BPF_MAP_CREATE, attr, size)
		}
		d.noteSeed(&s)
	}
}

// laterFields returns the fields of BPF_MAP_CREATE after map_flags that are numbers.
func (d *drawer) laterFields() (fields []*abi.Field) {
	for _, f := range abi.BPF_MAP_CREATE.Known(abi.Newest).Fields {
		if f.Offset > abi.MapFlagsField.Offset && f.Kind != abi.KindName {
			fields = append(fields, f)
		}
	}
	return fields
}

// otherCommands are left out of class attr, because they are not about maps.
var otherCommands = map[abi.Cmd]bool{
	abi.BPF_PROG_LOAD: true, abi.BPF_BTF_LOAD: true, 16: true /* BPF_PROG_QUERY */, 20: true, /* BPF_TASK_FD_QUERY */
}

func (d *drawer) attrClass() {
	for range 14 {
		attr := &abi.Attr{}
		if d.percent(50) {
			s := d.shape()
			attr, _ = s.attr()
			d.noteSeed(&s)
		}
		if d.percent(30) {
			for range 1 + d.IntN(3) {
				attr[d.IntN(len(attr))] = byte(d.IntN(256))
			}
		}
		cmd := abi.Cmd(d.IntN(len(abi.Commands) + 2))
		switch {
		case otherCommands[cmd] || d.percent(40):
			cmd = abi.BPF_MAP_CREATE
		case d.percent(8):
			cmd = pick[abi.Cmd](d, 64, 1000, 1<<31-1, -1, -41, -1000)
		}
		d.roughCall(cmd, attr)
	}
}
