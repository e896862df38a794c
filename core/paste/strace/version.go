package strace

import (
	"fmt"

	"bpfplay/core/abi"
)

// version is a version of strace, the major number times 256 plus the minor one; 0 is none.
type version uint16

func v(major, minor int) version { return version(major<<8 | minor) }

// The versions that changed the form of a line, apart from its fields.
var (
	rest        = v(4, 19) // prints bytes after the fields
	extra       = v(5, 12) // calls it extra_data
	argNames    = v(6, 16) // can name arguments
	fewerFields = v(6, 18) // prints next_id and open_flags only for commands that have them
)

// fieldsSince maps a field to the first version that prints it.
var fieldsSince = map[*abi.Field]version{
	&abi.MapFlagsField: v(4, 19), &abi.InnerMapFD: v(4, 19),
	&abi.MapName: v(4, 23), &abi.MapIfindex: v(4, 23),
	&abi.BtfFD: v(5, 0), &abi.BtfKeyTypeID: v(5, 0), &abi.BtfValueTypeID: v(5, 0),
	&abi.LookupFlags:       v(5, 4),
	&abi.BtfVmlinuxValueID: v(5, 6), &abi.BatchKeys: v(5, 6), &abi.BatchCount: v(5, 6),
	&abi.MapExtra:          v(5, 16),
	&abi.ObjPathFD:         v(6, 5),
	&abi.ValueTypeBtfObjFD: v(6, 18), &abi.MapTokenFD: v(6, 18), &abi.ExclProgHash: v(6, 18),
}

// last maps a major version to its last minor version.
var last = map[version]version{4: 26, 5: 19, 6: 19}

// previous returns the version before v.
func (v version) previous() version {
	if v&0xff != 0 {
		return v - 1
	}
	return v - 1<<8 + last[v>>8-1]
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
