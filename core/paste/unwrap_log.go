package paste

import "strings"

// logPrefixes return the length of a prefix that a log collector writes before a line, or 0.
var logPrefixes = [...]func(string) int{isoTimeLength, syslogTimeLength, kernelTimeLength, podLength, streamLength, serviceLength}

// withoutLogPrefix removes times, hosts, programs and pods.
func withoutLogPrefix(line string) string {
	for range len(logPrefixes) {
		cut := 0
		for _, length := range logPrefixes {
			if cut = length(line); cut > 0 {
				break
			}
		}
		if cut == 0 {
			break
		}
		line = line[cut:]
	}
	return line
}

// fits reports whether text starts with pattern, in which 0 matches a digit and a matches a letter.
func fits(text, pattern string) bool {
	if len(text) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		c, want := text[i], pattern[i]
		letter := 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		switch {
		case want == '0' && IsDecimal(c), want == 'a' && letter, want == c && want != '0' && want != 'a':
		default:
			return false
		}
	}
	return true
}

// isoTimeLength matches "2026-11-22T20:34:01.123456Z ", of kubectl logs, containers and GitHub; with host and program, of journalctl.
func isoTimeLength(line string) int {
	if !fits(line, "0000-00-00T00:00:00") {
		return 0
	}
	word := strings.IndexByte(line, ' ') + 1
	if word == 0 {
		return len(line)
	}
	return word + hostLength(line[word:])
}

// syslogTimeLength matches "Nov 22 20:34:01 host program[123]: ", of journalctl and syslog.
func syslogTimeLength(line string) int {
	if !fits(line, "aaa 00 00:00:00 ") && !fits(line, "aaa  0 00:00:00 ") {
		return 0
	}
	const time = len("Nov 22 20:34:01 ")
	if host := hostLength(line[time:]); host > 0 {
		return time + host
	}
	return 0
}

// hostLength matches "host program[123]: " or "host program: ".
func hostLength(text string) int {
	host := strings.IndexByte(text, ' ') + 1
	if host <= 1 {
		return 0
	}
	end := strings.IndexByte(text[host:], ' ')
	if end < 2 || text[host+end-1] != ':' || strings.ContainsAny(text[host:host+end], "({\"") {
		return 0
	}
	return host + end + 1
}

// kernelTimeLength matches "[   12.345678] ", of dmesg, or "<6>[   12.345678] ".
func kernelTimeLength(line string) int {
	at := 0
	if fits(line, "<0>[") {
		at = len("<6>")
	}
	if !strings.HasPrefix(line[at:], "[") {
		return 0
	}
	for i, dots := at+1, 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '.':
			dots++
		case c == ']' && dots == 1 && IsDecimal(line[i-1]):
			return len(line) - len(strings.TrimPrefix(line[i+1:], " "))
		case c != ' ' && !IsDecimal(c):
			return 0
		}
	}
	return 0
}

// podLength matches "[pod/name/container] ", of kubectl logs --prefix.
func podLength(line string) int {
	end := strings.Index(line, "] ")
	if !strings.HasPrefix(line, "[pod/") || end < 0 {
		return 0
	}
	return end + len("] ")
}

// streamLength matches "stderr F ", of the files that containers log to.
func streamLength(line string) int {
	for _, stream := range [...]string{"stdout F ", "stderr F "} {
		if strings.HasPrefix(line, stream) {
			return len(stream)
		}
	}
	return 0
}

// serviceLength matches "web-1  | ", of docker compose.
func serviceLength(line string) int {
	end := strings.IndexByte(line, '|')
	if end < 2 || line[end-1] != ' ' || !strings.HasPrefix(line[end+1:], " ") {
		return 0
	}
	name := strings.TrimRight(line[:end], " ")
	for i := range len(name) {
		if !IsWord(name[i]) && name[i] != '-' && name[i] != '.' {
			return 0
		}
	}
	if !strings.ContainsAny(name, "-_") || IsDecimal(name[0]) {
		return 0
	}
	return end + len("| ")
}
