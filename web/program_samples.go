package web

import (
	"bpfplay/core"
	"bpfplay/core/abi"
)

// programSample is a ready program with the maps that it needs.
type programSample struct {
	title  string
	about  string
	typ    abi.ProgType
	name   string
	maps   []*sampleMap
	source string
}

// sampleMap is a map that a ready program names.
type sampleMap struct {
	name                           string
	typ                            abi.MapType
	keySize, valueSize, maxEntries uint64
}

var (
	hitsMap   = sampleMap{"hits", abi.BPF_MAP_TYPE_ARRAY, 4, 8, 4}
	flowsMap  = sampleMap{"flows", abi.BPF_MAP_TYPE_HASH, 4, 8, 16}
	stagesMap = sampleMap{"stages", abi.BPF_MAP_TYPE_PROG_ARRAY, 4, 4, 2}
	eventsMap = sampleMap{"events", abi.BPF_MAP_TYPE_RINGBUF, 0, 0, 4096}
)

// programSamples are the ready programs in the order on screen.
var programSamples = []programSample{
	{"Count packets", "Adds 1 to element 0 of an array for each packet", abi.BPF_PROG_TYPE_XDP, "count", []*sampleMap{&hitsMap}, `; hits[0] += 1 for each packet
*(u32 *)(r10 - 4) = 0
r2 = r10
r2 += -4
r1 = hits ll
call bpf_map_lookup_elem
if r0 == 0 goto pass
r1 = *(u64 *)(r0 + 0)
r1 += 1
*(u64 *)(r0 + 0) = r1
pass:
r0 = 2 // XDP_PASS
exit
`},
	{"Lookup with null check", "Returns the value of key 1 of a hash", abi.BPF_PROG_TYPE_SOCKET_FILTER, "lookup", []*sampleMap{&flowsMap}, `; return flows[1], or 0
*(u32 *)(r10 - 4) = 1
r2 = r10
r2 += -4
r1 = flows ll
call bpf_map_lookup_elem
if r0 == 0 goto out
r0 = *(u64 *)(r0 + 0)
out:
exit
`},
	{"Missing null check", "The same lookup, but nothing tests whether the element exists", abi.BPF_PROG_TYPE_SOCKET_FILTER, "unchecked", []*sampleMap{&flowsMap}, `; return flows[1]: what if it does not exist?
*(u32 *)(r10 - 4) = 1
r2 = r10
r2 += -4
r1 = flows ll
call bpf_map_lookup_elem
r0 = *(u64 *)(r0 + 0)
exit
`},
	{"Atomic add", "Counts packets without losing one when two CPUs count at once", abi.BPF_PROG_TYPE_XDP, "atomic", []*sampleMap{&hitsMap}, `; hits[0] += 1 as one operation
*(u32 *)(r10 - 4) = 0
r2 = r10
r2 += -4
r1 = hits ll
call bpf_map_lookup_elem
if r0 == 0 goto pass
r1 = 1
lock *(u64 *)(r0 + 0) += r1
pass:
r0 = 2 // XDP_PASS
exit
`},
	{"Tail call", "Jumps to the program in slot 0 of a program array, if the slot holds one", abi.BPF_PROG_TYPE_XDP, "entry", []*sampleMap{&stagesMap}, `; go on in stages[0], if it holds a program
r2 = stages ll
r3 = 0
call bpf_tail_call
r0 = 1 // XDP_DROP: the slot is empty
exit
`},
	{"Ring buffer writer", "Reserves a record of 8 bytes, fills it in and submits it", abi.BPF_PROG_TYPE_XDP, "writer", []*sampleMap{&eventsMap}, `; submit a record with the number 7
r1 = events ll
r2 = 8
r3 = 0
call bpf_ringbuf_reserve
if r0 == 0 goto pass
*(u64 *)(r0 + 0) = 7
r1 = r0
r2 = 0
call bpf_ringbuf_submit
pass:
r0 = 2 // XDP_PASS
exit
`},
}

// TakeSample makes the maps of a ready program that the task has not open, and loads the program.
func (d *Draft) TakeSample(i int) {
	if i < 0 || i >= len(programSamples) {
		return
	}
	s := &programSamples[i]
	names := map[string]int32{}
	for _, m := range s.maps {
		fd, ok := d.openLike(m)
		if !ok {
			ret, err := d.desk.Do(m.create(d.Task, d.desk.machine().Release))
			if err != nil || ret < 0 {
				d.tab = HistoryTab
				return // the refused call is on screen
			}
			fd = int32(ret)
		}
		names[m.name] = fd
	}
	d.Choose(core.OpBpf, abi.BPF_PROG_LOAD)
	d.program.names = names
	d.Attr = abi.ProgTypeField.Put(d.Attr, uint64(s.typ))
	if abi.ProgName.Since <= d.desk.machine().Release {
		copy(d.Attr[abi.ProgName.Offset:abi.ProgName.End()], s.name)
	}
	d.SetProgram(s.source)
	d.drop(programInput)
	d.Append()
}

// openLike returns the descriptor of a map that the task has open, with the same name and attributes.
func (d *Draft) openLike(m *sampleMap) (fd int32, ok bool) {
	task := d.desk.session.Kernel().Task(d.Task)
	if task == nil {
		return 0, false
	}
	for fd, f := range task.Files.Open() {
		if o := f.Map; o != nil && mapName(o) == m.name && o.Type == m.typ && uint64(o.KeySize) == m.keySize && uint64(o.ValueSize) == m.valueSize && uint64(o.MaxEntries) == m.maxEntries {
			return int32(fd), true
		}
	}
	return 0, false
}

// create returns the call that makes a map, with its name if the release has names.
func (m *sampleMap) create(task int, r abi.Release) core.Call {
	var attr []byte
	for i, v := range []uint64{uint64(m.typ), m.keySize, m.valueSize, m.maxEntries} {
		attr = abi.Commands[abi.BPF_MAP_CREATE].Fields[i].Put(attr, v)
	}
	if abi.MapName.Since <= r {
		attr = abi.Grow(attr, abi.MapName.End())
		copy(attr[abi.MapName.Offset:abi.MapName.End()], m.name)
	}
	c := core.Bpf(task, abi.BPF_MAP_CREATE, core.ArenaStart, uint32(len(attr)))
	c.Writes = []core.Write{{Addr: core.ArenaStart, Bytes: attr}}
	return c
}
