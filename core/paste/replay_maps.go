package paste

import (
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// mapMemo is what a replay remembers of a map.
type mapMemo struct {
	nr    uint64         // of the next key that is made up
	keys  []string       // that were put in, oldest first; some may be gone
	last  map[int]string // by task: what GET_NEXT_KEY gave last
	value []byte         // that was put in last
	inner *core.Map      // of a map of maps: what its maps look like
}

func (s *step) memoOf(m *core.Map) *mapMemo {
	memo := s.maps[m]
	if memo == nil {
		memo = &mapMemo{last: map[int]string{}}
		s.maps[m] = memo
	}
	return memo
}

// mapAt finds the map behind a descriptor that the text uses as a map's. Where nothing opened it, it was open before the
// text began: such a map is inferred.
func (s *step) mapAt(f *abi.Field) *core.Map {
	fd := int64(int32(f.Value(s.attr)))
	file := s.file(fd)
	switch {
	case !s.known:
	case s.badFD() && file != nil && onlyMapFD[s.c.Cmd]:
		s.infer(closeCall(fd))
		return nil
	case file != nil && file.What == abi.BPF_MAP_CREATE.String() && file.Map == nil:
		s.verdict.Why = "this kernel did not make the map"
	case (file == nil || file.Map == nil) && !s.badFD() && !s.refused(abi.EINVAL) && fd >= 0 && fd < fdLimit:
		s.inferMap(fd)
	}
	if file = s.file(fd); file == nil || file.Map == nil {
		return nil
	}
	s.m, s.memo = file.Map, s.memoOf(file.Map)
	return s.m
}

// badFD says whether the call was refused for a descriptor that is not open; BPF_OBJ_GET_INFO_BY_FD has had its own error.
func (s *step) badFD() bool { return s.refused(abi.EBADF) || s.refused(abi.EBADFD) }

// onlyMapFD are the commands that answer EBADF for nothing but the map's descriptor.
var onlyMapFD = map[abi.Cmd]bool{
	abi.BPF_MAP_LOOKUP_ELEM: true, abi.BPF_MAP_DELETE_ELEM: true, abi.BPF_MAP_GET_NEXT_KEY: true, abi.BPF_MAP_FREEZE: true,
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: true, abi.BPF_OBJ_GET_INFO_BY_FD: true,
}

// lookAhead is how many calls are looked through for what a map is like.
const lookAhead = 500

// aheadOf gives the later calls of bpf() of this process that are about a descriptor, until it is closed or given anew.
func (s *step) aheadOf(fd int64, visit func(*Call) bool) {
	calls := s.text.Calls[s.at:]
	for i := range calls[:min(len(calls), lookAhead)] {
		c := &calls[i]
		if c.Pid != s.c.Pid {
			continue
		}
		if i > 0 && (c.Name == "close" && len(c.Args) > 0 && c.Args[0] == fd || opensFD(c) && c.Ret != nil && *c.Ret == fd) {
			return
		}
		if at := fdField[c.Cmd]; c.Name == "bpf" && at != nil && at.End() <= len(c.Attr) && int64(int32(at.Value(c.Attr))) == fd && !visit(c) {
			return
		}
	}
}

// fdField is where a command has the descriptor that it is about.
var fdField = map[abi.Cmd]*abi.Field{
	abi.BPF_MAP_LOOKUP_ELEM: &abi.ElemMapFD, abi.BPF_MAP_UPDATE_ELEM: &abi.ElemMapFD, abi.BPF_MAP_DELETE_ELEM: &abi.ElemMapFD,
	abi.BPF_MAP_GET_NEXT_KEY: &abi.ElemMapFD, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: &abi.ElemMapFD, abi.BPF_MAP_FREEZE: &abi.ElemMapFD,
	abi.BPF_MAP_LOOKUP_BATCH: &abi.BatchMapFD, abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: &abi.BatchMapFD, abi.BPF_MAP_UPDATE_BATCH: &abi.BatchMapFD,
	abi.BPF_MAP_DELETE_BATCH: &abi.BatchMapFD, abi.BPF_OBJ_PIN: &abi.ObjFD, abi.BPF_OBJ_GET_INFO_BY_FD: &abi.InfoFD,
}

// shapeOf is the attr of BPF_MAP_CREATE for the map behind a descriptor: what the text shows of it, or else what its
// calls go with. The id is 0 where the text does not show it.
func (s *step) shapeOf(fd int64) (attr []byte, id uint32) {
	attr = abi.MaxEntries.Put(abi.ValueSize.Put(abi.KeySize.Put(abi.MapTypeField.Put(nil, uint64(abi.BPF_MAP_TYPE_HASH)), 4), 8), 1024)
	updates, full := uint64(0), false
	s.aheadOf(fd, func(c *Call) bool {
		if info := c.wroteInfo(); info != nil {
			attr, id = shapeOfInfo(info), uint32(abi.InfoID.Value(info))
			return false
		}
		if keyless[c.Cmd] && len(c.Attr) >= abi.ElemKey.End() && abi.ElemKey.Value(c.Attr) == 0 {
			attr = abi.KeySize.Put(abi.MapTypeField.Put(attr, uint64(abi.BPF_MAP_TYPE_QUEUE)), 0)
		}
		if c.Cmd == abi.BPF_MAP_UPDATE_ELEM && !full {
			if full = valueOr(c.Ret, 0) == -int64(abi.E2BIG); full {
				attr = abi.MaxEntries.Put(attr, max(updates, 1))
			}
			updates++
		}
		return true
	})
	return attr, id
}

// keyless are the commands whose key is NULL for queues and stacks alone.
var keyless = map[abi.Cmd]bool{abi.BPF_MAP_LOOKUP_ELEM: true, abi.BPF_MAP_UPDATE_ELEM: true, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: true}

// infoFields are the members of struct bpf_map_info that a map is made with.
var infoFields = []struct{ info, attr *abi.Field }{
	{&abi.InfoType, &abi.MapTypeField}, {&abi.InfoKeySize, &abi.KeySize}, {&abi.InfoValueSize, &abi.ValueSize},
	{&abi.InfoMaxEntries, &abi.MaxEntries}, {&abi.InfoMapFlags, &abi.MapFlagsField}, {&abi.InfoMapExtra, &abi.MapExtra},
}

func shapeOfInfo(info []byte) (attr []byte) {
	for _, f := range infoFields {
		if f.info.End() <= len(info) && f.info.Value(info) != 0 {
			attr = f.attr.Put(attr, f.info.Value(info))
		}
	}
	return abi.Grow(attr, abi.MaxEntries.End())
}

// inferMap makes a map that was there before and puts it under a descriptor. It gives false where no such map can be made.
func (s *step) inferMap(fd int64) bool {
	attr, id := s.shapeOf(fd)
	at := s.inferCreate(attr, id)
	if at < 0 {
		return false
	}
	if at != fd {
		s.infer(core.Call{Op: core.OpDup3, Args: [3]uint64{uint64(at), uint64(fd), core.O_CLOEXEC}})
		s.infer(closeCall(at))
	}
	return true
}

// inferCreate makes a map and gives its descriptor; the id is 0 for any.
func (s *step) inferCreate(attr []byte, id uint32) int64 {
	if id != 0 && s.k.MapByID(id) == nil {
		s.infer(core.Call{Op: core.OpNextID, Args: [3]uint64{uint64(id)}})
		s.moved = true
	}
	return s.inferBpf(abi.BPF_MAP_CREATE, attr)
}

func (s *step) inferBpf(cmd abi.Cmd, attr []byte, writes ...core.Write) int64 {
	return s.infer(core.Bpf(s.task, cmd, core.ArenaStart, uint32(len(attr)), append(writes, core.Write{Addr: core.ArenaStart, Bytes: attr})...))
}

// inferPin makes a map that was pinned before, with an id where that is known.
func (s *step) inferPin(path string, attr []byte, id uint32) {
	if dir := path[:max(strings.LastIndexByte(path, '/'), 0)]; !s.k.HasFolder(dir) {
		s.infer(core.Call{Op: core.OpFolder, Path: dir})
	}
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

// prepareCreate looks for the descriptors that a map is made with.
func (s *step) prepareCreate() bool {
	attr := s.attr
	switch {
	case s.known && s.said >= 0 && notMade[abi.MapType(abi.MapTypeField.Value(attr))], s.known && s.said >= 0 && abi.MapIfindex.Value(attr) != 0:
		return false
	case !s.known || s.said < 0:
		s.room(&abi.ExclProgHash, 32)
		return true
	}
	if inner := int64(int32(abi.InnerMapFD.Value(attr))); mapsOfMaps[abi.MapType(abi.MapTypeField.Value(attr))] && s.file(inner) == nil {
		s.inferMap(inner)
	}
	if btf := int64(int32(abi.BtfFD.Value(attr))); abi.BtfValueTypeID.Value(attr) != 0 || abi.BtfKeyTypeID.Value(attr) != 0 {
		if f := s.file(btf); f == nil {
			s.opened(btf, abi.BPF_BTF_LOAD.String())
		}
	}
	s.room(&abi.ExclProgHash, 32)
	if _, id := s.shapeOf(s.said); id != 0 && s.k.MapByID(id) == nil {
		s.infer(core.Call{Op: core.OpNextID, Args: [3]uint64{uint64(id)}})
	} else if s.moved {
		s.infer(core.Call{Op: core.OpNextID, Args: [3]uint64{uint64(s.nextID)}})
	}
	s.moved = false
	return true
}

// notMade are the types that no kernel here makes, since they take what is not emulated.
var notMade = map[abi.MapType]bool{abi.BPF_MAP_TYPE_STRUCT_OPS: true, abi.BPF_MAP_TYPE_ARENA: true}

var mapsOfMaps = map[abi.MapType]bool{abi.BPF_MAP_TYPE_ARRAY_OF_MAPS: true, abi.BPF_MAP_TYPE_HASH_OF_MAPS: true}

func (s *step) prepareFreeze() bool {
	s.mapAt(&abi.ElemMapFD)
	return true
}

// preparePin makes the path such that the answer can be right.
func (s *step) preparePin() bool {
	fd := int64(int32(abi.ObjFD.Value(s.attr)))
	if f := s.file(fd); f != nil && f.What != "" && f.Map == nil && s.fine() {
		return false
	}
	path := s.c.Path
	dir := path[:max(strings.LastIndexByte(path, '/'), 0)]
	if s.known && s.file(fd) == nil && !s.refused(abi.EBADF) && !s.refused(abi.EINVAL) && fd >= 0 && fd < fdLimit {
		s.inferMap(fd)
	}
	switch {
	case !s.known || path == "":
	case s.said == 0:
		if !s.k.HasFolder(dir) {
			s.infer(core.Call{Op: core.OpFolder, Path: dir})
		}
		if s.pins[path] {
			s.infer(core.Call{Op: core.OpUnlink, Path: path})
			delete(s.pins, path)
		}
	case s.refused(abi.EEXIST) && !s.pins[path] && !s.k.HasFolder(path):
		attr, id := s.shapeOf(fd)
		s.inferPin(path, attr, id)
	}
	return true
}

// progInfoLen is the room for the information on a program, at least; that on a map takes less.
const progInfoLen = 128

func (s *step) prepareGet() bool {
	path := s.c.Path
	if !s.known || path == "" {
		return true
	}
	if s.refused(abi.ENOENT) && s.pins[path] {
		s.infer(core.Call{Op: core.OpUnlink, Path: path})
		delete(s.pins, path)
	}
	if s.said < 0 || s.pins[path] {
		return true
	}
	program := false
	s.aheadOf(s.said, func(c *Call) bool {
		program = c.Cmd == abi.BPF_OBJ_GET_INFO_BY_FD && c.wroteInfo() == nil && abi.InfoLen.Value(c.Attr) >= progInfoLen
		return !program
	})
	if program {
		return false
	}
	attr, id := s.shapeOf(s.said)
	s.inferPin(path, attr, id)
	return true
}

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

func (s *step) prepareInfo() bool {
	fd := int64(int32(abi.InfoFD.Value(s.attr)))
	size := abi.InfoLen.Value(s.attr)
	f := s.file(fd)
	switch {
	case f != nil && f.Map == nil && f.What != "" && f.What != abi.BPF_MAP_CREATE.String() && s.c.wroteInfo() == nil:
		return !s.known
	case f == nil && s.known && s.said >= 0 && size >= progInfoLen && s.c.wroteInfo() == nil:
		s.opened(fd, unseenOpen)
		return false
	}
	if s.c.wroteInfo() != nil && abi.InfoPointer.Value(s.attr) == 0 { // strace -v shows what lies there, and not where
		s.attr = abi.InfoPointer.Put(append([]byte(nil), s.attr...), scratchOf(&abi.InfoPointer))
	}
	s.mapAt(&abi.InfoFD)
	s.room(&abi.InfoPointer, min(size, core.PAGE_SIZE))
	return true
}
