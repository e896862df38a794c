package core

import (
	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Follows bpf_prog_calc_tag in kernel/bpf/core.c.

var (
	sinceTag       = abi.Since{abi.V4_10} // programs have a tag
	sinceValueTag  = abi.Since{abi.V5_2}  // it leaves out descriptors of maps whose values are addressed
	sinceTagSHA256 = abi.Since{abi.V6_18} // SHA-256 replaces SHA-1
)

// progDigest returns the hash of instructions as the user gave them. Only the first eight bytes are set before 6.18.
func (k *Kernel) progDigest(insns []insn.Insn) (digest [sha256Size]byte) {
	r := k.Machine.Release
	switch b := taggedBytes(insns, sinceValueTag.In(r)); {
	case sinceTagSHA256.In(r):
		s := newSHA256()
		s.write(b)
		return s.sum()
	case sinceTag.In(r):
		sum := sha1Sum(b)
		copy(digest[:len(Prog{}.Tag)], sum[:])
	}
	return digest
}

// taggedBytes returns the bytes of instructions without the descriptors of maps, which differ from run to run. values tells
// whether loads of the address of a map's value have theirs left out too.
func taggedBytes(insns []insn.Insn, values bool) []byte {
	b := insn.AppendAll(make([]byte, 0, len(insns)*insn.Size), insns)
	wasMap := false
	for i, in := range insns {
		imm := b[i*insn.Size+4 : (i+1)*insn.Size]
		half := in.Code == 0 && in.Dst == 0 && in.Src == 0 && in.Off == 0
		switch isMap := in.Src == insn.BPF_PSEUDO_MAP_FD || values && in.Src == insn.BPF_PSEUDO_MAP_VALUE; {
		case !wasMap && in.IsLoadImm64() && isMap:
			clear(imm)
			wasMap = true
		default:
			if wasMap && half {
				clear(imm)
			}
			wasMap = false
		}
	}
	return b
}
