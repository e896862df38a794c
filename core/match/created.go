package match

import (
	"bytes"
	"maps"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// createdIDs returns the ids that a text shows for the maps that it creates, by index of the BPF_MAP_CREATE. An id that
// belongs to another descriptor is that of the oldest live map with the same shape and name.
func createdIDs(text *paste.Text) map[int]uint32 {
	l := mapLives{text: text, tables: map[int]map[int64]int{}, pins: map[string]int{}, ids: map[int]uint32{}}
	for i := range text.Calls {
		l.call(i)
	}
	return l.ids
}

// mapLives follows the descriptors of the maps that a text creates.
type mapLives struct {
	text    *paste.Text
	tables  map[int]map[int64]int // by process and descriptor: index of the BPF_MAP_CREATE
	pins    map[string]int        // by path
	created []int                 // every successful BPF_MAP_CREATE
	ids     map[int]uint32        // by BPF_MAP_CREATE
}

func (l *mapLives) call(i int) {
	c := &l.text.Calls[i]
	table := l.table(c.Pid)
	ret := valueOr(c.Result, -1)
	switch {
	case slices.Contains(paste.Forks, c.Name):
		l.fork(c, table)
	case c.Name == "exit" || c.Name == "exit_group":
		delete(l.tables, c.Pid)
	case c.Name == "close" && len(c.Args) > 0 && ret == 0:
		delete(table, c.Args[0])
	case c.Name == "bpf" && c.Cmd == abi.BPF_OBJ_GET_INFO_BY_FD && c.WroteInfo() != nil:
		l.info(table, c)
	case c.Name == "bpf" && c.Cmd == abi.BPF_OBJ_PIN && ret == 0:
		if made, ok := table[int64(int32(abi.ObjFD.Value(c.Attr)))]; ok {
			l.pins[c.Path] = made
		}
	case ret >= 0 && opensFD(c):
		delete(table, ret)
		if made, ok := l.opened(i, c, table); ok {
			table[ret] = made
		}
	}
}

// opened returns the map that a successful call opened.
func (l *mapLives) opened(i int, c *paste.Call, table map[int64]int) (made int, ok bool) {
	switch {
	case c.Name == "bpf" && c.Cmd == abi.BPF_MAP_CREATE:
		l.created = append(l.created, i)
		return i, true
	case c.Name == "bpf" && c.Cmd == abi.BPF_OBJ_GET:
		made, ok = l.pins[c.Path]
	case len(c.Args) > 0 && (c.Name == "dup" || c.Name == "dup2" || c.Name == "dup3" || c.Name == "fcntl"):
		made, ok = table[c.Args[0]]
	}
	return made, ok
}

func (l *mapLives) table(pid int) map[int64]int {
	if l.tables[pid] == nil {
		l.tables[pid] = map[int64]int{}
	}
	return l.tables[pid]
}

func (l *mapLives) fork(c *paste.Call, table map[int64]int) {
	child, ok := childOf(c)
	switch {
	case !ok:
	case sharesFiles(c):
		l.tables[child] = table
	case l.tables[child] == nil:
		l.tables[child] = maps.Clone(table)
	}
}

// sharesFiles reports whether a call creates a thread or process with the same descriptor table.
func sharesFiles(c *paste.Call) bool {
	return cloneFlags(c)&core.CLONE_FILES != 0
}

// cloneFlags returns the flags of a call that creates a process.
func cloneFlags(c *paste.Call) int64 {
	if c.Name == "fork" || len(c.Args) == 0 {
		return 0
	}
	return c.Args[0]
}

// info assigns the id in a struct bpf_map_info to the map that it describes.
func (l *mapLives) info(table map[int64]int, c *paste.Call) {
	info := c.WroteInfo()
	id := uint32(abi.InfoID.Value(info))
	if id == 0 || id >= idEnd || slices.Contains(slices.Collect(maps.Values(l.ids)), id) {
		return
	}
	made, ok := table[int64(int32(abi.InfoFD.Value(c.Attr)))]
	if !ok {
		made, ok = l.alike(info, id)
	}
	if ok && l.ids[made] == 0 {
		l.ids[made] = id
	}
}

// alike returns the oldest live map without an id that info can describe. Ids of later maps are higher.
func (l *mapLives) alike(info []byte, id uint32) (made int, ok bool) {
	for _, made := range l.created {
		other := l.ids[made]
		if other > id {
			break
		}
		if other == 0 && l.isAlive(made) && describes(info, l.text.Calls[made].Attr) {
			return made, l.idsAfter(made) > id
		}
	}
	return 0, false
}

// idsAfter returns the lowest id of the maps created after made.
func (l *mapLives) idsAfter(made int) uint32 {
	lowest := uint32(idEnd)
	for other, id := range l.ids {
		if other > made {
			lowest = min(lowest, id)
		}
	}
	return lowest
}

func (l *mapLives) isAlive(made int) bool {
	for _, table := range l.tables {
		for _, m := range table {
			if m == made {
				return true
			}
		}
	}
	for _, m := range l.pins {
		if m == made {
			return true
		}
	}
	return false
}

// describes reports whether info has the type, the sizes and the name of the attr of a BPF_MAP_CREATE.
func describes(info, attr []byte) bool {
	for _, f := range infoFields[:4] {
		if f.info.Value(info) != f.attr.Value(attr) {
			return false
		}
	}
	name := func(f *abi.Field, b []byte) string {
		text, _, _ := bytes.Cut(f.Bytes(b), []byte{0})
		return string(text)
	}
	return name(&abi.InfoName, info) == name(&abi.MapName, attr)
}

// firstID returns the id of the first map that the text creates, such that all later maps have the ids that the text
// shows. It returns 0 if no created map has a known id, or if the ids below are taken.
func (p *plan) firstID(text *paste.Text, ids *shownIDs) uint32 {
	before := uint32(0)
	for i := range text.Calls {
		c := &text.Calls[i]
		if id := p.ids[i]; id != 0 {
			if id <= before || slices.ContainsFunc(ids.all, func(other uint32) bool { return other < id && other >= id-before }) {
				return 0
			}
			return id - before
		}
		if c.Name == "bpf" && c.Cmd == abi.BPF_MAP_CREATE && valueOr(c.Result, 0) >= 0 {
			before++
		}
	}
	return 0
}
