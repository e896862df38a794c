package strip

import "bytes"

// storeNames stores the names of the functions that have records, in the order of the records, with "..." as type
// arguments: the runtime prints no others. The first byte is 0, because a name at 0 means none.
func (t *tables) storeNames() error {
	names := []byte{0}
	for i := range t.count {
		record := t.funcs[get32(t.funcs[8*i+4:]):]
		place := len(names)
		names = append(append(names, shortName(t.nameOf(record))...), 0)
		put32(record[funcName:], uint32(place))
	}
	if len(names) > len(t.names) {
		return errNoTables
	}
	fill(t.names, names)
	return nil
}

// nameOf returns the name of the function with a record.
func (t *tables) nameOf(record []byte) []byte {
	place := int(get32(record[funcName:]))
	if place >= len(t.names) {
		return nil
	}
	name, _, _ := bytes.Cut(t.names[place:], []byte{0})
	return name
}

// shortName returns a name without its type arguments.
func shortName(name []byte) []byte {
	from, to := bytes.IndexByte(name, '['), bytes.LastIndexByte(name, ']')
	if from < 0 || to < from {
		return name
	}
	return append(append(name[:from:from], "[..."...), name[to:]...)
}
