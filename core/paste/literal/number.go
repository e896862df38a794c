package literal

import (
	"errors"
	"math/bits"
	"strconv"
	"strings"

	"bpfplay/core/table"
)

// ElementSizes maps the name of an element type in C, Go, Rust, JavaScript or Python to its size in bytes.
var ElementSizes = table.Listed[string, int]{
	{"char", 1}, {"byte", 1}, {"bool", 1},
	{"uint8_t", 1}, {"__u8", 1}, {"u8", 1}, {"uint8", 1},
	{"int8_t", 1}, {"__s8", 1}, {"s8", 1}, {"i8", 1}, {"int8", 1},
	{"bytes", 1}, {"bytearray", 1},
	{"Buffer", 1}, {"Buffer.from", 1},
	{"Uint8Array", 1}, {"Uint8ClampedArray", 1}, {"Int8Array", 1},

	{"short", 2},
	{"uint16_t", 2}, {"__u16", 2}, {"__le16", 2}, {"u16", 2}, {"uint16", 2},
	{"int16_t", 2}, {"__s16", 2}, {"s16", 2}, {"i16", 2}, {"int16", 2},
	{"Uint16Array", 2}, {"Int16Array", 2},

	{"int", 4}, {"unsigned", 4}, {"rune", 4},
	{"uint32_t", 4}, {"__u32", 4}, {"__le32", 4}, {"u32", 4}, {"uint32", 4},
	{"int32_t", 4}, {"__s32", 4}, {"s32", 4}, {"i32", 4}, {"int32", 4},
	{"Uint32Array", 4}, {"Int32Array", 4},

	{"long", 8}, {"size_t", 8}, {"usize", 8},
	{"uint64_t", 8}, {"__u64", 8}, {"__le64", 8}, {"u64", 8}, {"uint64", 8},
	{"int64_t", 8}, {"__s64", 8}, {"s64", 8}, {"i64", 8}, {"int64", 8},
	{"BigUint64Array", 8}, {"BigInt64Array", 8},
}

// ParseElement parses a number as source code spells it into an element of size bytes, in two's complement if it is
// negative. ok reports whether text is a number, fits whether size bytes can hold it.
func ParseElement(text string, size int) (value uint64, ok, fits bool) {
	digits, negative := strings.CutPrefix(text, "-")
	digits = strings.TrimPrefix(strings.ReplaceAll(digits, "_", ""), "+")
	if suffix := strings.IndexAny(digits, "uUlLiIn"); suffix > 0 {
		digits = digits[:suffix]
	}
	base := 10
	switch lower := strings.ToLower(digits); {
	case strings.HasPrefix(lower, "0x"):
		base, digits = 16, digits[2:]
	case strings.HasPrefix(lower, "0b"):
		base, digits = 2, digits[2:]
	case strings.HasPrefix(lower, "0o"):
		base, digits = 8, digits[2:]
	case len(digits) > 1 && digits[0] == '0':
		base = 8
	}
	value, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		return 0, errors.Is(err, strconv.ErrRange), false
	}
	limit := uint64(1) << (size*8 - 1)
	if negative {
		return -value, true, value <= limit
	}
	return value, true, bits.Len64(value) <= size*8
}
