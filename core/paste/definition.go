package paste

import (
	"fmt"
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

// definitionKeys are the names that definitions give to fields, in lower case.
var definitionKeys = map[string]*abi.Field{
	"type": &abi.MapTypeField, "max_entries": &abi.MaxEntries, "maxentries": &abi.MaxEntries, "size": &abi.MaxEntries, "entries": &abi.MaxEntries,
	"keysize": &abi.KeySize, "valuesize": &abi.ValueSize, "flags": &abi.MapFlagsField, "name": &abi.MapName,
	"numanode": &abi.NumaNode, "mapextra": &abi.MapExtra,
}

// definitionSized are names whose value is a type: its size is meant.
var definitionSized = map[string]*abi.Field{"key": &abi.KeySize, "value": &abi.ValueSize}

// definitionIgnored say nothing that the call for a map is made of.
var definitionIgnored = map[string]string{
	"pinning": "where libbpf pins the map", "values": "what the map is filled with", "contents": "what the map is filled with",
	"innermap": "the map within: its descriptor is not known", "__array": "what the map holds", "pinned": "where the map is pinned",
}

// definition is a map as far as its text has been read.
type definition struct {
	first, last int // lines
	attr        []byte
	given       map[*abi.Field]bool
	lost        []string
}

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

// definitionPair reads a name and its value: __uint(type, X), .type = X, Type: X, map_type=X. used is how many tokens
// they take, 0 where there are none.
func definitionPair(tokens []cToken) (used int, key string, value []cToken) {
	if len(tokens) > 1 && tokens[1].is("(") && (tokens[0].is("__uint") || tokens[0].is("__type") || tokens[0].is("__array") || tokens[0].is("__ulong")) {
		end := cClosing(tokens, 1)
		parts := cSplit(tokens[2:max(end, 2)])
		if end < 0 || len(parts) != 2 || len(parts[0]) != 1 {
			return 0, "", nil
		}
		key = parts[0][0].text
		if tokens[0].is("__array") {
			key = "__array"
		}
		return end + 1, key, parts[1]
	}
	start := 0
	if tokens[0].is(".") {
		start = 1
	}
	if len(tokens) < start+3 || tokens[start].kind != cWord || !(tokens[start+1].is("=") || start == 0 && tokens[start+1].is(":")) {
		return 0, "", nil
	}
	key = tokens[start].text
	if !definitionKnows(key) {
		return 0, "", nil
	}
	depth, end := 0, start+2
	loose := start == 0 && tokens[1].is("=") // blanks part the fields
	for ; end < len(tokens); end++ {
		t := tokens[end]
		if t.is("(") || t.is("[") || t.is("{") {
			depth++
		}
		if (t.is(")") || t.is("]") || t.is("}")) && depth == 0 || depth == 0 && (t.is(",") || t.is(";")) {
			break
		}
		if t.is(")") || t.is("]") || t.is("}") {
			depth--
		}
		if loose && depth == 0 && end+2 < len(tokens) && tokens[end+2].is("=") && tokens[end+1].kind == cWord && !t.is("|") {
			end++
			break
		}
	}
	return end, key, tokens[start+2 : end]
}

func definitionKnows(key string) bool {
	low := strings.ToLower(key)
	return definitionKeys[low] != nil || definitionSized[low] != nil || definitionIgnored[low] != "" || attrOfCreate(low) != nil
}

func attrOfCreate(name string) *abi.Field {
	for _, f := range abi.Commands[abi.BPF_MAP_CREATE].Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// set gives a field its value. why says what is not known.
func (d *definition) set(key string, value []cToken) (why string) {
	low := strings.ToLower(key)
	f := attrOfCreate(low)
	if f == nil {
		f = definitionKeys[low]
	}
	if f == nil && definitionSized[low] != nil {
		f = definitionSized[low]
		size := cTypeSize(value)
		if size == 0 {
			return fmt.Sprintf("the size of %s: 0 stands for it", cText(value))
		}
		return d.put(f, uint64(size))
	}
	if f == nil {
		return cText(value) + ": " + definitionIgnored[low]
	}
	if f.Kind == abi.KindName && len(value) > 0 {
		name, ok := value[0].bytes()
		if !ok {
			name = []byte(value[0].text)
		}
		d.name(string(name))
		return ""
	}
	v, ok := definitionValue(f, value)
	if !ok {
		return fmt.Sprintf("%s: 0 stands for %s, which is not known here", f.Name, cText(value))
	}
	return d.put(f, v)
}

func (d *definition) put(f *abi.Field, v uint64) (why string) {
	if d.given[f] {
		return f.Name + " is there twice: the first is taken"
	}
	d.given[f] = true
	d.attr = f.Put(d.attr, v)
	return ""
}

func (d *definition) name(name string) {
	f := &abi.MapName
	if d.given[f] {
		return
	}
	d.given[f] = true
	d.attr = abi.Grow(d.attr, f.End())
	copy(d.attr[f.Offset:f.End()-1], name)
}

// definitionValue reads a value: an expression of C, a name of Go such as ebpf.Hash or unix.BPF_F_NO_PREALLOC, or a
// name without its front.
func definitionValue(f *abi.Field, value []cToken) (uint64, bool) {
	var plain []cToken
	for i, t := range value {
		if t.is(".") || i+1 < len(value) && value[i+1].is(".") {
			continue // the package of a name
		}
		plain = append(plain, t)
	}
	names := cNames{sized: func([]cToken) int { return 0 }}
	if v, why := names.number(plain); why == "" {
		return v & f.Kind.Max(), true
	}
	text := strings.Trim(cText(plain), `"`)
	if v, err := f.Kind.Parse(text); err == nil {
		return v, true
	}
	if f.Kind == abi.KindMapType { // LRUHash
		v, err := f.Kind.Parse(snakeCase(text))
		return v, err == nil
	}
	return 0, false
}

// goMapTypes are the map types whose names in Go part their words otherwise.
var goMapTypes = map[string]string{
	"LPMTrie": "lpm_trie", "CPUMap": "cpumap", "DevMap": "devmap", "XSKMap": "xskmap", "SockMap": "sockmap", "SockHash": "sockhash",
	"ProgramArray": "prog_array", "RingBuf": "ringbuf", "PerCPUHash": "percpu_hash", "PerCPUArray": "percpu_array",
	"LRUCPUHash": "lru_percpu_hash", "PerCPUCGroupStorage": "percpu_cgroup_storage", "CGroupStorage": "cgroup_storage",
	"CGroupArray": "cgroup_array", "ReusePortSockArray": "reuseport_sockarray", "SkStorage": "sk_storage", "DevMapHash": "devmap_hash",
	"UserRingbuf": "user_ringbuf", "StructOpsMap": "struct_ops", "CgroupStorage": "cgrp_storage", "LRUHash": "lru_hash",
}

func snakeCase(name string) string {
	if known, ok := goMapTypes[name]; ok {
		return known
	}
	var b strings.Builder
	for i, c := range name {
		if i > 0 && c >= 'A' && c <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(c)
	}
	return strings.ToLower(b.String())
}

// definitionEnd is the name behind the brace of a definition for libbpf: } counts SEC(".maps");
// it is "" where there is none.
func definitionEnd(tokens []cToken) string {
	if len(tokens) > 2 && tokens[0].is("}") && tokens[1].kind == cWord && tokens[2].is("SEC") {
		return tokens[1].text
	}
	return ""
}

// legacyName is the name in struct bpf_map_def SEC("maps") counts = {.
func legacyName(tokens []cToken) string {
	if !tokens[0].is("bpf_map_def") {
		return ""
	}
	for i := range tokens[1:] {
		if tokens[i+1].is("=") && tokens[i].kind == cWord {
			return tokens[i].text
		}
	}
	return ""
}

// withoutCComments takes comments out of a line; within says whether one goes on.
func withoutCComments(line string, within *bool) string {
	var b strings.Builder
	for line != "" {
		if *within {
			_, rest, ended := strings.Cut(line, "*/")
			*within = !ended
			line = rest
			continue
		}
		at := strings.Index(line, "/*")
		if slashes := strings.Index(line, "//"); slashes >= 0 && (at < 0 || slashes < at) {
			b.WriteString(line[:slashes])
			break
		}
		if at < 0 {
			b.WriteString(line)
			break
		}
		b.WriteString(line[:at])
		*within, line = true, line[at+2:]
	}
	return b.String()
}
