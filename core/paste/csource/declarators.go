package csource

// declarators returns a declaration for each variable of a declaration of several, such as int fd, key = 1, *next; or nil for
// other statements.
func declarators(tokens []token) [][]token {
	parts := split(tokens)
	if len(parts) < 2 {
		return nil
	}
	left := parts[0]
	for i, t := range left {
		if t.is("=") || t.is("[") {
			left = left[:i]
			break
		}
	}
	base := left[:max(0, len(left)-1)] // without the name
	for len(base) > 0 && base[len(base)-1].is("*") {
		base = base[:len(base)-1]
	}
	if !isType(base) {
		return nil
	}
	all := parts[:1]
	for _, part := range parts[1:] {
		all = append(all, append(base[:len(base):len(base)], part...))
	}
	return all
}

// declareAll executes declarations one after the other.
func (p *program) declareAll(declarations [][]token) (did bool, why string) {
	for _, d := range declarations {
		one, fault := p.statement(d)
		did = did || one
		if why == "" {
			why = fault
		}
	}
	return did, why
}
