package paste

import (
	"fmt"

	"bpfplay/core/abi"
)

// straceVersion is a version of strace, the major number times 256 plus the minor one; 0 is none.
type straceVersion uint16

func straceV(major, minor int) straceVersion { return straceVersion(major<<8 | minor) }

// The versions that changed what a line looks like, apart from its fields.
var (
	straceRest        = straceV(4, 19) // tells of what lies behind the fields
	straceExtra       = straceV(5, 12) // calls it extra_data
	straceArgNames    = straceV(6, 16) // can name arguments
	straceFewerFields = straceV(6, 18) // prints next_id and open_flags only where they are
)

// straceFieldsSince says which version began to print a field.
var straceFieldsSince = map[*abi.Field]straceVersion{
	&abi.MapFlagsField: straceV(4, 19), &abi.InnerMapFD: straceV(4, 19),
	&abi.MapName: straceV(4, 23), &abi.MapIfindex: straceV(4, 23),
	&abi.BtfFD: straceV(5, 0), &abi.BtfKeyTypeID: straceV(5, 0), &abi.BtfValueTypeID: straceV(5, 0),
	&abi.LookupFlags:       straceV(5, 4),
	&abi.BtfVmlinuxValueID: straceV(5, 6), &abi.BatchKeys: straceV(5, 6), &abi.BatchCount: straceV(5, 6),
	&abi.MapExtra:          straceV(5, 16),
	&abi.ObjPathFD:         straceV(6, 5),
	&abi.ValueTypeBtfObjFD: straceV(6, 18), &abi.MapTokenFD: straceV(6, 18), &abi.ExclProgHash: straceV(6, 18),
}

// straceLast is the last minor number of a major one.
var straceLast = map[straceVersion]straceVersion{4: 26, 5: 19, 6: 19}

// previous is the version before v.
func (v straceVersion) previous() straceVersion {
	if v&0xff != 0 {
		return v - 1
	}
	return v - 1<<8 + straceLast[v>>8-1]
}

func (v straceVersion) String() string { return fmt.Sprintf("%d.%d", v>>8, v&0xff) }

// straceSpan is the versions that could have printed what was read: from least on, and before most.
type straceSpan struct {
	least, most straceVersion // 0 where there is no bound
	perf        bool          // it is perf trace
}

func (s *straceSpan) since(v straceVersion) { s.least = max(s.least, v) }

func (s *straceSpan) before(v straceVersion) {
	if v != 0 && (s.most == 0 || v < s.most) {
		s.most = v
	}
}

// join takes over what another line tells.
func (s *straceSpan) join(o straceSpan) {
	s.since(o.least)
	s.before(o.most)
	s.perf = s.perf || o.perf
}

// String names the versions. Lines that no version prints together were written by hand, or come from several.
func (s straceSpan) String() string {
	switch {
	case s.perf:
		return "perf trace"
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
