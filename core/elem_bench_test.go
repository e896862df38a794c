package core

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"bpfplay/core/abi"
)

// bench is a kernel whose element calls are timed: this one, or the host's.
type bench struct {
	mem  []byte // the caller's memory
	addr uint64 // address of mem
	bpf  func(cmd abi.Cmd, attr uint64, size uint32) int64
	shut func(fd int32) int64
	fd   uint32 // the map that is called
	key  int    // offset of a key's number: a trie has the length of the prefix before it
}

// Addresses of a bench's arguments, and the number of elements in a batch.
const (
	benchAttr, benchKey, benchValue, benchOut = 0, 0x400, 0x800, 0xc00
	benchKeys, benchValues                    = 0x1000, 0x4000
	benchBatch                                = 1000
)

// newCoreBench boots a kernel of the newest recorded release that the host's may be of, too.
func newCoreBench(tb testing.TB) *bench {
	c := newCaller(tb, "6.18")
	c.k.Machine.AutoWork = true // a closed map is freed, as on the host
	task := c.k.tasks[0]
	return &bench{mem: c.mem.arena[:], addr: ArenaStart,
		bpf:  func(cmd abi.Cmd, attr uint64, size uint32) int64 { return c.k.bpf(task, cmd, attr, size) },
		shut: func(fd int32) int64 { return c.k.Close(task, fd) }}
}

// newTracedBench does the same with a tracer, as a session has one.
func newTracedBench(tb testing.TB) *bench {
	c := newCaller(tb, "6.18")
	var tracer Tracer
	c.k.Watch(&tracer)
	task := c.k.tasks[0]
	return &bench{mem: c.mem.arena[:], addr: ArenaStart, bpf: func(cmd abi.Cmd, attr uint64, size uint32) int64 {
		tracer.Reset()
		return c.k.bpf(task, cmd, attr, size)
	}}
}

func (b *bench) put32(at int, v uint32) { binary.LittleEndian.PutUint32(b.mem[at:], v) }
func (b *bench) put64(at int, v uint64) { binary.LittleEndian.PutUint64(b.mem[at:], v) }

// create makes the map that is called, with keys of 4 bytes and values of 8, and its elements. A map that drops elements
// before it is full, as the processors share it out, is made larger. The keys of a trie are whole prefixes.
func (b *bench) create(tb testing.TB, typ abi.MapType, entries uint32) {
	tb.Helper()
	clear(b.mem[:benchKey])
	b.put32(abi.MapTypeField.Offset, uint32(typ))
	b.put32(abi.KeySize.Offset, 4)
	b.put32(abi.ValueSize.Offset, 8)
	b.put32(abi.MaxEntries.Offset, entries)
	if typ == abi.BPF_MAP_TYPE_LRU_HASH {
		b.put32(abi.MaxEntries.Offset, 2*entries+1024)
	}
	b.key = benchKey
	if typ == abi.BPF_MAP_TYPE_LPM_TRIE {
		b.put32(abi.KeySize.Offset, 8)
		b.put32(abi.MapFlagsField.Offset, abi.BPF_F_NO_PREALLOC)
		b.put32(benchKey, 32)
		b.key += 4
	}
	fd := b.bpf(abi.BPF_MAP_CREATE, b.addr, uint32(abi.MapFlagsField.End()))
	if fd < 0 {
		tb.Fatalf("create of a map of type %s: %d", typ, fd)
	}
	b.fd = uint32(fd)
	benchUpdate.prepare(b)
	for i := range entries {
		if done := benchUpdate.run(b, i); done != 1 {
			tb.Fatalf("element %d: %d", i, done-1)
		}
	}
}

// elem prepares an element call with a key and the address of the value to read or write.
func (b *bench) elem(value uint64) {
	clear(b.mem[:benchKey])
	b.put32(abi.ElemMapFD.Offset, b.fd)
	b.put64(abi.ElemKey.Offset, b.addr+benchKey)
	b.put64(abi.ElemValue.Offset, b.addr+value)
}

// batch prepares a batch call.
func (b *bench) batch() {
	clear(b.mem[:benchKey])
	b.put32(abi.BatchMapFD.Offset, b.fd)
	b.put64(abi.OutBatch.Offset, b.addr+benchOut)
	b.put64(abi.BatchKeys.Offset, b.addr+benchKeys)
	b.put64(abi.BatchVals.Offset, b.addr+benchValues)
}

