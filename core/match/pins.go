package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// inferPin creates a map that was pinned before the text, with its id if known.
func (s *step) inferPin(path string, attr []byte, id uint32) {
	s.inferParent(path)
	fd := s.inferCreate(attr, id)
	if fd < 0 {
		return
	}
	pin := abi.ObjFD.Put(abi.Pathname.Put(nil, scratchPath), uint64(fd))
	if s.inferBpf(abi.BPF_OBJ_PIN, pin, core.Write{Addr: scratchPath, Bytes: append([]byte(path), 0)}) == 0 {
		s.pins[path] = true
	}
	s.infer(closeCall(fd))
}

// preparePin creates or removes directories and pins so that the traced result is possible.
func (s *step) preparePin() bool {
	fd := int64(int32(abi.ObjFD.Value(s.attr)))
	if s.known && s.file(fd) == nil && s.namesOther(fd) && s.want >= 0 {
		s.opened(fd, s.named(fd))
	}
	path := s.c.Path
	if f := s.file(fd); f != nil && f.What != "" && f.Map == nil && s.fine() {
		s.otherPins[path] = true
		return false
	}
	if s.known && s.file(fd) == nil && !s.refused(abi.EBADF) && !s.refused(abi.EINVAL) && fd >= 0 && fd < fdLimit {
		s.inferMap(fd)
	}
	switch {
	case !s.known || path == "":
	case s.want == 0:
		s.inferParent(path)
		if s.pins[path] {
			s.infer(core.Call{Op: core.OpUnlink, Path: path})
			delete(s.pins, path)
		}
	case s.refused(abi.EEXIST) && !s.pins[path] && !s.hasFolder(path):
		attr, id := s.shapeOf(s.at, fd)
		s.inferPin(path, attr, id)
	}
	return true
}

func (s *step) prepareGet() bool {
	path := s.c.Path
	if !s.known || path == "" {
		return true
	}
	if s.refused(abi.ENOENT) && s.pins[path] {
		s.infer(core.Call{Op: core.OpUnlink, Path: path})
		delete(s.pins, path)
	}
	if s.want < 0 || s.pins[path] {
		return true
	}
	if s.otherPins[path] || s.namesOther(s.want) || s.named(s.want) == "" && s.isProgramAhead() {
		s.otherPins[path] = true
		return false
	}
	attr, id := s.shapeOf(s.at, s.want)
	s.inferPin(path, attr, id)
	return true
}

// isProgramAhead reports whether a later call shows that the descriptor of this one is not a map.
func (s *step) isProgramAhead() (program bool) {
	s.aheadOf(s.at, s.want, func(c *paste.Call) bool {
		program = c.Cmd == abi.BPF_OBJ_GET_INFO_BY_FD && c.WroteInfo() == nil && abi.InfoLen.Value(c.Attr) >= progInfoLen
		return !program
	})
	return program
}

func (s *step) afterPin(int64) { s.pins[s.c.Path] = true }

// progInfoLen is the least info_len that means struct bpf_prog_info; struct bpf_map_info is smaller.
const progInfoLen = 128
