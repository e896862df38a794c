package verifier

import "bpfplay/core/btf"

const linkageGlobal = 1 // BTF_FUNC_GLOBAL

// isFunc reports whether a type of the program's BTF is a FUNC.
func (v *env) isFunc(id uint32) bool {
	t := v.prog.BTF.Type(id)
	return t != nil && t.Kind == btf.FUNC
}

// linkage returns the linkage of a FUNC.
func (v *env) linkage(id uint32) uint32 { return v.prog.BTF.Linkage(v.prog.BTF.Type(id)) }

// returnsInt reports whether a FUNC returns an integer of at most 8 bytes, or an enum.
func (v *env) returnsInt(id uint32) bool {
	b := v.prog.BTF
	proto := b.Type(b.Type(id).Ref)
	t := b.Type(b.Skip(proto.Ref))
	return t.Kind == btf.INT && t.Size <= 8 || t.Kind == btf.ENUM || t.Kind == btf.ENUM64
}
