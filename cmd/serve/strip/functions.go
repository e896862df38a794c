package strip

// Function is a function of a program and the size of its code in bytes.
type Function struct {
	Name string // with its package, "bpfplay/core.(*Kernel).check"
	Size int
}

// Functions returns the functions of a program that have entries in the tables of the runtime, in order, and the size of
// the data. Stripped programs have them too.
func Functions(program []byte) (functions []Function, dataSize int, err error) {
	m, err := newImage(program)
	if err != nil {
		return nil, 0, err
	}
	t, err := findTables(m.bytes)
	if err != nil {
		return nil, 0, err
	}
	if t.isFolded() {
		t.unfold()
	}
	sizes := bodySizes(program)
	first := get32(t.funcs) // the entry of the first body; each next one is one more
	for i := range t.count {
		at := int(get32(t.funcs[8*i+4:]))
		body := int(get32(t.funcs[8*i:]) - first)
		if at < 0 || at > len(t.funcs)-funcSize || body >= len(sizes) {
			return nil, 0, errNoTables
		}
		functions = append(functions, Function{string(t.nameOf(t.funcs[at:])), sizes[body]})
	}
	return functions, m.to - m.from, nil
}

// bodySizes returns the sizes in bytes of the function bodies of a program.
func bodySizes(program []byte) (sizes []int) {
	r := reader{program, min(8, len(program)), false}
	for r.at < len(program) && !r.failed {
		id, n := r.byte(), r.uint()
		if id != codeSection {
			r.at += n
			continue
		}
		for count := r.uint(); count > 0 && !r.failed; count-- {
			size := r.uint()
			sizes = append(sizes, size)
			r.at += size
		}
	}
	return sizes
}
