package dump

import "bpfplay/core/paste"

// Dump is the bytes of a text, in records.
type Dump struct {
	Format  string       // as shown to the user: "xxd", "hexdump -C", "C array", "plain hex", …
	Records [][]byte     // an offset of 0 starts a new record; most texts hold one
	Names   []string     // one per record: its name in the text ("key", "attr_bin"), or ""
	Lines   []int        // one per record: its first line, from 1
	Notes   []paste.Note // omissions and assumptions; at most 200
	Source  bool         // lists and strings of source code, among words that are not read
}

// format is one way to write bytes. The first row whose recognise returns true reads the text, and its fault is final:
// no later format is tried.
type format struct {
	name      string
	recognise func(*input) bool
	read      func(*input) (*recorder, *paste.SyntaxError)
}

// formats starts with the formats that are easiest to recognise.
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

// Read recognises the format of text and reads its bytes. The error is a *SyntaxError. Texts over 1 MiB are refused, and
// so are texts that repeat more than 1 MiB of bytes without spelling them out.
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
	panic("BUG: no format accepts the text, not even the last")
}
