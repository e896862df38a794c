package verifier

import "strconv"

// maxReportEvents is the number of events that a report shows; more are left out in the middle.
const maxReportEvents = 64

// subject is what the causal path of a report is about: the value at a place, a reference, or the lock.
type subject struct {
	place place
	ref   uint32
	lock  bool
	depth uint32 // regions that are active: the path begins with the outermost
}

// ofReg is the value of a register of the current function.
func (v *env) ofReg(n uint8) subject { return subject{place: regPlace(v.cur.cur(), n)} }

// reportPath adds the events of the path that led to the value, reference or region (diag_print_history).
func (v *env) reportPath(s subject) {
	h := v.history
	first := v.markLineage(s)
	var shown []*event
	for i := first; i < h.n; i++ {
		if e := h.at(i); s.shows(e) {
			shown = append(shown, e)
		}
	}
	v.report.WriteString("\nCausal path:\n")
	const half = maxReportEvents / 2
	for i, e := range shown {
		omitted := len(shown) - maxReportEvents
		if omitted > 0 && i > half && i < len(shown)-half {
			continue
		}
		if i > 0 {
			v.report.WriteByte('\n')
		}
		if omitted > 0 && i == half {
			v.report.WriteString("  " + strconv.Itoa(omitted) + " intermediate causal-history events omitted\n")
			continue
		}
		label, message := v.eventText(e)
		v.reportSource(int(e.idx), label, message)
	}
	if len(shown) == 0 {
		v.report.WriteString("  no retained diagnostic events on this path\n")
	}
	if h.first != 0 {
		plural := "s"
		if h.first == 1 {
			plural = ""
		}
		v.report.WriteString("  " + strconv.FormatUint(h.first, 10) + " older causal-history event" + plural +
			" not retained because diagnostic event storage reached capacity\n")
	}
}

// markLineage marks the changes that the value at the subject's place stems from, and returns the first event of the path.
func (v *env) markLineage(s subject) (first int) {
	h := v.history
	for i := range h.n {
		h.at(i).shown = false
	}
	for i := h.n - 1; i >= 0; i-- {
		switch e := h.at(i); {
		case s.lock:
			if e.kind == eventLock && s.depth > 0 {
				if e.entered && e.id == 1 {
					return i
				}
				if !e.entered && e.id == 0 {
					return 0
				}
			}
		case s.ref != 0:
			if e.kind == eventAcquire && e.id == s.ref {
				return i
			}
		case e.kind == eventChange && e.place.touches(s.place):
			e.shown = true
			first = i
			if e.origin.kind != noPlace {
				s.place = e.origin
			} else if e.cause <= causeSpill && !v.computed(e) {
				return first
			}
		}
	}
	return first
}

// shows reports whether the path shows an event.
func (s subject) shows(e *event) bool {
	switch e.kind {
	case eventBranch:
		return true
	case eventChange:
		return e.shown
	case eventLock:
		return s.lock
	}
	return s.ref != 0 && e.id == s.ref
}

// eventText returns the label and the description of an event.
func (v *env) eventText(e *event) (label, message string) {
	switch e.kind {
	case eventBranch:
		if e.entered {
			return "branch", "took the true branch of this conditional, goto followed"
		}
		return "branch", "took the false branch of this conditional, goto not followed"
	case eventAcquire:
		return "acquired", sprintf("owned resource (id=%d)", e.id)
	case eventRelease:
		return "released", sprintf("owned resource (id=%d)", e.id)
	case eventLock:
		verb := "left"
		if e.entered {
			verb = "entered"
		}
		return "context", sprintf("%s lock region; depth is now %d", verb, e.id)
	}
	return v.changeText(e)
}

// changeText follows diag_print_mod.
func (v *env) changeText(e *event) (label, message string) {
	what := sprintf("R%d", e.place.n)
	switch e.place.kind {
	case placeBytes:
		return "invalidated", sprintf("variable-offset stack write may affect bytes fp%d through fp%d", e.place.n, e.place.end-1)
	case placeSlot:
		what = sprintf("stack slot fp%d", -(e.place.n+1)*regSize)
	}
	was := v.snapshotText(&e.old)
	if why := e.loss(); why != "" {
		return "invalidated", sprintf("%s: %s; previous value was %s", what, why, was)
	}
	label = "update"
	if e.cause == causeSpill {
		label = "spilled"
	}
	return label, sprintf("%s changed from %s to %s", what, was, v.snapshotText(&e.new))
}

// loss returns why a value is lost, "" if it changed to another.
func (e *event) loss() string {
	reg := e.place.kind == placeReg
	switch e.cause {
	case causeRelease:
		if reg {
			return "resource release invalidated this pointer"
		}
		return "resource release invalidated this value"
	case causePacket:
		return "packet data may have moved"
	case causeCall:
		return "call invalidated this caller-saved register"
	case causeWrite:
		if !reg {
			return "a later stack write overwrote this spilled value"
		}
	}
	return ""
}
