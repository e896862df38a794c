package export

import (
	"encoding/binary"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/insn"
)

// attrWith returns an attr of size bytes with values in fields.
func attrWith(size int, fields map[*abi.Field]uint64) []byte {
	attr := make([]byte, size)
	for f, v := range fields {
		attr = f.Put(attr, v)
	}
	return attr
}

// bpfWith is a call whose attr has values in fields, after writes.
func bpfWith(cmd abi.Cmd, size int, fields map[*abi.Field]uint64, writes ...core.Write) core.Call {
	attr := attrWith(size, fields)
	return core.Bpf(0, cmd, core.ArenaStart, uint32(len(attr)), append(writes, core.Write{Addr: core.ArenaStart, Bytes: attr})...)
}

func createMap(kind abi.MapType, key, value, entries uint64) core.Call {
	return bpfWith(abi.BPF_MAP_CREATE, 72, map[*abi.Field]uint64{&abi.MapTypeField: uint64(kind), &abi.KeySize: key, &abi.ValueSize: value, &abi.MaxEntries: entries})
}

// loadProgram loads assembly as a program of a type, with a log.
func loadProgram(t testing.TB, kind abi.ProgType, text string) core.Call {
	t.Helper()
	p, err := insn.Assemble(text)
	if err != nil {
		t.Fatal(err)
	}
	return bpfWith(abi.BPF_PROG_LOAD, 72, map[*abi.Field]uint64{
		&abi.ProgTypeField: uint64(kind), &abi.InsnCnt: uint64(len(p.Insns)), &abi.Insns: keyAt, &abi.License: valueAt,
		&abi.LogLevel: 1, &abi.LogSize: 4096, &abi.LogBuf: nextAt,
	}, core.Write{Addr: keyAt, Bytes: insn.AppendAll(nil, p.Insns)}, core.Write{Addr: valueAt, Bytes: []byte("GPL\x00")})
}

// testProgram runs a program on a packet of 64 bytes.
func testProgram(fd uint64) core.Call {
	packet := make([]byte, 64)
	for i := range packet {
		packet[i] = byte(i)
	}
	packet[12], packet[13] = 8, 0
	return bpfWith(abi.BPF_PROG_TEST_RUN, 80, map[*abi.Field]uint64{
		&abi.TestProgFD: fd, &abi.TestDataSizeIn: 64, &abi.TestDataIn: valueAt, &abi.TestDataSizeOut: 256, &abi.TestDataOut: nextAt, &abi.TestRepeat: 1,
	}, core.Write{Addr: valueAt, Bytes: packet})
}

func lookUp(fd uint64, key uint32) core.Call {
	return bpfWith(abi.BPF_MAP_LOOKUP_ELEM, 32, map[*abi.Field]uint64{&abi.ElemMapFD: fd, &abi.ElemKey: keyAt, &abi.ElemValueOut: valueAt},
		core.Write{Addr: keyAt, Bytes: words(key)})
}

func update(fd uint64, key uint32, value ...uint32) core.Call {
	return bpfWith(abi.BPF_MAP_UPDATE_ELEM, 32, map[*abi.Field]uint64{&abi.ElemMapFD: fd, &abi.ElemKey: keyAt, &abi.ElemValue: valueAt},
		core.Write{Addr: keyAt, Bytes: words(key)}, core.Write{Addr: valueAt, Bytes: words(value...)})
}

// btfBytes is the BTF of an int.
func btfBytes() []byte {
	types := words(1, 1<<24, 4, 1<<24|32)
	names := "\x00int\x00"
	b := binary.LittleEndian.AppendUint16(nil, 0xeb9f)
	b = append(b, 1, 0)
	b = append(b, words(24, 0, uint32(len(types)), uint32(len(types)), uint32(len(names)))...)
	return append(append(b, types...), names...)
}

const counting = `
	*(u32 *)(r10 - 4) = 0
	r2 = r10
	r2 += -4
	r1 = map_fd 3
	call bpf_map_lookup_elem
	if r0 == 0 goto out
	r1 = 1
	lock *(u64 *)(r0 + 0) += r1
	r0 = *(u64 *)(r0 + 0)
	exit
out:
	r0 = -1
	exit`

