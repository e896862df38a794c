package history_test

import (
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/insn"
)

// loadOf returns a call that loads a program of type SOCKET_FILTER.
func loadOf(t testing.TB, text string) core.Call {
	t.Helper()
	p, err := insn.Assemble(text)
	if err != nil {
		t.Fatal(err)
	}
	const insns, license = core.ArenaStart + 0x1000, core.ArenaStart + 0x800
	attr := abi.ProgTypeField.Put(nil, uint64(abi.BPF_PROG_TYPE_SOCKET_FILTER))
	attr = abi.InsnCnt.Put(attr, uint64(len(p.Insns)))
	attr = abi.Insns.Put(attr, insns)
	attr = abi.License.Put(attr, license)
	attr = abi.LogBuf.Put(attr, 0)
	c := core.Bpf(0, abi.BPF_PROG_LOAD, core.ArenaStart, uint32(len(attr)))
	c.Writes = []core.Write{{Addr: core.ArenaStart, Bytes: attr}, {Addr: insns, Bytes: insn.AppendAll(nil, p.Insns)}, {Addr: license, Bytes: []byte("GPL\x00")}}
	return c
}

// loaded returns a session that makes an array and loads a program.
func loaded(t testing.TB, text string) *history.Session {
	t.Helper()
	s, err := history.NewSession(core.NewMachine(abi.R(6, 12, 117)))
	if err != nil {
		t.Fatal(err)
	}
	var attr []byte
	for i, v := range []uint64{uint64(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 1} {
		attr = abi.Commands[abi.BPF_MAP_CREATE].Fields[i].Put(attr, v)
	}
	c := core.Bpf(0, abi.BPF_MAP_CREATE, core.ArenaStart, uint32(len(attr)))
	c.Writes = []core.Write{{Addr: core.ArenaStart, Bytes: attr}}
	for _, c := range []core.Call{c, loadOf(t, text)} {
		if _, err := s.Do(c); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// lookup is a program that looks a key up, without its end.
const lookup = "*(u32 *)(r10 - 4) = 0\nr2 = r10\nr2 += -4\nr1 = map_fd 3\ncall 1\n"

func TestAMissingNullCheckIsInserted(t *testing.T) {
	s := loaded(t, lookup+"r0 = *(u64 *)(r0 + 0)\nexit\n")
	trace := s.Trace(2)
	r := trace.ProgramRefusal()
	if r == nil || r.Insn != 6 || !strings.Contains(r.Message, "map_value_or_null") || len(trace.Insns) != 8 {
		t.Fatalf("refusal %+v of %d instructions", r, len(trace.Insns))
	}
	fixes := s.Fixes(2)
	if len(fixes) == 0 {
		t.Fatal("no fix")
	}
	if got, want := editsOf(&fixes[0]), "before instruction 6: no null check → if r0 != 0x0 goto +2; r0 = 0; exit"; got != want {
		t.Errorf("fix %q, want %q", got, want)
	}
	fixed := loaded(t, lookup+"if r0 != 0 goto +2\nr0 = 0\nexit\nr0 = *(u64 *)(r0 + 0)\nexit\n")
	p := fixed.Trace(2).LoadedProg()
	if p == nil || p.Verified == 0 || p.StackDepth != 16 || len(p.Maps) != 1 {
		t.Errorf("the repaired program is %+v", p)
	}
}

func TestAProgramThatCannotBeDecidedSaysWhy(t *testing.T) {
	trace := loaded(t, "r0 = 0\nmay_goto +1\nr0 = 1\nexit\n").Trace(2)
	if trace.Result != core.NotEmulated || trace.Undecided() == "" || !strings.Contains(trace.Sentence(), trace.Undecided()) {
		t.Errorf("result %d, reason %q, sentence %q", trace.Result, trace.Undecided(), trace.Sentence())
	}
}
