// Package btf is for BPF Type Format, the type information of programs and maps. Follows kernel/bpf/btf.c.
package btf

// BTF is type information that a kernel accepted.
type BTF struct {
	Data  []byte // as loaded
	Types []Type // by id; Types[0] is void
}

// Type follows struct btf_type and what follows it.
type Type struct {
	Name string
	Kind Kind
	Size uint32 // bytes, of kinds that have a size
	Ref  uint32 // type id, of kinds that refer to another type
}

// Kind is a BTF_KIND_*.
type Kind uint8
