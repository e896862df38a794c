package core

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/interp"
)

var (
	// sinceBprintf is the first release with bpf_bprintf_prepare: widths, %%, %c, %X, %pK, %pI4, and any number of %s.
	sinceBprintf = abi.Since{abi.V5_13}

	// sinceBprintfUTF8 is the first release that lets bytes that are not ASCII pass. The backports are the earliest known.
	sinceBprintfUTF8 = abi.Since{abi.V7_1, abi.V6_1 + 192, abi.V6_12 + 117, abi.V6_18 + 44}
)

// bprintf formats a text of bpf_trace_printk. It follows bpf_bprintf_prepare and bstr_printf, and before 5.13 the checks of
// bpf_trace_printk.
type bprintf struct {
	release abi.Release
	space   *interp.Space
	format  []byte // without its NUL
	args    []uint64
	text    []byte // up to bprintfMost bytes
	length  int    // of the whole text
	at      int    // in format
	strings int    // number of %s so far
}

const (
	bprintfMost  = 1023      // MAX_BPRINTF_BUF without its NUL
	bprintfWidth = 1<<23 - 1 // FIELD_WIDTH_MAX
)

// peek returns the byte i after the current one; 0 after the end.
func (b *bprintf) peek(i int) byte {
	if b.at+i < len(b.format) {
		return b.format[b.at+i]
	}
	return 0
}

// print formats the text. It reports false for a format that the kernel refuses.
func (b *bprintf) print() bool {
	since := sinceBprintf.In(b.release)
	for ; b.at < len(b.format); b.at++ {
		switch c := b.peek(0); {
		case c >= 0x80 && !sinceBprintfUTF8.In(b.release) || c < 0x80 && !isPrint(c) && !isSpace(c):
			return false
		case c != '%':
			b.add(string(b.format[b.at : b.at+1]))
		case since && b.peek(1) == '%':
			b.at++
			b.add("%")
		case len(b.args) == 0:
			return false
		default:
			b.at++
			text, ok := b.conversion()
			if !ok {
				return false
			}
			b.add(text)
			b.args = b.args[1:]
		}
	}
	return true
}

// add appends a text as far as the buffer reaches.
func (b *bprintf) add(text string) {
	b.length += len(text)
	b.text = append(b.text, text[:min(len(text), bprintfMost-len(b.text))]...)
}

// conversion formats the next argument by the conversion after the percent sign, and moves to its last byte.
func (b *bprintf) conversion() (text string, ok bool) {
	f := field{}
	if sinceBprintf.In(b.release) {
		f = b.field()
	}
	v := b.args[0]
	switch b.peek(0) {
	case 'p':
		text, ok = b.pointer(v)
		for next := b.peek(1); isPrint(next) && next != ' ' && !isPunct(next); next = b.peek(1) {
			b.at++ // bstr_printf skips letters and digits after a pointer
		}
		return f.pad(text), ok
	case 's':
		return f.pad(kernelString(b.space, v)), b.endsString()
	case 'c':
		return f.pad(string([]byte{byte(v)})), sinceBprintf.In(b.release)
	}
	long := false
	for range 2 {
		if b.peek(0) == 'l' {
			long = true
			b.at++
		}
	}
	if !long {
		v = uint64(uint32(v))
	}
	switch c := b.peek(0); c {
	case 'd', 'i':
		if !long {
			v = uint64(int32(v))
		}
		return f.number(strconv.FormatInt(int64(v), 10)), true
	case 'u':
		f.sign = ""
		return f.number(strconv.FormatUint(v, 10)), true
	case 'x', 'X':
		f.sign = ""
		text = strconv.FormatUint(v, 16)
		if c == 'X' {
			text = strings.ToUpper(text)
		}
		return f.number(text), c == 'x' || sinceBprintf.In(b.release)
	}
	return "", false
}

// endsString reports whether a string may end here: a space, punctuation or the end follows, and before 5.13 no other string
// has come.
func (b *bprintf) endsString() bool {
	b.strings++
	next := b.peek(1)
	return (next == 0 || isSpace(next) || isPunct(next)) && (b.strings == 1 || sinceBprintf.In(b.release))
}

