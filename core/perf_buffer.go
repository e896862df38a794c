package core

import (
	"encoding/binary"

	"bpfplay/core/abi"
)

// Follows perf_mmap and perf_poll in kernel/events/core.c, and kernel/events/ring_buffer.c.

// perfBuffer follows struct perf_buffer: the memory through which user space reads the records of an event.
type perfBuffer struct {
	mem       []byte // struct perf_event_mmap_page, then the data
	mappings  int    // the buffer is freed with the last
	overwrite bool   // mapped without PROT_WRITE: records may be lost before they are read
	watermark uint64 // bytes after which readers wake up
	head      uint64 // bytes written
	wakeup    uint64
	events    uint32 // records since the last wakeup
	lost      uint64 // records that did not fit, not reported yet
	poll      uint32 // events that the next poll returns
}

// Offsets in struct perf_event_mmap_page.
const (
	perfPageCaps = 40
	perfPageSize = 72
	perfDataHead = 1024
	perfDataTail = 1032
	perfDataFrom = 1040 // data_offset; data_size follows

	perfCapsFixed = 1 << 1 // cap_bit0_is_deprecated
)

// Records of struct perf_event_header.
const (
	perfRecordLost   = 2
	perfRecordSample = 9
	perfMiscKernel   = 1
	perfHeaderBytes  = 8
	perfLostBytes    = 24
)

var (
	sincePerfPageTime = abi.Since{abi.V5_9}  // time_cycles and time_mask
	sincePerfRdnorm   = abi.Since{abi.V6_15} // poll returns POLLRDNORM too
)

// mapped implements [mappedMemory].
func (b *perfBuffer) mapped(off uint64) []byte { return b.mem[off:] }

// mappedSize implements [mappedMemory].
func (b *perfBuffer) mappedSize() uint64 { return uint64(len(b.mem)) }

// perfMmap follows perf_mmap. The first mapping makes the buffer.
func (k *Kernel) perfMmap(e *PerfEvent, v *vma) abi.Errno {
	if e := k.check(perfMmapInherit, e.cpu != -1 || !e.inherit, 0, 0); e != 0 {
		return e
	}
	if e := k.check(perfMmapShared, v.flags&MAP_TYPE != MAP_PRIVATE, uint64(v.flags), 0); e != 0 {
		return e
	}
	if e := k.check(perfMmapOffset, v.off == 0, v.off, 0); e != 0 {
		return e
	}
	pages := v.size()/PAGE_SIZE - 1
	if e := k.check(perfMmapPages, pages&(pages-1) == 0, pages, 0); e != 0 {
		return e
	}
	if b := e.buffer; b != nil {
		v.mem = b
		return k.check(perfMmapSize, v.size() == b.mappedSize(), v.size(), b.mappedSize())
	}
	if v.size() > perfBufferMax {
		return undecided
	}
	e.buffer = newPerfBuffer(k.Machine.Release, e, v)
	v.mem = e.buffer
	return 0
}

// perfBufferMax is the largest mapping that is emulated, in bytes. In Linux, it depends on free memory.
const perfBufferMax = 16 << 20

// newPerfBuffer follows rb_alloc, ring_buffer_init and perf_event_init_userpage.
func newPerfBuffer(r abi.Release, e *PerfEvent, v *vma) *perfBuffer {
	size := v.size() - PAGE_SIZE
	b := &perfBuffer{mem: make([]byte, v.size()), overwrite: v.prot&PROT_WRITE == 0, watermark: size / 2}
	if e.watermark && e.wakeup > 0 {
		b.watermark = min(size, uint64(e.wakeup))
	}
	known := uint32(80)
	if sincePerfPageTime.In(r) {
		known = 96
	}
	b.mem[perfPageCaps] = perfCapsFixed
	binary.LittleEndian.PutUint32(b.mem[perfPageSize:], known)
	binary.LittleEndian.PutUint64(b.mem[perfDataFrom:], PAGE_SIZE)
	binary.LittleEndian.PutUint64(b.mem[perfDataFrom+8:], size)
	return b
}

