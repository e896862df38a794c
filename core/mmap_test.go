package core_test

import (
	"bytes"
	"encoding/binary"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// mmapKernel is a kernel with one task, for calls on mapped maps.
type mmapKernel struct {
	t *testing.T
	k *core.Kernel
	r abi.Release
}

func newMmapKernel(t *testing.T, r abi.Release) mmapKernel {
	t.Helper()
	k, err := core.New(core.NewMachine(r))
	if err != nil {
		t.Fatal(err)
	}
	return mmapKernel{t, k, r}
}

func (k mmapKernel) do(c core.Call) int64 {
	k.t.Helper()
	ret, err := k.k.Do(&c)
	if err != nil {
		k.t.Fatalf("%s: %v", c.String(), err)
	}
	if wrong := core.Miscounted(k.k); wrong != "" {
		k.t.Fatalf("after %s: %s", c.String(), wrong)
	}
	return ret
}

func (k mmapKernel) want(c core.Call, want int64) {
	k.t.Helper()
	if got := k.do(c); got != want {
		k.t.Errorf("%s on %s: got %d, want %d", c.String(), k.r, got, want)
	}
}

func (k mmapKernel) create(typ abi.MapType, key, value, entries, flags uint64) uint64 {
	k.t.Helper()
	a := fieldValues{&abi.MapTypeField: uint64(typ), &abi.KeySize: key, &abi.ValueSize: value, &abi.MaxEntries: entries, &abi.MapFlagsField: flags}
	fd := k.do(a.call(k.r, abi.BPF_MAP_CREATE))
	if fd < 0 {
		k.t.Fatalf("creating a map of type %s: %d", typ, fd)
	}
	return uint64(fd)
}

func (k mmapKernel) array(flags uint64) uint64 {
	return k.create(abi.BPF_MAP_TYPE_ARRAY, 4, 4, 4, flags)
}

func (k mmapKernel) freeze(fd uint64) core.Call {
	return fieldValues{&abi.ElemMapFD: fd}.call(k.r, abi.BPF_MAP_FREEZE)
}

func (k mmapKernel) read(addr uint64, n int) []byte {
	k.t.Helper()
	b, err := k.k.Read(0, addr, n)
	if err != nil {
		k.t.Fatal(err)
	}
	return b
}

// mmap is mmap(NULL, length, prot, flags, fd, off).
func mmap(length, prot, flags, fd, off uint64) core.Call {
	return mmapAt(0, length, prot, flags, fd, off)
}

func mmapAt(addr, length, prot, flags, fd, off uint64) core.Call {
	return core.Call{Op: core.OpMmap, Args: core.Args{addr, length, prot, flags, fd, off}}
}

func munmap(addr, length uint64) core.Call {
	return core.Call{Op: core.OpMunmap, Args: core.Args{addr, length}}
}

const (
	readOnly  = core.PROT_READ
	readWrite = core.PROT_READ | core.PROT_WRITE
	shared    = core.MAP_SHARED
	page      = core.PAGE_SIZE
	firstArea = 0x20000000 // the address that the kernel chooses first
)

// TestMmapReturnsWhatLinuxReturns holds calls against the results of Linux 6.18.
func TestMmapReturnsWhatLinuxReturns(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	const mmapable = abi.BPF_F_MMAPABLE
	array, plain, hash := k.array(mmapable), k.array(0), k.create(abi.BPF_MAP_TYPE_HASH, 4, 4, 4, 0)
	rdonly, wronly, rdonlyProg := k.array(mmapable|abi.BPF_F_RDONLY), k.array(mmapable|abi.BPF_F_WRONLY), k.array(mmapable|abi.BPF_F_RDONLY_PROG)
	ring, user := k.create(abi.BPF_MAP_TYPE_RINGBUF, 0, 0, 2*page, 0), k.create(abi.BPF_MAP_TYPE_USER_RINGBUF, 0, 0, 2*page, 0)
	const works = 0
	for _, c := range []struct {
		name string
		call core.Call
		want int64
	}{
		{"read and write", mmap(page, readWrite, shared, array, 0), works},
		{"one byte", mmap(1, readOnly, shared, array, 0), works},
		{"no access", mmap(page, 0, shared, array, 0), works},
		{"two pages of one", mmap(2*page, readOnly, shared, array, 0), -22},
		{"after the end", mmap(page, readOnly, shared, array, page), -22},
		{"odd offset", mmap(page, readOnly, shared, array, 1), -22},
		{"length 0", mmap(0, readOnly, shared, array, 0), -22},
		{"private", mmap(page, readOnly, core.MAP_PRIVATE, array, 0), -22},
		{"no type", mmap(page, readOnly, 0, array, 0), -22},
		{"validate", mmap(page, readOnly, core.MAP_SHARED_VALIDATE, array, 0), works},
		{"validate MAP_SYNC", mmap(page, readOnly, core.MAP_SHARED_VALIDATE|0x80000, array, 0), -95},
		{"unknown flag", mmap(page, readOnly, shared|0x400000, array, 0), works},
		{"not mmapable", mmap(page, readOnly, shared, plain, 0), -22},
		{"hash", mmap(page, readOnly, shared, hash, 0), -524},
		{"read a read-only descriptor", mmap(page, readOnly, shared, rdonly, 0), -22},
		{"write a read-only descriptor", mmap(page, readWrite, shared, rdonly, 0), -13},
		{"read a write-only descriptor", mmap(page, readOnly, shared, wronly, 0), -13},
		{"write a write-only descriptor", mmap(page, core.PROT_WRITE, shared, wronly, 0), -13},
		{"read BPF_F_RDONLY_PROG", mmap(page, readOnly, shared, rdonlyProg, 0), works},
		{"write BPF_F_RDONLY_PROG", mmap(page, readWrite, shared, rdonlyProg, 0), -13},
		{"bad descriptor", mmap(page, readOnly, shared, 99, 0), -9},
		{"bad descriptor, length 0", mmap(0, readOnly, shared, 99, 0), -9},
		{"bad descriptor, odd offset", mmap(page, readOnly, shared, 99, 1), -22},
		{"half of all addresses", mmap(1<<47, readOnly, shared, array, 0), -12},
		{"all addresses", mmap(1<<64-1, readOnly, shared, array, 0), -12},
		{"last offset", mmap(page, readOnly, shared, array, 1<<64-page), -75},
		{"second last offset", mmap(page, readOnly, shared, array, 1<<64-2*page), -22},
		{"offset 2^63", mmap(page, readOnly, shared, array, 1<<63), -22},
		{"fixed, odd", mmapAt(0x40000001, page, readOnly, shared|core.MAP_FIXED, array, 0), -22},
		{"fixed, of the kernel", mmapAt(1<<63, page, readOnly, shared|core.MAP_FIXED, array, 0), -12},
		{"fixed, the end", mmapAt(core.TASK_SIZE, page, readOnly, shared|core.MAP_FIXED, array, 0), -12},
		{"consumer", mmap(page, readWrite, shared, ring, 0), works},
		{"consumer and producer, writable", mmap(2*page, readWrite, shared, ring, 0), -1},
		{"producer, writable", mmap(page, readWrite, shared, ring, page), -1},
		{"producer", mmap(page, readOnly, shared, ring, page), works},
		{"whole ring", mmap(6*page, readOnly, shared, ring, 0), works},
		{"more than the ring", mmap(7*page, readOnly, shared, ring, 0), -22},
		{"producer and data", mmap(5*page, readOnly, shared, ring, page), works},
		{"data and more", mmap(5*page, readOnly, shared, ring, 2*page), -22},
		{"after the ring", mmap(page, readOnly, shared, ring, 6*page), -22},
		{"consumer of a user ring, writable", mmap(page, readWrite, shared, user, 0), -1},
		{"consumer of a user ring", mmap(page, readOnly, shared, user, 0), works},
		{"producer and data of a user ring", mmap(5*page, readWrite, shared, user, page), works},
		{"more than a user ring", mmap(9*page, readWrite, shared, user, page), -22},
		{"unmap an odd address", munmap(0x40000001, page), -22},
		{"unmap nothing", munmap(0x40000000, 0), -22},
		{"unmap free memory", munmap(0x50000000, page), 0},
		{"unmap too much", munmap(0x50000000, 1<<64-1), -22},
		{"unmap the kernel", munmap(1<<63, page), -22},
		{"unmap beyond the end", munmap(core.TASK_SIZE-page, 2*page), -22},
	} {
		got := k.do(c.call)
		if got > 0 && c.want == works {
			k.want(munmap(uint64(got), c.call.Args[1]), 0)
		} else if got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

// TestMmapByRelease has the results of maps whose files cannot be mapped, and those of the first releases that can.
func TestMmapByRelease(t *testing.T) {
	for _, c := range []struct {
		release abi.Release
		want    int64
	}{{abi.R(4, 14, 0), -19}, {abi.R(5, 4, 0), -19}, {abi.R(5, 10, 0), -22}, {abi.R(7, 3, 0), -22}} {
		k := newMmapKernel(t, c.release)
		k.want(mmap(page, readOnly, shared, k.array(0), 0), c.want)
	}
}

// TestMappedArrayIsItsMap reads and writes an array through memory and through bpf().
func TestMappedArrayIsItsMap(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	fd := k.create(abi.BPF_MAP_TYPE_ARRAY, 4, 4, 3, abi.BPF_F_MMAPABLE)
	k.want(mmap(page, readWrite, shared, fd, 0), firstArea)
	elem := fieldValues{&abi.ElemMapFD: fd, &abi.ElemKey: everyKey, &abi.ElemValue: everyValue}
	key := core.Write{Addr: everyKey, Bytes: []byte{1, 0, 0, 0}}

	k.want(elem.call(k.r, abi.BPF_MAP_UPDATE_ELEM, key, core.Write{Addr: everyValue, Bytes: []byte("abcd")}), 0)
	if got, want := k.read(firstArea, 24), []byte("\x00\x00\x00\x00\x00\x00\x00\x00abcd\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"); !bytes.Equal(got, want) {
		t.Errorf("after an update the memory is %q, want %q", got, want)
	}
	k.want(elem.call(k.r, abi.BPF_MAP_LOOKUP_ELEM, key, core.Write{Addr: firstArea + 8, Bytes: []byte("ABCDEFGH")}), 0)
	if got := k.read(everyValue, 4); string(got) != "ABCD" {
		t.Errorf("after a store the lookup returns %q, want ABCD", got)
	}
	direct := fieldValues{&abi.ElemMapFD: fd, &abi.ElemKey: everyKey, &abi.ElemValue: firstArea + page - 4}
	k.want(direct.call(k.r, abi.BPF_MAP_LOOKUP_ELEM), 0)
	if got := k.read(firstArea+page-4, 4); string(got) != "ABCD" {
		t.Errorf("a lookup into the mapping itself leaves %q, want ABCD", got)
	}
	direct[&abi.ElemValue] = firstArea + page - 3
	k.want(direct.call(k.r, abi.BPF_MAP_LOOKUP_ELEM), -14)
}

// TestMappingKeepsItsMap closes the descriptor before the mapping goes: by munmap, by exec and by exit.
func TestMappingKeepsItsMap(t *testing.T) {
	for _, end := range []core.Call{munmap(firstArea, page), {Op: core.OpExec}, {Op: core.OpExit}} {
		k := newMmapKernel(t, abi.R(6, 18, 0))
		fd := k.array(abi.BPF_F_MMAPABLE)
		k.want(mmap(page, readWrite, shared, fd, 0), firstArea)
		k.want(core.Call{Op: core.OpClose, Args: core.Args{fd}}, 0)
		k.do(core.Call{Op: core.OpWork})
		if maps := k.k.Maps(); len(maps) != 1 || k.k.View().Files[0].Count != 1 {
			t.Fatalf("after close, %d maps and files %v are left, want the one that is mapped", len(maps), k.k.View().Files)
		}
		k.do(end)
		k.do(core.Call{Op: core.OpWork, Task: 1})
		if maps := k.k.Maps(); len(maps) != 0 {
			t.Errorf("after %s, %d maps are left", end.String(), len(maps))
		}
	}
}

// TestWritableMappingsRefuseFreeze counts mappings through fork and partial munmap.
func TestWritableMappingsRefuseFreeze(t *testing.T) {
	for _, r := range []abi.Release{abi.R(5, 10, 0), abi.R(6, 18, 0)} {
		k := newMmapKernel(t, r)
		fd := k.create(abi.BPF_MAP_TYPE_ARRAY, 4, 8, 1000, abi.BPF_F_MMAPABLE)
		k.want(mmap(2*page, readWrite, shared, fd, 0), firstArea)
		k.want(core.Call{Op: core.OpFork, Args: core.Args{1}}, 1)
		k.want(munmap(firstArea, page), 0)
		k.want(k.freeze(fd), -16)
		k.want(munmap(firstArea+page, page), 0)
		k.want(k.freeze(fd), -16)
		k.want(core.Call{Task: 1, Op: core.OpExec}, 0)
		k.want(mmap(page, readOnly, shared, fd, 0), firstArea)
		k.want(k.freeze(fd), 0)
		k.want(mmap(page, readWrite, shared, fd, 0), -1)
		if _, err := k.k.Do(&core.Call{Op: core.OpWork, Writes: []core.Write{{Addr: firstArea, Bytes: []byte{1}}}}); err == nil {
			t.Error("a write to a read-only mapping is accepted")
		}
	}
}

// TestConsumerReadsARing has user space write the positions of a ring buffer and of a user ring buffer.
func TestConsumerReadsARing(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	user := k.create(abi.BPF_MAP_TYPE_USER_RINGBUF, 0, 0, page, 0)
	k.want(mmap(3*page, readWrite, shared, user, page), firstArea)
	record := core.Write{Addr: firstArea + page, Bytes: []byte{4, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c', 'd'}}
	c := core.Call{Op: core.OpWork, Writes: []core.Write{record, {Addr: firstArea, Bytes: binary.LittleEndian.AppendUint64(nil, 16)}}}
	k.do(c)
	if got := k.read(firstArea+2*page+8, 4); string(got) != "abcd" {
		t.Errorf("the second mapping of the data has %q, want abcd", got)
	}
	k.want(mmap(page, readOnly, shared, user, page), firstArea+3*page)
	if got := k.read(firstArea+3*page, 8); got[0] != 16 {
		t.Errorf("the position of the producer is %v, want 16", got)
	}
}

// TestAnonymousMemory is what malloc maps: private, zero, and copied by fork.
func TestAnonymousMemory(t *testing.T) {
	k := newMmapKernel(t, abi.R(6, 18, 0))
	k.want(mmapAt(0x40000000, 2*page, readWrite, core.MAP_PRIVATE|core.MAP_ANONYMOUS, 1<<64-1, 0), 0x40000000)
	if got := k.read(0x40000ffc, 8); !bytes.Equal(got, make([]byte, 8)) {
		t.Errorf("new memory is %v, want zeroes", got)
	}
	k.want(mmapAt(0x40001000, page, readWrite, core.MAP_PRIVATE|core.MAP_ANONYMOUS|core.MAP_FIXED_NOREPLACE, 1<<64-1, 0), -17)
	k.want(munmap(0x40000000, page), 0)
	if _, err := k.k.Read(0, 0x40000000, 1); err == nil {
		t.Error("unmapped memory can be read")
	}
}
