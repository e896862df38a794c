package match

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/paste"
	"bpfplay/core/table"
)

// command holds the work of a replay before and after a map command.
type command struct {
	// prepare infers the state before the call, and fills the memory that the text does not show. It reports false if
	// the call is not about a map.
	prepare func(*step) (isMap bool)
	after   func(s *step, ret int64) // records the effect of a successful call; may be nil
}

var commands = table.Indexed[abi.Cmd, command]{
	abi.BPF_MAP_CREATE:                  {(*step).prepareCreate, (*step).afterCreate},
	abi.BPF_MAP_LOOKUP_ELEM:             {prepare: (*step).prepareLookup},
	abi.BPF_MAP_UPDATE_ELEM:             {(*step).prepareUpdate, (*step).afterUpdate},
	abi.BPF_MAP_DELETE_ELEM:             {(*step).prepareDelete, (*step).afterDelete},
	abi.BPF_MAP_GET_NEXT_KEY:            {(*step).prepareNextKey, (*step).afterNextKey},
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:  {prepare: (*step).prepareLookup},
	abi.BPF_MAP_FREEZE:                  {prepare: (*step).prepareFreeze},
	abi.BPF_MAP_LOOKUP_BATCH:            {prepare: (*step).prepareLookupBatch},
	abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: {prepare: (*step).prepareLookupBatch},
	abi.BPF_MAP_UPDATE_BATCH:            {prepare: (*step).prepareUpdateBatch},
	abi.BPF_MAP_DELETE_BATCH:            {prepare: (*step).prepareDeleteBatch},
	abi.BPF_OBJ_PIN:                     {(*step).preparePin, (*step).afterPin},
	abi.BPF_OBJ_GET:                     {prepare: (*step).prepareGet},
	abi.BPF_MAP_GET_NEXT_ID:             {prepare: (*step).prepareNextID},
	abi.BPF_MAP_GET_FD_BY_ID:            {prepare: (*step).prepareFDByID},
	abi.BPF_OBJ_GET_INFO_BY_FD:          {prepare: (*step).prepareInfo},
	abi.BPF_PROG_GET_NEXT_ID:            {prepare: func(s *step) bool { return s.prepareNextObject(progKind) }},
	abi.BPF_BTF_GET_NEXT_ID:             {prepare: func(s *step) bool { return s.prepareNextObject(btfKind) }},
	abi.BPF_PROG_GET_FD_BY_ID:           {prepare: func(s *step) bool { return s.prepareObjectByID(progKind) }},
	abi.BPF_BTF_GET_FD_BY_ID:            {prepare: func(s *step) bool { return s.prepareObjectByID(btfKind) }},
	abi.BPF_PROG_LOAD:                   {prepare: (*step).prepareProgLoad},
	abi.BPF_BTF_LOAD:                    {prepare: (*step).prepareBtfLoad},
	abi.BPF_PROG_TEST_RUN:               {prepare: (*step).prepareTestRun},
	abi.BPF_PROG_BIND_MAP:               {prepare: (*step).prepareBindMap},
	abi.BPF_PROG_ATTACH:                 {prepare: (*step).prepareAttach},
	abi.BPF_PROG_DETACH:                 {prepare: (*step).prepareAttach},
	abi.BPF_PROG_QUERY:                  {prepare: (*step).prepareAttach},
	abi.BPF_LINK_CREATE:                 {prepare: (*step).prepareAttach},
	abi.BPF_ITER_CREATE:                 {prepare: (*step).prepareAttach},
	abi.BPF_RAW_TRACEPOINT_OPEN:         {prepare: (*step).prepareAttach},
	abi.BPF_LINK_UPDATE:                 {prepare: (*step).prepareAttach},
	abi.BPF_LINK_DETACH:                 {prepare: (*step).prepareAttach},
	abi.BPF_TOKEN_CREATE:                {prepare: (*step).prepareToken},
}