// programHistories are histories with programs: loaded, refused, run, bound, called by others, and held maps.
func programHistories(t testing.TB) map[string][]core.Call {
	run := testProgram
	btf := btfBytes()
	return map[string][]core.Call{
		"counts": {createMap(abi.BPF_MAP_TYPE_ARRAY, 4, 8, 1), loadProgram(t, abi.BPF_PROG_TYPE_SOCKET_FILTER, counting), run(4), run(4), lookUp(3, 0)},
		"refused": {createMap(abi.BPF_MAP_TYPE_ARRAY, 4, 8, 1),
			loadProgram(t, abi.BPF_PROG_TYPE_SOCKET_FILTER, strings.Replace(counting, "if r0 == 0 goto out", "r5 = 0", 1)),
			loadProgram(t, abi.BPF_PROG_TYPE_XDP, "exit"), loadProgram(t, abi.BPF_PROG_TYPE_XDP, "r0 = r2\nexit"), run(4), run(3)},
		"xdp": {loadProgram(t, abi.BPF_PROG_TYPE_XDP, `
			r6 = r1
			r2 = -14
			call bpf_xdp_adjust_head
			r2 = *(u32 *)(r6 + 4)
			r1 = *(u32 *)(r6 + 0)
			r3 = r1
			r3 += 14
			if r3 > r2 goto out
			*(u16 *)(r1 + 12) = 0x1234
			out: r0 = 2
			exit`), run(3)},
		"hash": {createMap(abi.BPF_MAP_TYPE_HASH, 4, 8, 4), update(3, 7, 1, 2),
			loadProgram(t, abi.BPF_PROG_TYPE_SCHED_CLS, `
			*(u32 *)(r10 - 4) = 9
			*(u64 *)(r10 - 16) = 77
			r2 = r10
			r2 += -4
			r3 = r10
			r3 += -16
			r4 = 0
			r1 = map_fd 3
			call bpf_map_update_elem
			*(u32 *)(r10 - 4) = 7
			r2 = r10
			r2 += -4
			r1 = map_fd 3
			call bpf_map_delete_elem
			exit`), run(4), lookUp(3, 9), lookUp(3, 7), run(4)},
		"tail": {createMap(abi.BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 2),
			loadProgram(t, abi.BPF_PROG_TYPE_SOCKET_FILTER, "r2 = map_fd 3\nr3 = 1\ncall bpf_tail_call\nr0 = 5\nexit"),
			loadProgram(t, abi.BPF_PROG_TYPE_SOCKET_FILTER, "r0 = 42\nexit"), run(4), update(3, 1, 5), run(4), update(3, 1, 3),
			{Op: core.OpClose, Args: core.Args{3}}, {Op: core.OpWork}, run(4)},
		"btf": {bpfWith(abi.BPF_BTF_LOAD, 32, map[*abi.Field]uint64{&abi.BtfData: keyAt, &abi.BtfSize: uint64(len(btf))}, core.Write{Addr: keyAt, Bytes: btf}),
			bpfWith(abi.BPF_BTF_LOAD, 32, map[*abi.Field]uint64{&abi.BtfData: keyAt, &abi.BtfSize: 20}),
			createMap(abi.BPF_MAP_TYPE_ARRAY, 4, 8, 1), loadProgram(t, abi.BPF_PROG_TYPE_XDP, "r0 = 2\nexit"),
			bpfWith(abi.BPF_PROG_BIND_MAP, 12, map[*abi.Field]uint64{&abi.BindProgFD: 5, &abi.BindMapFD: 4}), run(5)},
	}
}

