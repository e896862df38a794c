package btf

// The second pass follows the references between types. It finds loops and the sizes of arrays.

// maxDepth is MAX_RESOLVE_DEPTH: how many types may wait for each other.
const maxDepth = 32

// visit is the state of a type in the second pass.
type visit uint8

const (
	notVisited visit = iota
	visited
	resolved
)

// vertex follows struct resolve_vertex: a type that waits for the types it refers to.
type vertex struct {
	id   uint32
	next uint32 // the first member that is not yet resolved
}

// mode follows enum resolve_mode: at which types the walk stops.
type mode uint8

const (
	modeTBD mode = iota
	modePtr
	modeStructOrArray
)

// resolveStep resolves the type on top of the stack, or pushes a type that it needs first. It reports false if it refuses.
type resolveStep func(p *parser, v *vertex, t *Type) bool

// checkTypes follows btf_check_all_types.
func (p *parser) checkTypes() bool {
	b := p.b
	n := len(b.Types)
	b.resolvedIDs, b.resolvedSizes, p.states = make([]uint32, n), make([]uint32, n), make([]visit, n)
	p.resolving = true
	for id := 1; id < n; id++ {
		t := &b.Types[id]
		p.id = uint32(id)
		if p.needsResolve(t) && p.states[id] != resolved && !p.resolveType(uint32(id)) {
			return false
		}
		switch {
		case t.Kind == FUNC_PROTO && !p.checkProto(t):
			return false
		case t.Kind == FUNC && !sinceDeclTag.In(p.r) && !p.checkFunc(t):
			return false
		}
	}
	return true
}

// needsResolve follows btf_type_needs_resolve.
func (p *parser) needsResolve(t *Type) bool {
	return t.Kind.is(resolvable) && (t.Kind != FUNC || sinceDeclTag.In(p.r))
}

// resolveType follows btf_resolve.
func (p *parser) resolveType(id uint32) bool {
	saved := p.id
	p.mode = modeTBD
	p.stack = p.stack[:0]
	ok := p.push(id)
	for ok && len(p.stack) > 0 {
		v := &p.stack[len(p.stack)-1]
		p.id = v.id
		t := &p.b.Types[v.id]
		ok = kindRows[t.Kind].resolve(p, v, t)
	}
	p.id = id
	t := &p.b.Types[id]
	if !ok {
		if r := p.refusal; r.Rule == resolveDepth || r.Rule == resolveLoop {
			p.refuseType(t, r.Rule, r.A, 0)
		}
		return false
	}
	if !p.isResolved(id) {
		return p.refuseType(t, resolveState, 0, 0)
	}
	p.id = saved
	return true
}

// isSink follows env_type_is_resolve_sink: it reports whether the walk stops at t.
func (p *parser) isSink(t *Type) bool {
	switch p.mode {
	case modePtr:
		return !t.Kind.isModifier() && t.Kind != PTR
	case modeStructOrArray:
		return !t.Kind.isModifier() && t.Kind != ARRAY && !t.Kind.isStruct()
	}
	return !p.needsResolve(t)
}

// pends reports whether a type must be resolved before one that refers to it.
func (p *parser) pends(id uint32) bool {
	return !p.isSink(&p.b.Types[id]) && p.states[id] != resolved
}

// push follows env_stack_push.
func (p *parser) push(id uint32) bool {
	if len(p.stack) == maxDepth {
		return p.record(resolveDepth, id, -1, maxDepth, 0)
	}
	if p.states[id] != notVisited {
		return p.record(resolveLoop, id, -1, uint64(id), 0)
	}
	p.states[id] = visited
	p.stack = append(p.stack, vertex{id: id})
	if p.mode == modeTBD {
		switch k := p.b.Types[id].Kind; {
		case k == PTR:
			p.mode = modePtr
		case k.isStruct() || k == ARRAY:
			p.mode = modeStructOrArray
		}
	}
	return true
}

// pop follows env_stack_pop_resolved.
func (p *parser) pop(id, size uint32) bool {
	v := p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	p.b.resolvedIDs[v.id], p.b.resolvedSizes[v.id] = id, size
	p.states[v.id] = resolved
	return true
}

// isResolved follows btf_resolve_valid.
func (p *parser) isResolved(id uint32) bool {
	b := p.b
	if p.states[id] != resolved {
		return false
	}
	to, size := b.resolvedIDs[id], b.resolvedSizes[id]
	switch t := &b.Types[id]; {
	case t.Kind.isStruct() || t.Kind == DATASEC:
		return to == 0 && size == 0
	case t.Kind == DECL_TAG || t.Kind == FUNC:
		return to != 0 && size == 0
	case t.Kind.isModifier() || t.Kind == PTR || t.Kind == VAR:
		k := b.Types[to].Kind
		return !k.isModifier() && k != VAR && k != DATASEC
	case t.Kind == ARRAY:
		a := b.Array(t)
		elem, elemSize, ok := b.Sized(a.Elem)
		return ok && !b.Types[elem].Kind.isModifier() && a.Len*elemSize == size
	}
	return false
}

// target returns the type that t refers to, or nil if no type may refer to it.
func (p *parser) target(id uint32) *Type {
	t := p.b.Type(id)
	if t != nil && t.Kind.is(sourceOnly) {
		return nil
	}
	return t
}

// pointerBehind pushes the pointer that a resolved modifier leads to, if it is not yet resolved. It reports whether it did.
func (p *parser) pointerBehind(id uint32) (pushed, ok bool) {
	if !p.b.Types[id].Kind.isModifier() {
		return false, true
	}
	to := p.b.resolvedIDs[id]
	if p.b.Types[to].Kind == PTR && p.pends(to) {
		return true, p.push(to)
	}
	return false, true
}

// sizeless returns the id to which a reference to a type without size resolves. It reports false if the type cannot be
// referred to.
func (p *parser) sizeless(id uint32) (uint32, bool) {
	if p.states[id] == resolved {
		id = p.b.resolvedIDs[id]
	}
	k := p.b.Types[id].Kind
	return id, k == VOID || k == FWD || k == FUNC_PROTO
}

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
