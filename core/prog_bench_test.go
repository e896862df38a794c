package core

import (
	"encoding/binary"
	"testing"
	"time"

	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

// BenchmarkProgLookup reports the time of a lookup by a program beside that of the same lookup by a Go call, and their
// ratio.
func BenchmarkProgLookup(b *testing.B) {
	for _, c := range []struct {
		name string
		typ  abi.MapType
	}{{"array", abi.BPF_MAP_TYPE_ARRAY}, {"hash", abi.BPF_MAP_TYPE_HASH}, {"percpu", abi.BPF_MAP_TYPE_PERCPU_ARRAY}} {
		b.Run(c.name, func(b *testing.B) {
			k, err := New(NewMachine(abi.R(6, 12, 0)))
			if err != nil {
				b.Fatal(err)
			}
			var attr [20]byte
			for i, v := range []uint32{uint32(c.typ), 4, 8, 1, 0} {
				binary.LittleEndian.PutUint32(attr[4*i:], v)
			}
			k.Poke(k.Task(0), Write{ArenaStart, attr[:]})
			if fd := k.Bpf(k.Task(0), abi.BPF_MAP_CREATE, ArenaStart, uint32(len(attr))); fd != 3 {
				b.Fatalf("map create returned %d", fd)
			}
			m, key, value := k.Maps()[0], make([]byte, 4), make([]byte, 8*k.Machine.CPUs)
			m.ops.update(k, nil, m, key, value, 0)
			run := k.startRun(k.Task(0), 0)
			mem := k.runs.space.AddBytes(key)
			args := [5]uint64{k.mapAddr(m), mem}
			const calls = 1000
			found, direct, rounds := uint64(0), time.Duration(0), 0
			for b.Loop() {
				b.StopTimer()
				start := time.Now()
				for range calls {
					m.ops.lookup(k, nil, m, key, value, 0)
				}
				direct += time.Since(start)
				rounds++
				b.StartTimer()
				for range calls {
					found |= lookupFromProgram(run.machine, &args)
				}
			}
			if found == 0 {
				b.Fatal("the element is missing")
			}
			program, call := float64(b.Elapsed().Nanoseconds())/float64(rounds*calls), float64(direct.Nanoseconds())/float64(rounds*calls)
			b.ReportMetric(program, "ns/lookup")
			b.ReportMetric(call, "ns/call")
			b.ReportMetric(program/call, "ratio")
		})
	}
}

// lookupFromProgram calls the helper function as the interpreter does.
func lookupFromProgram(m *interp.Machine, args *[5]uint64) uint64 { return m.Helpers[1](m, args) }
