package syz

import (
	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// argType is the layout of an argument in memory. Follows syzkaller's sys/linux/bpf.txt.
type argType struct {
	size    int        // bytes of a number or pointer; 0 for data of any length, structs and unions
	none    uint64     // value of an omitted number
	auto    uint64     // value of AUTO
	fields  []*argType // of a struct
	fixed   []uint64   // of a struct: the values of its first fields, which the descriptions fix
	packed  bool       // of a struct: no padding between its fields
	overlay bool       // of a struct: its fields overlap, and the program stores only the first one
	to      *argType   // of a pointer
	flag    uint64     // the field exists only with this bit of map_flags; 0 means always
	unless  bool       // the field exists only without that bit
	insns   bool       // instructions
	out     bool       // the kernel writes it: the program stores nothing there
}

var (
	fd     = &argType{size: 4, none: 1<<32 - 1}
	u32    = &argType{size: 4}
	u64    = &argType{size: 8}
	blob   = &argType{}
	ptr    = &argType{size: 8, to: blob}
	name   = &argType{size: 16}
	twins  = &argType{fields: []*argType{fd, fd}, overlay: true} // a descriptor, and the same one as another resource
	room   = &argType{size: 8, to: &argType{out: true}}          // a pointer to memory that the kernel writes
	ptrFD  = &argType{size: 8, to: fd}
	ptrU32 = &argType{size: 8, to: u32}
)

// creation are the fields of BPF_MAP_CREATE.
var creation = []*argType{
	u32, u32, u32, u32, u32, fd, u32, name, u32, fd, u32, u32, u32, u64,
	{size: 4, none: 1<<32 - 1, flag: abi.BPF_F_VTYPE_BTF_OBJ_FD}, {size: 4, flag: abi.BPF_F_VTYPE_BTF_OBJ_FD, unless: true},
	{size: 4, none: 1<<32 - 1, flag: abi.BPF_F_TOKEN_FD}, {size: 4, flag: abi.BPF_F_TOKEN_FD, unless: true},
}

// The attrs of the map commands.
var (
	anyMap  = &argType{packed: true, fields: creation}
	elem    = &argType{fields: []*argType{fd, ptr, ptr, u64}}
	lookup  = &argType{fields: []*argType{fd, ptr, room, u64}}
	remove  = &argType{fields: []*argType{fd, ptr, u64, u64}}
	batch   = &argType{fields: []*argType{ptr, room, ptr, ptr, u32, fd, u64, u64}}
	pin     = &argType{fields: []*argType{ptr, fd, u32, u32}}
	pinPath = &argType{fields: []*argType{ptr, fd, {size: 4, none: abi.BPF_F_PATH_FD, auto: abi.BPF_F_PATH_FD}, fd}}
	get     = &argType{fields: []*argType{ptr, u32, u32, u32}}
	getPath = &argType{fields: []*argType{ptr, u32, u32, fd}}
	id      = &argType{fields: []*argType{u32, u32, u32}}
	next    = &argType{fields: []*argType{u32, {size: 4, out: true}}}
	info    = &argType{fields: []*argType{fd, u32, room}}
	load    = &argType{fields: []*argType{u32, u32, {size: 8, to: &argType{insns: true}}, ptr, u32, u32, room, u32, u32, name, u32, u32, fd,
		u32, ptr, u32, u32, ptr, u32, u32, u32, u32, ptr, ptr, u32, u32, u32}}
	loadBTF = &argType{fields: []*argType{ptr, room, u32, u32, u32, u32, u32, u32}}
)

// options maps the options of an attr that is a union to their layout.
var options = table.Indexed[abi.Cmd, table.Listed[string, *argType]]{
	abi.BPF_MAP_CREATE: {{"base", anyMap}, {"bloom_filter", &argType{packed: true, fields: creation, fixed: []uint64{uint64(abi.BPF_MAP_TYPE_BLOOM_FILTER)}}}, {"arena", &argType{packed: true, fields: creation, fixed: []uint64{uint64(abi.BPF_MAP_TYPE_ARENA), 0, 0, 0, abi.BPF_F_MMAPABLE}}}},
	abi.BPF_OBJ_PIN:    {{"generic", pin}, {"o_path", pinPath}},
	abi.BPF_OBJ_GET:    {{"generic", get}, {"o_path", getPath}},
}

// attrs maps the map commands to their attr. If the name and number of a call differ, the name selects the layout and
// the number the command.
var attrs = table.Indexed[abi.Cmd, *argType]{
	abi.BPF_MAP_CREATE:                  anyMap,
	abi.BPF_MAP_LOOKUP_ELEM:             lookup,
	abi.BPF_MAP_UPDATE_ELEM:             elem,
	abi.BPF_MAP_DELETE_ELEM:             remove,
	abi.BPF_MAP_GET_NEXT_KEY:            lookup,
	abi.BPF_PROG_LOAD:                   load,
	abi.BPF_BTF_LOAD:                    loadBTF,
	abi.BPF_OBJ_PIN:                     pin,
	abi.BPF_OBJ_GET:                     get,
	abi.BPF_MAP_GET_NEXT_ID:             next,
	abi.BPF_MAP_GET_FD_BY_ID:            id,
	abi.BPF_OBJ_GET_INFO_BY_FD:          info,
	abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM:  lookup,
	abi.BPF_MAP_FREEZE:                  &argType{fields: []*argType{fd}},
	abi.BPF_MAP_LOOKUP_BATCH:            batch,
	abi.BPF_MAP_UPDATE_BATCH:            batch,
	abi.BPF_MAP_DELETE_BATCH:            batch,
	abi.BPF_MAP_LOOKUP_AND_DELETE_BATCH: batch,
}

// call is a variant of bpf with a special attr, or with a name that differs from its command.
type call struct {
	cmd  abi.Cmd
	attr *argType // nil means the attr of the command
}

var calls = table.Listed[string, call]{
	{"MAP_CREATE_RINGBUF", call{abi.BPF_MAP_CREATE, &argType{packed: true, fields: creation, fixed: []uint64{uint64(abi.BPF_MAP_TYPE_RINGBUF)}}}},
	{"MAP_CREATE_CONST_STR", call{abi.BPF_MAP_CREATE, &argType{packed: true, fields: creation, fixed: []uint64{uint64(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 1, abi.BPF_F_RDONLY_PROG}}}},
	{"MAP_CREATE_TAIL_CALL", call{abi.BPF_MAP_CREATE, &argType{packed: true, fields: creation, fixed: []uint64{uint64(abi.BPF_MAP_TYPE_PROG_ARRAY), 4, 4, 10, 0}}}},
	{"MAP_UPDATE_CONST_STR", call{abi.BPF_MAP_UPDATE_ELEM, &argType{fields: []*argType{twins, ptrU32, ptr, u64}}}},
	{"MAP_UPDATE_ELEM_TAIL_CALL", call{abi.BPF_MAP_UPDATE_ELEM, &argType{fields: []*argType{twins, ptrU32, ptrFD, u64}}}},
	{"BPF_MAP_CONST_STR_FREEZE", call{abi.BPF_MAP_FREEZE, twins}},
	{"OBJ_PIN_MAP", call{abi.BPF_OBJ_PIN, nil}},
	{"OBJ_PIN_PROG", call{abi.BPF_OBJ_PIN, nil}},
	{"OBJ_GET_MAP", call{abi.BPF_OBJ_GET, nil}},
	{"OBJ_GET_PROG", call{abi.BPF_OBJ_GET, nil}},
	{"BPF_GET_MAP_INFO", call{abi.BPF_OBJ_GET_INFO_BY_FD, nil}},
	{"BPF_GET_PROG_INFO", call{abi.BPF_OBJ_GET_INFO_BY_FD, nil}},
	{"BPF_GET_BTF_INFO", call{abi.BPF_OBJ_GET_INFO_BY_FD, nil}},
	{"PROG_LOAD_XDP", call{abi.BPF_PROG_LOAD, nil}},
	{"BPF_PROG_TEST_RUN_LIVE", call{abi.BPF_PROG_TEST_RUN, nil}},
}

// variantNamed returns the variant of a name after bpf$. ok is false if the name is unknown.
func variantNamed(name string) (row call, ok bool) {
	if row, ok = calls.Find(name); !ok {
		row.cmd, ok = abi.CmdNamed(name)
		if !ok {
			row.cmd, ok = abi.CmdNamed("BPF_" + name)
		}
	}
	if row.attr == nil && ok {
		row.attr = attrs.At(row.cmd)
	}
	return row, ok
}

// align returns the alignment of a type.
func (t *argType) align() int {
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
