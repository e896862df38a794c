package verifier

import "fmt"

// logf appends to the log if the program asked for one and a message still has an effect.
func (v *env) logf(format string, args ...any) {
	if v.level == 0 || !v.buffer.Needed() {
		return
	}
	v.line = fmt.Appendf(v.line[:0], format, args...)
	v.logLen += len(v.line)
	v.buffer.Print(string(v.line))
}

// logPos is a position in the log.
type logPos struct {
	text   int    // in the whole text
	buffer uint64 // in the caller's buffer
}

// logEnd returns the position after the last message.
func (v *env) logEnd() logPos { return logPos{v.logLen, v.buffer.Pos()} }

// resetLog drops the messages after a position, as bpf_vlog_reset does.
func (v *env) resetLog(p logPos) {
	if v.level == 0 || p.text > v.logLen {
		return
	}
	v.logLen = p.text
	v.buffer.Reset(p.buffer)
}

// logStats prints the summary that ends every log.
func (v *env) logStats() {
	if v.level&logStatsBit != 0 {
		v.logf("verification time 0 usec\nstack depth ")
		for n := range max(len(v.subprogs)-1, 0) {
			sep := "+"
			if n == 0 {
				sep = ""
			}
			v.logf("%s%d", sep, v.subprogs[n].stackDepth)
		}
		v.logf("\n")
	}
	v.logf("processed %d insns (limit %d) max_states_per_insn %d total_states %d peak_states %d mark_read %d\n",
		v.processed, maxProcessed, v.maxStates, v.totalStates, v.peakStates, v.longestWalk)
}

const logStatsBit = logStats
