package csource

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/table"
)

// definition is a map definition that is being read.
type definition struct {
	first, last int // its lines, from 0
	attr        []byte
	given       map[*abi.Field]bool
	lost        []string
}

// definitionKeys maps the names in definitions to fields, in lower case.
var definitionKeys = table.Listed[string, *abi.Field]{
	{"type", &abi.MapTypeField}, {"max_entries", &abi.MaxEntries}, {"maxentries", &abi.MaxEntries}, {"size", &abi.MaxEntries}, {"entries", &abi.MaxEntries},
	{"keysize", &abi.KeySize}, {"valuesize", &abi.ValueSize}, {"flags", &abi.MapFlagsField}, {"name", &abi.MapName},
	{"numanode", &abi.NumaNode}, {"mapextra", &abi.MapExtra},
}

// definitionSized maps names whose value is a type to the field that holds its size.
var definitionSized = table.Listed[string, *abi.Field]{{"key", &abi.KeySize}, {"value", &abi.ValueSize}}

// definitionIgnored describes the names that do not affect BPF_MAP_CREATE.
var definitionIgnored = table.Listed[string, string]{
	{"pinning", "how libbpf pins the map"}, {"values", "the initial contents of the map"}, {"contents", "the initial contents of the map"},
	{"innermap", "the inner map: its descriptor is unknown"}, {"__array", "the type of the elements"}, {"pinned", "the path of the pin"},
}

func definitionKnows(key string) bool {
	low := strings.ToLower(key)
	return definitionKeys.Of(low) != nil || definitionSized.Of(low) != nil || definitionIgnored.Of(low) != "" || attrOfCreate(low) != nil
}

func attrOfCreate(name string) *abi.Field {
	for _, f := range abi.Commands[abi.BPF_MAP_CREATE].Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// set sets a field. why names a part of the value that is unknown; "" for none.
func (d *definition) set(names *names, key string, value []token) (why string) {
	low := strings.ToLower(key)
	f := attrOfCreate(low)
	if f == nil {
		f = definitionKeys.Of(low)
	}
	if f == nil && definitionSized.Of(low) != nil {
		f = definitionSized.Of(low)
		size := typeSize(value)
		if size == 0 {
			return fmt.Sprintf("the size of %s is unknown: 0 is assumed", text(value))
		}
		return d.put(f, uint64(size))
	}
	if f == nil {
		return text(value) + ": " + definitionIgnored.Of(low)
	}
	if f.Kind == abi.KindName && len(value) > 0 {
		name, ok := value[0].bytes()
		if !ok {
			name = []byte(value[0].text)
		}
		d.name(string(name))
		return ""
	}
	v, ok := definitionValue(names, f, value)
	if !ok {
		return fmt.Sprintf("%s: %s is unknown, 0 is assumed", f.Name, text(value))
	}
	return d.put(f, v)
}

func (d *definition) put(f *abi.Field, v uint64) (why string) {
	if d.given[f] {
		return f.Name + " is repeated: the first value is used"
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

// definitionValue reads a C expression, a Go name such as ebpf.Hash or unix.BPF_F_NO_PREALLOC, or a name without its
// prefix.
func definitionValue(names *names, f *abi.Field, value []token) (uint64, bool) {
	var plain []token
	for i, t := range value {
		if t.is(".") || i+1 < len(value) && value[i+1].is(".") {
			continue // the package of a name
		}
		plain = append(plain, t)
	}
	if v, why := names.number(plain); why == "" {
		return v & f.Kind.Max(), true
	}
	text := strings.Trim(text(plain), `"`)
	if v, err := f.Kind.Parse(text); err == nil {
		return v, true
	}
	if f.Kind == abi.KindMapType { // LRUHash
		v, err := f.Kind.Parse(snakeCase(text))
		return v, err == nil
	}
	return 0, false
}

// goMapTypes maps the Go names that do not convert to snake case word by word.
var goMapTypes = table.Listed[string, string]{
	{"LPMTrie", "lpm_trie"}, {"CPUMap", "cpumap"}, {"DevMap", "devmap"}, {"XSKMap", "xskmap"}, {"SockMap", "sockmap"}, {"SockHash", "sockhash"},
	{"ProgramArray", "prog_array"}, {"RingBuf", "ringbuf"}, {"PerCPUHash", "percpu_hash"}, {"PerCPUArray", "percpu_array"},
	{"LRUCPUHash", "lru_percpu_hash"}, {"PerCPUCGroupStorage", "percpu_cgroup_storage"}, {"CGroupStorage", "cgroup_storage"},
	{"CGroupArray", "cgroup_array"}, {"ReusePortSockArray", "reuseport_sockarray"}, {"SkStorage", "sk_storage"}, {"DevMapHash", "devmap_hash"},
	{"UserRingbuf", "user_ringbuf"}, {"StructOpsMap", "struct_ops"}, {"CgroupStorage", "cgrp_storage"}, {"LRUHash", "lru_hash"},
}

func snakeCase(name string) string {
	if known, ok := goMapTypes.Find(name); ok {
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