// batchOf fills the keys of a batch, from i on, and makes a call.
func (b *bench) batchOf(cmd abi.Cmd, i uint32) int64 {
	for j := range uint32(benchBatch) {
		b.put32(benchKeys+4*int(j), i+j)
	}
	b.put32(abi.BatchCount.Offset, benchBatch)
	return b.bpf(cmd, b.addr, uint32(abi.BatchFlags.End()))
}

// benchJob is a timed call. run takes the number of a key and returns the number of processed elements or −errno.
type benchJob struct {
	name    string
	prepare func(b *bench)
	run     func(b *bench, i uint32) int64
}

var benchUpdate = benchJob{"update", func(b *bench) { b.elem(benchValue) }, func(b *bench, i uint32) int64 {
	b.put32(b.key, i)
	b.put32(benchValue, i)
	return 1 + b.bpf(abi.BPF_MAP_UPDATE_ELEM, b.addr, uint32(abi.UpdateFlags.End()))
}}

var benchLookup = benchJob{"lookup", func(b *bench) { b.elem(benchOut) }, func(b *bench, i uint32) int64 {
	b.put32(b.key, i)
	return 1 + b.bpf(abi.BPF_MAP_LOOKUP_ELEM, b.addr, uint32(abi.LookupFlags.End()))
}}

// benchJobs are the timed calls on maps of every size.
var benchJobs = []benchJob{
	benchLookup,
	benchUpdate,
	{"delete_and_add", func(b *bench) { b.elem(benchValue) }, func(b *bench, i uint32) int64 {
		b.put32(benchKey, i)
		b.put64(abi.ElemValue.Offset, 0)
		if ret := b.bpf(abi.BPF_MAP_DELETE_ELEM, b.addr, uint32(abi.ElemKey.End())); ret != 0 {
			return ret
		}
		b.put64(abi.ElemValue.Offset, b.addr+benchValue)
		return 1 + b.bpf(abi.BPF_MAP_UPDATE_ELEM, b.addr, uint32(abi.UpdateFlags.End()))
	}},
	{"next_key", func(b *bench) { b.elem(benchKey) }, func(b *bench, _ uint32) int64 {
		if b.bpf(abi.BPF_MAP_GET_NEXT_KEY, b.addr, uint32(abi.ElemNextKey.End())) != 0 {
			b.put32(benchKey, 1<<31) // a missing key starts over
		}
		return 1
	}},
}

// benchCreate creates a hash of 16 elements and closes it.
var benchCreate = benchJob{"create_and_close", func(b *bench) {
	clear(b.mem[:benchKey])
	b.put32(abi.MapTypeField.Offset, uint32(abi.BPF_MAP_TYPE_HASH))
	b.put32(abi.KeySize.Offset, 4)
	b.put32(abi.ValueSize.Offset, 8)
	b.put32(abi.MaxEntries.Offset, 16)
}, func(b *bench, _ uint32) int64 {
	fd := b.bpf(abi.BPF_MAP_CREATE, b.addr, uint32(abi.MapFlagsField.End()))
	if fd < 0 {
		return fd
	}
	return 1 + b.shut(int32(fd))
}}

// benchBatchJobs are timed on maps that have a batch of elements.
var benchBatchJobs = []benchJob{
	{"lookup_batch", func(b *bench) { b.batch() }, func(b *bench, _ uint32) int64 {
		b.put32(abi.BatchCount.Offset, benchBatch)
		b.put64(abi.InBatch.Offset, b.addr+benchOut)
		if b.bpf(abi.BPF_MAP_LOOKUP_BATCH, b.addr, uint32(abi.BatchFlags.End())) != 0 {
			b.put32(benchOut, 0)
		}
		return int64(binary.LittleEndian.Uint32(b.mem[abi.BatchCount.Offset:]))
	}},
	{"update_batch", func(b *bench) { b.batch() }, func(b *bench, i uint32) int64 {
		return benchBatch + b.batchOf(abi.BPF_MAP_UPDATE_BATCH, i)
	}},
	{"delete_and_add_batch", func(b *bench) { b.batch() }, func(b *bench, i uint32) int64 {
		if ret := b.batchOf(abi.BPF_MAP_DELETE_BATCH, i); ret != 0 {
			return ret
		}
		return benchBatch + b.batchOf(abi.BPF_MAP_UPDATE_BATCH, i)
	}},
}

