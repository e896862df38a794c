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
