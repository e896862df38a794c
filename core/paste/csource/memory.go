package csource

import (
	"bytes"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/paste/syz"
)

// destination returns the address that a function writes to, which may be a member of an attr.
func (p *program) destination(tokens []token) (uint64, string) {
	for len(tokens) > 1 && tokens[0].is("(") {
		end := closing(tokens, 0)
		if end < 0 || !isType(tokens[1:end]) {
			break
		}
		tokens = tokens[end+1:]
	}
	if len(tokens) > 2 && tokens[0].is("&") {
		if addr, _, ok := p.member(tokens[1:]); ok {
			return addr, ""
		}
	}
	if addr, _, ok := p.member(tokens); ok {
		return addr, ""
	}
	return p.names.number(tokens)
}

func memset(p *program, before []token, args [][]token) (did bool, why string) {
	if len(args) != 3 {
		return false, "wrong number of arguments: want 3"
	}
	addr, why := p.destination(args[0])
	if why != "" {
		return false, why
	}
	values, why := p.given(args[1:], 2)
	if why != "" {
		return false, why
	}
	if !p.memory().Fits(addr, values[1]) {
		return false, noPlace(addr, values[1])
	}
	return p.fill(addr, bytes.Repeat([]byte{byte(values[0])}, int(values[1])))
}

// noPlace returns why n bytes cannot be stored at an address.
func noPlace(addr, n uint64) string {
	return fmt.Sprintf("%d bytes at 0x%x: want an address below 0x%x, and at most %d MiB in all", n, addr, uint64(core.TASK_SIZE), paste.StoresMax>>20)
}

func (p *program) fill(addr uint64, bytes []byte) (did bool, why string) {
	if !p.memory().Write(addr, bytes) {
		return false, noPlace(addr, uint64(len(bytes)))
	}
	return true, ""
}

// memcpy reads memcpy, strcpy and strncpy from a string or from memory.
func memcpy(p *program, before []token, args [][]token) (did bool, why string) {
	if len(args) < 2 {
		return false, "invalid arguments: want an address and a string"
	}
	addr, why := p.destination(args[0])
	if why != "" {
		return false, why
	}
	if end := closing(args[1], 0); end > 0 && end+1 < len(args[1]) && isInstructions(args[1][1:end]) {
		program, why := p.instructions(args[1][end+1:])
		if why != "" {
			return false, why
		}
		return p.storeInstructions(addr, program)
	}
	var stored []byte
	isText := len(args[1]) > 0 && args[1][0].kind == stringLiteral
	for _, t := range args[1] {
		piece, ok := t.bytes()
		if isText && !ok {
			return false, "invalid string: want text in quotes"
		}
		stored = append(stored, piece...)
	}
	stored = append(stored, 0)
	if len(args) > 2 {
		n, why := p.names.number(args[2])
		if why != "" {
			return false, why
		}
		if !p.memory().Fits(addr, n) || isText && n > uint64(len(stored)) && n > core.PAGE_SIZE {
			return false, noPlace(addr, n)
		}
		stored = append(stored, make([]byte, max(0, int(n)-len(stored)))...)[:n]
	}
	if !isText {
		from, why := p.destination(args[1])
		if why != "" || len(args) < 3 {
			return false, why
		}
		stored = p.memory().Read(from, len(stored))
	}
	return p.fill(addr, stored)
}

// sprintf reads the formats that syzkaller uses to store numbers as text.
func sprintf(p *program, before []token, args [][]token) (did bool, why string) {
	if len(args) != 3 || len(args[1]) != 1 {
		return false, noCall
	}
	addr, why := p.destination(args[0])
	if why != "" {
		return false, why
	}
	form, _ := args[1][0].bytes()
	form = []byte(strings.NewReplacer("llu", "d", "llx", "x", "llo", "o").Replace(string(form)))
	for _, known := range syz.NumberFormats {
		if string(form) == known.Value {
			v, why := p.names.number(args[2])
			if why != "" {
				return false, why
			}
			return p.fill(addr, fmt.Appendf(nil, known.Value, v))
		}
	}
	return false, noCall
}

// bitmask reads STORE_BY_BITMASK(type, htobe, addr, value, offset, length): some bits of a number.
func bitmask(p *program, before []token, args [][]token) (did bool, why string) {
	if len(args) != 6 {
		return false, "wrong number of arguments: want 6"
	}
	values, why := p.given(args[2:], 4)
	if why != "" {
		return false, why
	}
	size := typeSize(args[0])
	switch {
	case len(args[1]) > 0:
		return false, "bits of a number in network byte order are not supported: want host byte order"
	case size == 0 || size > 8 || values[2] > 64 || values[3] > uint64(8*size)-min(values[2], uint64(8*size)):
		return false, "invalid type or bits: want a type such as uint32_t, and bits within it"
	}
	memory := p.memory()
	field := abi.Field{Kind: abi.KindU64}
	old := field.Value(memory.Read(values[0], size))
	mask := (uint64(1)<<values[3] - 1) << values[2]
	return p.storeValue(values[0], value{v: old&^mask | values[1]<<values[2]&mask}, size)
}
