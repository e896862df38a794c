package export

import (
	"encoding/hex"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/table"
)

// syzImm64 names syzkaller's structs of ld_imm64 by BPF_PSEUDO_*.
var syzImm64 = table.Indexed[uint8, string]{
	0: "initr0", insn.BPF_PSEUDO_MAP_FD: "map_fd", insn.BPF_PSEUDO_MAP_VALUE: "map_val", insn.BPF_PSEUDO_BTF_ID: "btf_id",
	insn.BPF_PSEUDO_FUNC: "cb_func", insn.BPF_PSEUDO_MAP_IDX: "map_idx", insn.BPF_PSEUDO_MAP_IDX_VALUE: "map_idx_val",
}

var exitInsn = insn.Insn{Code: insn.BPF_JMP | insn.BPF_EXIT}

// insns formats instructions one by one. It returns "" for bytes that are not whole instructions.
func (w *syzWriter) insns(data []byte) string {
	if len(data) == 0 || len(data)%insn.Size != 0 {
		return ""
	}
	var all []string
	for insns := insn.DecodeAll(data); len(insns) > 0; insns = insns[1:] {
		i := insns[0]
		imm := syzInt(uint64(uint32(i.Imm)), 4)
		kind, rest := "generic", ""
		switch {
		case i == exitInsn:
			all = append(all, "@exit={0x95}")
			continue
		case i.IsLoadImm64():
			kind = syzImm64.At(i.Src)
			if kind == "" || len(insns) < 2 || insns[1] != (insn.Insn{Imm: insns[1].Imm}) {
				return ""
			}
			if i.Src == insn.BPF_PSEUDO_MAP_FD || i.Src == insn.BPF_PSEUDO_MAP_VALUE {
				imm = w.fd(uint64(uint32(i.Imm)))
			}
			rest = ", 0x0, 0x0, 0x0, " + syzInt(uint64(uint32(insns[1].Imm)), 4)
			insns = insns[1:]
		}
		all = append(all, "@"+kind+"={"+hexNumber(uint64(i.Code))+", "+hexNumber(uint64(i.Dst))+", "+hexNumber(uint64(i.Src))+", "+
			hexNumber(uint64(i.Off))+", "+imm+rest+"}")
	}
	return "@raw=[" + strings.Join(all, ", ") + "]"
}

// memory formats the bytes that a pointer of an attr refers to.
func (w *syzWriter) memory(f *abi.Field, data []byte) string {
	if f == &abi.Insns {
		if text := w.insns(data); text != "" {
			return text
		}
	}
	return `"` + hex.EncodeToString(data) + `"`
}
