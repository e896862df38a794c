package strace

import (
	"slices"

	"bpfplay/core/paste"
	"strconv"
	"strings"
)

// pids is one more than the largest process id on Linux. A larger number before a call is a time.
const pids = 1 << 22

// head removes the prefix that strace and perf trace write before a call: process, times, number and address. pid is
// 0 if the line has none.
func head(line string) (pid int, rest string) {
	for {
		line = strings.TrimLeft(line, " \t")
		cut, n := prefix(line)
		if cut == 0 {
			return pid, line
		}
		if pid == 0 {
			pid = n
		}
		line = line[cut:]
	}
}

// prefix returns the length of the first part of the prefix, 0 if none, and its process id.
func prefix(line string) (length, pid int) {
	if line == "" {
		return 0, 0
	}
	switch c := line[0]; {
	case c == '[':
		return bracket(line)
	case c == '(':
		end := strings.IndexByte(line, ')')
		if end < 0 || strings.Trim(line[1:end], "+-. 0123456789ms") != "" {
			return 0, 0
		}
		return len(line) - len(strings.TrimPrefix(line[end+1:], ":")), 0 // (+ 0.000094), or (0.013 ms): of perf trace
	case paste.IsDecimal(c):
		return leadingNumber(line)
	}
	word, _, found := strings.Cut(line, " ")
	comm, number, slash := strings.Cut(word, "/") // bpftool/1234 of perf trace
	if n, err := strconv.Atoi(number); found && slash && err == nil && n < pids && !strings.ContainsAny(comm, "(<{\"") {
		return len(word), n
	}
	return 0, 0
}

// bracket matches "[pid 123]", "[pid 123<bash>]", "[00007f2ad3f7a829]", "[????????????????]", "[ 321]".
func bracket(line string) (length, pid int) {
	end := strings.IndexByte(line, ']')
	if end < 0 {
		return 0, 0
	}
	inside := line[1:end]
	if number, found := strings.CutPrefix(inside, "pid "); found {
		_, n := leadingNumber(strings.TrimLeft(number, " ") + " ")
		return end + 1, n
	}
	if strings.Trim(inside, " ?0123456789abcdef") != "" || strings.TrimSpace(inside) == "" {
		return 0, 0
	}
	return end + 1, 0
}

// leadingNumber matches a process id, with its name if strace ran with -Y, or a time.
func leadingNumber(line string) (length, pid int) {
	end := 0
	for end < len(line) && paste.IsDecimal(line[end]) {
		end++
	}
	if end < len(line) && line[end] == '<' {
		if name := remarkEnd(line[end:]); name > 0 {
			n, _ := strconv.Atoi(line[:end])
			return end + name, n
		}
	}
	if end < len(line) && line[end] != ' ' && line[end] != '\t' {
		word := strings.IndexAny(line, " \t")
		if word < 0 || strings.Trim(line[:word], "0123456789.:") != "" {
			return 0, 0
		}
		return word, 0
	}
	if n, err := strconv.Atoi(line[:end]); err == nil && n < pids {
		return end, n
	}
	return end, 0
}

// callName returns the name of the call at the start of text, or "".
func callName(text string) string {
	end := 0
	for end < len(text) && (paste.IsWord(text[end])) {
		end++
	}
	if end == 0 || end == len(text) || text[end] != '(' || paste.IsDecimal(text[0]) || slices.Contains(innerCalls, text[:end]) {
		return ""
	}
	return text[:end]
}

// innerCalls lists names that look like calls inside a value. A wrapped line may begin with one.
var innerCalls = []string{"makedev", "if_nametoindex", "htons", "inet_addr", "KERNEL_VERSION"}
