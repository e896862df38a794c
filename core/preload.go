package core

import (
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/btf"
)

// Follows kernel/bpf/preload and populate_bpffs in kernel/bpf/inode.c: a kernel with CONFIG_BPF_PRELOAD loads two iterators at
// boot, and pins them in every bpf file system. The ids, the map and the output of the programs are those of a 6.1 and a 6.12
// kernel that were built with it.

var (
	sincePreload   = abi.Since{abi.V5_18} // the kernel loads the iterators without a helper process
	sinceMapsCount = abi.Since{abi.V6_6}  // maps.debug has the number of elements
)

// preloaded are the iterators: the names of their pins and of their programs.
var preloaded = [...]struct {
	pin, prog string
	target    iterTarget
}{
	{pin: "maps.debug", prog: "dump_bpf_map", target: iterTarget{"bpf_map", (*Kernel).nextMapID, (*Kernel).dumpMap}},
	{pin: "progs.debug", prog: "dump_bpf_prog", target: iterTarget{"bpf_prog", (*Kernel).nextProgID, (*Kernel).dumpProg}},
}

// The ids that loading leaves: those before were of the map and the program that loaded the others.
const (
	preloadMapID  = 2
	preloadProgID = 2
	preloadBTFID  = 2
)

// rodata is the map of the programs: its flags, the type of its value, and the value, which is their formats.
type rodata struct {
	flags uint64
	typ   uint32
	value string
}

var (
	rodataFirst = rodata{abi.BPF_F_RDONLY_PROG | abi.BPF_F_MMAPABLE, 47, mapHead + "\x00" + mapLine + "\x00" + progHead + "\x00" + progLine + "\x00"}
	rodataCount = rodata{abi.BPF_F_RDONLY_PROG, 52, mapHeadCount + "\x00" + mapLineCount + "\x00" + progHead + "\x00" + progLine + "\x00"}
)

// IsPreloaded reports whether a path ends in the name of one of the iterators.
func IsPreloaded(at string) bool {
	for i := range preloaded {
		if strings.HasSuffix(at, "/"+preloaded[i].pin) {
			return true
		}
	}
	return false
}

// preloads reports whether the kernel loads the iterators.
func (k *Kernel) preloads() bool { return k.Machine.Preload && sincePreload.In(k.Machine.Release) }

// bootPreload loads the iterators and pins them in the file system that is mounted at boot.
func (k *Kernel) bootPreload() {
	if !k.preloads() {
		return
	}
	k.mapIDs.next, k.progIDs.next = preloadMapID, preloadProgID
	b := &BTFObject{ID: preloadBTFID, BTF: &btf.BTF{}, refcnt: 1}
	m := k.preloadMap(b)
	for i := range preloaded {
		row := &preloaded[i]
		p := &Prog{Type: uint32(abi.BPF_PROG_TYPE_TRACING), ExpectedAttach: uint32(abi.BPF_TRACE_ITER), License: "GPL", GPL: true,
			BTF: b, pages: 1, refcnt: 1, usedMaps: []*Map{m}, subprogs: 1, attachFunc: "bpf_iter_" + row.target.name}
		copy(p.Name[:], row.prog)
		m.refcnt++
		b.refcnt++
		k.madeProgs++
		p.Nr = k.madeProgs
		k.progs = append(k.progs, p)
		k.bpfProgAllocID(p)
		l := &Link{Type: abi.BPF_LINK_TYPE_ITER, Attach: abi.BPF_TRACE_ITER, Prog: p, ops: iterLinkOps, iter: &row.target}
		k.number(l) // its reference is that of the module
		k.links = append(k.links, l)
		k.iterators = append(k.iterators, l)
	}
	k.populateBpffs(k.supers[0].root, 0)
}

// preloadMap makes the map that the programs use. Its value is their formats.
func (k *Kernel) preloadMap(b *BTFObject) *Map {
	data := rodataFirst
	if sinceMapsCount.In(k.Machine.Release) {
		data = rodataCount
	}
	t := &Task{Cred: Cred{Caps: abi.AllCaps}, Limits: Rlimits{Nofile: usualNofile}, Mem: NewPages(), Files: newFDTable()}
	call := func(cmd abi.Cmd, fields map[*abi.Field]uint64, name string) int {
		attr := make([]byte, k.attrSize)
		for f, v := range fields {
			f.Put(attr, v)
		}
		if name != "" {
			copy(abi.MapName.Bytes(attr), name)
		}
		t.Mem.CopyToUser(ArenaStart, attr)
		return int(k.bpf(t, cmd, ArenaStart, uint32(len(attr))))
	}
	fd := call(abi.BPF_MAP_CREATE, map[*abi.Field]uint64{&abi.MapTypeField: uint64(abi.BPF_MAP_TYPE_ARRAY), &abi.KeySize: 4,
		&abi.ValueSize: uint64(len(data.value)), &abi.MaxEntries: 1, &abi.MapFlagsField: data.flags}, "iterator.rodata")
	m := t.Files.File(fd).Map
	const key, at = ArenaStart + PAGE_SIZE, ArenaStart + 2*PAGE_SIZE
	t.Mem.CopyToUser(at, []byte(data.value))
	call(abi.BPF_MAP_UPDATE_ELEM, map[*abi.Field]uint64{&abi.ElemMapFD: uint64(fd), &abi.ElemKey: key, &abi.ElemValue: at}, "")
	call(abi.BPF_MAP_FREEZE, map[*abi.Field]uint64{&abi.ElemMapFD: uint64(fd)}, "")
	m.btf, m.valueType = b, data.typ
	k.files = 0
	m.refcnt, m.usercnt = 0, 0 // the descriptor is closed, and the programs follow
	return m
}

// showsPreloaded reports whether f is a preloaded program, or a link with one.
func (f *File) showsPreloaded() bool {
	l, ok := f.Object.(*Link)
	return ok && l.Prog.attachFunc != "" || f.Prog != nil && f.Prog.attachFunc != ""
}

// populateBpffs follows populate_bpffs: it pins the iterators in a new file system.
func (k *Kernel) populateBpffs(root *inode, uid uint32) {
	for i, l := range k.iterators {
		l.refcnt++
		root.kids[preloaded[i].pin] = &inode{mode: S_IRUSR, uid: uid, bpf: true, parent: root, pinned: pinned{link: l}}
	}
}
