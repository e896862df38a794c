package csource

import (
	"strings"

	"bpfplay/core/paste"
)

// LooksLike reports whether a text has a store to a fixed address, a call by the name of its number, or an attr passed
// by address.
func LooksLike(p *paste.Source) bool {
	return p.Some(isStore) || p.Some(isCall)
}

// isStore reports whether a line is a store as syzkaller writes it: *(uint32_t*)0x20000000 = 1;
func isStore(line string) bool {
	_, rest, ok := strings.Cut(line, "*(uint")
	_, rest, ok2 := strings.Cut(rest, ")0x")
	return ok && ok2 && strings.Contains(rest, " = ")
}

func isCall(line string) bool {
	return strings.Contains(line, "syscall(__NR_bpf") || strings.Contains(line, "syscall(SYS_bpf") ||
		(strings.Contains(line, "bpf(BPF_") || strings.Contains(line, "syscall(321,")) && passesAttr(withoutLiterals(line)) || creates(line)
}

// passesAttr reports whether a statement passes the address of an attr, or its size.
func passesAttr(line string) bool {
	return strings.Contains(line, ";") && (strings.Contains(line, "&") || strings.Contains(line, "sizeof"))
}

// withoutLiterals returns a line without its string literals, which in a trace may hold any bytes of a program or of BTF.
func withoutLiterals(line string) string {
	var code strings.Builder
	for {
		at := strings.IndexByte(line, '"')
		if at < 0 {
			return code.String() + line
		}
		code.WriteString(line[:at])
		line = line[at+literalEnd(line[at:]):]
	}
}
