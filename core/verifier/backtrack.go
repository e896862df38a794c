package verifier

import (
	"math/bits"
	"strconv"
	"strings"
)

// regMask and stackMask print the sets of precision tracking.
func regMask(m uint32) string {
	var parts []string
	for i := range 32 {
		if m>>i&1 == 1 {
			parts = append(parts, "r"+strconv.Itoa(i))
		}
	}
	return strings.Join(parts, ",")
}

func stackMask(m uint64) string {
	var parts []string
	for i := range 64 {
		if m>>i&1 == 1 {
			parts = append(parts, "-"+strconv.Itoa((i+1)*regSize))
		}
	}
	return strings.Join(parts, ",")
}

// backtrack is the set of registers and slots that must be precise, by frame.
type backtrack struct {
	frame int
	regs  [16]uint32
	stack [16]uint64
}

func (b *backtrack) empty() bool {
	var all uint64
	for i := range b.frame + 1 {
		all |= uint64(b.regs[i]) | b.stack[i]
	}
	return all == 0
}

func (b *backtrack) has(n uint8) bool { return b.regs[b.frame]>>n&1 == 1 }

func (b *backtrack) set(n uint8) { b.regs[b.frame] |= 1 << n }

func (b *backtrack) clear(n uint8) { b.regs[b.frame] &^= 1 << n }

const argRegs = 0x3e // r1 to r5

// backtrack follows the path of start back from instruction last and marks the sources of the values.
func (v *env) backtrack(b *backtrack, start *vstate, last int) (changed bool) {
	if b.empty() {
		return false
	}
	st, first, next := start, start.firstInsn, -1
	skip := true
	for {
		n := len(st.hist)
		if v.level&logLevel2 != 0 {
			v.logf("mark_precise: frame%d: last_idx %d first_idx %d subseq_idx %d \n", b.frame, last, first, next)
		}
		if last < 0 {
			for m := b.regs[0]; m != 0; m &= m - 1 {
				if r := &st.frames[0].regs[bits.TrailingZeros32(m)]; r.typ == scalarValue {
					r.precise = true
					changed = true
				}
			}
			return changed
		}
		for i := last; ; {
			if skip {
				skip = false
			} else {
				var h *histEntry
				if n > 0 && int(st.hist[n-1].idx) == i {
					h = &st.hist[n-1]
				}
				if v.backInsn(b, i, next, h) == stepGiveUp {
					v.allPrecise(start)
					return true
				}
			}
			if b.empty() {
				return changed
			}
			next = i
			var ok bool
			if i, ok = prevInsn(st, i, &n); !ok {
				break
			}
		}
		if st = st.parent; st == nil {
			break
		}
		for fr := b.frame; fr >= 0; fr-- {
			f := st.frames[fr]
			for m := b.regs[fr]; m != 0; m &= m - 1 {
				i := bits.TrailingZeros32(m)
				if r := &f.regs[i]; r.typ != scalarValue || r.precise {
					b.regs[fr] &^= 1 << i
				} else {
					r.precise, changed = true, true
				}
			}
			for m := b.stack[fr]; m != 0; m &= m - 1 {
				i := bits.TrailingZeros64(m)
				if i >= len(f.stack) || !f.stack[i].isScalarSpill() || f.stack[i].precise {
					b.stack[fr] &^= 1 << i
				} else {
					f.stack[i].precise, changed = true, true
				}
			}
			if v.level&logLevel2 != 0 {
				v.logf("mark_precise: frame%d: parent state regs=%s ", fr, regMask(b.regs[fr]))
				v.logf("stack=%s: ", stackMask(b.stack[fr]))
				v.printState(st, fr, true)
			}
		}
		if b.empty() {
			return changed
		}
		next, last, first = first, st.lastInsn, st.firstInsn
	}
	if !b.empty() {
		v.allPrecise(start)
	}
	return changed
}

// syncLinked adds the registers that had the same id as one of the set when a jump compared it.
func (b *backtrack) syncLinked(h *histEntry) {
	if h == nil {
		return
	}
	some := false
	for _, l := range h.linked.regs[:h.linked.n] {
		if l.index&spilledFlag == 0 {
			some = some || b.regs[l.frame]>>l.index&1 == 1
		} else {
			some = some || b.stack[l.frame]>>(l.index&^spilledFlag)&1 == 1
		}
	}
	if !some {
		return
	}
	for _, l := range h.linked.regs[:h.linked.n] {
		if l.index&spilledFlag == 0 {
			b.regs[l.frame] |= 1 << l.index
		} else {
			b.stack[l.frame] |= 1 << (l.index &^ spilledFlag)
		}
	}
}