// sessionWith makes calls on a release.
func sessionWith(t testing.TB, r abi.Release, calls []core.Call) *history.Session {
	t.Helper()
	m := core.NewMachine(r)
	m.AutoWork = true
	s, err := history.NewSession(m)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range calls {
		if _, err := s.Do(c); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// randomProgram draws arithmetic on registers and the stack, with branches that go forward.
func randomProgram(rnd *rand.Rand) string {
	var b strings.Builder
	reg := func() string { return fmt.Sprint("r", rnd.Intn(6)) }
	for i := range 6 {
		fmt.Fprintf(&b, "r%d = %d\n", i, int32(rnd.Uint32()))
	}
	b.WriteString("*(u64 *)(r10 - 8) = 5\n")
	ops := []string{"+=", "-=", "*=", "|=", "&=", "^=", "<<=", ">>=", "s>>="}
	n := 4 + rnd.Intn(20)
	for i := range n {
		fmt.Fprintf(&b, "l%d: ", i)
		op := ops[rnd.Intn(len(ops))]
		imm := fmt.Sprint(int32(rnd.Uint32()))
		if strings.Contains(op, "<") || strings.Contains(op, ">") {
			imm = fmt.Sprint(rnd.Intn(31))
		}
		switch rnd.Intn(6) {
		case 0:
			fmt.Fprintf(&b, "%s %s %s\n", reg(), ops[rnd.Intn(6)], reg())
		case 1:
			fmt.Fprintf(&b, "w%d %s %s\n", rnd.Intn(6), op, imm)
		case 2:
			fmt.Fprintf(&b, "*(u64 *)(r10 - 8) = %s\n", reg())
		case 3:
			fmt.Fprintf(&b, "%s = *(u32 *)(r10 - %d)\n", reg(), 4+4*rnd.Intn(2))
		case 4:
			fmt.Fprintf(&b, "if %s s> %d goto l%d\n", reg(), rnd.Intn(1<<30), i+1+rnd.Intn(n-i))
		default:
			fmt.Fprintf(&b, "%s %s %s\n", reg(), op, imm)
		}
	}
	fmt.Fprintf(&b, "l%d: exit\n", n)
	return b.String()
}

// randomPrograms is a history that loads and runs random programs.
func randomPrograms(t testing.TB, seed int64) []core.Call {
	rnd := rand.New(rand.NewSource(seed))
	var calls []core.Call
	for i := range 4 {
		calls = append(calls, loadProgram(t, abi.BPF_PROG_TYPE_SCHED_CLS, randomProgram(rnd)), testProgram(uint64(3+i)))
	}
	return calls
}

// TestProgramsCompareWhatCallsReturn exports a history whose results are known and looks for them in the texts.
func TestProgramsCompareWhatCallsReturn(t *testing.T) {
	s := sessionWith(t, abi.R(6, 18, 0), programHistories(t)["counts"])
	for format, want := range map[string][]string{
		"c":      {`{ .code = 0xdb, .src_reg = 1 }`, `/* 8: lock *(u64 *)(r0 + 0) += r1 */`, `expect("retval", 0x10000004, "\x01\x00\x00\x00", 4);`, `expect("value", 0x10002000, "\x02\x00\x00\x00\x00\x00\x00\x00", 8);`},
		"python": {`(0xdb, 0, 1, 0, 0),  # 8: lock *(u64 *)(r0 + 0) += r1`, `expect("retval", 0x10000004, b"\x02\x00\x00\x00")`},
		"go":     {`{0xdb, 0x10, 0, 0}, // 8: lock *(u64 *)(r0 + 0) += r1`, `expect("retval", 0x10000004, "\x01\x00\x00\x00")`},
		"strace": {`insns=[{code=BPF_ST|BPF_W|BPF_MEM, dst_reg=BPF_REG_10, src_reg=BPF_REG_0, off=-4, imm=0}, `, `license="GPL"`},
	} {
		out := text(t, s, format)
		for _, part := range want {
			if !strings.Contains(out, part) {
				t.Errorf("%s has no %s\n%s", format, part, out)
			}
		}
	}
}

// TestHeldRunsAreLeftOut exports a held run: programs say that they leave it out, and strace shows the call interrupted.
func TestHeldRunsAreLeftOut(t *testing.T) {
	calls := programHistories(t)["counts"][:2]
	run := testProgram(4)
	calls = append(calls, core.Call{Op: core.OpFork, Args: core.Args{1}},
		core.Call{Op: core.OpRunStart, Args: core.Args{0, core.ArenaStart, 80}, Writes: run.Writes}, core.Call{Op: core.OpRunStep, Args: core.Args{2}})
	other := lookUp(3, 0)
	other.Task = 1
	calls = append(calls, other, core.Call{Op: core.OpRunEnd}, lookUp(3, 0))
	s := sessionWith(t, abi.R(6, 18, 0), calls)
	for format, part := range map[string]string{
		"c": "left out: a real kernel cannot hold a run", "python": "left out: a real kernel cannot hold a run",
		"strace": "<unfinished ...>", "recording": "runstep 2 = 0", "markdown": "<... bpf resumed>) = 0", "syz": "runstart", "hex": "BPF_PROG_LOAD",
	} {
		if out := text(t, s, format); !strings.Contains(out, part) {
			t.Errorf("%s has no %q:\n%s", format, part, out)
		}
	}
}

// TestTheTripOfPrograms exports programs and reads the texts.
func TestTheTripOfPrograms(t *testing.T) {
	r := core.NewMachine(abi.R(6, 18, 15)).Release
	all := programHistories(t)
	for i := range 20 {
		all[fmt.Sprint("random ", i)] = randomPrograms(t, int64(i))
	}
	for name, calls := range all {
		calls = slices.DeleteFunc(calls, func(c core.Call) bool { return c.Op == core.OpWork }) // no task calls it
		s := sessionWith(t, r, calls)
		for _, format := range []string{"c", "strace"} {
			out := text(t, s, format)
			back, read := pasted(t, s, format, out)
			if why := differ(s, back); why != "" {
				t.Errorf("%s as %s: %s\n%s\n%+v", name, format, why, body(out), read.Unread)
			}
		}
	}
}

// TestTheTripOfInstructions exports loads to syzkaller, instruction by instruction, and reads them.
func TestTheTripOfInstructions(t *testing.T) {
	r := core.NewMachine(abi.R(6, 18, 15)).Release
	all := programHistories(t)
	for i := range 20 {
		all[fmt.Sprint("random ", i)] = randomPrograms(t, int64(i))
	}
	loads := 0
	for name, calls := range all {
		calls = slices.DeleteFunc(calls, func(c core.Call) bool {
			loading := c.Op == core.OpBpf && (c.Cmd() == abi.BPF_MAP_CREATE || c.Cmd() == abi.BPF_PROG_LOAD)
			return !loading || !ownsAttr(&c) || c.Task != 0
		})
		s := sessionWith(t, r, calls)
		out := text(t, s, "syz")
		if len(calls) > 0 && !strings.Contains(out, "{0x95}") {
			t.Errorf("%s shows no instructions:\n%s", name, out)
		}
		loads += strings.Count(out, "bpf$PROG_LOAD")
		back, read := pasted(t, s, "syz", out)
		if why := differ(s, back); why != "" {
			t.Errorf("%s: %s\n%s\n%+v", name, why, out, read.Unread)
		}
	}
	if loads < 20 {
		t.Errorf("%d loads were exported, want at least 20", loads)
	}
}
