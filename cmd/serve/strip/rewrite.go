package strip

// firstFunction is PC_F of the first function that is not imported.
const firstFunction = 0x1000

// exempt are functions whose program counters are computed.
var exempt = map[string]bool{"runtime.goexit": true}

// rewriter rewrites the code of a program.
type rewriter struct {
	*code
	tables  *tables
	values  packer
	records map[int]int    // places in tables.funcs by the number of the body
	final   map[int64]bool // functions that do not return
	// Functions of the runtime.
	panics      int64 // sigpanic
	deferReturn int64 // deferreturn
}

// rewrite rewrites all functions and the tables of program counters.
func (c *code) rewrite(t *tables) error {
	p := &rewriter{code: c, tables: t, records: map[int]int{}, final: map[int64]bool{}, panics: -1, deferReturn: -1}
	p.values = packer{from: t.values, packed: []byte{0}, places: map[string]uint32{}}
	first := get32(t.funcs)
	for i := range t.count {
		at, n := int(get32(t.funcs[8*i+4:])), int(get32(t.funcs[8*i:])-first)
		p.records[n] = at
		name := string(t.nameOf(t.funcs[at:]))
		index := int64(c.imports + n)
		p.final[index] = !doesReturn(name)
		switch name {
		case "runtime.sigpanic":
			p.panics = index
		case "runtime.deferreturn":
			p.deferReturn = index
		}
	}
	for n, b := range c.bodies {
		f, err := newBody(b)
		if err != nil {
			return err
		}
		if record, ok := p.records[n]; !p.rewrite(f, firstFunction+int64(n), record, ok) {
			return errNoCode
		}
		c.bodies[n] = f.bytes()
	}
	if p.values.failed || len(p.values.packed) > len(t.values) {
		return errNoTables
	}
	fill(t.values, p.values.packed)
	return nil
}

// rewrite rewrites a function and its tables. It returns false if it has an unexpected form.
func (p *rewriter) rewrite(f *body, function int64, record int, recorded bool) bool {
	if f.followsABI() && f.plain() {
		f.jumps()
		f.returnInPlace()
		f.passReturnAddresses(function)
		p.shortenReturns(f)
		for range 2 {
			p.simplify(f)
			p.dropCopies(f)
		}
		p.simplify(f)
		if recorded && !exempt[string(p.tables.nameOf(p.tables.funcs[record:]))] {
			if n := p.renumber(f, record); n != nil {
				n.apply(f)
				p.addressFrame(f)
				return f.storeReturnAddress(function)
			}
		}
		f.dropBlocks()
		if !f.storeReturnAddress(function) {
			return false
		}
	}
	if recorded {
		for _, field := range p.tables.valueFields(record) {
			p.values.move(field)
		}
	}
	return true
}

// plain reports whether no block has values.
func (f *body) plain() bool {
	for _, x := range f.code {
		if (x.op == opBlock || x.op == opLoop || x.op == opIf) && x.a != emptyBlock {
			return false
		}
	}
	return true
}
