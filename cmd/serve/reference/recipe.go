package reference

import (
	"encoding/binary"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/insn"
)

// Addresses of the calls.
const (
	attrAt = core.ArenaStart + 0x1000*iota
	keyAt
	valueAt
	outAt
	batchAt
	keysAt
	valuesAt
)

// recipe creates a map of a type on the newest release, and names an element of it.
type recipe struct {
	before  []history.Call
	create  fields
	fd      uint64 // the descriptor of the map
	key     []byte
	value   []byte
	example string // a description of the recipe, if it has more than one call
}

// fields are the values of fields of an attr. All others are zero.
type fields map[*abi.Field]uint64

// bpf returns a bpf() call whose attr ends after the last field that is not zero, and after size bytes at least.
func bpf(cmd abi.Cmd, size int, f fields, writes ...core.Write) history.Call {
	var attr abi.Attr
	for field, v := range f {
		field.Put(attr[:], v)
		if v != 0 {
			size = max(size, field.End())
		}
	}
	attrWrite := core.Write{Addr: attrAt, Bytes: attr[:size]}
	return history.Call{Call: core.Bpf(0, cmd, attrAt, uint32(size), append(writes, attrWrite)...)}
}

func words(of ...uint32) (b []byte) {
	for _, w := range of {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// Calls that recipes begin with.
var (
	openBTF   = history.Call{Call: core.Call{Op: core.OpTraced, Args: core.Args{3, core.TracedCloexecFD}, Path: "BPF_BTF_LOAD"}}
	openArray = bpf(abi.BPF_MAP_CREATE, 16, fields{&abi.MapTypeField: uint64(abi.BPF_MAP_TYPE_ARRAY), &abi.KeySize: 4, &abi.ValueSize: 4, &abi.MaxEntries: 1})
	openTask  = history.Call{Call: core.Call{Op: core.OpPidfdOpen}}
	openUDP   = history.Call{Call: core.Call{Op: core.OpSocket, Args: core.Args{2, 2, 0}}}
)

// loadProgram returns the call that loads a program of two instructions, which returns 0.
func loadProgram() history.Call {
	p, err := insn.Assemble("r0 = 0\nexit")
	if err != nil {
		panic("BUG: " + err.Error())
	}
	code := append(insn.AppendAll(nil, p.Insns), "GPL\x00"...)
	return bpf(abi.BPF_PROG_LOAD, 48, fields{
		&abi.ProgTypeField: uint64(abi.BPF_PROG_TYPE_SOCKET_FILTER), &abi.InsnCnt: uint64(len(p.Insns)),
		&abi.Insns: outAt, &abi.License: uint64(outAt + len(p.Insns)*insn.Size),
	}, core.Write{Addr: outAt, Bytes: code})
}

// shape is a row of shapes: how a type differs from a map of 4-byte keys, 8-byte values and 16 elements.
type shape struct {
	key, value, entries, flags uint64
	extra                      fields
	before                     []history.Call
	element                    []byte // a key; 4 zero bytes if nil
	content                    []byte // a value
	example                    string
}

// shapes has the types that need more than the default.
var shapes = map[abi.MapType]shape{
	abi.BPF_MAP_TYPE_PROG_ARRAY:            {value: 4, before: []history.Call{loadProgram()}, content: words(3), example: "a loaded program is stored in it"},
	abi.BPF_MAP_TYPE_PERF_EVENT_ARRAY:      {value: 4, content: words(0)},
	abi.BPF_MAP_TYPE_CGROUP_ARRAY:          {value: 4, content: words(0)},
	abi.BPF_MAP_TYPE_LPM_TRIE:              {key: 8, flags: abi.BPF_F_NO_PREALLOC, element: words(8, 10)},
	abi.BPF_MAP_TYPE_ARRAY_OF_MAPS:         {value: 4, before: []history.Call{openArray}, extra: fields{&abi.InnerMapFD: 3}, content: words(3), example: "an array is its template and its element"},
	abi.BPF_MAP_TYPE_HASH_OF_MAPS:          {value: 4, before: []history.Call{openArray}, extra: fields{&abi.InnerMapFD: 3}, content: words(3), example: "an array is its template and its element"},
	abi.BPF_MAP_TYPE_DEVMAP:                {value: 4, content: words(1), example: "its element is the loopback device"},
	abi.BPF_MAP_TYPE_DEVMAP_HASH:           {value: 4, content: words(1), example: "its element is the loopback device"},
	abi.BPF_MAP_TYPE_SOCKMAP:               {value: 4, before: []history.Call{openUDP}, content: words(3), example: "a UDP socket is stored in it"},
	abi.BPF_MAP_TYPE_SOCKHASH:              {value: 4, before: []history.Call{openUDP}, content: words(3), example: "a UDP socket is stored in it"},
	abi.BPF_MAP_TYPE_CPUMAP:                {value: 4, entries: 2, content: words(192)},
	abi.BPF_MAP_TYPE_XSKMAP:                {value: 4, before: []history.Call{openUDP}, content: words(3), example: "its element would be an XDP socket; a UDP socket is passed"},
	abi.BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:   {before: []history.Call{openUDP}, content: words(3, 0), example: "its element would be a bound socket; an unbound one is passed"},
	abi.BPF_MAP_TYPE_CGROUP_STORAGE:        {key: 16, entries: none},
	abi.BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE: {key: 16, entries: none},
	abi.BPF_MAP_TYPE_QUEUE:                 {key: none},
	abi.BPF_MAP_TYPE_STACK:                 {key: none},
	abi.BPF_MAP_TYPE_SK_STORAGE:            storage(openUDP, "a UDP socket owns its element"),
	abi.BPF_MAP_TYPE_INODE_STORAGE:         storage(openUDP, "the inode of a socket owns its element"),
	abi.BPF_MAP_TYPE_TASK_STORAGE:          storage(openTask, "the task itself owns its element"),
	abi.BPF_MAP_TYPE_CGRP_STORAGE:          storage(openUDP, "its owner would be a cgroup; a socket is passed"),
	abi.BPF_MAP_TYPE_STRUCT_OPS:            {entries: 1, before: []history.Call{openBTF}, extra: fields{&abi.BtfFD: 3, &abi.BtfVmlinuxValueID: 1}},
	abi.BPF_MAP_TYPE_RINGBUF:               {key: none, value: none, entries: 4096},
	abi.BPF_MAP_TYPE_USER_RINGBUF:          {key: none, value: none, entries: 4096},
	abi.BPF_MAP_TYPE_BLOOM_FILTER:          {key: none},
	abi.BPF_MAP_TYPE_ARENA:                 {key: none, value: none, flags: abi.BPF_F_MMAPABLE},
	abi.BPF_MAP_TYPE_INSN_ARRAY:            {value: 16, content: make([]byte, 16)},
	abi.BPF_MAP_TYPE_RHASH:                 {flags: abi.BPF_F_NO_PREALLOC},
}

// none is the size of a key or value, or the number of elements, that must be zero.
const none = 1 << 40

// storage returns the shape of a local storage, whose key is a descriptor of its owner.
func storage(owner history.Call, example string) shape {
	return shape{entries: none, flags: abi.BPF_F_NO_PREALLOC, before: []history.Call{openBTF, owner}, element: words(4), example: example,
		extra: fields{&abi.BtfFD: 3, &abi.BtfKeyTypeID: 1, &abi.BtfValueTypeID: 2}}
}

// size returns the size that a row means: its own, the default, or zero.
func size(own, usual uint64) uint64 {
	switch own {
	case 0:
		return usual
	case none:
		return 0
	}
	return own
}

// recipeOf returns the recipe of a type.
func recipeOf(t abi.MapType) recipe {
	s := shapes[t]
	r := recipe{before: s.before, key: s.element, value: s.content, example: s.example, fd: 3}
	r.create = fields{&abi.MapTypeField: uint64(t), &abi.KeySize: size(s.key, 4), &abi.ValueSize: size(s.value, 8),
		&abi.MaxEntries: size(s.entries, 16), &abi.MapFlagsField: s.flags}
	for f, v := range s.extra {
		r.create[f] = v
	}
	r.fd += uint64(len(s.before))
	if r.key == nil {
		r.key = make([]byte, r.create[&abi.KeySize])
	}
	if r.value == nil {
		// Bytes 1, 2, 3 … are easy to follow on the desk.
		for i := range r.create[&abi.ValueSize] {
			r.value = append(r.value, byte(i+1))
		}
	}
	for t.PerCPU() && len(r.value)%8 == 0 && len(r.value) < 64*8 && len(r.value) > 0 && len(r.value) < 8*cpus {
		r.value = append(r.value, r.value[:8]...)
	}
	return r
}

// cpus is the number of possible processors of the machine.
var cpus = core.NewMachine(abi.Newest).CPUs

// made returns the calls up to the creation of the map, with more flags.
func (r recipe) made(flags uint64) []history.Call {
	create := fields{}
	for f, v := range r.create {
		create[f] = v
	}
	create[&abi.MapFlagsField] |= flags
	return append(r.before[:len(r.before):len(r.before)], bpf(abi.BPF_MAP_CREATE, 16, create))
}
