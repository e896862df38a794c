package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
)

// number shows up to 8 bytes as one number.
func (row *valueFormRow) number(b []byte) string {
	v := uint64(0)
	for i := range b {
		at := len(b) - 1 - i
		if row.big {
			at = i
		}
		v = v<<8 | uint64(b[at])
	}
	if row.signed {
		shift := 64 - 8*len(b)
		return strconv.FormatInt(int64(v<<shift)>>shift, 10)
	}
	return strconv.FormatUint(v, 10)
}

// numbers reads numbers that stand apart by blanks or commas. Where want is no multiple of their size, the last is shorter.
func (row *valueFormRow) numbers(typed string, want int) ([]byte, error) {
	words := strings.FieldsFunc(typed, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' })
	if len(words) == 0 {
		return nil, fmt.Errorf("nothing stands here: a number such as 10 or 0x0a would be right")
	}
	if want > 0 {
		if n := (want + row.unit - 1) / row.unit; n != len(words) {
			return nil, fmt.Errorf("that is %s, and %d of %s would be right", english.CountOrNo(len(words), "number"), n, row.name)
		}
	}
	var b []byte
	for _, word := range words {
		size := row.unit
		if want > 0 {
			size = min(size, want-len(b))
		}
		v, err := row.read(word, size)
		if err != nil {
			return nil, err
		}
		for i := range size {
			at := i
			if row.big {
				at = size - 1 - i
			}
			b = append(b, byte(v>>(8*at)))
		}
	}
	return b, nil
}

// read reads one number of size bytes: decimal, or hex behind 0x.
func (row *valueFormRow) read(word string, size int) (uint64, error) {
	digits, negative := strings.CutPrefix(word, "-")
	base := 10
	if rest, isHex := strings.CutPrefix(strings.ToLower(digits), "0x"); isHex {
		digits, base = rest, 16
	}
	v, err := strconv.ParseUint(digits, base, 64)
	top := uint64(1)<<(8*size-1) - 1 // the largest signed number
	switch {
	case err != nil && base == 10 && strings.Trim(digits, "0123456789abcdefABCDEF") == "" && digits != "":
		return 0, fmt.Errorf("%q is no number of %s: 0x goes before hex", word, english.CountOrNo(size, "byte"))
	case err != nil:
		return 0, fmt.Errorf("%q is no number: one such as 10 or 0x0a would be right", word)
	case negative && !row.signed:
		return 0, fmt.Errorf("%s is negative, and %s has no sign: s%d has", word, row.name, 8*size)
	case negative && v > top+1:
		return 0, fmt.Errorf("%s does not fit: the least number of %s is -%d", word, english.CountOrNo(size, "byte"), top+1)
	case negative:
		return -v, nil
	case row.signed && base == 10 && v > top:
		return 0, fmt.Errorf("%s does not fit: the largest number of %s is %d", word, english.CountOrNo(size, "byte"), top)
	case size < 8 && v>>(8*size) != 0:
		return 0, fmt.Errorf("%s does not fit: the largest number of %s is %d", word, english.CountOrNo(size, "byte"), top*2+1)
	}
	return v, nil
}
