package syz

import "bpfplay/core/abi"

// syzType is how an argument of a syzkaller program lies in memory. Follows syzkaller's sys/linux/bpf.txt.
type syzType struct {
	size    int       // bytes of a number or pointer; 0 for data of any length, structs and unions
	none    uint64    // what a number is where the program leaves it out
	auto    uint64    // what it is where the program says AUTO
	fields  []syzType // of a struct
	packed  bool      // of a struct: nothing lies between its fields
	overlay bool      // of a struct: its fields lie on each other
	to      *syzType  // of a pointer
	flag    uint64    // of a field that is there only with this bit of map_flags; 0 for all others
	unless  bool      // it is there only without that bit
	out     bool      // the kernel writes it: the program stores nothing there
}

var (
	fd       = syzType{size: 4, none: 1<<32 - 1}
	syzU32   = syzType{size: 4}
	u64      = syzType{size: 8}
	syzBytes = syzType{}
	ptr      = syzType{size: 8, to: &syzBytes}
	name     = syzType{size: 16}
	twins    = syzType{fields: []syzType{fd, fd}, overlay: true} // a descriptor, and the same one as another resource
	room     = syzType{size: 8, to: &syzType{out: true}}         // a pointer to where the kernel writes
	ptrFD    = syzType{size: 8, to: &fd}
	ptrU32   = syzType{size: 8, to: &syzU32}
)

func syzStruct(fields ...syzType) *syzType { return &syzType{fields: fields} }

// syzConst is a number that the descriptions fix.
func syzConst(size int, v uint64) syzType { return syzType{size: size, none: v, auto: v} }

// syzCreate is the attr of a map whose description fixes its first numbers.
func create(kind, key, value, entries, flags uint64) *syzType {
	return &syzType{packed: true, fields: []syzType{
		syzConst(4, kind), syzConst(4, key), syzConst(4, value), syzConst(4, entries), syzConst(4, flags),
		fd, syzU32, name, syzU32, fd, syzU32, syzU32, syzU32, u64,
		{size: 4, none: 1<<32 - 1, flag: abi.BPF_F_VTYPE_BTF_OBJ_FD}, {size: 4, flag: abi.BPF_F_VTYPE_BTF_OBJ_FD, unless: true},
		{size: 4, none: 1<<32 - 1, flag: abi.BPF_F_TOKEN_FD}, {size: 4, flag: abi.BPF_F_TOKEN_FD, unless: true},
	}}
}

// The attrs of the calls that have to do with maps.
var (
	anyMap  = create(0, 0, 0, 0, 0)
	elem    = syzStruct(fd, ptr, ptr, u64)
	lookup  = syzStruct(fd, ptr, room, u64)
	remove  = syzStruct(fd, ptr, u64, u64)
	batch   = syzStruct(ptr, room, ptr, ptr, syzU32, fd, u64, u64)
	pin     = syzStruct(ptr, fd, syzU32, syzU32)
	pinPath = syzStruct(ptr, fd, syzConst(4, abi.BPF_F_PATH_FD), fd)
	get     = syzStruct(ptr, syzU32, syzU32, syzU32)
	getPath = syzStruct(ptr, syzU32, syzU32, fd)
	id      = syzStruct(syzU32, syzU32, syzU32)
	next    = syzStruct(syzU32, syzType{size: 4, out: true})
	info    = syzStruct(fd, syzU32, room)
)

// syzOptions are the unions that an attr may be, by the option that is taken.
var options = map[abi.Cmd]map[string]*syzType{
	abi.BPF_MAP_CREATE: {"base": anyMap, "bloom_filter": create(uint64(abi.BPF_MAP_TYPE_BLOOM_FILTER), 0, 0, 0, 0)},
	abi.BPF_OBJ_PIN:    {"generic": pin, "o_path": pinPath},
	abi.BPF_OBJ_GET:    {"generic": get, "o_path": getPath},
}