// bpf makes a bpf() call.
func (s *step) bpf() {
	cmd := s.c.Cmd &^ abi.BPF_COMMON_ATTRS
	row := commands.At(cmd)
	known := cmd.Known(s.machine.Release) != nil
	if row.prepare == nil && known {
		s.asTraced(cmd.String(), s.opens())
		return
	}
	if s.c.Unshown != nil && *s.c.Unshown == 0 {
		s.verdict.Why = "the text does not show the fields of the call"
		s.asTraced(cmd.String(), s.opens())
		return
	}
	if s.attr == nil && s.c.Addr != 0 && s.c.Size <= core.PAGE_SIZE {
		if attr, ok := s.read(s.c.Addr, int(s.c.Size)); ok { // set by earlier calls, and perhaps in part by this one
			s.attr = overlaid(attr, s.c.Addr, s.shown)
		}
	}
	if s.attr == nil && s.c.Memory == nil && !s.barelyRead() {
		s.verdict.Why = "the text shows only the address of the attr"
		s.asTraced(cmd.String(), s.opens())
		return
	}
	s.place()
	if row.prepare != nil && known && !row.prepare(s) {
		s.writes, s.fills = nil, nil
		s.asTraced(s.what(), s.opens())
		return
	}
	if s.known && (slices.Contains(history.OpensMap, cmd) || slices.Contains(otherFDs, cmd)) {
		s.takes(s.want)
	}
	ret := s.make(s.call())
	if s.known && !s.verdict.Traced {
		s.compareWrites()
	}
	if row.after != nil && ret >= 0 {
		row.after(s, ret)
	}
	if (slices.Contains(history.OpensMap, cmd) || slices.Contains(otherFDs, cmd)) && !s.verdict.Traced {
		s.settle(ret, cmd.String())
	}
}

// overlaid returns attr, at addr, overwritten by the pieces of memory that overlap it.
func overlaid(attr []byte, addr uint64, pieces []paste.Memory) []byte {
	end := addr + uint64(len(attr))
	for _, m := range pieces {
		switch last := m.Addr + uint64(len(m.Bytes)); {
		case m.Field != nil || m.Addr >= end || last <= addr:
		case m.Addr < addr:
			copy(attr, m.Bytes[addr-m.Addr:])
		default:
			copy(attr[m.Addr-addr:], m.Bytes)
		}
	}
	return attr
}

// opens returns the kind of descriptor that a call not about maps opens.
func (s *step) opens() uint64 {
	if slices.Contains(otherFDs, s.c.Cmd) || slices.Contains(history.OpensMap, s.c.Cmd) {
		return core.TracedCloexecFD
	}
	return core.TracedNothing
}

// barelyRead reports whether a call can be made without its attr, because the kernel fails it before or while reading
// the attr.
func (s *step) barelyRead() bool {
	return !s.known || s.want == -int64(abi.EFAULT) || s.c.Size == 0 || uint64(s.c.Size) > s.machine.PageSize || s.c.Cmd.Known(abi.Newest) == nil
}

// attrAt returns the address of the attr.
func (s *step) attrAt() uint64 {
	if s.c.Addr != 0 || s.attr == nil && s.barelyRead() {
		return s.c.Addr
	}
	return core.ArenaStart
}

// call returns the call as part of a history.
func (s *step) call() core.Call {
	writes := s.writes
	if len(s.attr) > 0 {
		writes = append(writes, core.Write{Addr: s.attrAt(), Bytes: s.attr})
	} else if at := s.attrAt(); s.known && s.want != -int64(abi.EFAULT) && s.c.Size > 0 && mayFill(at) && s.c.Memory == nil {
		attr := make([]byte, min(s.c.Size, core.PAGE_SIZE))
		writes = append(writes, core.Write{Addr: at, Bytes: attr})
		s.fills = append(s.fills, Fill{Addr: at, Bytes: attr})
	}
	return core.Bpf(s.task, s.c.Cmd, s.attrAt(), s.c.Size, writes...)
}

// refused reports whether the call failed with e in the text.
func (s *step) refused(e abi.Errno) bool { return s.known && s.want == -int64(e) }

// fine reports whether the call succeeded or its result is unknown.
func (s *step) fine() bool { return !s.known || s.want >= 0 }
