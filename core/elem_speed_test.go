package core

import (
	"encoding/binary"
	"runtime"
	"testing"

	"bpfplay/core/abi"
)

// filled creates a map with n elements and the keys 0, 1, 2, … in memory order.
func filled(t testing.TB, typ abi.MapType, n, flags uint32) (*caller, uint32) {
	t.Helper()
	c := newCaller(t, "6.12")
	fd := c.create(t, typ, 4, 8, n, flags)
	var key [4]byte
	var value [8]byte
	for i := range n {
		binary.LittleEndian.PutUint32(key[:], i)
		binary.LittleEndian.PutUint64(value[:], uint64(i))
		if ret := c.elem(abi.BPF_MAP_UPDATE_ELEM, fd, key[:], value[:], abi.BPF_ANY); ret != 0 {
			t.Fatalf("element %d: %d", i, ret)
		}
	}
	return c, fd
}

// TestElementCallsDoNotAllocate calls each element command with tracing off.
func TestElementCallsDoNotAllocate(t *testing.T) {
	const n, runs = 1000, 200
	for _, typ := range []struct {
		typ   abi.MapType
		flags uint32
	}{
		{abi.BPF_MAP_TYPE_ARRAY, 0}, {abi.BPF_MAP_TYPE_PERCPU_ARRAY, 0}, {abi.BPF_MAP_TYPE_HASH, 0}, {abi.BPF_MAP_TYPE_HASH, abi.BPF_F_NO_PREALLOC},
		{abi.BPF_MAP_TYPE_PERCPU_HASH, 0}, {abi.BPF_MAP_TYPE_LRU_HASH, 0}, {abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, 0},
	} {
		c, fd := filled(t, typ.typ, n, typ.flags)
		var key [4]byte
		var value [16]byte
		i := uint32(0)
		deleted := int64(0)
		if typ.typ == abi.BPF_MAP_TYPE_ARRAY || typ.typ == abi.BPF_MAP_TYPE_PERCPU_ARRAY {
			deleted = -int64(abi.EINVAL)
		}
		for _, job := range []struct {
			name string
			want int64
			call func() int64
		}{
			{"lookup", 0, func() int64 { return c.elem(abi.BPF_MAP_LOOKUP_ELEM, fd, key[:], nil, 0) }},
			{"update", 0, func() int64 { return c.elem(abi.BPF_MAP_UPDATE_ELEM, fd, key[:], value[:], 0) }},
			{"next key", 0, func() int64 { return c.elem(abi.BPF_MAP_GET_NEXT_KEY, fd, key[:], nil, 0) }},
			{"lookup of a missing key", -int64(abi.ENOENT), func() int64 { key[3] = 1; return c.elem(abi.BPF_MAP_LOOKUP_ELEM, fd, key[:], nil, 0) }},
			{"delete", deleted, func() int64 { return c.elem(abi.BPF_MAP_DELETE_ELEM, fd, key[:], nil, 0) }},
		} {
			others := 0 // results other than the one wanted
			allocs := testing.AllocsPerRun(runs, func() {
				i = (i + 7) % n
				binary.LittleEndian.PutUint32(key[:], i)
				if job.call() != job.want {
					others++
				}
			})
			if allocs != 0 {
				t.Errorf("%s flags %d: %s allocates %v times", typ.typ, typ.flags, job.name, allocs)
			}
			if others > runs/4 { // an LRU map has evicted some keys, and the last key has no next one
				t.Errorf("%s flags %d: %d results of a %s are not %d", typ.typ, typ.flags, others, job.name, job.want)
			}
		}
	}
}

// TestTracesDoNotAllocate makes element and batch calls with a tracer.
func TestTracesDoNotAllocate(t *testing.T) {
	const n = 1000
	b := newTracedBench(t)
	b.create(t, abi.BPF_MAP_TYPE_HASH, n)
	for _, j := range append(benchJobs[:len(benchJobs):len(benchJobs)], benchBatchJobs...) {
		j.prepare(b)
		failed := false
		if allocs := testing.AllocsPerRun(20, func() { failed = j.run(b, 0) <= 0 || failed }); allocs != 0 {
			t.Errorf("a traced %s allocates %v times", j.name, allocs)
		}
		if failed {
			t.Errorf("a traced %s fails", j.name)
		}
	}
}

