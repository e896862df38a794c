package verifier

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// sinceQuietLiveStack is the release whose log no longer follows the liveness of the stack.
var sinceQuietLiveStack = abi.Since{abi.V7_1}

// logsLiveStack reports whether the log follows the liveness of the stack.
func (v *env) logsLiveStack() bool { return v.level&logLevel2 != 0 && !v.in(sinceQuietLiveStack) }

// String returns the call sites, as the log prints them.
func (f *funcInstance) String() string {
	var b strings.Builder
	for i, site := range f.callsites {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(site))
	}
	return "(" + b.String() + ")"
}

// logMasks prints the slots that an instruction adds to a set, and those that it removes (log_mask_change).
func (f *funcInstance) logMasks(v *env, what string, fr, idx int, before, after uint64) {
	if before == after {
		return
	}
	v.logf("%s frame %d insn %d ", f, fr, idx)
	if more := after &^ before; more != 0 {
		v.logf("+%s %s ", what, stackMask(more))
	}
	if fewer := before &^ after; fewer != 0 {
		v.logf("-%s %s", what, stackMask(fewer))
	}
	v.logf("\n")
}
