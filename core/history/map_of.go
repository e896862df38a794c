package history

import (
	"encoding/binary"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// MapFD holds the field with the descriptor of the command's map, by command.
var MapFD = table.Indexed[abi.Cmd, *abi.Field]{
	abi.BPF_MAP_LOOKUP_ELEM: &abi.ElemMapFD, abi.BPF_MAP_UPDATE_ELEM: &abi.ElemMapFD, abi.BPF_MAP_DELETE_ELEM: &abi.ElemMapFD,
	abi.BPF_MAP_GET_NEXT_KEY: &abi.ElemMapFD, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: &abi.ElemMapFD, abi.BPF_MAP_FREEZE: &abi.ElemMapFD,
	abi.BPF_MAP_LOOKUP_BATCH: &abi.BatchMapFD, abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: &abi.BatchMapFD, abi.BPF_MAP_UPDATE_BATCH: &abi.BatchMapFD,
	abi.BPF_MAP_DELETE_BATCH: &abi.BatchMapFD, abi.BPF_OBJ_PIN: &abi.ObjFD, abi.BPF_OBJ_GET_INFO_BY_FD: &abi.InfoFD,
}

// OpensMap holds the commands whose result can be the descriptor of a map.
var OpensMap = []abi.Cmd{abi.BPF_MAP_CREATE, abi.BPF_OBJ_GET, abi.BPF_MAP_GET_FD_BY_ID}

// MapOf returns the number of the map that call n, numbered from 1, creates, opens or works on; 0 for none.
func (s *Session) MapOf(n int) int { return int(s.maps[n-1]) }

// creation is how a map was created.
type creation struct {
	call  int // from 1; 0 for none
	types core.MapTypes
}

// Creation returns the number of the call that created a map; 0 if none did.
func (s *Session) Creation(nr int) int {
	if nr < 1 || nr > len(s.created) {
		return 0
	}
	return s.created[nr-1].call
}

// TypesOf returns the types of the keys and values of a map, which may be freed.
func (s *Session) TypesOf(nr int) core.MapTypes {
	if nr < 1 || nr > len(s.created) {
		return core.MapTypes{}
	}
	return s.created[nr-1].types
}

// recordMap keeps the map of the last call, which has just been made.
func (s *Session) recordMap(c *core.Call, ret int64) {
	m, nr := mapOfCall(s.kernel, c, ret), 0
	if m != nil {
		nr = m.Nr
	}
	s.maps = append(s.maps, int32(nr))
	if m != nil && commandOf(c) == abi.BPF_MAP_CREATE {
		for len(s.created) < nr {
			s.created = append(s.created, creation{})
		}
		s.created[nr-1] = creation{len(s.maps), m.Types()}
	}
}

// mapOfCall returns the map of a call that has been made; nil for none.
func mapOfCall(k *core.Kernel, c *core.Call, ret int64) *core.Map {
	task := k.Task(c.Task)
	if c.Op != core.OpBpf || task == nil {
		return nil
	}
	cmd := commandOf(c)
	fd := int(ret)
	if !slices.Contains(OpensMap, cmd) {
		var word [4]byte
		field := MapFD.At(cmd)
		if field == nil || task.Mem.CopyFromUser(word[:], c.Args[1]+uint64(field.Offset)) != 0 {
			return nil
		}
		fd = int(int32(binary.LittleEndian.Uint32(word[:])))
	}
	if f := task.Files.File(fd); f != nil && f.Map != nil {
		return f.Map
	}
	return nil
}
