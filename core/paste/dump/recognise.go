package dump

import (
	"strings"

	"bpfplay/core/paste"
)

// contains tells whether some line has one of the pieces in it.
func (t *input) contains(pieces ...string) bool {
	for i := range t.lines {
		for _, piece := range pieces {
			if strings.Contains(t.lines[i].text, piece) {
				return true
			}
		}
	}
	return false
}

// isGdbPrint: "$1 = {0x1, 0x0 <repeats 11 times>}", or the repetition alone.
func isGdbPrint(t *input) bool {
	name, _, found := strings.Cut(t.first().text, " = ")
	value := found && len(name) > 1 && name[0] == '$' && strings.Trim(name[1:], "0123456789") == ""
	return value || t.contains(" <repeats ")
}

func isTypedArray(t *input) bool {
	return t.contains("Int8Array", "Uint8Array", "Uint8ClampedArray")
}

func isGoLiteral(t *input) bool {
	return t.contains("byte{", "[]byte(", "uint8{", "uint16{", "uint32{", "uint64{")
}

func isRustLiteral(t *input) bool {
	return t.contains("vec![", "&[u8]", "[u8;", "u8, ", "u8]", "_u8", "hex!(")
}

// isPythonBytes: b'…' and b"…", which Rust writes too.
func isPythonBytes(t *input) bool {
	if t.contains("bytes(", "bytearray(", "fromhex(", "unhexlify(") {
		return true
	}
	first := strings.TrimSpace(t.first().text)
	return strings.HasPrefix(first, "b'") || strings.HasPrefix(first, `b"`) || t.contains(" b'", ` b"`, "(b'", `(b"`, "=b'", `=b"`)
}

func isBpftoolJSON(t *input) bool { return t.contains(`["0x`) }

// firstOf is the first of these characters in the text, 0 if it has none.
func (t *input) firstOf(characters string) byte {
	for i := range t.lines {
		if at := strings.IndexAny(t.lines[i].text, characters); at >= 0 {
			return t.lines[i].text[at]
		}
	}
	return 0
}

// isJSON: an object with names in quotes.
func isJSON(t *input) bool { return t.firstOf("{\"'`") == '{' && t.contains(`":`, `" :`) }

func isShellString(t *input) bool {
	first := strings.TrimSpace(t.first().text)
	return strings.HasPrefix(first, "printf ") || strings.HasPrefix(first, "echo ") || t.contains("$'")
}

func isBraceList(t *input) bool { return t.firstOf("{\"'`") == '{' }

// isBlankList: "[3 0 0]".
func isBlankList(t *input) bool {
	return strings.HasPrefix(strings.TrimLeft(t.first().text, " &"), "[") && !t.contains(",", `"`, "'")
}

// isBracketList: a bracket with something in it that is not the length of an array.
func isBracketList(t *input) bool {
	for i := range t.lines {
		rest := t.lines[i].text
		for {
			start := strings.IndexAny(rest, "[\"'`")
			if start < 0 {
				break
			}
			if rest[start] != '[' {
				return false
			}
			inside, after, closed := strings.Cut(rest[start+1:], "]")
			if declares := strings.HasPrefix(strings.TrimSpace(after), "="); !closed || !declares && !paste.IsBlank(inside) {
				return true
			}
			rest = after
		}
	}
	return t.contains("[")
}

func isQuoted(t *input) bool { return t.contains(`"`, "'", "`") }
