package interp

import (
	"strings"
	"testing"

	"bpfplay/core/insn"
)

// assembledAs returns the program of a text.
func assembledAs(t *testing.T, text string) []insn.Insn {
	t.Helper()
	p, err := insn.Assemble(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return p.Insns
}

// TestARunStopsAtWhatItCannotDo runs programs that the verifier refuses. A run must stop before the instruction, say why, and
// not panic.
func TestARunStopsAtWhatItCannotDo(t *testing.T) {
	callback := func(m *Machine, a *[5]uint64) uint64 {
		m.CallBack(a[0], func(*Machine, uint64, *[5]uint64) (uint64, bool) { return 0, false })
		return 0
	}
	memory := func(m *Machine, a *[5]uint64) uint64 {
		if m.Memory(a[0], 8) != nil {
			t.Error("memory at an address of no region")
		}
		return 0
	}
	fails := func(m *Machine, a *[5]uint64) uint64 { return m.Fail("helper fails", a[0]) }
	for _, test := range []struct {
		text, why string
		pc        int
	}{
		{"r0 = *(u64 *)(r1 + 0)\nexit", "no memory", 0},
		{"r0 = *(u8 *)(r10 - 513)\nexit", "no memory", 0},
		{"r0 = *(s8 *)(r1 + 0)\nexit", "no memory", 0},
		{"r2 = 1\n*(u32 *)(r10 + 32000) = r2\nexit", "no memory", 1},
		{"*(u32 *)(r1 + 0) = 1\nexit", "no memory", 0},
		{"r2 = 1\nlock *(u64 *)(r1 + 0) += r2\nexit", "no memory", 1},
		{"r2 = 1\n.insn code=0xdb dst=10 src=2 off=-8 imm=0x77\nexit", "unknown", 1},
		{"r0 = 0\n.insn code=0xe7\nexit", "unknown instruction", 1},
		{"r0 = 0\n.insn code=0xbf dst=11\nexit", "unknown instruction", 1},
		{"r0 = 0\n.insn code=0xbf src=1 off=5\nexit", "unknown instruction", 1},
		{"r6 = r1\nr0 = *(u8 *)skb[0]\nexit", "", -1}, // without a packet, the load ends the program
		{"call 9\nexit", "helper is not supported", 0},
		{"call 4\nexit", "helper is not supported", 0},
		{"call 1\nexit", "callback is not a function", 0},
		{"r1 = 1\ncall 1\nexit", "callback is not a function", 1},
		{"r1 = 0xffffffff00000004 ll\ncall 1\nexit", "callback is not a function", 2}, // after the last instruction
		{"call 2\nexit", "no memory", 0},
		{"call 3\nexit", "helper fails", 0},
		{"f: call f\nexit", "too many frames", 0},
	} {
		code, err := NewProgram(assembledAs(t, test.text), nil)
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		var space Space
		m := New(&space, []Helper{1: callback, 2: memory, 3: fails, 4: nil})
		m.Start(code, 7)
		status := m.Run(1000)
		if test.why == "" {
			if status != Exited || m.Regs[0] != 0 {
				t.Errorf("%s: status %v and r0 %d, want a run that returns 0", test.text, status, m.Regs[0])
			}
		} else if status != Faulted || !strings.Contains(m.Fault.Why, test.why) || m.PC != test.pc {
			t.Errorf("%s: status %v, %q at %d, want a fault %q at %d", test.text, status, m.Fault.Why, m.PC, test.why, test.pc)
		}
		m.Free()
		if space.Bytes(m.StackAddr, 1) != nil {
			t.Errorf("%s: the stack of a freed machine can be read", test.text)
		}
	}
}

// TestInvalidProgramsAreNotMade makes programs whose instructions do not fit together.
func TestInvalidProgramsAreNotMade(t *testing.T) {
	for text, want := range map[string]string{
		"r0 = 0\n.insn code=0x18":    "second half of the immediate load is missing",
		"r0 = 0\ngoto +5\nexit":      "jump to 7: want 0 to 2",
		"r0 = 0\nif r0 == 0 goto -3": "jump to -1: want 0 to 1",
	} {
		if _, err := NewProgram(assembledAs(t, text), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", text, err, want)
		}
	}
}

// TestMayGotoEnds counts the rounds of a loop that only may_goto ends.
func TestMayGotoEnds(t *testing.T) {
	code, err := NewProgram(assembledAs(t, "r0 = 0\nagain: .insn code=0xe5 off=2\nr0 += 1\ngoto -3\nexit"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var space Space
	m := New(&space, nil)
	m.Start(code, 0)
	if status := m.Run(1 << 30); status != Exited || m.Regs[0] != BPF_MAX_LOOPS {
		t.Errorf("status %v after %d rounds, want %d", status, m.Regs[0], BPF_MAX_LOOPS)
	}
}

// TestWaitRepeatsTheCall lets a helper wait once.
func TestWaitRepeatsTheCall(t *testing.T) {
	calls := 0
	wait := func(m *Machine, _ *[5]uint64) uint64 {
		if calls++; calls == 1 {
			return m.Wait()
		}
		return 42
	}
	code, err := NewProgram(assembledAs(t, "call 1\nexit"), nil)
	if err != nil {
		t.Fatal(err)
	}
	var space Space
	m := New(&space, []Helper{1: wait})
	m.Start(code, 0)
	if status := m.Run(100); status != Ready || !m.Waiting || m.PC != 0 {
		t.Errorf("status %v at %d, waiting %v, want a run that waits at 0", status, m.PC, m.Waiting)
	}
	if status := m.Run(100); status != Exited || m.Waiting || m.Regs[0] != 42 || calls != 2 {
		t.Errorf("status %v with r0 %d after %d calls, want 42 after 2", status, m.Regs[0], calls)
	}
}

// TestCallbacksAreCalled lets a helper call a function twice and return the sum of its results.
func TestCallbacksAreCalled(t *testing.T) {
	code, err := NewProgram(assembledAs(t, "r1 = 0xffffffff00000004 ll\ncall 1\nexit\nr0 = 5\nexit"), nil)
	if err != nil {
		t.Fatal(err)
	}
	calls, sum := 0, uint64(0)
	twice := func(m *Machine, a *[5]uint64) uint64 {
		m.CallBack(a[0], func(_ *Machine, result uint64, _ *[5]uint64) (uint64, bool) {
			calls++
			sum += result
			return sum, calls <= 2
		})
		return 0
	}
	var space Space
	m := New(&space, []Helper{1: twice})
	m.Start(code, 0)
	if status := m.Run(100); status != Exited || m.Regs[0] != 10 || calls != 3 {
		t.Errorf("status %v with r0 %d, asked %d times, want 10 after 3", status, m.Regs[0], calls)
	}
}

// TestCompareAndExchange checks r0 and the memory after a 32-bit BPF_CMPXCHG, on processors that clear the upper half of r0 and
// on those that keep it when it succeeds.
func TestCompareAndExchange(t *testing.T) {
	for _, test := range []struct {
		old    string
		keep   bool
		r0     uint64
		stored byte
	}{
		{"7", false, 7, 9}, {"7", true, 0x100000007, 9}, {"8", false, 8, 8}, {"8", true, 8, 8},
	} {
		code, err := NewProgram(assembledAs(t, "r2 = 9\n*(u32 *)(r10 - 8) = "+test.old+"\nr0 = 0x100000007 ll\n.insn code=0xc3 dst=10 src=2 off=-8 imm=0xf1\nexit"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if test.keep {
			code.KeepHalf(4)
		}
		var space Space
		m := New(&space, nil)
		m.Start(code, 0)
		stack := m.FrameStack(0)
		if status := m.Run(100); status != Exited || m.Regs[0] != test.r0 || stack[len(stack)-8] != test.stored {
			t.Errorf("%s in memory, keeping %v: status %v with r0 %#x, %d stored, want %#x and %d", test.old, test.keep, status, m.Regs[0], stack[len(stack)-8], test.r0, test.stored)
		}
	}
}
