// Package strip makes a linked program for wasm smaller: compressed, by half. It removes the tables of package runtime
// that only stack traces use, packs the data, and rewrites the code of functions in the forms that compress best. Traces
// keep the names of the module's functions and the packages of others, and print "?" for files and lines. Everything else
// works as before: recover, growing stacks, garbage collection. Calls and element accesses become faster. Follows
// runtime/symtab.go, runtime/runtime2.go, internal/abi/symtab.go, cmd/internal/obj/wasm and cmd/link/internal/wasm of Go
// 1.26.
//
// Reading order: strip.go, image.go (the data), tables.go (the tables), code.go and body.go (the code), rewrite.go (the
// steps of a rewrite) and the files of the steps: jumps.go, calls.go, peephole.go, liveness.go, counters.go, frame.go.
package strip

// Program returns a stripped copy of program, whose functions below the module path keep their names. It returns an error
// if program or its Go release is not of a known form.
func Program(program []byte, goVersion, module string) ([]byte, error) {
	if err := knows(goVersion); err != nil {
		return nil, err
	}
	m, err := newImage(program)
	if err != nil {
		return nil, err
	}
	t, err := findTables(m.bytes)
	if err != nil {
		return nil, err
	}
	if err := t.strip(); err != nil {
		return nil, err
	}
	c, err := newCode(program)
	if err != nil {
		return nil, err
	}
	if err := c.rewrite(t); err != nil {
		return nil, err
	}
	if err := t.storeNames(module); err != nil {
		return nil, err
	}
	if err := t.fold(); err != nil {
		return nil, err
	}
	return t.appendFolded(c.store(m.store(program))), nil
}
