package match

import (
	"strings"
	"testing"
)

const (
	array3 = "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=4, value_size=8, max_entries=2}, 72) = 3\n"
	info3  = "bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=3, info_len=88 => 88, info={type=BPF_MAP_TYPE_ARRAY, id=7, key_size=4, value_size=VALUE, max_entries=2, map_flags=0, name=\"\", ifindex=0, btf_vmlinux_value_type_id=0, netns_dev=makedev(0, 0), netns_ino=0, btf_id=0, btf_key_type_id=0, btf_value_type_id=0, map_extra=0}}}, 16) = 0\n"
)

// TestTallyCountsWhatTheKernelReproduced replays texts whose results come from the kernel, from the text, or from memory
// that the text does not show.
func TestTallyCountsWhatTheKernelReproduced(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want Tally
	}{
		"only addresses of attrs":  {strings.Repeat("bpf(BPF_MAP_CREATE, 0x7ffe1000, 72) = 3\nclose(3) = 0\n", 2), Tally{Said: 4, Judged: 2, Agree: 2, Traced: 2}},
		"another system call":      {"eventfd2(0, EFD_CLOEXEC) = 3\n" + strings.Replace(array3, "= 3", "= 4", 1), Tally{Said: 2, Judged: 1, Agree: 1, Traced: 1}},
		"a result that is wrong":   {strings.Replace(array3, "= 3", "= -1 EINVAL (Invalid argument)", 1), Tally{Said: 1, Judged: 1}},
		"an unseen key and value":  {hash3 + update3 + "0\n", Tally{Said: 2, Judged: 2, Agree: 2, Invented: 4 + 8}},
		"an unseen element":        {hash3 + lookup3 + "0\n", Tally{Said: 2, Judged: 2, Agree: 2, Invented: 4 + 4 + 8}},
		"memory for a value":       {array3 + strings.Replace(lookup3, "0x7ffe1000", `"\x00\x00\x00\x00"`, 1) + "0\n", Tally{Said: 2, Judged: 2, Agree: 2}},
		"info that is equal":       {array3 + strings.Replace(info3, "VALUE", "8", 1), Tally{Said: 2, Judged: 2, Agree: 2, Shown: 2, Equal: 2}},
		"info of another map":      {array3 + strings.Replace(info3, "VALUE", "16", 1), Tally{Said: 2, Judged: 2, Agree: 2, Shown: 2, Equal: 1}},
		"memory in a recording":    {"kernel 6.12.0 cpus 0-1\nscenario x\nw 10000000 02000000040000000800000002000000\nbpf 0 10000000 16 = 3\nw 10000000 03000000000000000000001000000000001000100000000000000000\nbpf 4 10000000 24 = 0\nm 10001000 00000000\nend\n", Tally{Said: 2, Judged: 2, Agree: 2, Shown: 1, Equal: 1}},
		"no result, a descriptor":  {"r0 = bpf$BPF_BTF_LOAD(0x12, &(0x7f0000000040)={0x0, 0x0, 0x0, 0x0, 0x1, 0x0, 0x0, 0x0}, 0x28)\n", Tally{}},
		"a call without a machine": {"exit_group(0) = ?\nclose(3) = 0\n", Tally{Said: 1, Judged: 1}},
	} {
		_, res := replayed(t, c.text, "6.12")
		if res.Tally != c.want {
			t.Errorf("%s: %+v, want %+v", name, res.Tally, c.want)
		}
	}
}

// TestADifferentPieceHasAReason replays info with another value size.
func TestADifferentPieceHasAReason(t *testing.T) {
	_, res := replayed(t, array3+strings.Replace(info3, "VALUE", "16", 1), "6.12")
	var whys []string
	for _, p := range res.Verdicts[1].Pieces {
		whys = append(whys, p.Why)
	}
	if got := strings.Join(whys, "|"); got != "|value_size differs" {
		t.Errorf("the reasons are %q", got)
	}
}
