package btf

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Value is a part of a value as its BTF type divides it. Leaves have a Text, which may be edited.
type Value struct {
	Name   string  // of the member, "[2]" in an array, "" of the value itself
	C      string  // the type as C names it
	Type   uint32  // its id after modifiers are skipped
	Offset uint32  // bytes from the start of the whole value
	Size   uint32  // bytes
	Bit    uint32  // first bit of a bit field in its first byte
	Bits   uint32  // bits of a bit field, else 0
	Text   string  // the leaf as text
	Parts  []Value // members or elements
	Cut    bool    // the rest of the elements is left out
}

// maxParts limits the leaves of a decoded value.
const maxParts = 4096

// Decode divides the bytes of a value of a type.
func (b *BTF) Decode(id uint32, data []byte) Value {
	left := maxParts
	return b.decode("", id, 0, data, &left)
}

func (b *BTF) decode(name string, id, off uint32, data []byte, left *int) Value {
	resolved, size, _ := b.Sized(id)
	v := Value{Name: name, C: b.TypeName(id), Type: resolved, Offset: off, Size: size}
	t := b.Type(resolved)
	if *left--; t == nil || *left < 0 {
		v.Cut = true
		return v
	}
	switch t.Kind {
	case STRUCT, UNION:
		for i := range t.Vlen {
			m := b.Member(t, i)
			at := off + m.BitOffset/8
			if m.BitSize != 0 {
				v.Parts = append(v.Parts, b.bitField(m, at, data))
			} else {
				v.Parts = append(v.Parts, b.decode(m.Name, m.Type, at, data, left))
			}
			if *left < 0 {
				v.Cut = true
				break
			}
		}
	case DATASEC:
		for i := range t.Vlen {
			s := b.Var(t, i)
			to := b.Type(s.Type)
			v.Parts = append(v.Parts, b.decode(to.Name, to.Ref, off+s.Offset, data, left))
			if *left < 0 {
				v.Cut = true
				break
			}
		}
	case ARRAY:
		a := b.Array(t)
		if v.Text = b.leaf(v, data); v.Text != "" {
			break
		}
		_, each, _ := b.Sized(a.Elem)
		for i := range a.Len {
			v.Parts = append(v.Parts, b.decode("["+decimal(i)+"]", a.Elem, off+i*each, data, left))
			if *left < 0 {
				v.Cut = true
				break
			}
		}
	default:
		v.Text = b.leaf(v, data)
	}
	return v
}

// bitField returns the part of a bit field whose first byte is at off.
func (b *BTF) bitField(m Member, off uint32, data []byte) Value {
	bit := m.BitOffset % 8
	v := Value{Name: m.Name, C: b.TypeName(m.Type), Offset: off, Size: roundUp(bit + m.BitSize), Bit: bit, Bits: m.BitSize}
	v.Type, _, _ = b.Sized(m.Type)
	v.Text = b.leaf(v, data)
	return v
}

// leaf returns the text of the leaf in data.
func (b *BTF) leaf(v Value, data []byte) string {
	t := b.Type(v.Type)
	data = tail(data, v.Offset)
	switch {
	case t.Kind == ARRAY:
		if s, ok := b.text8(b.Array(t), data); ok {
			return strconv.Quote(s)
		}
		return ""
	case v.Bits == 0:
		return b.leafText(t, data)
	}
	_, lo := bitsAt(data, v.Bit, v.Bits)
	if t.Kind == INT && b.Int(t).Encoding == INT_SIGNED && v.Bits <= 64 {
		shift := 64 - v.Bits
		return strconv.FormatInt(int64(lo<<shift)>>shift, 10)
	}
	return strconv.FormatUint(lo, 10)
}

// leafText returns a number, a name or a pointer as text.
func (b *BTF) leafText(t *Type, data []byte) string {
	switch t.Kind {
	case ENUM, ENUM64:
		v := unsigned(data, t.Size)
		if name := b.enumName(t, v); name != "" {
			return name
		}
		if t.Flag {
			return strconv.FormatInt(signed(v, t.Size), 10)
		}
		return strconv.FormatUint(v, 10)
	case PTR:
		return "0x" + strconv.FormatUint(unsigned(data, 8), 16)
	case FLOAT:
		switch t.Size {
		case 4:
			return strconv.FormatFloat(float64(math.Float32frombits(uint32(unsigned(data, 4)))), 'g', -1, 32)
		case 8:
			return strconv.FormatFloat(math.Float64frombits(unsigned(data, 8)), 'g', -1, 64)
		}
	case INT:
		n := b.Int(t)
		if n.Encoding == INT_CHAR && n.isRegular() {
			if c := byte(unsigned(data, 1)); c >= ' ' && c <= '~' {
				return strconv.QuoteRune(rune(c))
			}
			return strconv.FormatUint(unsigned(data, 1), 10)
		}
		return b.intText(t, 0, data)
	}
	return fmt.Sprintf("0x%x", data[:min(len(data), int(t.Size))])
}

// Encode writes the texts of the leaves of v into data, which holds the whole value. Bytes that belong to no leaf, or to one
// whose text is unchanged, stay as they are. An error names the leaf.
func (b *BTF) Encode(v Value, data []byte) error {
	return b.encode(v, v.Name, data, slices.Clone(data))
}

