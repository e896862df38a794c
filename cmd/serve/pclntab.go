package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// The tables of package runtime that map program counters to lines and to inlined functions are a tenth of a compressed
// program. Only stack traces use them, and print "?" without them. Their bytes are set to zero, so that nothing moves.
// Follows runtime/symtab.go and internal/abi/symtab.go of Go 1.26.

// lineTableRelease is the Go release whose tables withoutLines knows.
const lineTableRelease = "go1.26"

// withoutLines clears the line tables of a program for wasm, in place. If it returns an error, program is unchanged.
func withoutLines(program []byte, goVersion string) error {
	if goVersion != lineTableRelease && !strings.HasPrefix(goVersion, lineTableRelease+".") {
		return fmt.Errorf("line tables of %s are unknown: want %s", goVersion, lineTableRelease)
	}
	image, err := newDataImage(program)
	if err != nil {
		return err
	}
	tables, err := findPCLineTables(image.bytes)
	if err != nil {
		return err
	}
	if err := tables.clear(); err != nil {
		return err
	}
	image.store(program)
	return nil
}

// dataImage is the memory that the data segments of a program fill.
type dataImage struct {
	bytes    []byte
	segments []dataSegment
}

type dataSegment struct{ addr, at, size int } // at is an offset in the program

// dataImageMax is the largest size of an image, in bytes.
const dataImageMax = 256 << 20

var errNoProgram = errors.New("the program has no data of the expected form")

// newDataImage reads section 11 of a wasm module, whose segments all have constant offsets.
func newDataImage(program []byte) (*dataImage, error) {
	image, size := &dataImage{}, 0
	r := wasmReader{program, min(8, len(program)), false}
	for r.at < len(program) && !r.failed {
		id, n := r.byte(), r.uint()
		if id != 11 {
			r.at += n
			continue
		}
		for count := r.uint(); count > 0 && !r.failed; count-- {
			kind, op := r.byte(), r.byte() // a segment of memory 0, i32.const
			s := dataSegment{addr: r.uint()}
			end := r.byte()
			s.size = r.uint()
			s.at = r.at
			r.at += s.size
			if kind != 0 || op != 0x41 || end != 0x0b || s.addr+s.size > dataImageMax || r.at > len(program) {
				return nil, errNoProgram
			}
			image.segments = append(image.segments, s)
			size = max(size, s.addr+s.size)
		}
	}
	if r.failed || size == 0 {
		return nil, errNoProgram
	}
	image.bytes = make([]byte, size)
	for _, s := range image.segments {
		copy(image.bytes[s.addr:], program[s.at:s.at+s.size])
	}
	return image, nil
}

// store copies the image back to its segments.
func (d *dataImage) store(program []byte) {
	for _, s := range d.segments {
		copy(program[s.at:s.at+s.size], d.bytes[s.addr:])
	}
}

// wasmReader reads numbers in LEB128. After the end, it fails and returns 0.
type wasmReader struct {
	b      []byte
	at     int
	failed bool
}

func (r *wasmReader) byte() byte {
	if r.failed = r.failed || r.at < 0 || r.at >= len(r.b); r.failed {
		return 0
	}
	r.at++
	return r.b[r.at-1]
}

// uint reads a number below 1<<31. Signed ones have the same form if they are not negative.
func (r *wasmReader) uint() int {
	v := 0
	for shift := 0; shift < 35; shift += 7 {
		c := r.byte()
		v |= int(c&0x7f) << shift
		if c < 0x80 {
			break
		}
	}
	r.failed = r.failed || v >= 1<<31
	return v
}

// pcLineTables is runtime.pcHeader with what follows it.
type pcLineTables struct {
	funcs []byte // functab and the functions, at pclnOffset
	count int    // of functions
	table []byte // the tables of all functions, at pctabOffset
}

// Offsets in runtime._func, and its size without the arrays.
const (
	funcPCSP     = 16
	funcPCFile   = 20
	funcPCLine   = 24
	funcNPCData  = 28
	funcNFuncs   = 43
	funcSize     = 44
	inlTreeIndex = 2 // PCDATA_InlTreeIndex
	inlTree      = 3 // FUNCDATA_InlTree
)

// pcHeader begins runtime.pcHeader: the magic number of Go 1.20, two zeroes, the instruction size and the pointer size.
const pcHeader = "\xf1\xff\xff\xff\x00\x00\x01\x08"

func findPCLineTables(memory []byte) (*pcLineTables, error) {
	at := strings.Index(string(memory), pcHeader)
	if at < 0 || at+72 > len(memory) {
		return nil, errors.New("the program has no line tables of the expected form")
	}
	word := func(k int) int { return int(binary.LittleEndian.Uint64(memory[at+8*k:])) }
	count, table, funcs := word(1), word(7), word(8)
	if count <= 0 || table <= 72 || funcs <= table || at+funcs+8*count > len(memory) || count > 1<<20 {
		return nil, errors.New("the header of the line tables is not of the expected form")
	}
	return &pcLineTables{funcs: memory[at+funcs:], count: count, table: memory[at+table : at+funcs]}, nil
}

// clear removes the lines and the inlined functions of all functions.
func (t *pcLineTables) clear() error {
	type span struct{ from, to int }
	var kept, cleared []span
	add := func(list *[]span, offset uint32) bool {
		if offset == 0 {
			return true
		}
		for at, first := int(offset), true; at < len(t.table); first = false {
			// Pairs of a difference and a length, until a difference of 0.
			difference, n := binary.Uvarint(t.table[at:])
			if at += n; n <= 0 {
				break
			}
			if difference == 0 && !first {
				*list = append(*list, span{int(offset), at})
				return true
			}
			if _, n = binary.Uvarint(t.table[at:]); n <= 0 {
				break
			}
			at += n
		}
		return false
	}
	var fields, trees [][]byte
	for i := range t.count {
		at := int(binary.LittleEndian.Uint32(t.funcs[8*i+4:]))
		if at+funcSize > len(t.funcs) {
			return errNoProgram
		}
		f := t.funcs[at:]
		tables, datas := int(binary.LittleEndian.Uint32(f[funcNPCData:])), int(f[funcNFuncs])
		if funcSize+4*(tables+datas) > len(f) || tables > 16 {
			return errNoProgram
		}
		ok := add(&kept, binary.LittleEndian.Uint32(f[funcPCSP:]))
		for _, field := range [...]int{funcPCFile, funcPCLine} {
			fields = append(fields, f[field:field+4])
			ok = ok && add(&cleared, binary.LittleEndian.Uint32(f[field:]))
		}
		for k := range tables {
			field := f[funcSize+4*k:][:4]
			if k == inlTreeIndex {
				fields = append(fields, field)
				ok = ok && add(&cleared, binary.LittleEndian.Uint32(field))
			} else {
				ok = ok && add(&kept, binary.LittleEndian.Uint32(field))
			}
		}
		if datas > inlTree {
			trees = append(trees, f[funcSize+4*(tables+inlTree):][:4])
		}
		if !ok {
			return errNoProgram
		}
	}
	needed := make([]bool, len(t.table)) // functions share tables
	for _, s := range kept {
		for i := s.from; i < s.to; i++ {
			needed[i] = true
		}
	}
	for _, s := range cleared {
		for i := s.from; i < s.to; i++ {
			if !needed[i] {
				t.table[i] = 0
			}
		}
	}
	for _, field := range fields {
		clear(field) // no table
	}
	for _, field := range trees {
		binary.LittleEndian.PutUint32(field, ^uint32(0)) // no data
	}
	return nil
}