// pointer formats an address: %p, %pK and %px as 16 digits, %pks and %pus as a string, others as far as they are supported.
func (b *bprintf) pointer(v uint64) (text string, ok bool) {
	hex := strconv.FormatUint(v, 16)
	next := b.peek(1)
	switch {
	case next == 0 || isSpace(next) || isPunct(next):
		return zeros(hex, 16), true
	case (next == 'k' || next == 'u') && b.peek(2) == 's':
		b.at += 2
		return kernelString(b.space, v), b.endsString()
	case next == 'B':
		b.at++
		return "0x" + hex, true // no address of the emulated kernel has a symbol
	case !sinceBprintf.In(b.release):
		return "", false
	case next == 'K' || next == 'x':
		b.at++
		return zeros(hex, 16), true
	case next == 's' || next == 'S':
		b.at++
		return "0x" + hex, true
	case (next == 'i' || next == 'I') && (b.peek(2) == '4' || b.peek(2) == '6'):
		b.at += 2
		return b.ip(v, next == 'i', b.peek(0) == '6'), true
	}
	return "", false
}

// ip formats the address in memory at v: %pI4, %pI6, or padded or without colons for %pi4 and %pi6.
func (b *bprintf) ip(v uint64, padded, v6 bool) string {
	var groups []string
	part := func(i uint64) uint64 {
		if c := b.space.Bytes(v+i, 1); c != nil {
			return uint64(c[0])
		}
		return 0
	}
	if v6 {
		for i := uint64(0); i < 16; i += 2 {
			groups = append(groups, zeros(strconv.FormatUint(part(i)<<8|part(i+1), 16), 4))
		}
		if padded {
			return strings.Join(groups, "")
		}
		return strings.Join(groups, ":")
	}
	for i := range uint64(4) {
		n := strconv.FormatUint(part(i), 10)
		if padded {
			n = zeros(n, 3)
		}
		groups = append(groups, n)
	}
	return strings.Join(groups, ".")
}

// field is the width of a conversion and its flags.
type field struct {
	left, zero bool
	sign       string // before a number that is not negative
	width      int
}

// field reads the flags and the width, and moves after them.
func (b *bprintf) field() (f field) {
	space := false
	for ; strings.IndexByte("0+- ", b.peek(0)) >= 0; b.at++ {
		switch b.peek(0) {
		case '0':
			f.zero = true
		case '-':
			f.left = true
		case '+':
			f.sign = "+"
		case ' ':
			space = true
		}
	}
	if space && f.sign == "" {
		f.sign = " "
	}
	for ; b.peek(0) >= '0' && b.peek(0) <= '9'; b.at++ {
		f.width = min(10*f.width+int(b.peek(0)-'0'), bprintfWidth)
	}
	if beyond := f.width - bprintfMost; beyond > 0 { // no text to pad is as long, so the padding alone exceeds the buffer
		b.length += beyond
		f.width = bprintfMost
	}
	return f
}

// pad pads a text with spaces.
func (f field) pad(text string) string {
	rest := strings.Repeat(" ", max(0, f.width-len(text)))
	if f.left {
		return text + rest
	}
	return rest + text
}

// number adds the sign, and pads with zeros after it if the field asks for that.
func (f field) number(digits string) string {
	sign := f.sign
	if rest, negative := strings.CutPrefix(digits, "-"); negative {
		sign, digits = "-", rest
	}
	if f.zero && !f.left {
		digits = zeros(digits, f.width-len(sign))
	}
	return f.pad(sign + digits)
}

// zeros pads digits with zeros.
func zeros(digits string, width int) string {
	return strings.Repeat("0", max(0, width-len(digits))) + digits
}

func isPrint(c byte) bool { return c >= ' ' && c < 0x7f }
func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }
func isPunct(c byte) bool {
	return isPrint(c) && c != ' ' && !(c >= '0' && c <= '9') && !(c|0x20 >= 'a' && c|0x20 <= 'z')
}

// mostKernelString limits a string of %s.
const mostKernelString = 512

// kernelString returns the string at addr, up to its NUL.
func kernelString(space *interp.Space, addr uint64) string {
	var b []byte
	for len(b) < mostKernelString {
		c := space.Bytes(addr+uint64(len(b)), 1)
		if c == nil || c[0] == 0 {
			break
		}
		b = append(b, c[0])
	}
	return string(b)
}
