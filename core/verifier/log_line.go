package verifier

import (
	"slices"
	"strings"

	"bpfplay/core/abi"
)

// sinceFileLines is the oldest release known to name the file of a source line, and to print a line once if two records of
// the same file have its number.
var sinceFileLines = abi.Since{abi.V6_12}

// spaces are the bytes that the kernel's isspace knows.
const spaces = " \t\n\v\f\r\xa0"

// lineAt returns the index of the line_info that covers an instruction, or -1 (bpf_find_linfo).
func (v *env) lineAt(idx int) int {
	after, found := slices.BinarySearchFunc(v.lineInfo, idx, func(l LineInfo, idx int) int { return int(l.InsnOff) - idx })
	if found {
		return after
	}
	return after - 1
}

// number returns the number of the line in its file, and the column.
func (l LineInfo) number() (line, column int) {
	return int(l.LineCol >> 10), int(l.LineCol & (1<<10 - 1))
}

// sourceFile returns the name of a line's file without its folder.
func (v *env) sourceFile(l LineInfo) string {
	path := v.prog.BTF.String(l.FileNameOff)
	return path[strings.LastIndexByte(path, '/')+1:]
}

// logLine prints the source line of an instruction after prefix, unless it was printed last (verbose_linfo).
func (v *env) logLine(idx int, prefix string) {
	if v.level == 0 || len(v.lineInfo) == 0 || !v.buffer.Needed() {
		return
	}
	at := v.lineAt(idx)
	if at == v.loggedLine-1 {
		return
	}
	l := v.lineInfo[at]
	number, _ := l.number()
	names := v.in(sinceFileLines)
	if names && v.loggedLine > 0 {
		last := v.lineInfo[v.loggedLine-1]
		if n, _ := last.number(); n == number && last.FileNameOff == l.FileNameOff {
			return
		}
	}
	v.loggedLine = at + 1
	text := v.prog.BTF.String(l.LineOff)
	for text != "" && strings.IndexByte(spaces, text[0]) >= 0 {
		text = text[1:]
	}
	v.logf("%s", prefix)
	if !names {
		v.logf("%s\n", text)
		return
	}
	v.logf("%s", text)
	v.logf(" @ %s:%d\n", v.sourceFile(l), number)
}
