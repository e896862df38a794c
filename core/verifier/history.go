package verifier

// place is the target of a change: a register, a slot of the stack, or a range of its bytes. Follows struct
// bpf_diag_mod_target.
type place struct {
	entry   uint32 // number of the frame among all that were entered; a depth alone can be entered again
	frameno uint8
	kind    placeKind
	n       int16 // register, slot, or offset of the first byte
	end     int16 // offset after the last byte
}

type placeKind uint8

const (
	noPlace placeKind = iota
	placeReg
	placeSlot
	placeBytes
)

func regPlace(f *frame, n uint8) place {
	return place{f.entry, uint8(f.frameno), placeReg, int16(n), 0}
}

func slotPlace(f *frame, spi int) place {
	return place{f.entry, uint8(f.frameno), placeSlot, int16(spi), 0}
}

// touches reports whether a change of p changes q.
func (p place) touches(q place) bool {
	if p.kind == placeBytes && q.kind == placeSlot {
		off := -(q.n + 1) * regSize
		return p.entry == q.entry && p.frameno == q.frameno && p.n < off+regSize && p.end > off
	}
	return p == q && p.kind != placeBytes
}

// snapshot is the part of a register that reports describe. Follows struct bpf_diag_reg_snapshot.
type snapshot struct {
	typ    regType
	m      *Map
	varOff tnum
	r64    cnum[uint64]
}

func snapshotOf(r *reg) snapshot {
	s := snapshot{typ: r.typ, varOff: r.varOff, r64: r.r64}
	switch r.typ.base() {
	case constPtrToMap, ptrToMapKey, ptrToMapValue:
		s.m = r.m
	}
	return s
}

// event is a step of the path that a report may show. Follows struct bpf_diag_history_event.
type event struct {
	idx     int32
	kind    eventKind
	cause   cause
	entered bool   // the jump is taken, the region entered
	shown   bool   // the change belongs to the value that the report is about
	id      uint32 // of the reference, or depth of the region
	place   place
	origin  place // the source of a copy
	old     snapshot
	new     snapshot
}

type eventKind uint8

const (
	eventBranch eventKind = iota
	eventChange
	eventAcquire
	eventRelease
	eventLock // the only region that the verifier follows
)

// cause is why a value changed. Follows enum bpf_diag_mod_reason.
type cause uint8

const (
	causeWrite cause = iota
	causeSpill
	causeVarWrite
	causeRelease
	causePacket
	causeCall
)

// history holds the newest events of the current path; those of an abandoned path are dropped. It is nil if the log has no
// reports. Follows struct bpf_diag_log.
type history struct {
	chunks  [][]event
	first   uint64 // events that were dropped because others came
	n       int    // events held
	head    int    // position of the first
	entries uint32 // frames that were entered
	change  event  // in progress
	active  bool
}

const (
	maxEvents  = 64 << 20 / 152 // the kernel keeps 64 MiB of events of 152 bytes
	eventChunk = 512
)

// at returns the event i of those held.
func (h *history) at(i int) *event {
	pos := h.head + i
	if pos >= maxEvents {
		pos -= maxEvents
	}
	return &h.chunks[pos/eventChunk][pos%eventChunk]
}

func (h *history) add(e *event) {
	if h.n == maxEvents {
		*h.at(0) = *e
		h.head = (h.head + 1) % maxEvents
		h.first++
		return
	}
	h.n++
	if (h.head+h.n-1)/eventChunk >= len(h.chunks) && len(h.chunks)*eventChunk < maxEvents {
		h.chunks = append(h.chunks, make([]event, eventChunk))
	}
	*h.at(h.n - 1) = *e
}

// mark returns the end of the history, to which [history.reset] goes back.
func (h *history) mark() uint64 {
	if h == nil {
		return 0
	}
	return h.first + uint64(h.n)
}

// reset drops the events after mark. If those before it are lost, the history begins there (bpf_diag_event_log_restore).
func (h *history) reset(mark uint64) {
	switch {
	case h == nil:
	case mark <= h.first:
		h.first, h.head, h.n = mark, 0, 0
	default:
		h.n = int(mark - h.first)
	}
}

// enter numbers a frame.
func (h *history) enter(f *frame) {
	if h != nil {
		h.entries++
		f.entry = h.entries
	}
}

// eachPlace calls f for every register and spilled register, in the order of [vstate.each].
func (s *vstate) eachPlace(f func(place, *reg)) {
	for _, fr := range s.frames {
		for n := range fr.regs {
			f(regPlace(fr, uint8(n)), &fr.regs[n])
		}
		for spi := range fr.stack {
			if s := &fr.stack[spi]; s.isSpill() {
				f(slotPlace(fr, spi), &s.reg)
			}
		}
	}
}
