package btf

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/table"
)

// MapDump is the text that `bpftool map dump` prints for a map with BTF. Follows tools/bpf/bpftool/btf_dumper.c.
type MapDump struct {
	b          *BTF
	key, value uint32 // type ids; a key of type 0 is left out
	perCPU     bool
	json       bool // the form of bpftool -p: bytes, and "formatted" if b is not nil
	w          jsonWriter
	left       int // values that may still be written: empty structs may nest without end
}

// maxDumped limits the values of a dump.
const maxDumped = 4 << 20

// NewMapDump begins a dump of a map whose keys and values have the types.
func NewMapDump(b *BTF, key, value uint32, perCPU bool) *MapDump {
	d := &MapDump{b: b, key: key, value: value, perCPU: perCPU, left: maxDumped}
	d.w.begin('[')
	return d
}

// NewJSONDump begins a dump in the form of `bpftool -p map dump`: the bytes of keys and values, and the values of their types
// if b is not nil.
func NewJSONDump(b *BTF, key, value uint32, perCPU bool) *MapDump {
	d := NewMapDump(b, key, value, perCPU)
	d.json = true
	return d
}

// Add appends an element. A per-CPU map has a value for each CPU.
func (d *MapDump) Add(key []byte, values ...[]byte) {
	w := &d.w
	typed := func(id uint32) func([]byte) { return func(data []byte) { d.dump(id, 0, data) } }
	if !d.json {
		d.element(key, values, typed(d.key), typed(d.value), d.key != 0)
		return
	}
	d.element(key, values, w.bytes, w.bytes, true)
	if d.b != nil {
		w.reopen()
		w.name("formatted")
		d.element(key, values, typed(d.key), typed(d.value), d.key != 0)
		w.end('}')
	}
}

// AddError appends a key whose lookup fails.
func (d *MapDump) AddError(key []byte, text string) {
	w := &d.w
	w.begin('{')
	w.name("key")
	w.bytes(key)
	w.name("value")
	w.begin('{')
	w.name("error")
	w.str(text)
	w.end('}')
	w.end('}')
}

// element writes an element with functions for its key and its values.
func (d *MapDump) element(key []byte, values [][]byte, putKey, putValue func([]byte), keyed bool) {
	w := &d.w
	w.begin('{')
	if keyed {
		w.name("key")
		putKey(key)
	}
	if !d.perCPU {
		w.name("value")
		putValue(values[0])
	} else {
		w.name("values")
		w.begin('[')
		for cpu, v := range values {
			w.begin('{')
			w.name("cpu")
			w.put(strconv.Itoa(cpu))
			w.name("value")
			putValue(v)
			w.end('}')
		}
		w.end(']')
	}
	w.end('}')
}

// String ends the dump and returns it.
func (d *MapDump) String() string {
	d.w.end(']')
	return string(d.w.out) + "\n"
}

// jsonWriter follows tools/bpf/bpftool/json_writer.c with pretty output.
type jsonWriter struct {
	out   []byte
	depth int
	comma bool // a comma precedes the next value
}

func (w *jsonWriter) separate() {
	if w.comma {
		w.out = append(w.out, ',')
	}
	w.comma = true
}

func (w *jsonWriter) line() {
	w.out = append(w.out, '\n')
	for range w.depth {
		w.out = append(w.out, "    "...)
	}
}

func (w *jsonWriter) begin(c byte) {
	w.separate()
	w.out = append(w.out, c)
	w.depth++
	w.comma = false
}

func (w *jsonWriter) end(c byte) {
	w.depth--
	if w.comma {
		w.line()
	}
	w.out = append(w.out, c)
	w.comma = true
}

// reopen takes back the end of the last object, which has members.
func (w *jsonWriter) reopen() {
	w.depth++
	w.out = w.out[:len(w.out)-len("\n}")-4*(w.depth-1)]
}

