package history

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// MapFD holds the field with the descriptor of the command's map, by command.
var MapFD = map[abi.Cmd]*abi.Field{
	abi.BPF_MAP_LOOKUP_ELEM: &abi.ElemMapFD, abi.BPF_MAP_UPDATE_ELEM: &abi.ElemMapFD, abi.BPF_MAP_DELETE_ELEM: &abi.ElemMapFD,
	abi.BPF_MAP_GET_NEXT_KEY: &abi.ElemMapFD, abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM: &abi.ElemMapFD, abi.BPF_MAP_FREEZE: &abi.ElemMapFD,
	abi.BPF_MAP_LOOKUP_BATCH: &abi.BatchMapFD, abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: &abi.BatchMapFD, abi.BPF_MAP_UPDATE_BATCH: &abi.BatchMapFD,
	abi.BPF_MAP_DELETE_BATCH: &abi.BatchMapFD, abi.BPF_OBJ_PIN: &abi.ObjFD, abi.BPF_OBJ_GET_INFO_BY_FD: &abi.InfoFD,
}

// opensMap holds the commands whose result can be the descriptor of a map.
var opensMap = map[abi.Cmd]bool{abi.BPF_MAP_CREATE: true, abi.BPF_OBJ_GET: true, abi.BPF_MAP_GET_FD_BY_ID: true}

// MapOf returns the number of the map that call n, numbered from 1, creates, opens or works on; 0 for none.
func (s *Session) MapOf(n int) int { return int(s.maps[n-1]) }

// Creation returns the number of the call that created a map; 0 if none did.
func (s *Session) Creation(nr int) int {
	if nr < 1 || nr > len(s.created) {
		return 0
	}
	return int(s.created[nr-1])
}

// recordMap keeps the map of the last call, which has just been made.
func (s *Session) recordMap(c *core.Call, ret int64) {
	nr := mapOfCall(s.kernel, c, ret)
	s.maps = append(s.maps, int32(nr))
	if nr > 0 && c.Cmd() == abi.BPF_MAP_CREATE {
		for len(s.created) < nr {
			s.created = append(s.created, 0)
		}
		s.created[nr-1] = int32(len(s.maps))
	}
}

// mapOfCall returns the number of the map of a call that has been made; 0 for none.
func mapOfCall(k *core.Kernel, c *core.Call, ret int64) int {
	task := k.Task(c.Task)
	if c.Op != core.OpBpf || task == nil {
		return 0
	}
	cmd := c.Cmd() &^ abi.BPF_COMMON_ATTRS
	fd := int(ret)
	if !opensMap[cmd] {
		var word [4]byte
		field := MapFD[cmd]
		if field == nil || task.Mem.CopyFromUser(word[:], c.Args[1]+uint64(field.Offset)) != 0 {
			return 0
		}
		fd = int(int32(binary.LittleEndian.Uint32(word[:])))
	}
	if f := task.Files.File(fd); f != nil && f.Map != nil {
		return f.Map.Nr
	}
	return 0
}
