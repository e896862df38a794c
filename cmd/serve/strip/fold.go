package strip

import (
	_ "embed" // for Unfold
	"encoding/binary"
)

// Unfold is a function of JavaScript, (module, instance) => {…}. It must be called before the program runs: it restores the
// table of functions, which Program stores without what follows from the records.
//
//go:embed unfold.js
var Unfold string

// foldedSection is the name of the custom section with the address of the table and the number of its functions.
const foldedSection = "bpfplay.functions"

// fold stores the entry and the name of each function as the difference from the one before, and empties ftab, which
// repeats the entries and has the places of the records. Compressed, the numbers themselves take four times as much.
func (t *tables) fold() {
	var entry, name uint32
	for i := range t.count {
		f := t.funcs[get32(t.funcs[8*i+4:]):]
		nextEntry, nextName := get32(f), get32(f[funcName:])
		put32(f, nextEntry-entry)
		put32(f[funcName:], nextName-name)
		entry, name = nextEntry, nextName
	}
	clear(t.funcs[:8*t.count])
}

// appendFolded appends the section that Unfold reads.
func (t *tables) appendFolded(program []byte) []byte {
	body := append([]byte{byte(len(foldedSection))}, foldedSection...)
	body = binary.LittleEndian.AppendUint32(body, uint32(t.address))
	body = binary.LittleEndian.AppendUint32(body, uint32(t.count))
	return append(binary.AppendUvarint(append(program, 0), uint64(len(body))), body...)
}

// unfold does what Unfold does.
func (t *tables) unfold() {
	var entry, name uint32
	at := 8*t.count + 8
	for i := range t.count {
		if at > len(t.funcs)-funcSize {
			return
		}
		f := t.funcs[at:]
		entry += get32(f)
		name += get32(f[funcName:])
		put32(f, entry)
		put32(f[funcName:], name)
		put32(t.funcs[8*i:], entry)
		put32(t.funcs[8*i+4:], uint32(at))
		at += funcSize + 4*(int(get32(f[funcNPCData:]))+int(f[funcNFuncData]))
	}
}

// isFolded reports whether the table is as fold leaves it. A record's place is never 0.
func (t *tables) isFolded() bool { return get32(t.funcs[4:]) == 0 }