// bytes writes an array of hexadecimal strings.
func (w *jsonWriter) bytes(data []byte) {
	w.begin('[')
	for _, c := range data {
		w.put(fmt.Sprintf(`"0x%02x"`, c))
	}
	w.end(']')
}

func (w *jsonWriter) name(s string) {
	w.separate()
	w.line()
	w.quote(s)
	w.out = append(w.out, ": "...)
	w.comma = false
}

func (w *jsonWriter) put(s string) {
	w.separate()
	w.out = append(w.out, s...)
}

func (w *jsonWriter) str(s string) {
	w.separate()
	w.quote(s)
}

// jsonEscapes are the escapes of jsonw_puts. It prints a backslash as \n.
var jsonEscapes = table.Indexed[byte, byte]{'\t': 't', '\n': 'n', '\r': 'r', '\f': 'f', '\b': 'b', '\\': 'n', '"': '"'}

func (w *jsonWriter) quote(s string) {
	w.out = append(w.out, '"')
	for i := range len(s) {
		if e := jsonEscapes.At(s[i]); e != 0 {
			w.out = append(w.out, '\\', e)
		} else {
			w.out = append(w.out, s[i])
		}
	}
	w.out = append(w.out, '"')
}

// dump follows btf_dumper_do_type. The value begins at bit of data, which may be short: missing bytes are 0.
func (d *MapDump) dump(id uint32, bit uint32, data []byte) {
	b, w := d.b, &d.w
	id = b.Skip(id)
	t := b.Type(id)
	if d.left--; t == nil || d.left < 0 {
		w.put("(unsupported-kind")
		return
	}
	switch t.Kind {
	case INT:
		w.put(d.number(t, bit, data))
	case PTR:
		if v := unsigned(data, 8); d.json {
			w.put(strconv.FormatUint(v, 10))
		} else if v := unsigned(data, 8); v != 0 {
			w.put("0x" + strconv.FormatUint(v, 16))
		} else {
			w.put("(nil)")
		}
	case ENUM, ENUM64:
		v := unsigned(data, t.Size)
		if name := b.enumName(t, v); name != "" {
			w.str(name)
		} else if t.Kind == ENUM64 && !t.Flag {
			w.put(strconv.FormatUint(v, 10))
		} else {
			w.put(strconv.FormatInt(signed(v, t.Size), 10))
		}
	case ARRAY:
		a := b.Array(t)
		if s, ok := b.text8(a, data); ok {
			w.str(s)
			return
		}
		_, size, _ := b.Sized(a.Elem)
		w.begin('[')
		for i := range a.Len {
			d.dump(a.Elem, 0, tail(data, i*size))
			if d.left < 0 {
				break
			}
		}
		w.end(']')
	case STRUCT, UNION:
		w.begin('{')
		for i := range t.Vlen {
			m := b.Member(t, i)
			if d.left < 0 {
				break
			}
			w.name(m.Name)
			if m.BitSize != 0 {
				w.put(d.hex(bitsText(tail(data, m.BitOffset/8), m.BitOffset%8, m.BitSize)))
			} else {
				d.dump(m.Type, m.BitOffset%8, tail(data, m.BitOffset/8))
			}
		}
		w.end('}')
	case VAR:
		w.begin('{')
		w.name(t.Name)
		d.dump(t.Ref, 0, data)
		w.end('}')
	case DATASEC:
		w.begin('{')
		w.name(t.Name)
		w.begin('[')
		for i := range t.Vlen {
			v := b.Var(t, i)
			d.dump(v.Type, 0, tail(data, v.Offset))
		}
		w.end(']')
		w.end('}')
	default:
		w.put("(unsupported-kind")
	}
}

// number returns an integer as bpftool prints it. In JSON, text that is not a number is quoted.
func (d *MapDump) number(t *Type, bit uint32, data []byte) string {
	text := d.b.intText(t, bit, data)
	if d.json && d.b.Int(t).Encoding == INT_CHAR && len(text) > 2 && text[:2] == "0x" && t.Size == 1 {
		return fmt.Sprintf(`"\u00%02x"`, data[:1])
	}
	return d.hex(text)
}

