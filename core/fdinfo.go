package core

import (
	"strconv"

	"bpfplay/core/abi"
)

// Follows proc_fdinfo_show in fs/proc/fd.c and bpf_map_show_fdinfo in kernel/bpf/syscall.c.

// fdinfoLine is one line about a map.
type fdinfoLine struct {
	name  string
	since abi.Since
	value func(*Kernel, *Map) string
}

var fdinfoLines = []fdinfoLine{
	{"map_type", sinceFdinfo, func(_ *Kernel, m *Map) string { return decimal(uint64(m.Type)) }},
	{"key_size", sinceFdinfo, func(_ *Kernel, m *Map) string { return decimal(uint64(m.KeySize)) }},
	{"value_size", sinceFdinfo, func(_ *Kernel, m *Map) string { return decimal(uint64(m.ValueSize)) }},
	{"max_entries", sinceFdinfo, func(_ *Kernel, m *Map) string { return decimal(uint64(m.MaxEntries)) }},
	{"map_flags", sinceFdinfo, func(_ *Kernel, m *Map) string { return hexadecimal(uint64(m.Flags)) }},
	{"map_extra", abi.SinceMapExtra, func(_ *Kernel, m *Map) string { return hexadecimal(m.Extra) }},
	{"memlock", abi.Since{abi.V4_10}, func(k *Kernel, m *Map) string { return decimal(k.bpfMapMemoryUsage(m)) }},
	{"map_id", abi.Since{abi.V4_18}, func(_ *Kernel, m *Map) string { return decimal(uint64(m.ID)) }},
	{"frozen", abi.Since{abi.V5_2}, func(_ *Kernel, m *Map) string { return decimal(uint64(bit(m.frozen))) }},
}

var (
	sinceFdinfo      = abi.Since{abi.V4_5}  // bpf_map_show_fdinfo
	sinceOwnerFdinfo = abi.Since{abi.V4_11} // the owner of a map of programs
	sinceMapMemUsed  = abi.Since{abi.V6_4}  // memlock comes from map_mem_usage of the type
	sinceBTFFdinfo   = abi.Since{abi.V5_10} // bpf_btf_show_fdinfo
)

func decimal(v uint64) string { return strconv.FormatUint(v, 10) }

// hexadecimal follows "0x%x", which has its prefix also before a zero.
func hexadecimal(v uint64) string { return "0x" + strconv.FormatUint(v, 16) }

// bpfMapMemoryUsage follows bpf_map_memory_usage, and the older computation of memlock.
func (k *Kernel) bpfMapMemoryUsage(m *Map) uint64 {
	r := k.Machine.Release
	switch {
	case sinceMapMemUsed.In(r):
		if m.ops.memUsage == nil {
			return 0
		}
		return m.ops.memUsage(k, m)
	case abi.SinceMemcg.In(r):
		size := roundUp8(int(m.KeySize) + k.bpfMapValueSize(m, 0))
		return (uint64(m.MaxEntries)*uint64(size) + PAGE_SIZE - 1) &^ (PAGE_SIZE - 1)
	}
	return m.pages * PAGE_SIZE
}

// readFdinfo reads /proc/self/fdinfo/fd. It returns 0 and sets the text of the call to the lines, without mnt_id and ino.
func (k *Kernel) readFdinfo(t *Task, fd int32) int64 {
	if e := k.check(fdinfoOpen, t.Files.lowest(0, t.Limits.Nofile) >= 0, t.Limits.Nofile, 0); e != 0 {
		return -int64(e)
	}
	f := t.Files.File(int(fd))
	if e := k.check(fdinfoNone, f != nil, uint64(uint32(fd)), 0); e != 0 {
		return -int64(e)
	}
	if f.showsPreloaded() {
		return NotEmulated // the tag depends on how the kernel was built
	}
	flags := uint64(f.statusFlags())
	if t.Files.at(int(fd)).cloexec {
		flags |= O_CLOEXEC
	}
	pos := int64(0)
	if seq, ok := f.Object.(*seqFile); ok {
		pos = seq.pos
	}
	k.text = append(k.text, "pos:\t"+strconv.FormatInt(pos, 10), "flags:\t0"+strconv.FormatUint(flags, 8))
	switch {
	case f.Map != nil:
		k.bpfMapShowFdinfo(f.Map)
	case f.Prog != nil:
		k.bpfProgShowFdinfo(f.Prog)
	case f.Object != nil:
		switch o := f.Object.(type) {
		case *Link:
			k.bpfLinkShowFdinfo(o)
		case *Token:
			k.bpfTokenShowFdinfo(o)
		}
	case f.BTF != nil && sinceBTFFdinfo.In(k.Machine.Release):
		k.text = append(k.text, "btf_id:\t"+decimal(uint64(f.BTF.ID)))
	}
	return 0
}

// bpfMapShowFdinfo follows bpf_map_show_fdinfo.
func (k *Kernel) bpfMapShowFdinfo(m *Map) {
	for _, l := range fdinfoLines {
		if l.since.In(k.Machine.Release) {
			k.fdinfo(l.name, l.value(k, m))
		}
	}
	if m.owner != nil && sinceOwnerFdinfo.In(k.Machine.Release) {
		k.fdinfo("owner_prog_type", decimal(uint64(m.owner.typ)))
		k.fdinfo("owner_jited", "1")
	}
}

// fdinfo prints one line.
func (k *Kernel) fdinfo(name, value string) { k.text = append(k.text, name+":\t"+value) }
