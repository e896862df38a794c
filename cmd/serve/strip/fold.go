package strip

import (
	_ "embed" // for Unfold
	"encoding/binary"
)

// Unfold is a function of JavaScript, (module, instance) => {…}. It must be called before the program runs: it restores
// the table of functions, which Program stores without what follows from the records.
//
//go:embed unfold.js
var Unfold string

// foldedSection is the name of the custom section with the addresses of the table, of the names and of the index, the
// words of the index for one function, and the number of functions.
const foldedSection = "bpfplay.functions"

// indexStride is the size of what findfunctab has for one function, in bytes: 16 buckets of 20 bytes, since a program counter
// is a number of a function and 16 bits for the place in it, and a bucket is for 1<<12 of them. runtime.findfunc reads the
// first one only, which begins with the number of the function in ftab.
const indexStride = 16 * 20

// fold stores the entry of each function as the difference from the one before, and empties what can be computed: the
// places of the names, ftab, which repeats the entries and has the places of the records, and findfunctab, which is a quarter
// of the program.
func (t *tables) fold() error {
	var entry uint32
	first := get32(t.funcs)
	for i := range t.count {
		f := t.funcs[get32(t.funcs[8*i+4:]):]
		next := get32(f)
		put32(f, next-entry)
		put32(f[funcName:], 0)
		if entry = next; int(entry-first)*indexStride > len(t.index)-4 {
			return errNoTables
		}
	}
	clear(t.funcs[:8*t.count])
	clear(t.index)
	return nil
}

// appendFolded appends the section that Unfold reads.
func (t *tables) appendFolded(program []byte) []byte {
	body := append([]byte{byte(len(foldedSection))}, foldedSection...)
	body = binary.LittleEndian.AppendUint32(body, uint32(t.address))
	body = binary.LittleEndian.AppendUint32(body, uint32(t.namesAddress))
	body = binary.LittleEndian.AppendUint32(body, uint32(t.indexAddress))
	body = binary.LittleEndian.AppendUint32(body, indexStride/4)
	body = binary.LittleEndian.AppendUint32(body, uint32(t.count))
	return append(binary.AppendUvarint(append(program, 0), uint64(len(body))), body...)
}

// unfold does what Unfold does, but for findfunctab.
func (t *tables) unfold() {
	var entry uint32
	at, name, last := 8*t.count+8, 1, 0
	for i := range t.count {
		if at > len(t.funcs)-funcSize {
			return
		}
		f := t.funcs[at:]
		entry += get32(f)
		put32(f, entry)
		stored := len(t.nameAt(name))
		if stored > 0 {
			last = name
		}
		put32(f[funcName:], uint32(last))
		name += stored + 1
		put32(t.funcs[8*i:], entry)
		put32(t.funcs[8*i+4:], uint32(at))
		at += funcSize + 4*(int(get32(f[funcNPCData:]))+int(f[funcNFuncData]))
	}
}

// isFolded reports whether the table is as fold leaves it. A record's place is never 0.
func (t *tables) isFolded() bool { return get32(t.funcs[4:]) == 0 }
