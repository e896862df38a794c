package scenario

import (
	"fmt"

	"bpfplay/core/abi"
)

// capability returns the set with one capability.
func capability(c abi.Capability) uint64 { return 1 << c }

func (d *drawer) permClass() {
	if d.release >= abi.V5_10 {
		d.Keys = []string{fmt.Sprintf("unpriv=%d", pick(d, 0, 2, 2))}
	}
	if d.percent(50) {
		d.create(d.shape())
	}
	if d.percent(30) {
		d.line("rlimit memlock %d", pick(d, 0, 4096, 8192, 65536, 1<<20))
	}
	d.dropRights()
	for range 12 {
		s := d.shape()
		if d.percent(40) {
			s.typ = abi.MapType(d.IntN(len(abi.MapTypes)))
		}
		switch d.IntN(6) {
		case 0, 1, 2:
			d.create(s)
		case 3, 4:
			d.elem(firstFD+uint32(d.IntN(3)), &s)
		default:
			cmd := pick(d, abi.BPF_MAP_GET_NEXT_ID, abi.BPF_MAP_GET_FD_BY_ID, abi.BPF_OBJ_GET_INFO_BY_FD, abi.BPF_MAP_FREEZE, abi.BPF_MAP_LOOKUP_BATCH)
			d.callSized(cmd, &abi.Attr{}, 16)
		}
	}
}

// dropRights makes the process another user or takes capabilities away, in three of four scenarios.
func (d *drawer) dropRights() {
	bpf, admin, net := capability(abi.CAP_BPF), capability(abi.CAP_SYS_ADMIN), capability(abi.CAP_NET_ADMIN)
	perfmon, resource := capability(abi.CAP_PERFMON), capability(abi.CAP_SYS_RESOURCE)
	switch d.IntN(4) {
	case 0:
		d.line("uid 1000")
	case 1:
		d.line("caps %x", pick(d, bpf, admin))
	case 2:
		d.line("caps %x", pick(d, 0, net, perfmon, resource, bpf|net, bpf|perfmon))
	}
}