// hex quotes a hexadecimal number in JSON.
func (d *MapDump) hex(text string) string {
	if d.json && strings.HasPrefix(text, "0x") {
		return `"` + text + `"`
	}
	return text
}

// tail returns data from an offset on, or nothing if it is shorter.
func tail(data []byte, off uint32) []byte {
	if uint64(off) >= uint64(len(data)) {
		return nil
	}
	return data[off:]
}

// unsigned returns the first size bytes of data as a number; missing ones are 0, and only the first eight count.
func unsigned(data []byte, size uint32) uint64 {
	var b [8]byte
	copy(b[:], data[:min(uint64(len(data)), uint64(size), 8)])
	return binary.LittleEndian.Uint64(b[:])
}

// signed extends the sign of a number of size bytes.
func signed(v uint64, size uint32) int64 {
	shift := 64 - 8*min(size, 8)
	return int64(v<<shift) >> shift
}

// enumName returns the name of a value of an enum, or "" if it has none.
func (b *BTF) enumName(t *Type, v uint64) string {
	mask := ^uint64(0) >> (64 - 8*t.Size)
	for i := range t.Vlen {
		if e := b.Enumerator(t, i); e.Value&mask == v {
			return e.Name
		}
	}
	return ""
}

// text8 follows is_str_array: an array of char that holds printable characters and a zero byte is a string.
func (b *BTF) text8(a Array, data []byte) (string, bool) {
	t := b.Type(a.Elem)
	for t != nil && t.Kind.isModifier() && t.Kind != TYPEDEF {
		t = b.Type(t.Ref)
	}
	if t == nil || t.Kind != INT || t.Size != 1 || b.Int(t).Encoding != INT_CHAR && t.Name != "char" {
		return "", false
	}
	for i, c := range data[:min(uint64(len(data)), uint64(a.Len))] {
		if c == 0 {
			return string(data[:i]), true
		}
		if c <= 0x1f || c >= 0x7f {
			return "", false
		}
	}
	return "", false
}

// intText follows btf_dumper_int.
func (b *BTF) intText(t *Type, bit uint32, data []byte) string {
	n := b.Int(t)
	v := unsigned(data, 8)
	switch {
	case bit != 0 || !n.isRegular() || n.Bits == 128:
		bit += n.Offset
		return bitsText(tail(data, bit/8), bit%8, n.Bits)
	case n.Encoding == INT_CHAR:
		if c := byte(v); c >= ' ' && c <= '~' {
			return `"` + string(rune(c)) + `"`
		}
		return "0x" + strconv.FormatUint(v&0xff, 16)
	case n.Encoding == INT_BOOL:
		return strconv.FormatBool(v&0xff != 0)
	case n.Encoding == INT_SIGNED:
		return strconv.FormatInt(signed(v, n.Bits/8), 10)
	}
	return strconv.FormatUint(unsigned(data, n.Bits/8), 10)
}

// bitsText follows btf_dumper_bitfield: n bits from a bit of the first byte on, as a hexadecimal number.
func bitsText(data []byte, bit, n uint32) string {
	hi, lo := bitsAt(data, bit, n)
	if hi == 0 {
		return "0x" + strconv.FormatUint(lo, 16)
	}
	return fmt.Sprintf("0x%x%016x", hi, lo)
}

// bitsAt returns n bits, at most 128, from a bit of the first byte on.
func bitsAt(data []byte, bit, n uint32) (hi, lo uint64) {
	for i := min(n, 128); i > 0; i-- {
		at := bit + i - 1
		v := uint64(0)
		if uint64(at/8) < uint64(len(data)) {
			v = uint64(data[at/8] >> (at % 8) & 1)
		}
		hi = hi<<1 | lo>>63
		lo = lo<<1 | v
	}
	return hi, lo
}
