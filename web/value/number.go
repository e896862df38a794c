package value

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
)

// number formats up to 8 bytes as one number.
func (row *formRow) number(b []byte) string {
	v := uint64(0)
	for i := range b {
		at := len(b) - 1 - i
		if row.bigEndian {
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

// numbers parses numbers separated by spaces or commas. The last number is shorter if want is not a multiple of the unit.
func (row *formRow) numbers(typed string, want int) ([]byte, error) {
	typedNumbers := strings.FieldsFunc(typed, func(r rune) bool { return r == ' ' || r == ',' || r == '\t' || r == '\n' })
	if len(typedNumbers) == 0 {
		return nil, errors.New("empty: want a number such as 10 or 0x0a")
	}
	if want > 0 {
		if n := (want + row.unit - 1) / row.unit; n != len(typedNumbers) {
			return nil, fmt.Errorf("got %s, want %d of type %s", english.Count(len(typedNumbers), "number"), n, row.name)
		}
	}
	var b []byte
	for _, one := range typedNumbers {
		size := row.unit
		if want > 0 {
			size = min(size, want-len(b))
		}
		v, err := row.parseNumber(one, size)
		if err != nil {
			return nil, err
		}
		for i := range size {
			at := i
			if row.bigEndian {
				at = size - 1 - i
			}
			b = append(b, byte(v>>(8*at)))
		}
	}
	return b, nil
}

// parseNumber parses one number of size bytes: decimal, or hex after 0x.
func (row *formRow) parseNumber(typed string, size int) (uint64, error) {
	digits, negative := strings.CutPrefix(typed, "-")
	base := 10
	if rest, isHex := strings.CutPrefix(strings.ToLower(digits), "0x"); isHex {
		digits, base = rest, 16
	}
	v, err := strconv.ParseUint(digits, base, 64)
	maxSigned := uint64(1)<<(8*size-1) - 1
	switch {
	case err != nil && base == 10 && strings.Trim(digits, "0123456789abcdefABCDEF") == "" && digits != "":
		return 0, fmt.Errorf("invalid number %q of %s: write hex with a leading 0x", typed, english.Count(size, "byte"))
	case err != nil:
		return 0, fmt.Errorf("invalid number %q: want one such as 10 or 0x0a", typed)
	case negative && !row.signed:
		return 0, fmt.Errorf("invalid number %s: %s is unsigned, s%d is signed", typed, row.name, 8*size)
	case negative && v > maxSigned+1, row.signed && !negative && base == 10 && v > maxSigned:
		return 0, fmt.Errorf("%s does not fit in %s: want -%d to %d", typed, english.Count(size, "byte"), maxSigned+1, maxSigned)
	case negative:
		return -v, nil
	case size < 8 && v>>(8*size) != 0:
		return 0, fmt.Errorf("%s does not fit in %s: want at most %d", typed, english.Count(size, "byte"), maxSigned*2+1)
	}
	return v, nil
}
