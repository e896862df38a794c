package btf

// maxChain is how many modifiers may follow each other.
const maxChain = 32

// checkChains follows btf_check_type_tags, which is btf_check_modifier_chain_length since 7.3.
func (p *parser) checkChains() bool {
	if !sinceTypeTag.In(p.r) {
		return true
	}
	b, good := p.b, 0
	for i := 1; i < len(b.Types); i++ {
		t := &b.Types[i]
		if !t.Kind.isModifier() {
			continue
		}
		id, inTags := i, t.Kind == TYPE_TAG
		for left := maxChain; t.Kind.isModifier(); left-- {
			if left == 0 {
				return p.refuse(chainLoop, 0, 0)
			}
			if t.Kind != TYPE_TAG {
				inTags = false
			} else if !inTags && !sinceAnyTagSpot.In(p.r) {
				return p.refuse(chainTags, 0, 0)
			}
			if id <= good {
				break
			}
			id = int(t.Ref)
			t = &b.Types[id]
		}
		good = i
	}
	return true
}
