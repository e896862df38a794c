// Package dialect reads programs from texts that show instructions: listings, disassembly, C, straces, hex and assembly.
package dialect

import (
	"strings"

	"bpfplay/core/insn"
)

// Dialect is a form in which texts show instructions.
type Dialect uint8

// The dialects.
const (
	Assembly Dialect = iota // what insn.Assemble reads
	Log                     // the log of the verifier
	Xlated                  // bpftool prog dump xlated
	Objdump                 // llvm-objdump -d
	C                       // struct bpf_insn, as fields or as macros
	Strace                  // insns=[{code=BPF_ALU64|BPF_K|BPF_MOV, ...}]
	Hex                     // bytes
	Inline                  // inline assembly in C
)

// dialects holds the name of each dialect and its reader.
var dialects = [...]struct {
	name string
	read func(text string) (*insn.Program, error)
}{
	Assembly: {"assembly", insn.Assemble},
	Log:      {"verifier log", readLog},
	Xlated:   {"bpftool listing", readXlated},
	Objdump:  {"llvm-objdump listing", readObjdump},
	C:        {"C instructions", readC},
	Strace:   {"strace instructions", readC},
	Hex:      {"hex bytes", readHex},
	Inline:   {"inline assembly", readInline},
}

// String returns the name of the dialect as a user would know it.
func (d Dialect) String() string { return dialects[d].name }

// Read reads the program in text, in the dialect that it is most likely in.
// The error is of type [insn.Errors]; the program then has what could be read.
func Read(text string) (*insn.Program, Dialect, error) {
	text = text[:min(len(text), insn.MaxText)]
	d := Recognize(text)
	p, err := dialects[d].read(text)
	return p, d, err
}

// Recognize returns the dialect that text is most likely in. Text without any sign is assembly.
func Recognize(text string) Dialect {
	switch {
	case strings.Contains(text, "{code="):
		return Strace
	case inlineStart(text) >= 0:
		return Inline
	case strings.Contains(text, ".code"), macroCall(text):
		return C
	}
	log, listed, dumped := false, 0, 0
	bytes, begun := true, false
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		if trimmed == "" {
			continue
		}
		b, bad := parseHex(trimmed)
		bytes = bytes && bad < 0
		begun = begun || len(b) >= insn.Size // a mistake may follow the bytes of an instruction
		if logOnly(trimmed) {
			log = true
		}
		if _, rest, ok := indexed(line); ok {
			if _, _, ok := opcodeText(rest); ok {
				listed++
			} else if n := dumpedBytes(rest); n > 0 {
				dumped++
			}
		}
		if strings.HasPrefix(trimmed, "Disassembly of section") {
			dumped++
		}
	}
	switch {
	case bytes && strings.TrimSpace(text) != "":
		return Hex
	case listed > 0 && log:
		return Log
	case listed > 0:
		return Xlated
	case dumped > 0:
		return Objdump
	case structs(text):
		return C
	case begun:
		return Hex
	}
	return Assembly
}

// logOnly reports whether only a verifier log has such a line.
func logOnly(line string) bool {
	if strings.HasPrefix(line, "processed ") || strings.HasPrefix(line, "func#") || strings.HasPrefix(line, "from ") ||
		strings.HasPrefix(line, "last_idx ") || strings.HasPrefix(line, "Live regs") || strings.HasPrefix(line, "arg#") {
		return true
	}
	_, rest, ok := indexed(line)
	return ok && (strings.HasPrefix(rest, "R") || strings.Contains(rest, "; R") || strings.HasPrefix(rest, "frame"))
}

// indexed splits a line that begins with the number of an instruction: "  12: (bf) r6 = r1".
func indexed(line string) (index int, rest string, ok bool) {
	trimmed := strings.TrimLeft(line, " \t")
	n := 0
	for n < len(trimmed) && n < 8 && trimmed[n] >= '0' && trimmed[n] <= '9' {
		index = index*10 + int(trimmed[n]-'0')
		n++
	}
	if n == 0 || n == len(trimmed) || trimmed[n] != ':' {
		return 0, "", false
	}
	return index, strings.TrimLeft(trimmed[n+1:], " \t"), true
}

// opcodeText splits "(bf) r6 = r1". The registers that are live before the instruction may precede the opcode.
func opcodeText(rest string) (code uint8, text string, ok bool) {
	if live, after, cut := strings.Cut(rest, " "); cut && len(live) >= 10 && strings.Trim(live, ".0123456789") == "" {
		rest = strings.TrimLeft(after, " ")
	}
	if len(rest) < 5 || rest[0] != '(' || rest[3] != ')' {
		return 0, "", false
	}
	hi, ok1 := hexDigit(rest[1])
	lo, ok2 := hexDigit(rest[2])
	return hi<<4 | lo, strings.TrimLeft(rest[4:], " "), ok1 && ok2
}

func hexDigit(c byte) (uint8, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
