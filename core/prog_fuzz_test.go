package core

import (
	"encoding/binary"
	"runtime"
	"testing"
	"time"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

// Bounds of one fuzzed load and run.
const (
	fuzzProgInsns  = 50_000 // that the verifier follows: the fuzzer waits 10 s, also on a busy machine
	fuzzProgTime   = 60 * time.Second
	fuzzProgMemory = 8 << 30 // bytes allocated in total
)

// fuzzProgs are programs that the fuzzer begins with. Descriptor 3 is an array of a map, 4 a hash, 5 a ring buffer.
var fuzzProgs = []string{
	"r0 = 0\nexit",
	"r2 = *(u32 *)(r1 + 76)\nr3 = *(u32 *)(r1 + 80)\nr0 = r2\nr0 += 14\nif r0 > r3 goto +1\nr0 = *(u8 *)(r2 + 0)\nr0 = 1\nexit",
	"*(u32 *)(r10 - 4) = 0\nr2 = r10\nr2 += -4\nr1 = map_fd 3\ncall 1\nif r0 == 0 goto +2\nr1 = 1\nlock *(u64 *)(r0 + 0) += r1\nr0 = 0\nexit",
	"*(u64 *)(r10 - 8) = 1\n*(u64 *)(r10 - 16) = 2\nr2 = r10\nr2 += -8\nr3 = r10\nr3 += -16\nr4 = 0\nr1 = map_fd 4\ncall 2\nexit",
	"r1 = map_fd 5\nr2 = 8\nr3 = 0\ncall 131\nif r0 == 0 goto +4\n*(u64 *)(r0 + 0) = 1\nr1 = r0\nr2 = 0\ncall 132\nr0 = 0\nexit",
	"r1 = 10\nr1 += -1\nif r1 != 0 goto -2\nr0 = r1\nexit",
	"r1 = 1\ncall pc+2\nr0 += 1\nexit\nr0 = r1\nr0 *= 3\nexit",
	"w0 = 7\nw0 s>>= 1\nr0 = be16 r0\nr0 /= 3\nexit",
}

// FuzzProgLoad loads any bytes as a program of any type on any release, and runs accepted programs. Nothing may panic or
// hang, and memory stays bounded.
func FuzzProgLoad(f *testing.F) {
	for i, text := range fuzzProgs {
		p, err := insn.Assemble(text)
		if err != nil {
			f.Fatal(err)
		}
		for _, typ := range []uint8{1, 3, 6, 31} {
			f.Add(insn.AppendAll(nil, p.Insns), typ, uint8(i), uint32(0), uint8(i), uint8(0))
		}
	}
	f.Add([]byte{}, uint8(1), uint8(3), uint32(0), uint8(1), uint8(1))
	f.Fuzz(func(t *testing.T, program []byte, typ, release uint8, flags uint32, log, caps uint8) {
		m := NewMachine(Releases[int(release)%len(Releases)].Release)
		k, err := New(m)
		if err != nil {
			t.Fatal(err)
		}
		k.verifyLimit = fuzzProgInsns
		task := k.Task(0)
		for _, shape := range [][5]uint32{{uint32(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 4}, {uint32(abi.BPF_MAP_TYPE_HASH), 8, 8, 4}, {uint32(abi.BPF_MAP_TYPE_RINGBUF), 0, 0, 4096}} {
			var a abi.Attr
			putWords(a[:], shape[:])
			k.Poke(task, Write{ArenaStart, a[:]})
			k.Bpf(task, abi.BPF_MAP_CREATE, ArenaStart, 20)
		}
		if caps&1 != 0 {
			k.SetCaps(task, abi.Caps(1)<<abi.CAP_NET_ADMIN|abi.Caps(caps>>1&1)<<abi.CAP_BPF|abi.Caps(caps>>2&1)<<abi.CAP_PERFMON)
		}
		begin, before := time.Now(), totalAllocated()
		if ret := fuzzLoad(k, task, program, typ, flags, log); ret >= 0 {
			fuzzRun(k, task, uint32(ret))
		}
		if took := time.Since(begin); took > fuzzProgTime {
			t.Errorf("load and run took %v, want at most %v", took, fuzzProgTime)
		}
		if n := totalAllocated() - before; n > fuzzProgMemory {
			t.Errorf("load and run allocated %d bytes, want at most %d", n, uint64(fuzzProgMemory))
		}
	})
}

// totalAllocated returns the bytes that were allocated so far.
func totalAllocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// putWords writes words one after the other.
func putWords(b []byte, words []uint32) {
	for i, w := range words {
		binary.LittleEndian.PutUint32(b[4*i:], w)
	}
}

// fuzzLoad loads the program and returns the result.
func fuzzLoad(k *Kernel, task *Task, program []byte, typ uint8, flags uint32, log uint8) int64 {
	const license, insns, logBuf = ArenaStart + 0x800, ArenaStart + 0x1000, ArenaStart + 0x5000
	program = program[:min(len(program), 0x4000)/insn.Size*insn.Size]
	k.Poke(task, Write{license, []byte("GPL\x00")})
	k.Poke(task, Write{insns, program})
	var a abi.Attr
	a.PutU32(&abi.ProgTypeField, uint32(typ)%40)
	a.PutU32(&abi.InsnCnt, uint32(len(program)/insn.Size))
	abi.Insns.Put(a[:], insns)
	abi.License.Put(a[:], license)
	size := uint32(48)
	if mayLoop(program) {
		log &= 4 // a log of so many instructions takes longer than the fuzzer waits
	}
	if log&7 != 0 {
		a.PutU32(&abi.LogLevel, uint32(log&7))
		a.PutU32(&abi.LogSize, 0x2000)
		abi.LogBuf.Put(a[:], logBuf)
	}
	if flags != 0 && abi.ProgFlagsField.Since <= k.Machine.Release {
		a.PutU32(&abi.ProgFlagsField, flags)
	}
	k.Poke(task, Write{ArenaStart, a[:]})
	return k.Bpf(task, abi.BPF_PROG_LOAD, ArenaStart, size)
}

// mayLoop reports whether an instruction of the program jumps back.
func mayLoop(program []byte) bool {
	for _, i := range insn.DecodeAll(program) {
		if c := i.Class(); (c == insn.BPF_JMP || c == insn.BPF_JMP32) && (i.Off < 0 || i.Imm < 0) {
			return true
		}
	}
	return false
}

// fuzzRun runs a program on a packet of 64 bytes.
func fuzzRun(k *Kernel, task *Task, fd uint32) {
	const data, out = ArenaStart + 0x2000, ArenaStart + 0x3000
	var a abi.Attr
	a.PutU32(&abi.TestProgFD, fd)
	a.PutU32(&abi.TestDataSizeIn, 64)
	a.PutU32(&abi.TestDataSizeOut, 256)
	abi.TestDataIn.Put(a[:], data)
	abi.TestDataOut.Put(a[:], out)
	k.Poke(task, Write{ArenaStart, a[:]})
	k.Bpf(task, abi.BPF_PROG_TEST_RUN, ArenaStart, 80)
	k.Work()
}
