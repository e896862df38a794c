package paste

import (
	"strings"

	"bpfplay/core/abi"
)

// definitionReader reads definitions of maps, each of which becomes the call that makes the map: C for libbpf, of today
// and of old, members of union bpf_attr, ebpf.MapSpec of Go, and the names of fields with their values.
type definitionReader struct {
	text  Text
	lines []textLine
}

func beginDefinition(*pasted) (lineReader, *SyntaxError) {
	return &definitionReader{text: Text{Format: "definitions of maps"}}, nil
}

func looksLikeDefinition(p *pasted) bool {
	return p.some(func(line string) bool {
		line = strings.ReplaceAll(line, " ", "")
		for _, mark := range [...]string{"__uint(type,", "__uint(max_entries,", ".type=BPF_MAP_TYPE_", ".map_type=", "MapSpec{", "map_type=", "Type:ebpf."} {
			if strings.Contains(line, mark) && !strings.Contains(line, "bpf(") {
				return true
			}
		}
		return false
	})
}

func (r *definitionReader) line(l textLine) { r.lines = append(r.lines, l) }

// finish reads all lines at once: a definition may take many.
func (r *definitionReader) finish() Text {
	var d *definition
	told := make([]bool, len(r.lines))
	comment := false
	for i, l := range r.lines {
		tokens := cTokens(withoutCComments(l.text, &comment))
		for len(tokens) > 0 {
			used, key, value := definitionPair(tokens)
			if used == 0 {
				if name := legacyName(tokens); d == nil && name != "" {
					d = &definition{first: i, last: i, given: map[*abi.Field]bool{}}
					d.name(name)
					told[i] = true
				}
				if name := definitionEnd(tokens); d != nil && name != "" {
					d.last, told[i] = i, true
					d.name(name)
				}
				if tokens[0].is("}") && d != nil && len(d.given) > 0 {
					d.last, told[i] = i, true
					r.close(d)
					d = nil
				}
				tokens = tokens[1:]
				continue
			}
			tokens = tokens[used:]
			if d == nil {
				d = &definition{first: i, given: map[*abi.Field]bool{}}
			}
			if why := d.set(key, value); why != "" {
				d.lost = append(d.lost, why)
			}
			d.last, told[i] = i, true
		}
		if d != nil && isBlank(l.text) && len(d.given) > 0 {
			r.close(d)
			d = nil
		}
	}
	if d != nil {
		r.close(d)
	}
	covered := 0
	for i, l := range r.lines {
		for covered < len(r.text.Calls) && r.text.Calls[covered].Line+r.text.Calls[covered].Lines <= l.num {
			covered++
		}
		inside := covered < len(r.text.Calls) && r.text.Calls[covered].Line <= l.num
		switch {
		case isBlank(l.text) || told[i] && inside:
		case told[i]:
			r.text.Unread = l.note(r.text.Unread, "names a field, and no map type: map_type was expected")
		default:
			r.text.Unread = l.note(r.text.Unread, "tells nothing of a map")
		}
	}
	return r.text
}

// close makes the call for a definition.
func (r *definitionReader) close(d *definition) {
	if !d.given[&abi.MapTypeField] {
		return
	}
	size := max(len(d.attr), abi.MaxEntries.End())
	first, last := r.lines[d.first], r.lines[d.last]
	r.text.Calls = append(r.text.Calls, Call{Line: first.num, Lines: last.num + last.lines - first.num, Name: "bpf",
		Cmd: abi.BPF_MAP_CREATE, Attr: abi.Grow(d.attr, size), Size: uint32(size), Lost: d.lost})
}
