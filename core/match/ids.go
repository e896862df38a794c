package match

import (
	"strconv"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// idPath returns the path at which a map inferred for its id is pinned.
func idPath(id uint32) string { return bpffs + "id_" + strconv.FormatUint(uint64(id), 10) }

// hasID infers a map with the id, unless one exists.
func (s *step) hasID(id uint32, attr []byte) {
	if s.k.MapByID(id) == nil && id != 0 && id < 1<<31-1 {
		s.inferPin(idPath(id), attr, id)
	}
}

func (s *step) prepareNextID() bool {
	if !s.known || s.want < 0 {
		return true
	}
	next, opener, fd := s.nextShown(abi.BPF_MAP_GET_FD_BY_ID, &abi.MapID)
	if next == 0 {
		start := uint32(abi.StartID.Value(s.attr))
		if s.k.MapAfterID(start) != nil {
			return true
		}
		next = start + 1
	}
	attr, _ := s.shapeOf(opener, fd)
	s.hasID(next, attr)
	return true
}

func (s *step) prepareFDByID() bool {
	if s.known && s.want >= 0 {
		attr, _ := s.shapeOf(s.at, s.want)
		s.hasID(uint32(abi.MapID.Value(s.attr)), attr)
	}
	return true
}

// idEnd is the first number above all ids.
const idEnd = 1<<31 - 1

// shownIDs summarizes the map ids that a text shows.
type shownIDs struct {
	lowest, highest uint32 // ids that exist
	gone            uint32 // highest id that does not exist
	ends            bool   // a GET_NEXT_ID returned ENOENT
	made            uint32 // number of maps that the text creates
	all             []uint32
}

func (ids *shownIDs) look(c *paste.Call, ret int64) {
	if c.Name != "bpf" {
		return
	}
	var id uint64
	switch c.Cmd {
	case abi.BPF_MAP_CREATE:
		ids.made++
	case abi.BPF_MAP_GET_FD_BY_ID:
		if id = abi.MapID.Value(c.Attr); ret < 0 {
			ids.gone = max(ids.gone, uint32(id))
			return
		}
	case abi.BPF_MAP_GET_NEXT_ID:
		id, _ = c.WroteNumber(&abi.NextID)
		ids.ends = ids.ends || ret == -int64(abi.ENOENT)
	case abi.BPF_OBJ_GET_INFO_BY_FD:
		id = abi.InfoID.Value(c.WroteInfo())
	}
	if id != 0 && id < idEnd {
		ids.all = append(ids.all, uint32(id))
		ids.lowest, ids.highest = min(ids.lowest, uint32(id)), max(ids.highest, uint32(id))
	}
}

// free returns the first of the ids for maps that the text creates without showing their ids: above all shown ids, or
// below them if the text shows that none is above. It returns 0 for any.
func (ids *shownIDs) free() uint32 {
	switch top := max(ids.highest, ids.gone) + 1; {
	case ids.highest == 0 && ids.gone == 0:
		return 0
	case !ids.ends && top < idEnd:
		return top
	case ids.lowest > ids.made && ids.lowest-ids.made > ids.gone:
		return ids.lowest - ids.made
	}
	return 0
}
