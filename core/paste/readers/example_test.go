package readers_test

import (
	"errors"
	"fmt"

	"bpfplay/core/paste"
	"bpfplay/core/paste/dump"
	"bpfplay/core/paste/readers"
)

// Each line of strace becomes a call with its attr as bytes and its result. All other lines are listed as unread.
func ExampleRead() {
	text, err := readers.Read(`bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_ARRAY, key_size=8, value_size=8, max_entries=16}, 72) = -1 EINVAL (Invalid argument)
make: Nothing to be done for 'all'.
close(3) = -1 EBADF (Bad file descriptor)
`, readers.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("format:", text.Format)
	for _, c := range text.Calls {
		fmt.Printf("line %d: %s = %d\n", c.Line, c.Name, *c.Result)
	}
	fmt.Printf("%s, %d bytes: % x\n", text.Calls[0].Cmd, text.Calls[0].Size, text.Calls[0].Attr[:16])
	for _, n := range text.Unread {
		fmt.Printf("line %d is not a call: %s\n", n.Line, n.Text)
	}
	// Output:
	// format: strace 4.18 or older
	// line 1: bpf = -22
	// line 3: close = -9
	// BPF_MAP_CREATE, 72 bytes: 02 00 00 00 08 00 00 00 08 00 00 00 10 00 00 00
	// line 2 is not a call: make: Nothing to be done for 'all'.
}

// The error of a text that cannot be read has the place.
func ExampleRead_syntaxError() {
	_, err := readers.Read("01 00 0g 00", readers.Options{})
	var syntax *paste.SyntaxError
	if errors.As(err, &syntax) {
		fmt.Printf("line %d, column %d\n", syntax.Line, syntax.Col)
	}
	// Output: line 1, column 7
}

// Bytes are read in whatever form they are written.
func ExampleRead_bytes() {
	for _, text := range []string{
		"00000000: 0100 0000 0400 0000  ........",
		`"\x01\x00\x00\x00\x04\x00\x00\x00"`,
		"AQAAAAQAAAA=",
	} {
		dump, err := dump.Read(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("% x\n", dump.Records[0])
	}
	// Output:
	// 01 00 00 00 04 00 00 00
	// 01 00 00 00 04 00 00 00
	// 01 00 00 00 04 00 00 00
}
