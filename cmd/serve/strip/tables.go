package strip

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// release is the Go release whose tables Program knows.
const release = "go1.26"

var errNoTables = errors.New("the program has no tables of the expected form")

// tables are the parts of runtime.moduledata that describe functions.
type tables struct {
	count        int // of functions
	address      int // of funcs
	namesAddress int
	indexAddress int
	names        []byte // funcnametab
	units        []byte // cutab
	files        []byte // filetab
	values       []byte // pctab: the values of a function by program counter
	funcs        []byte // ftab, an entry and an offset per function, then the functions
	index        []byte // findfunctab: buckets of the program counters
	funcdata     []byte // go:func.*
}

// pcHeader begins runtime.pcHeader: the magic number of Go 1.20, two zeroes, the instruction size and the pointer size.
const pcHeader = "\xf1\xff\xff\xff\x00\x00\x01\x08"

// Words of runtime.pcHeader, and its size in bytes.
const (
	headerCount  = 1
	headerNames  = 4 // offset of funcnametab; those of cutab, filetab, pctab and pclntable follow
	headerTables = 5
	headerSize   = 72
)

// Words of runtime.moduledata. Each of the tables of the header is a slice.
const (
	moduleNames    = 1
	moduleUnits    = 4
	moduleFiles    = 7
	moduleValues   = 10
	moduleFuncs    = 13
	moduleIndex    = 19
	moduleFuncdata = 40
	moduleEnd      = 41 // epclntab
)

// findTables finds runtime.pcHeader by its first bytes and runtime.moduledata by its first two pointers.
func findTables(memory []byte) (*tables, error) {
	header := strings.Index(string(memory), pcHeader)
	if header < 0 || header+headerSize > len(memory) {
		return nil, errNoTables
	}
	word := func(at, k int) int { return int(binary.LittleEndian.Uint64(memory[at+8*k:])) }
	start := binary.LittleEndian.AppendUint64(nil, uint64(header))
	start = binary.LittleEndian.AppendUint64(start, uint64(header+word(header, headerNames)))
	module := strings.Index(string(memory), string(start))
	if module < 0 || module+8*(moduleEnd+1) > len(memory) {
		return nil, errNoTables
	}
	for i := range headerTables {
		if word(module, moduleNames+3*i) != header+word(header, headerNames+i) {
			return nil, errNoTables
		}
	}
	part := func(k, size int) []byte {
		from, n := word(module, k), word(module, k+1)
		if from < 0 || n < 0 || n > len(memory) || from > len(memory)-n*size {
			return nil
		}
		return memory[from : from+n*size]
	}
	t := &tables{count: word(header, headerCount),
		address: word(module, moduleFuncs), namesAddress: word(module, moduleNames),
		names: part(moduleNames, 1), units: part(moduleUnits, 4), files: part(moduleFiles, 1),
		values: part(moduleValues, 1), funcs: part(moduleFuncs, 1)}
	data, index, end := word(module, moduleFuncdata), word(module, moduleIndex), word(module, moduleEnd)
	if data <= 0 || index < data || end < index || end > len(memory) {
		return nil, errNoTables
	}
	t.funcdata, t.index, t.indexAddress = memory[data:index], memory[index:end], index
	if t.count <= 0 || t.count > len(t.funcs)/8 || len(t.values) == 0 {
		return nil, errNoTables
	}
	return t, nil
}

// Offsets in runtime._func, and its size without the two arrays that follow it.
const (
	funcName        = 4
	funcDeferReturn = 12 // the program counter of the call of runtime.deferreturn, or 0
	funcValues      = 16 // pcsp, pcfile, pcln
	funcFile        = 20
	funcLine        = 24
	funcNPCData     = 28
	funcUnit        = 32
	funcStartLine   = 36
	funcNFuncData   = 43
	funcSize        = 44
)

// printed are the fields of runtime._func that only stack traces use.
var printed = [...]int{funcFile, funcLine, funcUnit, funcStartLine}

