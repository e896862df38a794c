package paste

import (
	"strconv"

	"bpfplay/core/abi"
)

// idPath is where a map is pinned that is there for its id alone.
func idPath(id uint32) string { return bpffs + "id_" + strconv.FormatUint(uint64(id), 10) }

// hasID makes a map with an id, where there is none.
func (s *step) hasID(id uint32, attr []byte) {
	if s.k.MapByID(id) == nil && id != 0 && id < 1<<31-1 {
		s.inferPin(idPath(id), attr, id)
	}
}

func (s *step) prepareNextID() bool {
	start := uint32(abi.StartID.Value(s.attr))
	if !s.known || s.said < 0 {
		return true
	}
	next, shown := s.c.wroteNumber(&abi.NextID)
	fd := int64(-1)
	calls := s.text.Calls[s.at:]
	for i := range calls[:min(len(calls), 8)] { // who asks for the next id opens it next
		c := &calls[i]
		if c.Name == "bpf" && c.Cmd == abi.BPF_MAP_GET_FD_BY_ID && c.Pid == s.c.Pid && valueOr(c.Ret, -1) >= 0 {
			if id := abi.MapID.Value(c.Attr); !shown && id > uint64(start) || id == next {
				next, shown, fd = id, true, *c.Ret
			}
			break
		}
	}
	if !shown {
		if s.k.MapAfterID(start) != nil {
			return true
		}
		next = uint64(start) + 1
	}
	attr, _ := s.shapeOf(fd)
	s.hasID(uint32(next), attr)
	return true
}

func (s *step) prepareFDByID() bool {
	if s.known && s.said >= 0 {
		attr, _ := s.shapeOf(s.said)
		s.hasID(uint32(abi.MapID.Value(s.attr)), attr)
	}
	return true
}
