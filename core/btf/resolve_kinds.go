package btf

// resolveModifier follows btf_modifier_resolve.
func resolveModifier(p *parser, v *vertex, t *Type) bool {
	if p.target(t.Ref) == nil {
		return p.refuseType(t, refExists, uint64(t.Ref), 0)
	}
	if p.pends(t.Ref) {
		return p.push(t.Ref)
	}
	return p.popReference(t)
}

// popReference resolves a modifier or a pointer to its target.
func (p *parser) popReference(t *Type) bool {
	id, _, ok := p.b.Sized(t.Ref)
	if !ok {
		if id, ok = p.sizeless(t.Ref); !ok {
			return p.refuseType(t, refTarget, uint64(t.Ref), 0)
		}
	}
	return p.pop(id, 0)
}

// resolvePtr follows btf_ptr_resolve.
func resolvePtr(p *parser, v *vertex, t *Type) bool {
	if p.target(t.Ref) == nil {
		return p.refuseType(t, refExists, uint64(t.Ref), 0)
	}
	if p.pends(t.Ref) {
		return p.push(t.Ref)
	}
	if pushed, ok := p.pointerBehind(t.Ref); pushed {
		return ok
	}
	return p.popReference(t)
}

// resolveVar follows btf_var_resolve.
func resolveVar(p *parser, v *vertex, t *Type) bool {
	if p.target(t.Ref) == nil {
		return p.refuseType(t, refExists, uint64(t.Ref), 0)
	}
	if p.pends(t.Ref) {
		return p.push(t.Ref)
	}
	if pushed, ok := p.pointerBehind(t.Ref); pushed {
		return ok
	}
	id, _, ok := p.b.Sized(t.Ref)
	if !ok {
		return p.refuseType(t, varSized, uint64(t.Ref), 0)
	}
	return p.pop(id, 0)
}

// resolveArray follows btf_array_resolve.
func resolveArray(p *parser, v *vertex, t *Type) bool {
	b, a := p.b, p.b.Array(t)
	index := p.target(a.Index)
	if index == nil || index.Kind.is(noSize) {
		return p.refuseType(t, arrayIndexKind, uint64(a.Index), 0)
	}
	if p.pends(a.Index) {
		return p.push(a.Index)
	}
	id, _, ok := b.Sized(a.Index)
	if !ok || b.Types[id].Kind != INT || !b.Int(&b.Types[id]).isRegular() {
		return p.refuseType(t, arrayIndexInt, uint64(a.Index), 0)
	}
	elem := p.target(a.Elem)
	if elem == nil || elem.Kind.is(noSize) {
		return p.refuseType(t, arrayElemKind, uint64(a.Elem), 0)
	}
	if p.pends(a.Elem) {
		return p.push(a.Elem)
	}
	id, size, ok := b.Sized(a.Elem)
	switch {
	case !ok:
		return p.refuseType(t, arrayElemSized, uint64(a.Elem), 0)
	case b.Types[id].Kind == INT && !b.Int(&b.Types[id]).isRegular():
		return p.refuseType(t, arrayElemInt, uint64(a.Elem), 0)
	case uint64(size)*uint64(a.Len) > 0xffffffff:
		return p.refuseType(t, arrayOverflow, uint64(size), uint64(a.Len))
	}
	return p.pop(id, size*a.Len)
}

// resolveStruct follows btf_struct_resolve. A member whose type was resolved meanwhile is checked when the struct is on top
// again.
func resolveStruct(p *parser, v *vertex, t *Type) bool {
	for i := v.next; i < t.Vlen; i++ {
		m := p.b.Member(t, i)
		to := p.target(m.Type)
		if to == nil || to.Kind.is(noSize) {
			return p.refuseMember(t, i, m, memberKind, uint64(m.Type), 0)
		}
		if p.pends(m.Type) {
			v.next = i
			return p.push(m.Type)
		}
		if !p.checkMember(t, i, m, to) {
			return false
		}
	}
	return p.pop(0, 0)
}

// checkMember calls check_member or check_kflag_member of the kind of a member.
func (p *parser) checkMember(t *Type, i uint32, m Member, to *Type) bool {
	if t.Flag {
		return kindRows[to.Kind].bits(p, t, i, m, to)
	}
	return kindRows[to.Kind].member(p, t, i, m, to)
}