// benchSeries times runs of a job on a map of so many elements; best is the least time of an element, in ns.
type benchSeries struct {
	job     benchJob
	entries uint32
	i       uint32
	best    float64
}

// step times some runs and returns the number of processed elements.
func (s *benchSeries) step(tb testing.TB, b *bench, runs int) (done int64) {
	s.job.prepare(b)
	keys := s.entries
	if keys >= benchBatch {
		keys -= benchBatch - 1
	}
	start := time.Now()
	for range runs {
		n := s.job.run(b, s.i)
		if n <= 0 {
			tb.Fatalf("%s of key %d: %d", s.job.name, s.i, n)
		}
		done += n
		if s.i += 7919; s.i >= keys {
			s.i %= keys
		}
	}
	if each := float64(time.Since(start).Nanoseconds()) / float64(done); s.best == 0 || each < s.best {
		s.best = each
	}
	return done
}

// BenchmarkElements times untraced element commands through bpf(2), and in turn the same commands on the host's kernel.
// "best-ns" and "host-ns" are the least times of either for one element. "host/best" is how many times faster than the
// host's kernel this one is. The result must not depend on the size of the map or of the machine's memory.
func BenchmarkElements(b *testing.B) {
	for _, typ := range []abi.MapType{abi.BPF_MAP_TYPE_HASH, abi.BPF_MAP_TYPE_ARRAY, abi.BPF_MAP_TYPE_LRU_HASH, abi.BPF_MAP_TYPE_LPM_TRIE} {
		for _, n := range []uint32{10, 1000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", typ.Short(), n), func(b *testing.B) { benchMap(b, typ, n) })
		}
	}
}

func benchMap(b *testing.B, typ abi.MapType, n uint32) {
	ours, host := newCoreBench(b), newHostBench(b)
	ours.create(b, typ, n)
	if host != nil {
		host.create(b, typ, n)
		defer host.close()
	}
	jobs := benchJobs
	if typ == abi.BPF_MAP_TYPE_HASH && n == 10 {
		jobs = append(jobs[:len(jobs):len(jobs)], benchCreate)
	}
	switch {
	case typ == abi.BPF_MAP_TYPE_LPM_TRIE:
		jobs = []benchJob{benchLookup, benchUpdate}
	case n >= benchBatch:
		jobs = append(jobs[:len(jobs):len(jobs)], benchBatchJobs...)
	}
	for _, j := range jobs {
		if typ != abi.BPF_MAP_TYPE_ARRAY || !strings.HasPrefix(j.name, "delete") {
			b.Run(j.name, func(b *testing.B) { benchBeside(b, j, n, ours, host) })
		}
	}
}

// benchBeside times a job in turn in the core and on the host.
func benchBeside(b *testing.B, j benchJob, entries uint32, ours, host *bench) {
	s, h := benchSeries{job: j, entries: entries}, benchSeries{job: j, entries: entries}
	runs := 5_000 // per step: shorter than a time slice
	if strings.HasSuffix(j.name, "batch") {
		runs /= benchBatch
	}
	b.ReportAllocs()
	for done := int64(0); done < int64(b.N); {
		done += s.step(b, ours, runs)
		if host != nil {
			b.StopTimer()
			h.step(b, host, max(1, runs/5))
			b.StartTimer()
		}
	}
	b.ReportMetric(s.best, "best-ns")
	if host != nil {
		b.ReportMetric(h.best, "host-ns")
		b.ReportMetric(h.best/s.best, "host/best")
	}
}

// BenchmarkTrace times element commands with and without a tracer, in turn. "traced/best" is the ratio of the times.
func BenchmarkTrace(b *testing.B) {
	const n = 1000
	ours, traced := newCoreBench(b), newTracedBench(b)
	ours.create(b, abi.BPF_MAP_TYPE_HASH, n)
	traced.create(b, abi.BPF_MAP_TYPE_HASH, n)
	for _, j := range benchJobs {
		b.Run(j.name, func(b *testing.B) {
			s, r := benchSeries{job: j, entries: n}, benchSeries{job: j, entries: n}
			b.ReportAllocs()
			for done := int64(0); done < int64(b.N); {
				done += r.step(b, traced, 5000)
				b.StopTimer()
				s.step(b, ours, 5000)
				b.StartTimer()
			}
			b.ReportMetric(r.best, "traced-ns")
			b.ReportMetric(s.best, "best-ns")
			b.ReportMetric(r.best/s.best, "traced/best")
		})
	}
}
