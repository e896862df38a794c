package csource

import (
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// definitionReader reads definitions of maps as the calls that create them: C for libbpf and its predecessors, members
// of union bpf_attr, ebpf.MapSpec of Go, and names of fields with their values.
type definitionReader struct {
	text    paste.Text
	lines   []paste.Line
	told    []bool      // by line: it is part of a definition
	open    *definition // that later lines may continue; nil if none
	comment bool        // within /* */
	names   names       // with the numbers that the text defines
}

func BeginDefinition(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	r := &definitionReader{text: paste.Text{Format: "definitions of maps"}}
	r.names.sized = func([]token) int { return 0 }
	return r, nil
}

func LooksLikeDefinition(p *paste.Source) bool {
	return p.Some(func(line string) bool {
		line = strings.ReplaceAll(line, " ", "")
		for _, mark := range [...]string{"__uint(type,", "__uint(max_entries,", ".type=BPF_MAP_TYPE_", ".map_type=", "MapSpec{", "map_type=", "Type:ebpf."} {
			if strings.Contains(line, mark) && !strings.Contains(line, "bpf(") {
				return true
			}
		}
		return false
	})
}

func (r *definitionReader) Line(l paste.Line) {
	r.lines, r.told = append(r.lines, l), append(r.told, false)
	if r.names.define(strings.TrimSpace(l.Text)) {
		return
	}
	tokens := tokens(withoutComments(l.Text, &r.comment))
	for len(tokens) > 0 {
		tokens = tokens[r.piece(tokens):]
	}
	if r.open != nil && paste.IsBlank(l.Text) && len(r.open.given) > 0 {
		r.close()
	}
}

// piece reads the first element of tokens and returns how many tokens it takes.
func (r *definitionReader) piece(tokens []token) (used int) {
	used, key, value := definitionPair(tokens)
	if used > 0 {
		d := r.definition()
		if why := d.set(&r.names, key, value); why != "" {
			d.lost = append(d.lost, why)
		}
		return used
	}
	if name := legacyName(tokens); r.open == nil && name != "" {
		r.definition().name(name)
	}
	if name := definitionEnd(tokens); r.open != nil && name != "" {
		r.definition().name(name)
	}
	if tokens[0].is("}") && r.open != nil && len(r.open.given) > 0 {
		r.definition()
		r.close()
	}
	return 1
}

// definition returns the definition of the last line.
func (r *definitionReader) definition() *definition {
	last := len(r.lines) - 1
	if r.open == nil {
		r.open = &definition{first: last, given: map[*abi.Field]bool{}}
	}
	r.open.last, r.told[last] = last, true
	return r.open
}

// close appends the call for the open definition.
func (r *definitionReader) close() {
	d := r.open
	r.open = nil
	if !d.given[&abi.MapTypeField] {
		return
	}
	size := max(len(d.attr), abi.MaxEntries.End())
	first, last := r.lines[d.first], r.lines[d.last]
	r.text.Calls = append(r.text.Calls, paste.Call{Line: first.Num, Lines: last.Num + last.Lines - first.Num, Name: "bpf",
		Cmd: abi.BPF_MAP_CREATE, Attr: abi.Grow(d.attr, size), Size: uint32(size), Lost: d.lost})
}

// Finish closes the last definition and notes the lines outside all calls.
func (r *definitionReader) Finish() paste.Text {
	if r.open != nil {
		r.close()
	}
	calls := r.text.Calls
	for i, l := range r.lines {
		for len(calls) > 0 && calls[0].Line+calls[0].Lines <= l.Num {
			calls = calls[1:]
		}
		inside := len(calls) > 0 && calls[0].Line <= l.Num
		switch {
		case paste.IsBlank(l.Text) || r.told[i] && inside:
		case r.told[i]:
			r.text.Unread = l.Note(r.text.Unread, "names a field but no map type: want map_type")
		default:
			r.text.Unread = l.Note(r.text.Unread, "does not define a map")
		}
	}
	return r.text
}
