package strip

import "encoding/binary"

// valueRuns is a table of values by program counter: pctab has the differences between the values and between the ends.
type valueRuns []valueRun

type valueRun struct {
	value int64
	end   int64 // the first program counter after the run
}

// noValue is the value before the first run, and without a table.
const noValue = -1

// readRuns reads the table at an offset. 0 means no table.
func readRuns(values []byte, offset int) (runs valueRuns) {
	if offset == 0 {
		return nil
	}
	value, end := int64(noValue), int64(0)
	for table := valueTable(values, offset); len(table) > 1; {
		difference, n := binary.Varint(table)
		length, k := binary.Uvarint(table[n:])
		value += difference
		end += int64(length)
		runs = append(runs, valueRun{value, end})
		table = table[n+k:]
	}
	return runs
}

// bytes returns the table as it is stored.
func (v valueRuns) bytes() (b []byte) {
	value, end := int64(noValue), int64(0)
	for _, r := range v {
		b = binary.AppendUvarint(binary.AppendVarint(b, r.value-value), uint64(r.end-end))
		value, end = r.value, r.end
	}
	return append(b, 0)
}

// at returns the value at a program counter.
func (v valueRuns) at(pc int64) int64 {
	for _, r := range v {
		if pc < r.end {
			return r.value
		}
	}
	return noValue
}

// largest returns the largest value.
func (v valueRuns) largest() int64 {
	largest := int64(noValue)
	for _, r := range v {
		largest = max(largest, r.value)
	}
	return largest
}

// moved returns a table with the values at other program counters. Those with -1 have the value before.
func (v valueRuns) moved(from []int64) (runs valueRuns) {
	for now, old := range from {
		n := len(runs)
		switch value := v.at(old); {
		case n > 0 && (old < 0 || value == runs[n-1].value):
			runs[n-1].end = int64(now) + 1
		default:
			runs = append(runs, valueRun{value, int64(now) + 1})
		}
	}
	return runs
}

// valueTable returns the table at an offset, or nil if it does not end: pairs of a difference and a length, until a
// difference of 0.
func valueTable(values []byte, offset int) []byte {
	for at, first := offset, true; at >= 0 && at < len(values); first = false {
		difference, n := binary.Uvarint(values[at:])
		if at += n; n <= 0 {
			break
		}
		if difference == 0 && !first {
			return values[offset:at]
		}
		if _, n = binary.Uvarint(values[at:]); n <= 0 {
			break
		}
		at += n
	}
	return nil
}

// packer copies tables of values by program counter, each once.
type packer struct {
	from, packed []byte
	places       map[string]uint32 // offsets in packed
	failed       bool
}

// move sets field, an offset in from, to the offset of the same table in packed. 0 means no table.
func (p *packer) move(field []byte) {
	offset := get32(field)
	if offset == 0 {
		return
	}
	table := valueTable(p.from, int(offset))
	p.failed = p.failed || table == nil
	put32(field, p.put(table))
}

// put returns the offset of a table in packed.
func (p *packer) put(table []byte) uint32 {
	place, ok := p.places[string(table)]
	if !ok {
		place = uint32(len(p.packed))
		p.places[string(table)] = place
		p.packed = append(p.packed, table...)
	}
	return place
}
