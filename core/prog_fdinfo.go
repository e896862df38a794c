package core

import (
	"encoding/hex"

	"bpfplay/core/abi"
)

// Follows bpf_prog_show_fdinfo in kernel/bpf/syscall.c. Statistics are never enabled, and every program has machine code.

// progFdinfo are the lines about a program.
var progFdinfo = []struct {
	name  string
	since abi.Since
	value func(*Prog) string
}{
	{"prog_type", abi.Since{abi.V4_10}, func(p *Prog) string { return decimal(uint64(p.Type)) }},
	{"prog_jited", abi.Since{abi.V4_10}, func(*Prog) string { return "1" }},
	{"prog_tag", abi.Since{abi.V4_10}, func(p *Prog) string { return hex.EncodeToString(p.Tag[:]) }},
	{"memlock", abi.Since{abi.V4_10}, func(p *Prog) string { return decimal(p.pages * PAGE_SIZE) }},
	{"prog_id", abi.Since{abi.V4_18}, func(p *Prog) string { return decimal(uint64(p.ID)) }},
	{"run_time_ns", abi.Since{abi.V5_1}, func(*Prog) string { return "0" }},
	{"run_cnt", abi.Since{abi.V5_1}, func(*Prog) string { return "0" }},
	{"recursion_misses", abi.Since{abi.V5_12}, func(*Prog) string { return "0" }},
	{"verified_insns", abi.Since{abi.V5_16}, func(p *Prog) string { return decimal(uint64(p.Verified)) }},
}

// bpfProgShowFdinfo follows bpf_prog_show_fdinfo.
func (k *Kernel) bpfProgShowFdinfo(p *Prog) {
	for _, l := range progFdinfo {
		if l.since.In(k.Machine.Release) {
			k.fdinfo(l.name, l.value(p))
		}
	}
}
