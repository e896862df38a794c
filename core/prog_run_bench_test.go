package core

import (
	"testing"
	"time"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Rounds of the loop that is timed, and the number of instructions of a run.
const (
	timedRounds = 1000
	timedInsns  = 2 + 8*timedRounds + 1
)

// timedLoop is a program of arithmetic, stores and loads.
var timedLoop = []insn.Insn{
	{Code: insn.BPF_ALU64 | insn.BPF_K | insn.BPF_MOV, Dst: 1, Imm: timedRounds},
	{Code: insn.BPF_ALU64 | insn.BPF_K | insn.BPF_MOV, Dst: 0},
	{Code: insn.BPF_ALU64 | insn.BPF_K | insn.BPF_ADD, Dst: 0, Imm: 7},
	{Code: insn.BPF_ALU64 | insn.BPF_X | insn.BPF_XOR, Dst: 0, Src: 1},
	{Code: insn.BPF_STX | insn.BPF_MEM | insn.BPF_DW, Dst: 10, Src: 0, Off: -8},
	{Code: insn.BPF_ALU64 | insn.BPF_K | insn.BPF_LSH, Dst: 0, Imm: 1},
	{Code: insn.BPF_LDX | insn.BPF_MEM | insn.BPF_DW, Dst: 2, Src: 10, Off: -8},
	{Code: insn.BPF_ALU64 | insn.BPF_X | insn.BPF_ADD, Dst: 0, Src: 2},
	{Code: insn.BPF_ALU64 | insn.BPF_K | insn.BPF_SUB, Dst: 1, Imm: 1},
	{Code: insn.BPF_JMP | insn.BPF_JNE, Dst: 1, Off: -8},
	{Code: insn.BPF_JMP | insn.BPF_EXIT},
}

// load loads the program that is timed, as a socket filter.
func (b *bench) load(tb testing.TB) {
	tb.Helper()
	const license = benchValue
	var program []byte
	for _, i := range timedLoop {
		program = i.Append(program)
	}
	copy(b.mem[benchKey:], program)
	copy(b.mem[license:], "GPL\x00")
	clear(b.mem[:benchKey])
	b.put32(abi.ProgTypeField.Offset, uint32(abi.BPF_PROG_TYPE_SOCKET_FILTER))
	b.put32(abi.InsnCnt.Offset, uint32(len(timedLoop)))
	b.put64(abi.Insns.Offset, b.addr+benchKey)
	b.put64(abi.License.Offset, b.addr+license)
	fd := b.bpf(abi.BPF_PROG_LOAD, b.addr, uint32(abi.ProgFlagsField.End()))
	for fd == -int64(abi.EAGAIN) { // a signal of the Go runtime interrupted the host's verifier
		fd = b.bpf(abi.BPF_PROG_LOAD, b.addr, uint32(abi.ProgFlagsField.End()))
	}
	if fd < 0 {
		tb.Fatalf("load: %d", fd)
	}
	b.fd = uint32(fd)
}

// runs returns the time that the program takes to run n times on a packet of 64 bytes.
func (b *bench) runs(tb testing.TB, n int) time.Duration {
	tb.Helper()
	clear(b.mem[:benchKey])
	b.put32(abi.TestProgFD.Offset, b.fd)
	b.put32(abi.TestDataSizeIn.Offset, 64)
	b.put64(abi.TestDataIn.Offset, b.addr+benchKeys)
	b.put32(abi.TestRepeat.Offset, uint32(n))
	for {
		start := time.Now()
		ret := b.bpf(abi.BPF_PROG_TEST_RUN, b.addr, uint32(abi.TestDuration.End()))
		took := time.Since(start)
		switch ret {
		case 0:
			return took
		case -int64(abi.EINTR): // a signal of the Go runtime ended the run on the host
		default:
			tb.Fatalf("test run: %d", ret)
		}
	}
}

// BenchmarkInstructions reports the shortest time of an instruction under BPF_PROG_TEST_RUN with repeat, and the same on the
// host's kernel, which may compile programs. b.N counts instructions.
func BenchmarkInstructions(b *testing.B) {
	const repeat = 20
	ours, host := newCoreBench(b), newHostBench(b)
	ours.load(b)
	if host != nil {
		host.load(b)
		defer host.close()
	}
	best := map[*bench]time.Duration{}
	for done := 0; done < b.N; done += repeat * timedInsns {
		for _, kernel := range []*bench{ours, host} {
			if kernel == nil {
				continue
			}
			if took := kernel.runs(b, repeat); best[kernel] == 0 || took < best[kernel] {
				best[kernel] = took
			}
		}
	}
	perInsn := func(kernel *bench) float64 { return float64(best[kernel].Nanoseconds()) / (repeat * timedInsns) }
	b.ReportMetric(perInsn(ours), "best-ns")
	b.ReportMetric(1e3/perInsn(ours), "Minsn/s")
	if host != nil {
		b.ReportMetric(perInsn(host), "host-ns")
		b.ReportMetric(perInsn(host)/perInsn(ours), "host/best")
	}
}
