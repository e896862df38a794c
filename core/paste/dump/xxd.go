package dump

import (
	"fmt"
	"strings"

	"bpfplay/core/paste"
)

// colonOffset finds the "00000010:" of xxd, of tcpdump ("0x0010:") and of the kernel's hex dumps, which have
// another prefix before it. The bytes follow without 0x.
func colonOffset(line string) (offset span, rest int, ok bool) {
	front := cellAt(line, 0).at
	for end := range len(line) {
		if line[end] != ':' || end+1 == len(line) || line[end+1] != ' ' && line[end+1] != '\t' {
			continue
		}
		start := end
		for start > 0 && paste.HexDigit(line[start-1]) >= 0 {
			start--
		}
		digits := end - start
		if strings.HasSuffix(line[:start], "0x") {
			start -= len("0x")
		}
		least := 8
		if start == front {
			least = 4
		}
		apart := start == front || line[start-1] == ' ' || line[start-1] == '\t'
		if apart && least <= digits && digits <= 16 && isHex(cellAt(line, end+1).text) {
			return span{line[start:end], start}, end + 1, true
		}
	}
	return span{}, 0, false
}

func isXxd(t *input) bool {
	l, _ := t.firstRow(colonOffset)
	return l != nil
}

// isTcpdump recognises offsets with 0x before cells without it.
func isTcpdump(t *input) bool {
	l, _ := t.firstRow(colonOffset)
	return l != nil && strings.HasPrefix(cellAt(l.text, 0).text, "0x")
}

// isXxdWords recognises xxd -e, which reverses the bytes of a group but not the characters beside it.
func isXxdWords(t *input) bool {
	return isXxd(t) && xxdStrangers(t, decodeReversedPairs) < xxdStrangers(t, decodePairs)
}

// isXxdBits recognises groups of 8 binary digits, if offsets and characters agree.
func isXxdBits(t *input) bool {
	l, rest := t.firstRow(colonOffset)
	if l == nil || len(l.text) > maxRow {
		return false
	}
	row := readRow(l.text, rest, decodeBits, true)
	if row.bytes == nil {
		return false
	}
	r, fault := readXxdBits(t)
	return fault == nil && (row.characters != "" || len(*r.last()) > len(row.bytes))
}

func readXxdBits(t *input) (*recorder, *paste.SyntaxError) { return readXxdWith(t, decodeBits) }

func readXxdWords(t *input) (*recorder, *paste.SyntaxError) {
	r, fault := readXxdWith(t, decodeReversedPairs)
	noteStrangers(t, r, xxdStrangers(t, decodeReversedPairs))
	return r, fault
}

func readXxd(t *input) (*recorder, *paste.SyntaxError) {
	r, fault := readXxdWith(t, decodePairs)
	strangers := xxdStrangers(t, decodePairs)
	noteStrangers(t, r, strangers)
	l, rest := t.firstRow(colonOffset)
	group := cellAt(l.text, rest).text
	if wide := len(group) == 8 || len(group) == 16; wide && strangers == xxdStrangers(t, decodeReversedPairs) {
		r.note(l.num, group, "groups are read in order; xxd -e reverses them, and the characters after them do not show which it is")
	}
	return r, fault
}

func noteStrangers(t *input, r *recorder, strangers int) {
	if l, _ := t.firstRow(colonOffset); strangers > 0 {
		r.note(l.num, l.text, fmt.Sprintf("%d characters do not match the bytes of the dump: the digits were read", strangers))
	}
}

// xxdStrangers counts the characters beside the cells that do not match their decoded bytes.
func xxdStrangers(t *input, decode cellDecoder) int {
	strangers := 0
	for i := range t.lines {
		line := t.lines[i].text
		_, rest, ok := colonOffset(line)
		if ok && len(line) <= maxRow {
			row := readRow(line, rest, decode, true)
			strangers += countStrangers(row.characters, row.bytes)
		}
	}
	return strangers
}

// readXxdWith reads offsets as hex, and as the decimal ones of xxd -d if only those fit.
func readXxdWith(t *input, decode cellDecoder) (*recorder, *paste.SyntaxError) {
	r, fault := xxdColumns(16, decode).read(t)
	if fault == nil {
		return r, nil
	}
	if decimal, worse := xxdColumns(10, decode).read(t); worse == nil {
		decimal.note(fault.Line, fault.Near, "offsets are decimal, as xxd -d prints them")
		return decimal, nil
	}
	return r, fault
}

// xxdColumns returns the layout of lines with cells for decode. The first line shows whether a character column exists.
func xxdColumns(radix int, decode cellDecoder) *columns {
	column, known := true, false
	return &columns{
		radix: radix,
		zeros: true,
		want:  "want groups of two digits 0-9 a-f for each byte",
		offset: func(line string) (span, int, bool) {
			if offset, rest, ok := colonOffset(line); ok {
				return offset, rest, true
			}
			word := cellAt(line, 0)
			digits, colon := strings.CutSuffix(word.text, ":")
			return span{digits, word.at}, word.at + len(word.text), colon && len(digits) >= 4 && isHex(strings.TrimPrefix(digits, "0x"))
		},
		row: func(line string, from int) ([]byte, span) {
			row := readRow(line, from, decode, column)
			if !known && row.bytes != nil {
				column, known = row.characters != "", true
			}
			return row.bytes, row.bad
		},
	}
}
