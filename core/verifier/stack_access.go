package verifier

import (
	"math"

	"bpfplay/core/insn"
)

// unknownBytes is the size of an access that may reach up to the frame pointer.
const unknownBytes = math.MinInt64

// recordAccess notes the slots that a load or store uses (record_load_store_access).
func (v *env) recordAccess(f *useInstance, in *stackPtrs, idx int) {
	i := v.insns[idx]
	size := int64(i.Bytes())
	n := i.Dst
	switch i.Class() {
	case insn.BPF_LDX:
		n = i.Src
	case insn.BPF_ST:
		size = -size
	case insn.BPF_STX:
		switch {
		case i.Mode() != insn.BPF_ATOMIC, i.Imm == insn.BPF_STORE_REL:
			size = -size
		case i.Imm == insn.BPF_LOAD_ACQ:
			n = i.Src
		}
	default:
		return
	}
	p := in.regs[n]
	p.add(int64(i.Off))
	f.access(p, size, idx)
}

// recordCall notes the slots that a helper uses (record_call_access).
func (v *env) recordCall(f *useInstance, in *stackPtrs, idx int) {
	i := v.insns[idx]
	var p *helperProto
	if i.Src == 0 {
		p = v.helper(i.Imm)
	}
	for arg := range 5 {
		if p != nil && p.Args[arg] == argDontCare {
			return
		}
		ptr := in.regs[arg+1]
		if !ptr.isPtr() {
			continue
		}
		size := int64(unknownBytes)
		if p != nil {
			size = v.helperBytes(p, arg, idx)
		}
		f.access(ptr, size, idx)
	}
}

// helperBytes returns how many bytes a helper reads through an argument: negative if it writes them, 0 if neither
// (bpf_helper_stack_access_bytes).
func (v *env) helperBytes(p *helperProto, arg, idx int) int64 {
	t := p.Args[arg]
	size := int64(0)
	switch t.base() {
	case argPtrToMapKey, argPtrToMapValue:
		size = v.elemBytes(p, arg, idx)
		if size == unknownBytes {
			return size
		}
	case argPtrToMem:
		next := argDontCare
		if arg+1 < len(p.Args) {
			next = p.Args[arg+1].base()
		}
		switch {
		case t&fixedSize != 0:
			size = int64(p.Size)
		case next != argConstSize && next != argConstSizeOrZero:
			return unknownBytes
		default:
			val, ok := number(v.constBefore(idx, arg+2))
			switch {
			case ok:
				size = int64(val)
			case t&memUninit != 0:
				return 0
			default:
				return maxStack
			}
		}
	case argPtrToDynptr:
		size = 2 * regSize
	case argPtrToStack:
		return 0
	default:
		return unknownBytes
	}
	if t&memUninit != 0 {
		return -size
	}
	return size
}

// elemBytes returns the size of a key or value that a helper takes: that of its map, or the largest of all maps.
func (v *env) elemBytes(p *helperProto, arg, idx int) int64 {
	of := func(m *Map) int64 {
		if p.Args[arg].base() == argPtrToMapKey {
			return int64(m.KeySize)
		}
		return int64(m.ValueSize)
	}
	for k := range arg {
		if p.Args[k].base() != argConstMapPtr {
			continue
		}
		if c := v.constBefore(idx, k+1); c.kind == constMapPtr {
			return of(v.usedMaps[c.m])
		}
		break
	}
	var most int64
	for _, m := range v.usedMaps {
		most = max(most, of(m))
		if m.Inner != nil {
			most = max(most, of(m.Inner))
		}
	}
	if most == 0 {
		return unknownBytes
	}
	return most
}

// access notes an access of size bytes through a pointer; a negative size is a store (record_stack_access).
func (f *useInstance) access(p stackPtr, size int64, idx int) {
	switch {
	case size == 0 || !p.isPtr() || int(p.frame) > f.depth:
	case p.frame == ptrAnyFrame:
		for frame := range f.depth + 1 {
			if p.mask>>frame&1 == 1 {
				f.read(frame, idx, allHalves)
			}
		}
	case p.count == 0:
		if size > 0 || size == unknownBytes {
			f.read(int(p.frame), idx, allHalves)
		}
	case size < 0 && size != unknownBytes && p.count > 1:
		// It is not known which slot the store overwrites.
	default:
		for _, off := range p.off[:p.count] {
			f.accessAt(int(p.frame), int64(off), size, idx)
		}
	}
}

// accessAt notes an access at a known offset: reads of parts of a half, and stores of whole ones (record_stack_access_off).
func (f *useInstance) accessAt(frame int, off, size int64, idx int) {
	switch {
	case off >= 0:
	case size == unknownBytes:
		f.read(frame, idx, halvesRange(0, (-off-1)/halfSize))
	case size > 0:
		f.read(frame, idx, halvesRange(max((-off-size)/halfSize, 0), (-off-1)/halfSize))
	default:
		h := halvesRange(max((-off+size+halfSize-1)/halfSize, 0), -off/halfSize-1)
		if h != (halves{}) {
			u := f.at(frame, idx)
			u.mustWrite = u.mustWrite.or(h)
		}
	}
}
