package dump

import "bpfplay/core/paste"

// Dump is what a text of bytes was read as.
type Dump struct {
	Format  string       // as shown to a person: "xxd", "hexdump -C", "C array", "plain hex", …
	Records [][]byte     // one per record: an offset that starts again at 0 starts a new one; most texts hold one
	Names   []string     // one per record: what the text calls it ("key", "attr_bin"), "" where it does not say
	Lines   []int        // one per record: the line in which it begins, from 1
	Notes   []paste.Note // what was left out or assumed, with its line; at most 200
}

// dumpFormat is one way of writing bytes down. The first row whose recognise says yes reads the text, and its
// fault is final: a text is not tried as something else after that.
type format struct {
	name      string
	recognise func(*input) bool
	read      func(*input) (*recorder, *paste.SyntaxError)
}

// dumpFormats are in the order of how surely they are known by their looks.
var formats = []format{
	{"gdb x", isGdbMemory, readGdbMemory},
	{"xxd -b", isXxdBits, readXxdBits},
	{"xxd -e", isXxdWords, readXxdWords},
	{"tcpdump -X", isTcpdump, readXxd},
	{"xxd", isXxd, readXxd},
	{"hexdump -C", isHexdumpC, readByteColumns},
	{"Wireshark", isWireshark, readByteColumns},
	{"od", isOd, readOd},

	{"bpftool", isBpftool, readBpftool},
	{"escaped bytes", isEscapedBytes, readEscapedBytes},
	{"gdb print", isGdbPrint, readSource},
	{"Node Buffer", isNodeBuffer, readNodeBuffer},
	{"JavaScript typed array", isTypedArray, readSource},
	{"Go", isGoLiteral, readSource},
	{"Rust", isRustLiteral, readSource},
	{"Python bytes", isPythonBytes, readSource},
	{"bpftool JSON", isBpftoolJSON, readSource},
	{"JSON", isJSON, readSource},
	{"shell string", isShellString, readSource},
	{"C array", isBraceList, readSource},
	{"Go %v", isBlankList, readSource},
	{"list of numbers", isBracketList, readSource},
	{"C string", isQuoted, readCString},

	{"percent-encoded", isPercentBytes, readPercentBytes},
	{"od -An", isOdWithoutOffsets, readOdWithoutOffsets},
	{"decimal bytes", isDecimalBytes, readDecimalBytes},
	{"base64", isBase64, readBase64},
	{"plain hex", isAnything, readPlain},
}

// Read recognises the format of text and reads its bytes. The error is a *SyntaxError: every text gets bytes
// or the place that stopped the reading. Texts over 16 MiB are refused, and so are more than 1 MiB of bytes that
// the text only says are repeated.
func Read(text string) (Dump, error) {
	t, fault := newInput(text)
	if fault != nil {
		return Dump{}, fault
	}
	for _, f := range formats {
		if !f.recognise(t) {
			continue
		}
		r, fault := f.read(t)
		if fault == nil {
			fault = r.finish(t, f.name)
		}
		if fault != nil {
			return Dump{}, fault
		}
		return r.dump, nil
	}
	panic("BUG: no row of dumpFormats takes the text, not even the last")
}
