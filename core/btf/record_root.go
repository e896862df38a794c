package btf

import "strings"

// rootOf follows btf_find_graph_root: the declaration tag "contains:STRUCT:MEMBER" names the struct that a list or tree
// holds, and its node.
func (b *BTF) rootOf(at position) (value uint32, node string, refused *Rule) {
	text, n := "", 0
	for i := 1; i < len(b.Types); i++ {
		t := &b.Types[i]
		if t.Kind != DECL_TAG || t.Ref != at.owner || b.word(t, 0) != at.index {
			continue
		}
		if rest, ok := strings.CutPrefix(t.Name, "contains:"); ok {
			text, n = rest, n+1
		}
	}
	name, node, ok := strings.Cut(text, ":")
	if n != 1 || !ok {
		return 0, "", rootTag
	}
	value = b.ByName(name, STRUCT)
	if value == 0 {
		return 0, "", rootValue
	}
	if node == "" {
		return 0, "", rootTag
	}
	return value, node, nil
}

// checkRoot follows btf_parse_graph_root: the struct has the named node.
func (b *BTF) checkRoot(f Field) *Rule {
	want := "bpf_list_node"
	if f.Kind == RB_ROOT {
		want = "bpf_rb_node"
	}
	t := &b.Types[f.value]
	found := false
	for i := range t.Vlen {
		m := b.Member(t, i)
		if b.logName(m.nameOff) != f.node {
			continue
		}
		n := &b.Types[m.Type]
		off := m.raw
		if n.Flag {
			off &= 0xffffff // the kernel reads the member as one of the node
		}
		if found || n.Kind != STRUCT || n.Name != want || off%64 != 0 {
			return rootNode
		}
		found = true
	}
	if !found {
		return rootMember
	}
	return nil
}
