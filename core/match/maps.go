package match

import (
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// mapMemo is the state that a replay keeps for a map.
type mapMemo struct {
	nr        uint64           // number of the last generated key
	keys      []string         // keys added, oldest first; some may be deleted
	last      map[int]string   // by task: last key that GET_NEXT_KEY returned
	next      map[place]string // keys that GET_NEXT_KEY wrote, by where
	slots     map[uint32]bool  // indexes of slots that hold an object
	value     []byte           // last value added
	unseenBTF bool             // the text does not show the BTF of the map, which can have a lock
	inner     *core.Map        // the template of a map of maps
}

// place is an address of a task.
type place struct {
	task int
	addr uint64
}

func (s *step) memoOf(m *core.Map) *mapMemo {
	memo := s.maps[m]
	if memo == nil {
		memo = &mapMemo{last: map[int]string{}, next: map[place]string{}, slots: map[uint32]bool{}}
		s.maps[m] = memo
	}
	return memo
}

// mapAt returns the map of the descriptor in field f, or nil. It infers a map if the text uses the descriptor for one
// without showing an open.
func (s *step) mapAt(f *abi.Field) *core.Map {
	fd := int64(int32(f.Value(s.attr)))
	file := s.file(fd)
	switch {
	case !s.known:
	case s.badFD() && file != nil && slices.Contains(onlyMapFD, s.c.Cmd):
		s.infer(closeCall(fd))
		return nil
	case file != nil && file.What == abi.BPF_MAP_CREATE.String() && file.Map == nil:
		s.verdict.Why = "this kernel did not make the map"
	case file == nil && s.namesOther(fd) && !s.badFD():
		s.opened(fd, s.named(fd))
	case (file == nil || file.Map == nil) && !s.badFD() && !s.refused(abi.EINVAL) && fd >= 0 && fd < fdLimit && !s.namesOther(fd) && !isObject(file):
		s.inferMap(fd)
	}
	if file = s.file(fd); file == nil || file.Map == nil {
		return nil
	}
	s.m, s.memo = file.Map, s.memoOf(file.Map)
	return s.m
}

// badFD reports whether the call failed because the descriptor is not open. BPF_OBJ_GET_INFO_BY_FD used to return EBADFD.
func (s *step) badFD() bool { return s.refused(abi.EBADF) || s.refused(abi.EBADFD) }

// onlyMapFD holds the commands that return EBADF only for the descriptor of the map.
var onlyMapFD = []abi.Cmd{
	abi.BPF_MAP_LOOKUP_ELEM, abi.BPF_MAP_DELETE_ELEM, abi.BPF_MAP_GET_NEXT_KEY, abi.BPF_MAP_FREEZE,
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM, abi.BPF_OBJ_GET_INFO_BY_FD,
}

// inferMap creates a map that existed before the text, with descriptor fd. It reports whether that succeeded.
func (s *step) inferMap(fd int64) bool {
	attr, id := s.shapeOf(s.at, fd)
	at := s.inferCreate(attr, id)
	if at < 0 {
		return false
	}
	if at != fd {
		s.infer(core.Call{Op: core.OpDup3, Args: core.Args{uint64(at), uint64(fd), core.O_CLOEXEC}})
		s.infer(closeCall(at))
	}
	return true
}

// inferCreate creates a map and returns its descriptor; id 0 means any.
func (s *step) inferCreate(attr []byte, id uint32) int64 {
	inner := int64(-1)
	if abi.MapType(abi.MapTypeField.Value(attr)).Holds() == abi.HoldsMaps && abi.InnerMapFD.Value(attr) == 0 {
		inner = s.inferInner(nil)
		attr = abi.InnerMapFD.Put(attr, uint64(inner))
	}
	if id != 0 && s.k.MapByID(id) == nil {
		s.infer(core.Call{Op: core.OpNextID, Args: core.Args{uint64(id)}})
		s.moved = true
	}
	fd := s.inferBpf(abi.BPF_MAP_CREATE, attr)
	if inner >= 0 {
		s.infer(closeCall(inner))
	}
	return fd
}

// innerIDs is the lowest id of the inner maps that a replay infers.
const innerIDs = 1 << 30

// inferInner creates a map that stands for an inner map that the text does not show, and returns its descriptor.
func (s *step) inferInner(like *core.Map) int64 {
	attr := anyInner
	if like != nil {
		attr = nil
		for _, m := range [...]struct {
			f *abi.Field
			v uint64
		}{
			{&abi.MapTypeField, uint64(like.Type)}, {&abi.KeySize, uint64(like.KeySize)}, {&abi.ValueSize, uint64(like.ValueSize)},
			{&abi.MaxEntries, uint64(like.MaxEntries)}, {&abi.MapFlagsField, uint64(like.Flags)},
		} {
			attr = m.f.Put(attr, m.v)
		}
	}
	s.infer(core.Call{Op: core.OpNextID, Args: core.Args{innerIDs}})
	s.moved = true
	return s.inferBpf(abi.BPF_MAP_CREATE, attr)
}

// anyInner is the attr of an inner map of unknown shape: a hash.
var anyInner = []byte{0: byte(abi.BPF_MAP_TYPE_HASH), 4: 4, 8: 8, 12: 16, 15: 0}

func (s *step) inferBpf(cmd abi.Cmd, attr []byte, writes ...core.Write) int64 {
	return s.infer(core.Bpf(s.task, cmd, core.ArenaStart, uint32(len(attr)), append(writes, core.Write{Addr: core.ArenaStart, Bytes: attr})...))
}

// prepareCreate infers the descriptors that a map is created with.
func (s *step) prepareCreate() bool {
	attr := s.attr
	switch {
	case s.known && s.want >= 0 && slices.Contains(notMade, abi.MapType(abi.MapTypeField.Value(attr)).Holds()), s.known && s.want >= 0 && abi.MapIfindex.Value(attr) != 0:
		return false
	case !s.known || s.want < 0:
		s.input(&abi.ExclProgHash, 32)
		return true
	}
	if inner := int64(int32(abi.InnerMapFD.Value(attr))); abi.MapType(abi.MapTypeField.Value(attr)).Holds() == abi.HoldsMaps && !s.isMap(inner) {
		s.inferMap(inner)
	}
	if btf := int64(int32(abi.BtfFD.Value(attr))); abi.BtfValueTypeID.Value(attr) != 0 || abi.BtfKeyTypeID.Value(attr) != 0 {
		if f := s.file(btf); f == nil {
			s.opened(btf, abi.BPF_BTF_LOAD.String())
		}
	}
	s.input(&abi.ExclProgHash, 32)
	if id := s.plan.ids[s.at]; id != 0 && (id != s.nextID || s.moved) && s.k.MapByID(id) == nil {
		s.infer(core.Call{Op: core.OpNextID, Args: core.Args{uint64(id)}})
	} else if s.moved {
		s.infer(core.Call{Op: core.OpNextID, Args: core.Args{uint64(s.nextID)}})
	}
	s.moved = false
	return true
}

// afterCreate records the id of the map and its inner map template.
func (s *step) afterCreate(fd int64) {
	f := s.file(fd)
	if f == nil || f.Map == nil {
		return
	}
	if f.Map.ID != 0 {
		s.nextID = f.Map.ID + 1
	}
	if btf := s.file(int64(int32(abi.BtfFD.Value(s.attr)))); btf != nil && btf.Map == nil && btf.What != "" && abi.BtfValueTypeID.Value(s.attr) != 0 {
		s.memoOf(f.Map).unseenBTF = true
	}
	if inner := s.file(int64(int32(abi.InnerMapFD.Value(s.attr)))); inner != nil && inner.Map != nil {
		s.memoOf(f.Map).inner = inner.Map
	}
}

// notMade holds the kinds of elements whose maps are not created, because they are not emulated.
var notMade = []abi.Holding{abi.HoldsFunctions}

func (s *step) prepareFreeze() bool {
	s.mapAt(&abi.ElemMapFD)
	if s.isBusy() {
		s.verdict.Why = "the map is mapped for writing, and this mapping is not emulated"
		return false
	}
	return true
}