// count follows perf_mmap_open and perf_mmap_close: the last mapping frees the buffer.
func (e *PerfEvent) count(d int) {
	if e.buffer.mappings += d; e.buffer.mappings == 0 {
		e.buffer = nil
	}
}

// hasSpace follows ring_buffer_has_space.
func (b *perfBuffer) hasSpace(e *PerfEvent, n uint64) bool {
	if b.overwrite {
		return true
	}
	mask, head, tail := uint64(len(b.mem)-PAGE_SIZE-1), b.head, binary.LittleEndian.Uint64(b.mem[perfDataTail:])
	if e.backward {
		head, tail = tail, head
	}
	return (tail-head-1)&mask >= n
}

// perfOutput follows perf_event_output: it writes a record with the raw data, and wakes readers.
func (k *Kernel) perfOutput(e *PerfEvent, raw []byte) abi.Errno {
	b := e.buffer
	if b == nil || len(b.mem) == PAGE_SIZE {
		return k.check(perfOutputUnmapped, false, 0, 0)
	}
	record, pad := appendHeader(nil, perfRecordSample, perfMiscKernel, perfHeaderBytes), 0
	if e.sampleRaw {
		n := roundUp8(4 + len(raw))
		pad = n - 4 - len(raw)
		record = appendHeader(nil, perfRecordSample, perfMiscKernel, perfHeaderBytes+n)
		record = append(binary.LittleEndian.AppendUint32(record, uint32(n-4)), raw...)
	}
	if b.lost > 0 {
		lost := appendHeader(nil, perfRecordLost, 0, perfLostBytes)
		lost = binary.LittleEndian.AppendUint64(lost, uint64(e.nr))
		record = append(binary.LittleEndian.AppendUint64(lost, b.lost), record...)
	}
	n := uint64(len(record) + pad)
	if e := k.check(perfOutputFull, b.hasSpace(e, n), n, b.mappedSize()-PAGE_SIZE); e != 0 {
		b.lost++
		return e
	}
	b.lost = 0
	b.write(e, record, n)
	if b.wakes(e) {
		b.poll = POLLIN
		if sincePerfRdnorm.In(k.Machine.Release) {
			b.poll |= POLLRDNORM
		}
		k.wakeUpAll(e.waiters)
	}
	return 0
}

// appendHeader appends a struct perf_event_header.
func appendHeader(b []byte, typ uint32, misc uint16, size int) []byte {
	b = binary.LittleEndian.AppendUint32(b, typ)
	return binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, misc), uint16(size))
}

// write copies records to the data and publishes data_head. Of the n bytes that they take, the last are not written.
func (b *perfBuffer) write(e *PerfEvent, record []byte, n uint64) {
	data, at := b.mem[PAGE_SIZE:], b.head
	if e.backward {
		at -= n
		b.head = at
	} else {
		b.head += n
	}
	for i, c := range record {
		data[(at+uint64(i))&uint64(len(data)-1)] = c
	}
	binary.LittleEndian.PutUint64(b.mem[perfDataHead:], b.head)
}

// wakes follows __perf_output_begin and perf_output_sample: it reports whether the last record wakes readers.
func (b *perfBuffer) wakes(e *PerfEvent) bool {
	head, was := b.head, b.wakeup
	if e.backward {
		head = -head
	}
	if head-b.wakeup > b.watermark {
		b.wakeup += b.watermark
	}
	if !e.watermark && e.wakeup > 0 {
		if b.events++; b.events >= e.wakeup {
			b.events -= e.wakeup
			b.wakeup++
		}
	}
	return b.wakeup != was
}

// takePoll follows perf_poll. It returns each wakeup once.
func (e *PerfEvent) takePoll() uint32 {
	if e.buffer == nil {
		return POLLHUP
	}
	events := e.buffer.poll
	e.buffer.poll = 0
	return events
}
