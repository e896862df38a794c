package abi

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Parse parses a value of this kind: decimal, 0x hex, a negative number for its two's complement, NULL, the name of a map
// type, or names of flags joined by "|" or ".".
func (k Kind) Parse(text string) (uint64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, fmt.Errorf("missing value: want %s", k.wants())
	}
	if v, ok := k.parseName(text); ok {
		return v, nil
	}
	if n, negative := strings.CutPrefix(text, "-"); negative {
		v, err := strconv.ParseUint(n, 0, 64)
		least := uint64(1) << (8*min(k.Size(), 8) - 1)
		if err != nil || v > least {
			return 0, k.wrong(text)
		}
		return -v & k.Max(), nil
	}
	v, err := strconv.ParseUint(text, 0, 64)
	if err != nil {
		return 0, k.wrong(text)
	}
	if v > k.Max() {
		return 0, fmt.Errorf("%s exceeds %d bytes: want at most %d", text, k.Size(), k.Max())
	}
	return v, nil
}

// Max returns the largest value of this kind.
func (k Kind) Max() uint64 {
	if k.Size() >= 8 {
		return math.MaxUint64
	}
	return 1<<(8*k.Size()) - 1
}

func (k Kind) parseName(text string) (uint64, bool) {
	switch k {
	case KindPointer, KindPath:
		return 0, text == "NULL"
	case KindMapType:
		t, ok := MapTypeNamed(text)
		return uint64(t), ok
	case KindProgType:
		t, ok := ProgTypeNamed(text)
		return uint64(t), ok
	case KindMapFlags, KindFileFlags, KindElemFlags:
		var set uint64
		for _, name := range strings.FieldsFunc(text, func(r rune) bool { return r == '|' || r == '.' || r == ' ' }) {
			bit, ok := FlagNamed(name)
			if !ok {
				n, err := strconv.ParseUint(name, 0, 64)
				if err != nil || n > k.Max() {
					return 0, false
				}
				bit = n
			}
			set |= bit
		}
		return set, true
	}
	return 0, false
}

func (k Kind) wants() string {
	switch k {
	case KindPointer, KindPath:
		return "an address such as 0x10001000, or NULL"
	case KindMapType:
		return "a name such as hash, or a number"
	case KindProgType:
		return "a name such as xdp, or a number"
	case KindMapFlags, KindFileFlags, KindElemFlags:
		return "a number, or names such as BPF_F_NO_PREALLOC joined by |"
	}
	return "a number such as 8, 0x10 or -1"
}

func (k Kind) wrong(text string) error {
	if len(text) > 40 {
		text = text[:40] + "…"
	}
	return fmt.Errorf("invalid value %q: want %s", text, k.wants())
}
