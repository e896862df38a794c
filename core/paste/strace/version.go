package strace

import (
	"fmt"

	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// version is a version of strace, the major number times 256 plus the minor one; 0 is none.
type version uint16

const (
	v4_19 version = 4<<8 + 19
	v4_23 version = 4<<8 + 23
	v5_0  version = 5<<8 + 0
	v5_4  version = 5<<8 + 4
	v5_6  version = 5<<8 + 6
	v5_12 version = 5<<8 + 12
	v5_16 version = 5<<8 + 16
	v6_5  version = 6<<8 + 5
	v6_16 version = 6<<8 + 16
	v6_18 version = 6<<8 + 18
)

// The versions that changed the form of a line, apart from its fields.
const (
	rest        = v4_19 // prints bytes after the fields
	extra       = v5_12 // calls it extra_data
	argNames    = v6_16 // can name arguments
	fewerFields = v6_18 // prints next_id and open_flags only for commands that have them
)

// fieldsSince maps a field to the first version that prints it.
var fieldsSince = table.Listed[*abi.Field, version]{
	{&abi.MapFlagsField, v4_19}, {&abi.InnerMapFD, v4_19},
	{&abi.MapName, v4_23}, {&abi.MapIfindex, v4_23},
	{&abi.BtfFD, v5_0}, {&abi.BtfKeyTypeID, v5_0}, {&abi.BtfValueTypeID, v5_0},
	{&abi.LookupFlags, v5_4},
	{&abi.BtfVmlinuxValueID, v5_6}, {&abi.BatchKeys, v5_6}, {&abi.BatchCount, v5_6},
	{&abi.MapExtra, v5_16},
	{&abi.ObjPathFD, v6_5},
	{&abi.ValueTypeBtfObjFD, v6_18}, {&abi.MapTokenFD, v6_18}, {&abi.ExclProgHash, v6_18},
}

// last maps a major version to its last minor version.
var last = table.Indexed[version, version]{4: 26, 5: 19, 6: 19}

// previous returns the version before v.
func (v version) previous() version {
	if v&0xff != 0 {
		return v - 1
	}
	return v - 1<<8 + last.At(v>>8-1)
}

func (v version) String() string { return fmt.Sprintf("%d.%d", v>>8, v&0xff) }

// span is the range of versions that could have printed the lines: least or newer, and older than most.
type span struct {
	least, most version // 0 means unbounded
	tool        string  // that printed them, if it is not strace
}

func (s *span) since(v version) { s.least = max(s.least, v) }

func (s *span) before(v version) {
	if v != 0 && (s.most == 0 || v < s.most) {
		s.most = v
	}
}

// join narrows the span by that of another line.
func (s *span) join(o span) {
	s.since(o.least)
	s.before(o.most)
	if o.tool != "" {
		s.tool = o.tool
	}
}

// String returns the name of the versions. It omits them if no single version prints all lines.
func (s span) String() string {
	switch {
	case s.tool != "":
		return s.tool
	case s.least == 0 && s.most == 0, s.most != 0 && s.least >= s.most:
		return "strace"
	case s.most == 0:
		return fmt.Sprintf("strace %v or newer", s.least)
	case s.least == 0:
		return fmt.Sprintf("strace %v or older", s.most.previous())
	case s.least == s.most.previous():
		return fmt.Sprintf("strace %v", s.least)
	}
	return fmt.Sprintf("strace %v to %v", s.least, s.most.previous())
}