// The rows of the two arrays, by number. Only stack traces and preemption by signals, which wasm does not have, use those
// that are missing: unsafe points, the inlining tree and arguments.
var (
	keptPCData   = [5]bool{1: true, 4: true}                            // stack maps, bounds of slices
	keptFuncData = [8]bool{0: true, 1: true, 2: true, 4: true, 7: true} // pointer maps, stack objects, defers, wrappers
)

// noFuncData is the offset of a missing row of function data.
const noFuncData = ^uint32(0)

// strip removes what only stack traces use.
func (t *tables) strip() error {
	values := packer{from: t.values, packed: []byte{0}, places: map[string]uint32{}}
	var starts []uint32 // of function data
	kept := map[uint32]bool{}
	records := 8*t.count + 8 // ftab ends with the end of the last function
	if records > len(t.funcs) {
		return errNoTables
	}
	packed := slices.Clone(t.funcs[:records])
	for i := range t.count {
		at := int(get32(t.funcs[8*i+4:]))
		if at < 0 || at > len(t.funcs)-funcSize {
			return errNoTables
		}
		f := t.funcs[at:]
		pcs, datas := int(get32(f[funcNPCData:])), int(f[funcNFuncData])
		if pcs > len(keptPCData) || datas > len(keptFuncData) || funcSize+4*(pcs+datas) > len(f) {
			return errNoTables
		}
		record := slices.Clone(f[:funcSize+4*(pcs+datas)])
		for _, field := range printed {
			put32(record[field:], 0)
		}
		values.move(record[funcValues:])
		pcdata, funcdata := record[funcSize:funcSize+4*pcs], record[funcSize+4*pcs:]
		for k := range pcs {
			if field := pcdata[4*k:]; keptPCData[k] {
				values.move(field)
			} else {
				put32(field, 0)
			}
		}
		for k := range datas {
			field := funcdata[4*k:]
			offset := get32(field)
			if offset == noFuncData {
				continue
			}
			starts = append(starts, offset)
			kept[offset] = kept[offset] || keptFuncData[k]
			if !keptFuncData[k] {
				put32(field, noFuncData)
			}
		}
		pcdata, funcdata = trim(pcdata, 0), trim(funcdata, noFuncData)
		put32(record[funcNPCData:], uint32(len(pcdata)/4))
		record[funcNFuncData] = byte(len(funcdata) / 4)
		put32(packed[8*i+4:], uint32(len(packed)))
		packed = append(append(append(packed, record[:funcSize]...), pcdata...), funcdata...)
	}
	if values.failed || len(values.packed) > len(t.values) || len(packed) > len(t.funcs) {
		return errNoTables
	}
	fill(t.values, values.packed)
	fill(t.funcs, packed)
	clear(t.units)
	clear(t.files)
	slices.Sort(starts)
	starts = slices.Compact(starts)
	for i, start := range starts {
		if !kept[start] && i+1 < len(starts) && int(starts[i+1]) <= len(t.funcdata) {
			clear(t.funcdata[start:starts[i+1]])
		}
	}
	return nil
}

// valueFields returns the fields of the function at a place that are offsets of tables of values: first that of the sizes
// of the frame.
func (t *tables) valueFields(at int) (fields [][]byte) {
	f := t.funcs[at:]
	fields = append(fields, f[funcValues:funcValues+4])
	for k := range int(get32(f[funcNPCData:])) {
		fields = append(fields, f[funcSize+4*k:funcSize+4*k+4])
	}
	return fields
}

// trim returns an array without the last rows that are empty.
func trim(array []byte, empty uint32) []byte {
	for len(array) > 0 && get32(array[len(array)-4:]) == empty {
		array = array[:len(array)-4]
	}
	return array
}

// fill sets dst to src and zeroes.
func fill(dst, src []byte) { clear(dst[copy(dst, src):]) }

func get32(b []byte) uint32    { return binary.LittleEndian.Uint32(b) }
func put32(b []byte, v uint32) { binary.LittleEndian.PutUint32(b, v) }

// knows reports whether the tables of a Go release have the expected form.
func knows(goVersion string) error {
	if goVersion != release && !strings.HasPrefix(goVersion, release+".") {
		return fmt.Errorf("tables of %s are unknown: want %s", goVersion, release)
	}
	return nil
}
