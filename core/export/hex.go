package export

import (
	"encoding/hex"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/history"
)

// xxdRow is the number of bytes in a line of xxd.
const xxdRow = 16

// writeHex dumps the attr of every bpf call.
func writeHex(s *history.Session, o Options) (string, error) {
	var b strings.Builder
	for _, m := range moments(s, o) {
		if m.call.Op != core.OpBpf {
			continue
		}
		fmt.Fprintf(&b, "# call %d: %s, %d bytes at 0x%x\n", m.nr, m.title(), m.call.Args[2], m.call.Args[1])
		if m.attr == nil {
			b.WriteString("# cannot be read\n")
		}
		writeXxd(&b, m.attr)
	}
	return b.String(), nil
}

func writeXxd(b *strings.Builder, data []byte) {
	for at := 0; at < len(data); at += xxdRow {
		row := data[at:min(at+xxdRow, len(data))]
		fmt.Fprintf(b, "%08x:", at)
		for i := 0; i < xxdRow; i += 2 {
			pair := ""
			if i < len(row) {
				pair = hex.EncodeToString(row[i:min(i+2, len(row))])
			}
			fmt.Fprintf(b, " %-4s", pair)
		}
		b.WriteString("  ")
		for _, c := range row {
			if c < 0x20 || c > 0x7e {
				c = '.'
			}
			b.WriteByte(c)
		}
		b.WriteByte('\n')
	}
}
