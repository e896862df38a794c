package core_test

import (
	"encoding/binary"
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// buffer implements core.UserMem with one block of memory.
type buffer struct {
	start uint64
	bytes []byte
}

func (b *buffer) from(addr uint64) []byte {
	if addr < b.start || addr-b.start > uint64(len(b.bytes)) {
		return nil
	}
	return b.bytes[addr-b.start:]
}

func (b *buffer) CopyFromUser(dst []byte, addr uint64) int { return len(dst) - copy(dst, b.from(addr)) }
func (b *buffer) CopyToUser(addr uint64, src []byte) int   { return len(src) - copy(b.from(addr), src) }

// put writes an attr of 32-bit words to the start of the buffer and returns its address and size.
func (b *buffer) put(words ...uint32) (addr uint64, size uint32) {
	for i, w := range words {
		binary.LittleEndian.PutUint32(b.bytes[4*i:], w)
	}
	return b.start, uint32(4 * len(words))
}

// boot boots a release. The first task has a page of memory at 0x40000.
func boot(release string) (*core.Kernel, *core.Task, *buffer) {
	r, err := abi.ParseRelease(release)
	if err != nil {
		panic(err)
	}
	m := core.NewMachine(r)
	m.AutoWork = true // the worker frees maps after every call
	k, err := core.New(m)
	if err != nil {
		panic(err)
	}
	task, mem := k.Task(0), &buffer{start: 0x40000, bytes: make([]byte, 4096)}
	task.Mem = mem
	return k, task, mem
}

// A program gives a task its own memory, creates a hash, updates an element and looks it up.
func Example() {
	k, task, mem := boot("6.12")
	const key, value, out = 0x40100, 0x40200, 0x40300

	attr, size := mem.put(uint32(abi.BPF_MAP_TYPE_HASH), 4, 8, 16) // map_type, key_size, value_size, max_entries
	fd := k.Bpf(task, abi.BPF_MAP_CREATE, attr, size)
	fmt.Println("map_create:", fd)

	copy(mem.from(key), "key1")
	copy(mem.from(value), "12345678")
	attr, size = mem.put(uint32(fd), 0, key, 0, value, 0, 0, 0) // map_fd, key, value, flags
	fmt.Println("update:", k.Bpf(task, abi.BPF_MAP_UPDATE_ELEM, attr, size))

	attr, size = mem.put(uint32(fd), 0, key, 0, out, 0)
	fmt.Println("lookup:", k.Bpf(task, abi.BPF_MAP_LOOKUP_ELEM, attr, size), string(mem.from(out)[:8]))

	fmt.Println("close:", k.Close(task, int32(fd)), k.Close(task, int32(fd)) == -int64(abi.EBADF))
	// Output:
	// map_create: 3
	// update: 0
	// lookup: 0 12345678
	// close: 0 true
}

// The trace of a watched call has the check that failed and the values it compared.
func ExampleKernel_Watch() {
	k, task, mem := boot("6.12")
	var tracer core.Tracer
	k.Watch(&tracer)

	attr, size := mem.put(uint32(abi.BPF_MAP_TYPE_ARRAY), 8, 8, 16) // key_size 8
	ret := k.Bpf(task, abi.BPF_MAP_CREATE, attr, size)
	if e, refused := tracer.Failed(ret); refused {
		fmt.Println(e.Check.Errno.Name(), "from", e.Check.Func)
		fmt.Println(e.Check.Condition(e.A, e.B))
		fmt.Println(e.Check.Explain(e.A, e.B))
	}
	// Output:
	// EINVAL from array_map_alloc_check
	// key_size (8) == 4
	// key_size is 8: the key of an array is an index of 4 bytes.
}

// A program has a socket and a BTF object open, creates a map and pins it in a folder.
func ExampleKernel_Traced() {
	k, task, mem := boot("6.12")
	const path = 0x40100
	fmt.Println("socket:", k.Traced(task, 3, core.TracedCloexecFD, "socket"))
	fmt.Println("btf:", k.Traced(task, 4, core.TracedCloexecFD, "BPF_BTF_LOAD"))

	attr, size := mem.put(uint32(abi.BPF_MAP_TYPE_ARRAY), 4, 8, 16, 0, 0, 0, 0, 0, 0, 0, 0,
		4, 1, 2) // btf_fd, btf_key_type_id, btf_value_type_id
	fd := k.Bpf(task, abi.BPF_MAP_CREATE, attr, size)
	fmt.Println("map_create:", fd)

	k.MakeFolder(k.Task(0), "/sys/fs/bpf/app")
	copy(mem.from(path), "/sys/fs/bpf/app/counts\x00")
	attr, size = mem.put(path, 0, uint32(fd)) // pathname, bpf_fd
	fmt.Println("pin:", k.Bpf(task, abi.BPF_OBJ_PIN, attr, size))
	// Output:
	// socket: 3
	// btf: 4
	// map_create: 5
	// pin: 0
}
