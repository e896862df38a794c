package web

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/paste"
)

// readHex reads bytes in any form of dump.
func readHex(typed string) ([]byte, error) {
	if strings.TrimSpace(typed) == "" {
		return nil, nil
	}
	dump, err := paste.ReadDump(typed)
	if err != nil {
		return nil, err
	}
	return dump.Records[0], nil
}

// formatText leaves out the NULs at the end; what is no letter is shown as \x and two digits.
func formatText(b []byte) string {
	text := strings.TrimRight(string(b), "\x00")
	var out strings.Builder
	for i := range len(text) {
		if c := text[i]; c >= ' ' && c <= '~' && c != '\\' {
			out.WriteByte(c)
		} else {
			fmt.Fprintf(&out, `\x%02x`, c)
		}
	}
	return out.String()
}

// parseText is text as it stands, but that \x and two digits are one byte.
func parseText(typed string) ([]byte, error) {
	var b []byte
	for i := 0; i < len(typed); i++ {
		if typed[i] != '\\' {
			b = append(b, typed[i])
			continue
		}
		if i+3 >= len(typed) || typed[i+1] != 'x' {
			return nil, fmt.Errorf(`behind \ an x and two hex digits would be right, such as \x5c for a \ itself`)
		}
		one, err := hex.DecodeString(typed[i+2 : i+4])
		if err != nil {
			return nil, fmt.Errorf(`%q is no byte: \x and two hex digits would be right`, typed[i:i+4])
		}
		b = append(b, one[0])
		i += 3
	}
	return b, nil
}

// formatIPv4 shows groups of four bytes as addresses.
func formatIPv4(b []byte) string {
	var parts []string
	for len(b) > 0 {
		n := min(4, len(b))
		parts = append(parts, dotted(b[:n]))
		b = b[n:]
	}
	return strings.Join(parts, " ")
}

func dotted(b []byte) string {
	parts := make([]string, len(b))
	for i, c := range b {
		parts[i] = strconv.Itoa(int(c))
	}
	return strings.Join(parts, ".")
}

func parseIPv4(typed string) ([]byte, error) {
	var b []byte
	for _, word := range strings.Fields(typed) {
		one, err := parseDotted(word)
		if err != nil {
			return nil, err
		}
		b = append(b, one...)
	}
	return b, nil
}

func parseDotted(word string) ([]byte, error) {
	var b []byte
	for _, part := range strings.Split(word, ".") {
		v, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			return nil, fmt.Errorf("%q is no address: four numbers up to 255 with dots between would be right, such as 10.0.0.1", word)
		}
		b = append(b, byte(v))
	}
	return b, nil
}

// formatPrefix shows a key of a trie: its bits, which are an address where there are four bytes of them, and how many count.
func formatPrefix(b []byte) string {
	if len(b) < 4 {
		return fmt.Sprintf("% x", b)
	}
	bits, length := b[4:], strconv.FormatUint(uint64(binary.LittleEndian.Uint32(b)), 10)
	if len(bits) == 4 {
		return dotted(bits) + "/" + length
	}
	return hex.EncodeToString(bits) + "/" + length
}

func parsePrefix(typed string) ([]byte, error) {
	bits, length, found := strings.Cut(strings.TrimSpace(typed), "/")
	n, err := strconv.ParseUint(length, 10, 32)
	if !found || err != nil {
		return nil, fmt.Errorf("%q is no prefix: bits, a slash and how many of them count would be right, such as 10.0.0.0/8", typed)
	}
	b := []byte{byte(n), byte(n >> 8), byte(n >> 16), byte(n >> 24)}
	if strings.Contains(bits, ".") {
		address, err := parseDotted(bits)
		return append(b, address...), err
	}
	data, err := hex.DecodeString(bits)
	if err != nil {
		return nil, fmt.Errorf("%q are no bits: an address such as 10.0.0.0, or hex digits without blanks, would be right", bits)
	}
	return append(b, data...), nil
}