// TestMakingMapsIsCheap creates large maps, which must not take memory before the first write.
func TestMakingMapsIsCheap(t *testing.T) {
	r, _ := abi.ParseRelease("6.12")
	m := NewMachine(r)
	m.Memory = 1 << 20
	k, err := New(m)
	if err != nil {
		t.Fatal(err)
	}
	c := &caller{k: k, mem: k.tasks[0].Mem.(*Pages)}
	for _, typ := range []struct {
		typ     abi.MapType
		entries uint32
		flags   uint32
	}{{abi.BPF_MAP_TYPE_ARRAY, 1 << 30, 0}, {abi.BPF_MAP_TYPE_HASH, 1 << 27, abi.BPF_F_NO_PREALLOC}, {abi.BPF_MAP_TYPE_LRU_HASH, 1 << 27, 0}} {
		fd := c.create(t, typ.typ, 4, 8, typ.entries, typ.flags)
		const rounds = 100
		bytes := allocated(func() {
			for range rounds {
				c.create(t, typ.typ, 4, 8, typ.entries, typ.flags)
				c.k.sysClose(c.k.tasks[0], int32(fd+1))
				c.k.runWork()
			}
		}) / rounds
		if bytes > 4096 {
			t.Errorf("create of %s with %d entries allocates %d bytes", typ.typ, typ.entries, bytes)
		}
		c.k.sysClose(c.k.tasks[0], int32(fd))
		c.k.runWork()
	}
}

// allocated returns the number of bytes that f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestElementsTakeNoMoreThanInLinux compares the live bytes of a full map of each type that stores elements with the
// memory that Linux reports for it.
func TestElementsTakeNoMoreThanInLinux(t *testing.T) {
	const n = 100_000
	for _, row := range []struct {
		typ        abi.MapType
		key, flags uint32
	}{
		{abi.BPF_MAP_TYPE_ARRAY, 4, 0}, {abi.BPF_MAP_TYPE_PERCPU_ARRAY, 4, 0},
		{abi.BPF_MAP_TYPE_HASH, 4, 0}, {abi.BPF_MAP_TYPE_HASH, 4, abi.BPF_F_NO_PREALLOC}, {abi.BPF_MAP_TYPE_HASH, 64, 0},
		{abi.BPF_MAP_TYPE_PERCPU_HASH, 4, 0}, {abi.BPF_MAP_TYPE_LRU_HASH, 4, 0}, {abi.BPF_MAP_TYPE_LRU_PERCPU_HASH, 4, 0},
		{abi.BPF_MAP_TYPE_LPM_TRIE, 8, abi.BPF_F_NO_PREALLOC}, {abi.BPF_MAP_TYPE_QUEUE, 0, 0}, {abi.BPF_MAP_TYPE_STACK, 0, 0},
	} {
		c := newCaller(t, "6.12")
		ours := living(func() {
			fd := c.create(t, row.typ, row.key, 8, n, row.flags)
			var key []byte
			if row.key != 0 {
				key = make([]byte, row.key)
			}
			value := make([]byte, 8*c.k.Machine.CPUs)
			for i := range uint32(n) {
				switch row.key {
				case 0:
				case 4:
					binary.LittleEndian.PutUint32(key, i)
				default: // a trie: the length, then all 32 bits of the address
					binary.LittleEndian.PutUint32(key, 32)
					binary.BigEndian.PutUint32(key[4:], i)
				}
				if ret := c.elem(abi.BPF_MAP_UPDATE_ELEM, fd, key, value, abi.BPF_ANY); ret != 0 {
					t.Fatalf("%s: element %d: %d", row.typ, i, ret)
				}
			}
		})
		m := c.k.maps[0]
		theirs := m.ops.memUsage(c.k, m)
		t.Logf("%s, key %d, flags %d: %.1f bytes of an element, in Linux %.1f", row.typ, row.key, row.flags, float64(ours)/n, float64(theirs)/n)
		if ours > int64(theirs)+128<<10 {
			t.Errorf("%s: %d bytes live, want at most %d as in Linux", row.typ, ours, theirs)
		}
		runtime.KeepAlive(c)
	}
}

// living returns how many more bytes are live after f than before.
func living(f func()) int64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	return int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

// TestEmptyingAHashIsQuick deletes the first element of a hash until it is empty. No deletion may scan all buckets.
func TestEmptyingAHashIsQuick(t *testing.T) {
	const n = 200_000
	c, fd := filled(t, abi.BPF_MAP_TYPE_HASH, n, abi.BPF_F_ZERO_SEED)
	taken := 0
	for ; c.elem(abi.BPF_MAP_GET_NEXT_KEY, fd, nil, nil, 0) == 0; taken++ {
		if ret := c.elem(abi.BPF_MAP_DELETE_ELEM, fd, c.out(4), nil, 0); ret != 0 {
			t.Fatal(ret)
		}
	}
	if taken != n {
		t.Errorf("deleted %d of %d elements", taken, n)
	}
}