// resolveDatasec follows btf_datasec_resolve.
func resolveDatasec(p *parser, v *vertex, t *Type) bool {
	if sinceVarMode.In(p.r) {
		p.mode = modeTBD
	}
	for i := v.next; i < t.Vlen; i++ {
		s := p.b.Var(t, i)
		to := p.b.Type(s.Type)
		if to == nil || to.Kind != VAR {
			return p.refuseVar(t, i, s, secVarKind, uint64(s.Type), 0)
		}
		if p.pends(s.Type) {
			v.next = i + 1 // the variable is not checked again
			return p.push(s.Type)
		}
		_, size, ok := p.b.Sized(to.Ref)
		switch {
		case !ok:
			return p.refuseVar(t, i, s, secVarSized, uint64(to.Ref), 0)
		case s.Size < size:
			return p.refuseVar(t, i, s, secVarRoom, uint64(s.Size), uint64(size))
		}
	}
	return p.pop(0, 0)
}

// resolveDeclTag follows btf_decl_tag_resolve.
func resolveDeclTag(p *parser, v *vertex, t *Type) bool {
	to := p.b.Type(t.Ref)
	if to == nil || to.Kind != FUNC && to.Kind != VAR && to.Kind != TYPEDEF && !to.Kind.isStruct() {
		return p.refuseType(t, tagTarget, uint64(t.Ref), 0)
	}
	if p.pends(t.Ref) {
		return p.push(t.Ref)
	}
	if index := p.b.word(t, 0); index != 0xffffffff {
		if to.Kind == VAR || to.Kind == TYPEDEF {
			return p.refuseType(t, tagNoParts, uint64(index), 0)
		}
		if to.Kind == FUNC {
			to = &p.b.Types[to.Ref]
		}
		if index >= to.Vlen {
			return p.refuseType(t, tagPart, uint64(index), uint64(to.Vlen))
		}
	}
	return p.pop(t.Ref, 0)
}

// resolveFunc follows btf_func_resolve.
func resolveFunc(p *parser, v *vertex, t *Type) bool { return p.checkFunc(t) && p.pop(t.Ref, 0) }

// checkFunc follows btf_func_check.
func (p *parser) checkFunc(t *Type) bool {
	proto := p.b.Type(t.Ref)
	if proto == nil || proto.Kind != FUNC_PROTO {
		return p.refuseType(t, funcProto, uint64(t.Ref), 0)
	}
	for i := range proto.Vlen {
		if a := p.b.Param(proto, i); a.nameOff == 0 && a.Type != 0 {
			return p.refuseType(t, funcArgName, uint64(i+1), 0)
		}
	}
	return true
}

// checkProto follows btf_func_proto_check.
func (p *parser) checkProto(t *Type) bool {
	if t.Ref != 0 {
		to := p.b.Type(t.Ref)
		if to == nil || sinceDeclTag.In(p.r) && to.Kind.is(sourceOnly) {
			return p.refuseType(t, protoReturn, uint64(t.Ref), 0)
		}
		if p.needsResolve(to) && p.states[t.Ref] != resolved && !p.resolveType(t.Ref) {
			return false
		}
		if _, _, ok := p.b.Sized(t.Ref); !ok {
			return p.refuseType(t, protoReturn, uint64(t.Ref), 0)
		}
	}
	n := t.Vlen
	if n > 0 {
		if last := p.b.Param(t, n-1); last.Type == 0 {
			if last.nameOff != 0 {
				return p.refuseType(t, protoArg, uint64(n), 0)
			}
			n--
		}
	}
	for i := range n {
		a := p.b.Param(t, i)
		to := p.b.Type(a.Type)
		if to == nil || to.Kind.is(sourceOnly) {
			return p.refuseType(t, protoArg, uint64(i+1), 0)
		}
		if a.nameOff != 0 && (a.nameOff > maxNameOffset || a.nameOff >= uint32(len(p.b.text)) || !p.isIdentifier(a.Name)) {
			return p.refuseType(t, protoArg, uint64(i+1), 0)
		}
		if p.needsResolve(to) && p.states[a.Type] != resolved && !p.resolveType(a.Type) {
			return false
		}
		if _, _, ok := p.b.Sized(a.Type); !ok {
			return p.refuseType(t, protoArg, uint64(i+1), 0)
		}
	}
	return true
}
