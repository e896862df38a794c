package verifier

import "strconv"

// stackPtr says which slots of which frames a register or a slot may point to. Follows struct arg_track.
type stackPtr struct {
	frame int8     // frame index, or one of the values below
	count int8     // known offsets; 0 if the offset is not known
	off   [4]int16 // sorted
	mask  uint16   // with ptrAnyFrame: the frames
}

// Values of stackPtr.frame besides the index of a frame.
const (
	ptrNone     = -1 // no pointer to the stack
	ptrAnyFrame = -2
)

var noStackPtr = stackPtr{frame: ptrNone}

func (p stackPtr) isPtr() bool { return p.frame >= 0 || p.frame == ptrAnyFrame }

// equal follows arg_track_eq.
func (p stackPtr) equal(q stackPtr) bool {
	switch {
	case p.frame != q.frame:
		return false
	case p.frame == ptrAnyFrame:
		return p.mask == q.mask
	case p.frame < 0:
		return true
	}
	return p.count == q.count && p.off == q.off
}

// String returns the pointer as logs print it (verbose_arg_track).
func (p stackPtr) String() string {
	switch p.frame {
	case ptrNone:
		return "_"
	case ptrAnyFrame:
		return "IMP" + strconv.FormatUint(uint64(p.mask), 16)
	}
	if p.count == 0 {
		return sprintf("fp%d ?", p.frame)
	}
	text := ""
	for i, off := range p.off[:p.count] {
		if i > 0 {
			text += "|"
		}
		text += sprintf("fp%d%+d", p.frame, off)
	}
	return text
}

func singlePtr(frame int8, off int16) stackPtr {
	return stackPtr{frame: frame, count: 1, off: [4]int16{off}}
}

// mergeOffsets returns a pointer with the offsets of both, or with an unknown one if they are too many.
func mergeOffsets(a, b stackPtr) stackPtr {
	r := stackPtr{frame: a.frame}
	i, j := 0, 0
	for i < int(a.count) || j < int(b.count) {
		var off int16
		switch {
		case j == int(b.count) || i < int(a.count) && a.off[i] <= b.off[j]:
			off = a.off[i]
			i++
			if j < int(b.count) && b.off[j] == off {
				j++
			}
		default:
			off = b.off[j]
			j++
		}
		if int(r.count) == len(r.off) {
			return stackPtr{frame: a.frame}
		}
		r.off[r.count] = off
		r.count++
	}
	return r
}

func (p stackPtr) frames() uint16 {
	switch {
	case p.frame >= 0:
		return 1 << p.frame
	case p.frame == ptrAnyFrame:
		return p.mask
	}
	return 0
}

func anyFrame(a, b stackPtr) stackPtr {
	return stackPtr{frame: ptrAnyFrame, mask: a.frames() | b.frames()}
}

// join combines the pointers of two paths (__arg_track_join).
func (p stackPtr) join(q stackPtr) stackPtr {
	switch {
	case p.frame == q.frame && p.frame >= 0:
		if p.count == 0 || q.count == 0 {
			return stackPtr{frame: p.frame}
		}
		return mergeOffsets(p, q)
	case p.frame == ptrNone && q.frame == ptrNone:
		return p
	case q.frame >= 0 && p.frame == ptrNone:
		p, q = q, p
		fallthrough
	case p.frame >= 0 && q.frame == ptrNone:
		if p.count == 1 {
			return mergeOffsets(p, singlePtr(p.frame, 0)) // a read of the slot counts, a write does not
		}
		return p
	}
	return anyFrame(p, q)
}

// alu computes dst op src for an operation that loses the offset (arg_track_alu64).
func (p *stackPtr) alu(src stackPtr) {
	switch {
	case p.frame >= 0 && (src.frame == ptrNone || src.frame == p.frame):
		*p = stackPtr{frame: p.frame}
	case src.frame >= 0 && p.frame == ptrNone:
		*p = stackPtr{frame: src.frame}
	case p.frame == ptrNone && src.frame == ptrNone:
	default:
		*p = anyFrame(*p, src)
	}
}

// addOff returns off + delta; false if that has more than 16 bits.
func addOff(off int16, delta int64) (sum int16, ok bool) {
	if delta != int64(int16(delta)) {
		return 0, false
	}
	s := int64(off) + delta
	return int16(s), s == int64(int16(s))
}

// add moves the pointer. An offset with more than 16 bits is not known.
func (p *stackPtr) add(delta int64) {
	for i := range p.count {
		off, ok := addOff(p.off[i], delta)
		if !ok {
			*p = stackPtr{frame: p.frame}
			return
		}
		p.off[i] = off
	}
}