// syzAttrs are the attrs of all commands that have to do with maps. Of a call whose name and number differ the name
// says how its attr lies in memory, and the number what the kernel does.
var attrs = map[abi.Cmd]*syzType{
	abi.BPF_MAP_CREATE:                  anyMap,
	abi.BPF_MAP_LOOKUP_ELEM:             lookup,
	abi.BPF_MAP_UPDATE_ELEM:             elem,
	abi.BPF_MAP_DELETE_ELEM:             remove,
	abi.BPF_MAP_GET_NEXT_KEY:            lookup,
	abi.BPF_OBJ_PIN:                     pin,
	abi.BPF_OBJ_GET:                     get,
	abi.BPF_MAP_GET_NEXT_ID:             next,
	abi.BPF_MAP_GET_FD_BY_ID:            id,
	abi.BPF_OBJ_GET_INFO_BY_FD:          info,
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:  lookup,
	abi.BPF_MAP_FREEZE:                  syzStruct(fd),
	abi.BPF_MAP_LOOKUP_BATCH:            batch,
	abi.BPF_MAP_UPDATE_BATCH:            batch,
	abi.BPF_MAP_DELETE_BATCH:            batch,
	abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: batch,
}

// syzCall is a call of bpf under a name whose attr is not the one that its command has elsewhere, or whose command is
// not spelt in it.
type call struct {
	cmd  abi.Cmd
	attr *syzType // nil: that of the command
}

var calls = map[string]call{
	"MAP_CREATE_RINGBUF":        {abi.BPF_MAP_CREATE, create(uint64(abi.BPF_MAP_TYPE_RINGBUF), 0, 0, 0, 0)},
	"MAP_CREATE_CONST_STR":      {abi.BPF_MAP_CREATE, create(uint64(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 1, abi.BPF_F_RDONLY_PROG)},
	"MAP_CREATE_TAIL_CALL":      {abi.BPF_MAP_CREATE, create(uint64(abi.BPF_MAP_TYPE_PROG_ARRAY), 4, 4, 10, 0)},
	"MAP_UPDATE_CONST_STR":      {abi.BPF_MAP_UPDATE_ELEM, syzStruct(twins, ptrU32, ptr, u64)},
	"MAP_UPDATE_ELEM_TAIL_CALL": {abi.BPF_MAP_UPDATE_ELEM, syzStruct(twins, ptrU32, ptrFD, u64)},
	"BPF_MAP_CONST_STR_FREEZE":  {abi.BPF_MAP_FREEZE, &twins},
	"OBJ_PIN_MAP":               {abi.BPF_OBJ_PIN, nil},
	"OBJ_PIN_PROG":              {abi.BPF_OBJ_PIN, nil},
	"OBJ_GET_MAP":               {abi.BPF_OBJ_GET, nil},
	"OBJ_GET_PROG":              {abi.BPF_OBJ_GET, nil},
	"BPF_GET_MAP_INFO":          {abi.BPF_OBJ_GET_INFO_BY_FD, nil},
	"BPF_GET_PROG_INFO":         {abi.BPF_OBJ_GET_INFO_BY_FD, nil},
	"BPF_GET_BTF_INFO":          {abi.BPF_OBJ_GET_INFO_BY_FD, nil},
	"PROG_LOAD_XDP":             {abi.BPF_PROG_LOAD, nil},
	"BPF_PROG_TEST_RUN_LIVE":    {abi.BPF_PROG_TEST_RUN, nil},
}

// syzNamed is what the name behind bpf$ says; ok is false for one that is not known.
func syzNamed(name string) (row call, ok bool) {
	if row, ok = calls[name]; !ok {
		row.cmd, ok = abi.CmdNamed(name)
		if !ok {
			row.cmd, ok = abi.CmdNamed("BPF_" + name)
		}
	}
	if row.attr == nil && ok {
		row.attr = attrs[row.cmd]
	}
	return row, ok
}

// align is what the offset of a type is a multiple of.
func (t *syzType) align() int {
	align := max(1, min(t.size, 8))
	if !t.packed {
		for i := range t.fields {
			align = max(align, t.fields[i].align())
		}
	}
	if t.packed {
		align = 1
	}
	return align
}
