package message

import (
	"strconv"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// definition is a map that libbpf describes in its debug output before it creates any map.
type definition struct {
	line    paste.Line // the first line about it
	name    string
	attr    []byte
	given   map[*abi.Field]bool
	unsized bool // it is a section whose size the text does not show
}

func (d *definition) set(f *abi.Field, v uint64) {
	d.attr, d.given[f] = f.Put(abi.Grow(d.attr, f.End()), v), true
}

// fields maps what libbpf finds of a map to the field of the attr.
var fields = []struct {
	found string
	field *abi.Field
}{
	{"type", &abi.MapTypeField}, {"key_size", &abi.KeySize}, {"value_size", &abi.ValueSize}, {"max_entries", &abi.MaxEntries},
	{"map_flags", &abi.MapFlagsField}, {"numa_node", &abi.NumaNode}, {"map_ifindex", &abi.MapIfindex}, {"map_extra", &abi.MapExtra},
}

// defines reads a line of libbpf's debug output about the definition of a map, and reports whether it is one.
func (r *reader) defines(l paste.Line) bool {
	if index, size, ok := section(l.Text); ok {
		r.sections[index] = size
		return false
	}
	name, rest, ok := aboutMap(l.Text)
	if !ok {
		return false
	}
	if _, data, ok := strings.Cut(rest, " (global data): at sec_idx "); ok {
		return r.globalData(l, name, data)
	}
	if number, ok := strings.CutPrefix(rest, ": setting size to "); ok { // of a perf event array: one element per CPU
		return r.defineNumber(l, name, &abi.MaxEntries, number)
	}
	found, ok := strings.CutPrefix(rest, ": found ")
	if !ok {
		return false
	}
	what, number, ok := strings.Cut(found, " = ")
	if !ok {
		return false
	}
	switch {
	case strings.HasPrefix(what, "key [") && strings.HasSuffix(what, ", sz"):
		what = "key_size"
	case strings.HasPrefix(what, "value [") && strings.HasSuffix(what, ", sz"):
		what = "value_size"
	}
	for _, f := range fields {
		if f.found == what {
			return r.defineNumber(l, name, f.field, number)
		}
	}
	return true // pinning, which does not concern the call
}

// aboutMap splits a line such as "libbpf: map 'events': found type = 27." after the name of the map.
func aboutMap(line string) (name, rest string, ok bool) {
	_, rest, _ = strings.Cut(line, "map '")
	return strings.Cut(rest, "'")
}

// section reads the size of a section: "libbpf: elf: section(6) .bss, size 4, link 0".
func section(line string) (index string, size uint64, ok bool) {
	_, rest, ok := strings.Cut(line, "section(")
	index, rest, ok2 := strings.Cut(rest, ") ")
	_, rest, ok3 := strings.Cut(rest, ", size ")
	digits, _, ok4 := strings.Cut(rest, ",")
	size, err := strconv.ParseUint(digits, 10, 32)
	return index, size, ok && ok2 && ok3 && ok4 && err == nil
}

// definition returns the definition of a map, which may begin in this line.
func (r *reader) definition(l paste.Line, name string) *definition {
	d := r.maps[name]
	if d == nil {
		d = &definition{line: l, name: name, given: map[*abi.Field]bool{}}
		r.maps[name], r.defined = d, append(r.defined, d)
	}
	return d
}

// defineNumber sets a field, and reports whether it is a number.
func (r *reader) defineNumber(l paste.Line, name string, f *abi.Field, number string) bool {
	n, err := strconv.ParseUint(strings.Trim(number, ". "), 0, 8*f.Kind.Size())
	if err != nil {
		return false
	}
	r.definition(l, name).set(f, n)
	return true
}

// globalData defines the map of a section such as .bss: an array with one element. data is "6, offset 0, flags 400."
func (r *reader) globalData(l paste.Line, name, data string) bool {
	index, rest, _ := strings.Cut(data, ",")
	_, flags, ok := strings.Cut(rest, "flags ")
	bits, err := strconv.ParseUint(strings.Trim(flags, ". "), 16, 32)
	if !ok || err != nil {
		return false
	}
	d := r.definition(l, name)
	d.set(&abi.MapTypeField, uint64(abi.BPF_MAP_TYPE_ARRAY))
	d.set(&abi.KeySize, 4)
	if size, known := r.sections[index]; known {
		d.set(&abi.ValueSize, size)
	} else {
		d.unsized = true
	}
	d.set(&abi.MaxEntries, 1)
	d.set(&abi.MapFlagsField, bits)
	return true
}

// missing asks for the fields that the text does not show. Of a map whose type libbpf prints, it prints all that the object
// defines: the others are 0.
func (d *definition) missing() []string {
	var names []string
	for _, f := range fields[:4] {
		known := d != nil && (d.given[f.field] || d.given[&abi.MapTypeField] && !(d.unsized && f.field == &abi.ValueSize))
		if !known {
			names = append(names, f.field.Name)
		}
	}
	if names == nil {
		return nil
	}
	return []string{"unknown " + strings.Join(names, ", ") + ": fill in the values of the object"}
}
