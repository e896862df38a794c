package match

import "testing"

// attachTrace ends as traces of clients do: a program is loaded and attached, to a tracepoint, a socket map, or a cgroup.
const attachTrace = `bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_RAW_TRACEPOINT, insn_cnt=2, insns=[{code=BPF_ALU64|BPF_K|BPF_MOV, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0x1}, {code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], license="GPL", log_level=0, log_size=0, log_buf=NULL}, 48) = 3
bpf(BPF_RAW_TRACEPOINT_OPEN, {raw_tracepoint={name="sched_switch", prog_fd=3}}, 16) = 4
bpf(BPF_LINK_DETACH, {link_detach={link_fd=4}}, 4) = -1 EOPNOTSUPP (Operation not supported)
close(4) = 0
openat(AT_FDCWD, "/sys/fs/cgroup/unified/web", O_RDONLY|O_CLOEXEC) = 4
bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_CGROUP_SKB, insn_cnt=2, insns=[{code=BPF_ALU64|BPF_K|BPF_MOV, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0x1}, {code=BPF_JMP|BPF_K|BPF_EXIT, dst_reg=BPF_REG_0, src_reg=BPF_REG_0, off=0, imm=0}], license="GPL", log_level=0, log_size=0, log_buf=NULL}, 48) = 5
bpf(BPF_PROG_ATTACH, {target_fd=4, attach_bpf_fd=5, attach_type=BPF_CGROUP_INET_INGRESS, attach_flags=BPF_F_ALLOW_MULTI}, 16) = 0
bpf(BPF_PROG_ATTACH, {target_fd=4, attach_bpf_fd=5, attach_type=BPF_CGROUP_INET_INGRESS, attach_flags=0}, 16) = -1 EPERM (Operation not permitted)
bpf(BPF_PROG_QUERY, {query={target_fd=4, attach_type=BPF_CGROUP_INET_INGRESS, query_flags=0, attach_flags=BPF_F_ALLOW_MULTI, prog_ids=NULL, prog_cnt=1}}, 40) = 0
bpf(BPF_LINK_CREATE, {link_create={prog_fd=5, target_fd=4, attach_type=BPF_CGROUP_INET_INGRESS, flags=0}}, 48) = 6
bpf(BPF_LINK_UPDATE, {link_update={link_fd=6, new_prog_fd=3, flags=0}}, 16) = -1 EINVAL (Invalid argument)
bpf(BPF_PROG_DETACH, {target_fd=4, attach_type=BPF_CGROUP_INET_INGRESS}, 12) = -1 EINVAL (Invalid argument)
`

// TestAttachedProgramsAreJudged replays such a trace. The core must give every result.
func TestAttachedProgramsAreJudged(t *testing.T) {
	_, res := replayed(t, attachTrace, "6.12")
	if res.Judged != res.Said || res.Agree != res.Said {
		t.Errorf("%+v", res.Tally)
	}
	for i, v := range res.Verdicts {
		if !v.Agrees {
			t.Errorf("call %d: %+v", i, v)
		}
	}
}
