package core

// RecordedMachine is the machine that a recording's kernel line and a scenario line of it ask for. The error says what
// is wrong with them.
func RecordedMachine(kernel, scenario string) (Machine, error) {
	r, err := recordedRelease(kernel)
	if err != nil {
		return Machine{}, err
	}
	return recordedMachine(r, scenario)
}

// RecordedCall reads a line of a scenario: a call, or the bytes that a task writes to its memory before its next one.
// why says what would be right where it is neither.
func RecordedCall(line string) (c Call, w *Write, task int, why string) {
	l := parseRecordLine(line)
	return l.call, l.write, l.task, l.unread
}
