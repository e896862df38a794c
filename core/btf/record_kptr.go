package btf

import "bpfplay/core/abi"

// kptr follows btf_find_kptr: it reports whether t is a pointer with a tag that makes it special.
func (b *BTF) kptr(t *Type, mask FieldKind) (found bool, kind FieldKind, refused *Rule) {
	if t.Kind == VOLATILE && sinceMetas.In(b.Release) {
		t = &b.Types[t.Ref]
	}
	if t.Kind != PTR {
		return false, 0, nil
	}
	kind, ok, refused := b.pointerTag(t)
	if refused != nil || !ok || kind&mask == 0 {
		return false, 0, refused
	}
	if b.Types[b.Skip(t.Ref)].Kind != STRUCT {
		return false, 0, kptrTarget
	}
	return true, kind, nil
}

// kptrTags are the tags of special pointers.
var kptrTags = []struct {
	name        string
	kind        FieldKind
	since, gone abi.Since
}{
	{"kptr", KPTR, sinceTypeTag, never},
	{"kptr_ref", KPTR, sinceTypeTag, abi.Since{abi.V6_4}},
	{"kptr_untrusted", KPTR, abi.Since{abi.V6_4}, never},
	{"percpu_kptr", KPTR, abi.Since{abi.V6_7}, never},
	{"uptr", UPTR, sinceUptr, never},
}

// pointerTag returns the kind that the tag of a pointer gives it. Before 7.3 the tag is unique and the first modifier;
// since then several tags of the kernel are an error.
func (b *BTF) pointerTag(ptr *Type) (kind FieldKind, ok bool, refused *Rule) {
	seen := map[string]bool{}
	for t := &b.Types[ptr.Ref]; t.Kind.isModifier(); t = &b.Types[t.Ref] {
		if t.Kind == TYPE_TAG && !t.Flag {
			known := FieldKind(0)
			for _, row := range kptrTags {
				if row.name == t.Name && row.since.In(b.Release) && !row.gone.In(b.Release) {
					known = row.kind
				}
			}
			if !sinceAnyTagSpot.In(b.Release) {
				if b.Types[t.Ref].Kind == TYPE_TAG || known == 0 {
					return 0, false, kptrTag
				}
				return known, true, nil
			}
			if known != 0 {
				kind = known
				seen[t.Name] = true
			}
		}
		if !sinceAnyTagSpot.In(b.Release) {
			return 0, false, nil
		}
	}
	if len(seen) > 1 {
		return 0, false, kptrTag
	}
	return kind, kind != 0, nil
}
