package match

import (
	"os"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// TestProgramsOfSourcesAreLoaded loads the two programs of a C source. The second one has an unreachable instruction.
func TestProgramsOfSourcesAreLoaded(t *testing.T) {
	raw, err := os.ReadFile("../paste/testdata/texts/c-program.txt")
	if err != nil {
		t.Fatal(err)
	}
	source, _, _ := strings.Cut(string(raw), "-- want --\n")
	_, res := replayed(t, source, "6.12")
	for i, want := range []int64{3, -int64(abi.EINVAL), 0} {
		v := res.Verdicts[i]
		if v.Got != want || v.Traced || v.Call < 0 || len(v.Fills) > 0 {
			t.Errorf("call %d: %+v, want %d", i, v, want)
		}
	}
}

// TestLoadsWithoutBytesAreTraced replays loads whose instructions or BTF the text does not show whole.
func TestLoadsWithoutBytesAreTraced(t *testing.T) {
	_, res := replayed(t, `bpf(BPF_PROG_LOAD, {prog_type=BPF_PROG_TYPE_XDP, insn_cnt=2, insns=0x7ffc2e9719d0, license="GPL", log_level=0, log_size=0, log_buf=NULL}, 148) = 3
bpf(BPF_BTF_LOAD, {btf="\237\353\1\0"..., btf_log_buf=NULL, btf_size=100, btf_log_size=0, btf_log_level=0}, 28) = 4
`, "6.12")
	if want := (Tally{Said: 2, Traced: 2}); res.Tally != want {
		t.Errorf("%+v, want %+v", res.Tally, want)
	}
	for i, c := range res.Calls {
		if c.Op != core.OpTraced {
			t.Errorf("call %d is %v", i, c.Call.String())
		}
	}
}

// TestProgramsOfSyzkallerAreLoaded loads a program that a syzkaller program shows as instructions. The kernel refuses the
// second one, which reads a register that is not set.
func TestProgramsOfSyzkallerAreLoaded(t *testing.T) {
	_, res := replayed(t, `r0 = bpf$MAP_CREATE(0x0, &(0x7f0000000040)=@base={0x2, 0x4, 0x8, 0x1}, 0x48)
r1 = bpf$PROG_LOAD(0x5, &(0x7f00000000c0)={0x1, 0x5, &(0x7f0000000200)=@framed={{0x18, 0x0, 0x0, 0x0, 0x7}, [@map_fd={0x18, 0x1, 0x1, 0x0, r0}], {0x95}}, &(0x7f0000000240)='GPL\x00'}, 0x90)
bpf$PROG_LOAD(0x5, &(0x7f00000000c0)={0x1, 0x2, &(0x7f0000000200)=@raw=[@alu={0x7, 0x0, 0xb, 0x0, 0x2}, @exit], &(0x7f0000000240)='GPL\x00'}, 0x90)
bpf$PROG_LOAD(0x5, &(0x7f00000000c0)={0x1, 0x2, &(0x7f0000000200)=[{0xbf, 0x0, 0x2}, {0x95}], &(0x7f0000000240)='GPL\x00'}, 0x90)
`, "6.12")
	if !res.Verdicts[2].Traced && res.Verdicts[2].Known {
		t.Errorf("the text does not show the exit of call 2: %+v", res.Verdicts[2])
	}
	for i, want := range map[int]int64{0: 3, 1: 4, 3: -int64(abi.EACCES)} {
		if v := res.Verdicts[i]; v.Got != want || v.Traced {
			t.Errorf("call %d: %+v, want %d", i, v, want)
		}
	}
	if p := res.Calls[res.Verdicts[1].Call]; len(p.Writes) == 0 {
		t.Errorf("the load stores nothing: %v", p.String())
	}
}

// TestAProgramByHandIsReplayed runs a C program with arrays, unnamed objects and instructions that name the map.
func TestAProgramByHandIsReplayed(t *testing.T) {
	_, res := replayed(t, `int main(void)
{
	union bpf_attr attr = {0};
	int key = 1;
	char value[4] = "abc";
	attr.map_type = BPF_MAP_TYPE_ARRAY;
	attr.key_size = sizeof(key);
	attr.value_size = sizeof(value);
	attr.max_entries = 4;
	int fd = bpf(BPF_MAP_CREATE, &attr, sizeof(attr));
	bpf(BPF_MAP_UPDATE_ELEM, &(union bpf_attr){ .map_fd = fd, .key = (__u64)&key, .value = (__u64)value }, sizeof(attr));
	struct bpf_insn prog[] = {
		BPF_LD_MAP_FD(BPF_REG_1, fd),
		BPF_MOV64_IMM(BPF_REG_0, 0),
		BPF_EXIT_INSN(),
	};
	attr = (union bpf_attr){ .prog_type = BPF_PROG_TYPE_SOCKET_FILTER, .insns = (__u64)prog, .insn_cnt = sizeof(prog) / sizeof(prog[0]), .license = (__u64)"GPL" };
	int p = bpf(BPF_PROG_LOAD, &attr, sizeof(attr));
	bpf(BPF_MAP_LOOKUP_ELEM, &(union bpf_attr){ .map_fd = fd, .key = (__u64)(int[]){ 4 }, .value = (__u64)value }, sizeof(attr));
	close(p);
}
`, "6.12")
	for i, want := range []int64{3, 0, 4, -int64(abi.ENOENT), 0} {
		if v := res.Verdicts[i]; v.Got != want || v.Traced || len(v.Fills) > 0 {
			t.Errorf("call %d: %+v, want %d without inferred memory", i, v, want)
		}
	}
}
