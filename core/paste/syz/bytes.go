package syz

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/table"
)

// bytes places data of any length, or an array of one-byte numbers.
func (l *layout) bytes(a *arg, t *argType, addr uint64) uint64 {
	switch {
	case a == nil:
		if t.size > 0 {
			l.Write(addr, make([]byte, t.size))
		}
		return addr + uint64(t.size)
	case a.kind == data:
		return l.data(a, t, addr)
	case a.kind == list:
		for _, e := range a.inner {
			if e.kind == list {
				addr = l.bytes(e, blob, addr)
				continue
			}
			addr = l.place(e, &argType{size: 1}, addr)
		}
		return addr
	}
	return l.place(a, &argType{size: max(4, min(t.size, 8))}, addr)
}

func (l *layout) data(a *arg, t *argType, addr uint64) uint64 {
	bytes, size := a.data, a.v
	if t.size > 0 {
		size = uint64(t.size)
		bytes = bytes[:min(len(bytes), t.size)]
	}
	if len(bytes) == 0 && t.size == 0 {
		l.Touch(addr, size) // a buffer that the kernel writes to
		return addr + size
	}
	if size > uint64(len(bytes)) && l.Fits(addr, size) {
		zeroes := size - uint64(len(bytes))
		bytes = append(bytes[:len(bytes):len(bytes)], make([]byte, zeroes)...)
	}
	if !l.Fits(addr, size) || !l.Write(addr, bytes) {
		l.lose("%d bytes at 0x%x: outside of user memory, or too large", size, addr)
	}
	return addr + size
}

// any places part of a struct that the fuzzer squashed to bytes.
func (l *layout) any(name string, a *arg, addr uint64) uint64 {
	if size, err := strconv.Atoi(strings.TrimPrefix(name, "ANYRES")); err == nil && size >= 8 && size <= 64 {
		return l.number(a, &argType{size: size / 8, none: ^uint64(0)}, addr)
	}
	if form, ok := NumberFormats.Find(name); ok {
		v := uint64(0)
		if a != nil && a.kind == result {
			l.lose("the digits of %s are unknown: 0 is assumed", a.name)
		} else if a != nil {
			v = a.v
		}
		text := fmt.Sprintf(form, v)
		l.Write(addr, []byte(text))
		return addr + uint64(len(text))
	}
	if strings.HasPrefix(name, "ANYPTR") {
		return l.pointer(a, ptr, addr)
	}
	return l.bytes(a, blob, addr)
}

// NumberFormats maps the options for a result stored as text to their formats.
var NumberFormats = table.Listed[string, string]{{"ANYRESDEC", "%020d"}, {"ANYRESHEX", "0x%016x"}, {"ANYRESOCT", "%023o"}}
