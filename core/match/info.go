package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

func (s *step) prepareInfo() bool {
	fd := int64(int32(abi.InfoFD.Value(s.attr)))
	size := abi.InfoLen.Value(s.attr)
	f := s.file(fd)
	switch {
	case f != nil && f.Map == nil && f.What != "" && f.What != abi.BPF_MAP_CREATE.String() && s.c.WroteInfo() == nil:
		return !s.known
	case f == nil && s.known && s.want >= 0 && s.namesOther(fd):
		s.opened(fd, s.named(fd))
		return false
	case f == nil && s.known && s.want >= 0 && size >= progInfoLen && s.c.WroteInfo() == nil && s.named(fd) == "":
		s.opened(fd, core.UnseenFile)
		return false
	}
	if s.c.WroteInfo() != nil && abi.InfoPointer.Value(s.attr) == 0 { // strace -v shows the struct without its address
		s.attr = abi.InfoPointer.Put(append([]byte(nil), s.attr...), scratchOf(&abi.InfoPointer))
	}
	if s.c.WroteProgInfo() != nil {
		s.giveRoom()
		return true
	}
	m := s.mapAt(&abi.InfoFD)
	size = min(size, core.PAGE_SIZE)
	if !s.known || s.want != 0 || s.isShown(abi.InfoPointer.Value(s.attr)) {
		s.output(&abi.InfoPointer, size)
		return true
	}
	fills := len(s.fills)
	s.fill(&abi.InfoPointer, make([]byte, size)) // programs clear it, and the kernel keeps some of its bytes
	if m != nil && len(s.fills) > fills {
		s.fills[fills].Output = true
	}
	return true
}

// progInfoRooms are the arrays to which struct bpf_prog_info leads, and the size of an element.
var progInfoRooms = []struct {
	at, count *abi.Field
	each      uint64
}{
	{&abi.ProgInfoJitedInsns, &abi.ProgInfoJitedLen, 1}, {&abi.ProgInfoXlatedInsns, &abi.ProgInfoXlatedLen, 1},
	{&abi.ProgInfoMapIDs, &abi.ProgInfoNrMapIDs, 4}, {&abi.ProgInfoKsyms, &abi.ProgInfoNrKsyms, 8},
	{&abi.ProgInfoFuncLens, &abi.ProgInfoNrFuncLens, 4}, {&abi.ProgInfoFuncInfo, &abi.ProgInfoNrFuncInfo, 8},
	{&abi.ProgInfoLineInfo, &abi.ProgInfoNrLineInfo, 16}, {&abi.ProgInfoJitedLineInfo, &abi.ProgInfoNrJitedLineInfo, 8},
	{&abi.ProgInfoTags, &abi.ProgInfoNrTags, 8},
}

// giveRoom maps the arrays whose addresses the text does not show.
func (s *step) giveRoom() {
	if s.known && s.want < 0 {
		return
	}
	for i := range s.writes[:s.given] {
		w := &s.writes[i]
		if w.Addr != abi.InfoPointer.Value(s.attr) {
			continue
		}
		info := append([]byte(nil), w.Bytes...)
		for _, r := range progInfoRooms {
			n := r.count.Value(info) * r.each
			if r.at.End() > len(info) || r.count.End() > len(info) || n == 0 || n > fillLimit {
				continue
			}
			if r.at.Value(info) == 0 {
				info = r.at.Put(info, scratchElem+uint64(r.at.Offset)<<24)
			}
			room := core.Write{Addr: r.at.Value(info), Bytes: make([]byte, n)}
			s.writes = append(s.writes, room)
			s.fills = append(s.fills, Fill{Addr: room.Addr, Bytes: room.Bytes, Output: true})
		}
		s.writes[i].Bytes = info
		return
	}
}
