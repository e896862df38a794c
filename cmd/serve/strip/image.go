package strip

import (
	"encoding/binary"
	"errors"
	"slices"
)

// image is the memory that the data segments of a program fill.
type image struct {
	bytes    []byte
	from, to int // the data section in the program, with its header
}

// imageMax is the largest size of an image, in bytes.
const imageMax = 256 << 20

// Numbers of sections, and instructions of the constant offset of a segment.
const (
	dataSection  = 11
	countSection = 12 // of the data segments; Go writes none
	constOp      = 0x41
	endOp        = 0x0b
)

// dataGap is the least number of zero bytes that end a segment. The linker ends one at eight, but compressed, the header
// of a segment takes more than a hundred zeroes.
const dataGap = 4096

var errNoProgram = errors.New("the program has no data of the expected form")

// newImage reads the data section of a wasm module, whose segments all have constant offsets.
func newImage(program []byte) (*image, error) {
	type segment struct{ addr, at, size int }
	var segments []segment
	m, size := &image{}, 0
	r := reader{program, min(8, len(program)), false}
	for r.at < len(program) && !r.failed {
		start := r.at
		id, n := r.byte(), r.uint()
		if id == countSection {
			return nil, errNoProgram
		}
		if id != dataSection {
			r.at += n
			continue
		}
		m.from, m.to = start, r.at+n
		for count := r.uint(); count > 0 && !r.failed; count-- {
			kind, op := r.byte(), r.byte() // a segment of memory 0, i32.const
			s := segment{addr: r.uint()}
			end := r.byte()
			s.size = r.uint()
			s.at = r.at
			r.at += s.size
			if kind != 0 || op != constOp || end != endOp || s.addr+s.size > imageMax || r.at > len(program) {
				return nil, errNoProgram
			}
			segments = append(segments, s)
			size = max(size, s.addr+s.size)
		}
	}
	if r.failed || size == 0 || m.to > len(program) {
		return nil, errNoProgram
	}
	m.bytes = make([]byte, size)
	for _, s := range segments {
		copy(m.bytes[s.addr:], program[s.at:s.at+s.size])
	}
	return m, nil
}

// store returns program with the image as its data, in as few segments as dataGap allows.
func (m *image) store(program []byte) []byte {
	var body []byte
	count := 0
	for at := 0; at < len(m.bytes); {
		end, i := at, at // of the bytes that are set, and of the zeroes after them
		for ; i < len(m.bytes) && i-end < dataGap; i++ {
			if m.bytes[i] != 0 {
				end = i + 1
			}
		}
		for i < len(m.bytes) && m.bytes[i] == 0 {
			i++
		}
		if end > at {
			count++
			body = append(body, 0, constOp) // a segment of memory 0
			body = appendSigned(body, int64(at))
			body = append(body, endOp)
			body = binary.AppendUvarint(body, uint64(end-at))
			body = append(body, m.bytes[at:end]...)
		}
		at = i
	}
	head := binary.AppendUvarint(nil, uint64(count))
	out := slices.Concat(program[:m.from], []byte{dataSection})
	out = binary.AppendUvarint(out, uint64(len(head)+len(body)))
	return slices.Concat(out, head, body, program[m.to:])
}

// appendSigned appends a signed number in LEB128.
func appendSigned(b []byte, v int64) []byte {
	for ; v < -0x40 || v >= 0x40; v >>= 7 {
		b = append(b, byte(v)&0x7f|0x80)
	}
	return append(b, byte(v)&0x7f)
}

// reader reads numbers in LEB128. After the end, it fails and returns 0.
type reader struct {
	b      []byte
	at     int
	failed bool
}

func (r *reader) byte() byte {
	if r.failed = r.failed || r.at < 0 || r.at >= len(r.b); r.failed {
		return 0
	}
	r.at++
	return r.b[r.at-1]
}

// uint reads a number below 1<<31. Signed ones have the same form if they are not negative.
func (r *reader) uint() int {
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

// int reads a signed number of at most 64 bits.
func (r *reader) int() (v int64) {
	for shift := 0; shift < 70; shift += 7 {
		c := r.byte()
		v |= int64(c&0x7f) << shift
		if c < 0x80 {
			if shift < 57 {
				v = v << (57 - shift) >> (57 - shift)
			}
			break
		}
	}
	return v
}

// take reads n bytes.
func (r *reader) take(n int) []byte {
	if r.failed = r.failed || n < 0 || n > len(r.b)-r.at; r.failed {
		return nil
	}
	r.at += n
	return r.b[r.at-n : r.at : r.at]
}
