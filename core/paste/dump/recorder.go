package dump

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

const (
	maxRepeated = 1 << 20 // bytes that the text only says are repeated
	maxRecords  = 1 << 16
	maxNotes    = 200
)

// dumpRecorder collects the bytes of a dump and holds its offsets against them.
type recorder struct {
	dump     Dump
	radix    int    // of the offsets in the text
	anywhere bool   // offsets are addresses: a record starts anywhere
	origin   uint64 // offset of the first byte of the record
	ended    bool   // an offset without bytes ended the record
	row      int    // bytes of the last line
	squeezed spot   // of a * whose length is not known yet
	repeated int    // bytes filled in so far
}

func (r *recorder) note(line int, text, why string) {
	switch n := len(r.dump.Notes); {
	case n == maxNotes-1:
		r.dump.Notes = append(r.dump.Notes, paste.Note{Line: line, Why: "there is more to say from here on: only the first notes are kept"})
	case n < maxNotes:
		r.dump.Notes = append(r.dump.Notes, paste.Note{Line: line, Text: english.Shorten(text, 60), Why: why})
	}
}

// begin starts a record. name is what the text calls it, "" if it does not say.
func (r *recorder) begin(name string, p spot) *paste.SyntaxError {
	if len(r.dump.Records) == maxRecords {
		return p.fault("starts one record too many", fmt.Sprintf("at most %d are read", maxRecords))
	}
	r.dump.Records = append(r.dump.Records, []byte{})
	r.dump.Names = append(r.dump.Names, name)
	r.dump.Lines = append(r.dump.Lines, p.num())
	r.origin, r.ended, r.row = 0, false, 0
	return nil
}

func (r *recorder) last() *[]byte { return &r.dump.Records[len(r.dump.Records)-1] }

// add puts the bytes of one line, or of one piece of a literal, at the end of the record.
func (r *recorder) add(bytes ...byte) {
	*r.last() = append(*r.last(), bytes...)
	r.row = len(bytes)
}

// next is the offset that the next byte will have.
func (r *recorder) next() uint64 { return r.origin + uint64(len(*r.last())) }

// rowAt is called with the offset of a line of bytes, before they are added.
func (r *recorder) rowAt(offset uint64, p spot) *paste.SyntaxError {
	again := offset == 0 && r.squeezed.line == nil
	if len(r.dump.Records) == 0 || r.ended || again && r.next() != 0 {
		if err := r.begin("", p); err != nil {
			return err
		}
		r.origin = offset
		if offset != 0 && !r.anywhere {
			r.note(p.line.num, p.near, "the first offset is not 0: the bytes before it are not in the text")
		}
		return nil
	}
	if r.squeezed.line != nil {
		if missing := offset - r.next(); offset > r.next() && missing%uint64(r.row) != 0 {
			return p.fault(fmt.Sprintf("is %d bytes further than the line above the *", missing), fmt.Sprintf("a multiple of its %d bytes was expected", r.row))
		}
		if err := r.fillTo(offset, p); err != nil {
			return err
		}
	}
	return r.expect(offset, p)
}

// endAt is called with the offset that stands alone after the last line. Up to padding bytes before it are taken
// off again: words and columns are filled up at the end.
func (r *recorder) endAt(total uint64, padding int, p spot) *paste.SyntaxError {
	if len(r.dump.Records) == 0 || r.ended {
		return p.fault("is an offset without bytes", "bytes were expected after it")
	}
	if r.squeezed.line != nil {
		if err := r.fillTo(total, p); err != nil {
			return err
		}
	}
	if next := r.next(); total < next && next-total <= uint64(padding) && total >= r.origin {
		*r.last() = (*r.last())[:total-r.origin]
	}
	r.ended = true
	return r.expect(total, p)
}

func (r *recorder) expect(offset uint64, p spot) *paste.SyntaxError {
	if offset == r.next() {
		return nil
	}
	digits := strings.TrimPrefix(p.near, "0x")
	want := strconv.FormatUint(r.next(), r.radix)
	want = strings.Repeat("0", max(0, len(digits)-len(want))) + want
	fault := fmt.Sprintf("does not follow the %d bytes before it", len(*r.last()))
	return p.fault(fault, strings.TrimSuffix(p.near, digits)+want+" was expected")
}

// squeeze is called for a line with a lone *: the line above it goes on up to the next offset.
func (r *recorder) squeeze(p spot) *paste.SyntaxError {
	if len(r.dump.Records) == 0 || r.ended || r.row == 0 || r.squeezed.line != nil {
		return p.fault("repeats the line above it, which holds no bytes", "a line with bytes was expected above it")
	}
	r.squeezed = p
	return nil
}

// fillTo writes out the line that a * repeats. The last repetition may be cut by the end of the dump.
func (r *recorder) fillTo(offset uint64, p spot) *paste.SyntaxError {
	star := r.squeezed
	r.squeezed = spot{}
	if offset <= r.next() {
		return r.expect(offset, p)
	}
	missing := offset - r.next()
	if err := r.allow(missing, 1, star); err != nil {
		return err
	}
	line := (*r.last())[len(*r.last())-r.row:]
	for n := int(missing); n > 0; n -= r.row {
		*r.last() = append(*r.last(), line[:min(n, len(line))]...)
	}
	return nil
}

// repeat adds n times the same byte; p is the place that says so.
func (r *recorder) repeat(b byte, n uint64, p spot) *paste.SyntaxError {
	if err := r.allow(n, 1, p); err != nil {
		return err
	}
	for ; n > 0; n-- {
		r.add(b)
	}
	return nil
}

// allow counts elements of size bytes that the text does not spell out.
func (r *recorder) allow(n uint64, size int, p spot) *paste.SyntaxError {
	if n > uint64((maxRepeated-r.repeated)/size) {
		unit := "bytes"
		if size > 1 {
			unit = "elements"
		}
		return p.fault(fmt.Sprintf("stands for %d %s", n, unit), fmt.Sprintf("at most %d repeated bytes are filled in", maxRepeated))
	}
	r.repeated += int(n) * size
	return nil
}

// finish checks that nothing is left open and that there are records at all. format is what the dump is called if
// its reader did not say it more exactly.
func (r *recorder) finish(t *input, format string) *paste.SyntaxError {
	if r.dump.Format == "" {
		r.dump.Format = format
	}
	if r.squeezed.line != nil {
		return r.squeezed.fault("is not followed by an offset", "the offset that ends the repetition was expected below it")
	}
	if len(r.dump.Records) == 0 {
		return t.end().fault("the text ends without any bytes", "bytes were expected, as "+r.dump.Format+" writes them")
	}
	return nil
}
