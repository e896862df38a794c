package recording

import "bpfplay/core"

// RecordedMachine is the machine that a recording's kernel line and a scenario line of it ask for. The error says what
// is wrong with them.
func ParseMachine(kernel, scenario string) (core.Machine, error) {
	r, err := recordedRelease(kernel)
	if err != nil {
		return core.Machine{}, err
	}
	return recordedMachine(r, scenario)
}

// RecordedCall reads a line of a scenario: a call, or the bytes that a task writes to its memory before its next one.
// why says what would be right where it is neither.
func ParseLine(line string) (c core.Call, w *core.Write, task int, why string) {
	l := parseRecordLine(line)
	return l.call, l.write, l.task, l.unread
}
