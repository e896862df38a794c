package csource

import (
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// wrapper is a function of libbpf that makes one bpf() call.
type wrapper struct {
	name   string
	cmd    abi.Cmd
	size   int          // of the attr that it passes
	fields []*abi.Field // one for each argument; nil for options, which are not read
}

// wrappers lists the functions. The older libbpf has bpf_create_map. A map would be built by code at the start.
var wrappers = [...]wrapper{
	{"bpf_map_create", abi.BPF_MAP_CREATE, 72, []*abi.Field{&abi.MapTypeField, &abi.MapName, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries, nil}},
	{"bpf_create_map", abi.BPF_MAP_CREATE, 72, []*abi.Field{&abi.MapTypeField, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries, &abi.MapFlagsField}},
	{"bpf_create_map_name", abi.BPF_MAP_CREATE, 72, []*abi.Field{&abi.MapTypeField, &abi.MapName, &abi.KeySize, &abi.ValueSize, &abi.MaxEntries, &abi.MapFlagsField}},
	{"bpf_map_update_elem", abi.BPF_MAP_UPDATE_ELEM, 32, []*abi.Field{&abi.ElemMapFD, &abi.ElemKey, &abi.ElemValue, &abi.UpdateFlags}},
	{"bpf_map_lookup_elem", abi.BPF_MAP_LOOKUP_ELEM, 32, []*abi.Field{&abi.ElemMapFD, &abi.ElemKey, &abi.ElemValueOut}},
	{"bpf_map_lookup_and_delete_elem", abi.BPF_MAP_LOOKUP_AND_DELETE_ELEM, 32, []*abi.Field{&abi.ElemMapFD, &abi.ElemKey, &abi.ElemValueOut}},
	{"bpf_map_delete_elem", abi.BPF_MAP_DELETE_ELEM, 32, []*abi.Field{&abi.ElemMapFD, &abi.ElemKey}},
	{"bpf_map_get_next_key", abi.BPF_MAP_GET_NEXT_KEY, 24, []*abi.Field{&abi.ElemMapFD, &abi.ElemKey, &abi.ElemNextKey}},
	{"bpf_map_freeze", abi.BPF_MAP_FREEZE, 4, []*abi.Field{&abi.ElemMapFD}},
	{"bpf_map_get_fd_by_id", abi.BPF_MAP_GET_FD_BY_ID, 12, []*abi.Field{&abi.MapID}},
	{"bpf_obj_pin", abi.BPF_OBJ_PIN, 16, []*abi.Field{&abi.ObjFD, &abi.Pathname}},
	{"bpf_obj_get", abi.BPF_OBJ_GET, 16, []*abi.Field{&abi.Pathname}},
}

// creates reports whether a line creates a map through libbpf.
func creates(line string) bool {
	for i := range wrappers {
		if w := &wrappers[i]; w.cmd == abi.BPF_MAP_CREATE && strings.Contains(line, w.name+"(BPF_MAP_TYPE_") {
			return true
		}
	}
	return false
}

// libbpf returns the call of a function of libbpf. Programs for the kernel call helpers of the same names with the address of a
// map, or with fewer arguments.
func libbpf(w *wrapper) call {
	return func(p *program, before []token, args [][]token) (did bool, why string) {
		if p.made || len(args) != len(w.fields) || len(args[0]) > 0 && args[0][0].is("&") {
			return false, ""
		}
		addr := p.allocate(w.size)
		c := paste.Call{Name: "bpf", Cmd: w.cmd, Addr: addr, Size: uint32(w.size)}
		if did, why := p.fill(addr, make([]byte, w.size)); !did {
			return false, why
		}
		for i, f := range w.fields {
			if why := p.argument(&c, f, args[i]); why != "" {
				p.forget(before)
				return false, why
			}
		}
		p.add(c)
		p.keep(before)
		return true, ""
	}
}

// forget makes the variable unknown that the statement assigns the result of an unread call to.
func (p *program) forget(before []token) {
	if n := len(before); n > 1 && before[n-1].is("=") {
		delete(p.names.vars, before[n-2].text)
		delete(p.names.refs, before[n-2].text)
	}
}

// argument stores an argument of a function of libbpf in a field of the attr.
func (p *program) argument(c *paste.Call, f *abi.Field, tokens []token) (why string) {
	switch {
	case f == nil && (len(tokens) != 1 || !tokens[0].is("NULL")):
		return p.optionsOf(c, tokens)
	case f == nil:
	case f.Kind == abi.KindName:
		if name, ok := stringOf(tokens); ok {
			p.memory().Write(c.Addr+uint64(f.Offset), name[:min(len(name), f.Kind.Size()-1)])
		} else if len(tokens) != 1 || !tokens[0].is("NULL") {
			c.Lost = append(c.Lost, "the name "+text(tokens))
		}
	default:
		value, why := p.names.value(tokens)
		if why == "" {
			_, why = p.storeValue(c.Addr+uint64(f.Offset), value, f.Kind.Size())
		}
		return why
	}
	return ""
}

// options reads LIBBPF_OPTS(bpf_map_create_opts, opts, .map_flags = BPF_F_NO_PREALLOC).
func options(p *program, before []token, args [][]token) (did bool, why string) {
	if len(args) < 2 || len(args[0]) != 1 || !args[0][0].is("bpf_map_create_opts") || len(args[1]) != 1 {
		return false, ""
	}
	p.options[args[1][0].text] = args[2:]
	return true, ""
}

// optionsOf stores the options that &opts points to.
func (p *program) optionsOf(c *paste.Call, tokens []token) (why string) {
	if len(tokens) == 0 {
		return "no options: want NULL, or the address of some"
	}
	options, known := p.options[tokens[len(tokens)-1].text]
	if !known {
		c.Lost = append(c.Lost, "the fields of "+text(tokens))
	}
	for _, o := range options {
		var f *abi.Field
		if len(o) > 3 && o[0].is(".") && o[2].is("=") {
			f = attrOfCreate(o[1].text)
		}
		if f == nil {
			c.Lost = append(c.Lost, text(o))
			continue
		}
		if why := p.argument(c, f, o[3:]); why != "" {
			return why
		}
	}
	return ""
}
