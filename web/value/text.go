package value

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/paste/dump"
)

func formatHex(b []byte) string { return fmt.Sprintf("% x", b) }

// parseHex accepts every dump format that paste reads.
func parseHex(typed string) ([]byte, error) {
	if strings.TrimSpace(typed) == "" {
		return nil, nil
	}
	dump, err := dump.Read(typed)
	if err != nil {
		return nil, err
	}
	return dump.Records[0], nil
}

// formatText omits trailing NULs and escapes every byte that is not printable ASCII.
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

// parseText copies the text. \x and two hex digits are one byte.
func parseText(typed string) ([]byte, error) {
	var b []byte
	for i := 0; i < len(typed); i++ {
		if typed[i] != '\\' {
			b = append(b, typed[i])
			continue
		}
		if i+3 >= len(typed) || typed[i+1] != 'x' {
			return nil, errors.New(`invalid escape: want \x and two hex digits, such as \x5c for a backslash`)
		}
		one, err := hex.DecodeString(typed[i+2 : i+4])
		if err != nil {
			return nil, fmt.Errorf(`invalid escape "%s": want \x and two hex digits`, typed[i:i+4])
		}
		b = append(b, one[0])
		i += 3
	}
	return b, nil
}

// formatIPv4 shows each group of four bytes as an address.
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
	for _, address := range strings.Fields(typed) {
		one, err := parseDotted(address)
		if err != nil {
			return nil, err
		}
		b = append(b, one...)
	}
	return b, nil
}

func parseDotted(address string) ([]byte, error) {
	var b []byte
	for _, part := range strings.Split(address, ".") {
		v, err := strconv.ParseUint(part, 10, 8)
		if err != nil {
			return nil, fmt.Errorf("invalid address %q: want four numbers from 0 to 255, such as 10.0.0.1", address)
		}
		b = append(b, byte(v))
	}
	return b, nil
}

// formatPrefix shows a trie key as data/prefixlen. Four bytes of data are shown as an address, other lengths as hex.
func formatPrefix(b []byte) string {
	if len(b) < 4 {
		return formatHex(b)
	}
	data, prefixlen := b[4:], strconv.FormatUint(uint64(binary.LittleEndian.Uint32(b)), 10)
	if len(data) == 4 {
		return dotted(data) + "/" + prefixlen
	}
	return hex.EncodeToString(data) + "/" + prefixlen
}

func parsePrefix(typed string) ([]byte, error) {
	data, prefixlen, found := strings.Cut(strings.TrimSpace(typed), "/")
	n, err := strconv.ParseUint(prefixlen, 10, 32)
	if !found || err != nil {
		return nil, fmt.Errorf("invalid prefix %q: want data/prefixlen, such as 10.0.0.0/8", typed)
	}
	b := binary.LittleEndian.AppendUint32(nil, uint32(n))
	if strings.Contains(data, ".") {
		address, err := parseDotted(data)
		return append(b, address...), err
	}
	digits, err := hex.DecodeString(data)
	if err != nil {
		return nil, fmt.Errorf("invalid data %q: want an address such as 10.0.0.0, or hex digits without spaces", data)
	}
	return append(b, digits...), nil
}
