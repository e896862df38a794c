package dump

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

const (
	maxRepeated = 1 << 20 // repeated bytes that the text does not spell out
	maxRecords  = 1 << 16
	maxNotes    = 200
)

// recorder collects the bytes of a dump and checks its offsets.
type recorder struct {
	dump     Dump
	radix    int    // of the offsets in the text
	anywhere bool   // offsets are addresses: a record starts anywhere
	origin   uint64 // offset of the first byte of the record
	ended    bool   // an offset without bytes ended the record
	row      int    // bytes of the last line
	squeezed spot   // a * whose length is not known yet
	repeated int    // bytes filled in so far
}

func (r *recorder) note(line int, text, why string) {
	switch n := len(r.dump.Notes); {
	case n == maxNotes-1:
		r.dump.Notes = append(r.dump.Notes, paste.Note{Line: line, Why: "further notes are omitted"})
	case n < maxNotes:
		r.dump.Notes = append(r.dump.Notes, paste.Note{Line: line, Text: english.Shorten(text, 60), Why: why})
	}
}

// begin starts a record. name is its name in the text, or "".
func (r *recorder) begin(name string, p spot) *paste.SyntaxError {
	if len(r.dump.Records) == maxRecords {
		return p.fault("too many records at %q", fmt.Sprintf("want at most %d", maxRecords))
	}
	r.dump.Records = append(r.dump.Records, []byte{})
	r.dump.Names = append(r.dump.Names, name)
	r.dump.Lines = append(r.dump.Lines, p.num())
	r.origin, r.ended, r.row = 0, false, 0
	return nil
}

func (r *recorder) last() *[]byte { return &r.dump.Records[len(r.dump.Records)-1] }

// add appends the bytes of one line, or of one piece of a literal, to the record.
func (r *recorder) add(bytes ...byte) {
	*r.last() = append(*r.last(), bytes...)
	r.row = len(bytes)
}

// next returns the offset of the next byte.
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
			return p.fault(fmt.Sprintf("offset %%q is %d bytes after the line above the *", missing), fmt.Sprintf("want a multiple of its %d bytes", r.row))
		}
		if err := r.fillTo(offset, p); err != nil {
			return err
		}
	}
	return r.expect(offset, p)
}

// endAt is called with the offset alone after the last line. It removes up to padding bytes, which fill the last word or
// column.
func (r *recorder) endAt(total uint64, padding int, p spot) *paste.SyntaxError {
	if len(r.dump.Records) == 0 || r.ended {
		return p.fault("offset %q without bytes", "want bytes after it")
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
	fault := fmt.Sprintf("invalid offset %%q after %d bytes", len(*r.last()))
	return p.fault(fault, "want "+strings.TrimSuffix(p.near, digits)+want)
}

// squeeze is called for a lone *, which repeats the line above it up to the next offset.
func (r *recorder) squeeze(p spot) *paste.SyntaxError {
	if len(r.dump.Records) == 0 || r.ended || r.row == 0 || r.squeezed.line != nil {
		return p.fault("%q without a line of bytes above it", "want a line of bytes to repeat")
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

// repeat adds n times the same byte; p is the spot of the count.
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
		return p.fault(fmt.Sprintf("%%q stands for %d %s", n, unit), fmt.Sprintf("want at most %d repeated bytes", maxRepeated))
	}
	r.repeated += int(n) * size
	return nil
}

// finish checks that no * is open and that a record exists. format is the name of the format unless the reader has set a
// more exact one.
func (r *recorder) finish(t *input, format string) *paste.SyntaxError {
	if r.dump.Format == "" {
		r.dump.Format = format
	}
	if r.squeezed.line != nil {
		return r.squeezed.fault("%q without an offset below it", "want the offset at which the repetition ends")
	}
	if len(r.dump.Records) == 0 {
		return t.end().fault("the text holds no bytes", "want bytes in the format "+r.dump.Format)
	}
	return nil
}
