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