func (b *BTF) encode(v Value, path string, data, before []byte) error {
	for _, part := range v.Parts {
		inner := part.Name
		if path != "" && !strings.HasPrefix(inner, "[") {
			inner = "." + inner
		}
		if err := b.encode(part, path+inner, data, before); err != nil {
			return err
		}
	}
	if len(v.Parts) > 0 || v.Text == "" {
		return nil
	}
	if path == "" {
		path = "the value"
	}
	if uint64(v.Offset)+uint64(v.Size) > uint64(len(data)) {
		return fmt.Errorf("invalid size of %s: want %d bytes, have %d", path, uint64(v.Offset)+uint64(v.Size), len(data))
	}
	if b.leaf(v, before) == v.Text {
		return nil
	}
	if err := b.encodeLeaf(v, data[v.Offset:][:v.Size]); err != nil {
		return fmt.Errorf("invalid %s %q: want %w", path, v.Text, err)
	}
	return nil
}

// wanted is the text that a leaf expects.
type wanted string

func (w wanted) Error() string { return string(w) }

// encodeLeaf writes the text of a leaf into its bytes. The error names the expected text.
func (b *BTF) encodeLeaf(v Value, data []byte) error {
	t := b.Type(v.Type)
	text := strings.TrimSpace(v.Text)
	bits := 8 * min(v.Size, 8)
	isSigned := false
	switch t.Kind {
	case ARRAY:
		s, err := strconv.Unquote(text)
		if err != nil || len(s) >= len(data) {
			return wanted(fmt.Sprintf("a quoted string of at most %d bytes", len(data)-1))
		}
		clear(data)
		copy(data, s)
		return nil
	case FLOAT:
		size := int(8 * min(t.Size, 8))
		f, err := strconv.ParseFloat(text, max(size, 32))
		switch {
		case err != nil || t.Size != 4 && t.Size != 8:
			return wanted("a number")
		case t.Size == 4:
			putBits(data, 0, 32, uint64(math.Float32bits(float32(f))))
		default:
			putBits(data, 0, 64, math.Float64bits(f))
		}
		return nil
	case ENUM, ENUM64:
		isSigned = t.Flag
		for i := range t.Vlen {
			if e := b.Enumerator(t, i); e.Name == text {
				text = strconv.FormatUint(e.Value&(^uint64(0)>>(64-bits)), 10)
				isSigned = false
				break
			}
		}
	case INT:
		n := b.Int(t)
		isSigned = n.Encoding == INT_SIGNED
		if v.Bits == 0 {
			bits = min(n.Bits, 64)
			v.Bit = n.Offset
		}
		switch {
		case n.Encoding == INT_BOOL && (text == "true" || text == "false"):
			text = map[string]string{"true": "1", "false": "0"}[text]
		case n.Bits == 8 && strings.HasPrefix(text, "'"):
			c, _, rest, err := strconv.UnquoteChar(text[1:], '\'')
			if err != nil || rest != "'" || c > 255 {
				return wanted("a character such as 'a', or a number")
			}
			text, isSigned = strconv.Itoa(int(c)), false
		case n.Bits > 64:
			return encodeWide(text, data)
		}
	}
	if v.Bits != 0 {
		bits = min(v.Bits, 64)
	}
	number, err := parseNumber(text, bits, isSigned)
	if err != nil {
		return err
	}
	putBits(data, v.Bit, bits, number)
	return nil
}

// parseNumber parses a decimal, hexadecimal, octal or binary number of a number of bits.
func parseNumber(text string, bits uint32, isSigned bool) (uint64, error) {
	if isSigned {
		if n, err := strconv.ParseInt(text, 0, int(bits)); err == nil {
			return uint64(n), nil
		}
		low := int64(-1) << (bits - 1)
		return 0, wanted(fmt.Sprintf("a number from %d to %d", low, -(low + 1)))
	}
	if n, err := strconv.ParseUint(text, 0, int(bits)); err == nil {
		return n, nil
	}
	return 0, wanted(fmt.Sprintf("a number from 0 to %d", ^uint64(0)>>(64-bits)))
}

// encodeWide writes a hexadecimal number of up to 128 bits.
func encodeWide(text string, data []byte) error {
	digits, ok := strings.CutPrefix(text, "0x")
	if !ok || digits == "" || len(digits) > 2*len(data) || strings.Trim(digits, "0123456789abcdefABCDEF") != "" {
		return wanted("a hexadecimal number such as 0x1f")
	}
	digits = strings.Repeat("0", 2*len(data)-len(digits)) + digits
	for i := range data {
		n, _ := strconv.ParseUint(digits[len(digits)-2*i-2:][:2], 16, 8)
		data[i] = byte(n)
	}
	return nil
}

// putBits writes the low bits of v from a bit of the first byte on.
func putBits(data []byte, bit, bits uint32, v uint64) {
	for i := range bits {
		at := bit + i
		if uint64(at/8) >= uint64(len(data)) {
			return
		}
		data[at/8] = data[at/8]&^(1<<(at%8)) | byte(v>>i&1)<<(at%8)
	}
}
