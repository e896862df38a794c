package core

import (
	"slices"

	"bpfplay/core/abi"
)

// Maps of perf events. Follows the perf event array in kernel/bpf/arraymap.c.

// perfSlot is one element of a PERF_EVENT_ARRAY: the file of an event, which it holds, and the file of the map through which
// it was set.
type perfSlot struct {
	event, owner *File
}

// perfEventArrayUpdateElem follows bpf_fd_array_map_update_elem and perf_event_fd_array_get_ptr.
func perfEventArrayUpdateElem(k *Kernel, c *bpfCall, m *Map, key, value []byte, flags uint64) abi.Errno {
	if e := fdArrayPlace(k, m, key, flags); e != 0 {
		return e
	}
	fd, f := c.valueFD(value)
	if e := k.check(perfNotOpen, f != nil, uint64(fd), 0); e != 0 {
		return e
	}
	ev, ok := f.Object.(*PerfEvent)
	if e := k.check(perfNoEvent, ok, uint64(fd), 0); e != 0 {
		return e
	}
	if e := k.check(perfInherited, !ev.inherit, 0, 0); e != 0 {
		return e
	}
	a, at := m.data.(*bpfArray), KeyIndex(key)
	if a.events == nil {
		a.events = map[uint32]perfSlot{}
	}
	old := a.events[at].event
	k.getFile("perf_event_fd_array_get_ptr", f)
	a.events[at] = perfSlot{f, c.task.Files.File(int(int32(c.attr.U32(&abi.ElemMapFD))))}
	if old != nil {
		k.fput("perf_event_fd_array_put_ptr", old)
	}
	return 0
}

// perfEventArrayDeleteElem follows fd_array_map_delete_elem.
func perfEventArrayDeleteElem(k *Kernel, c *bpfCall, m *Map, key []byte) abi.Errno {
	a, at := m.data.(*bpfArray), KeyIndex(key)
	slot, ok := a.events[at]
	if !ok {
		return fdArrayMapDeleteElem(k, c, m, key)
	}
	delete(a.events, at)
	k.fput("perf_event_fd_array_put_ptr", slot.event)
	return 0
}

// perfEventArrayRelease follows perf_event_fd_array_release: closing a file of the map empties the slots that were set through
// it, unless the map has BPF_F_PRESERVE_ELEMS.
func perfEventArrayRelease(k *Kernel, m *Map, f *File) {
	if m.Flags&abi.BPF_F_PRESERVE_ELEMS == 0 {
		k.dropEvents(m, f)
	}
}

// dropEvents empties the slots that were set through f, lowest index first; nil stands for any file.
func (k *Kernel) dropEvents(m *Map, f *File) {
	events := m.data.(*bpfArray).events
	var slots []uint32
	for at, slot := range events {
		if f == nil || slot.owner == f {
			slots = append(slots, at)
		}
	}
	slices.Sort(slots)
	for _, at := range slots {
		event := events[at].event
		delete(events, at)
		k.fput("perf_event_fd_array_put_ptr", event)
	}
}

// perfEventArrayFree follows perf_event_fd_array_map_free.
func perfEventArrayFree(k *Kernel, m *Map) {
	k.dropEvents(m, nil)
	arrayMapFree(k, m)
}
