// Package strip removes from a linked program for wasm the tables of package runtime that only stack traces use, and
// packs its data. Traces keep the names of functions, and print "?" for files and lines. Everything else works as before:
// recover, growing stacks, garbage collection. A fifth of a compressed program is saved. Follows runtime/symtab.go,
// runtime/runtime2.go, internal/abi/symtab.go and cmd/link/internal/wasm of Go 1.26.
package strip

// Program returns a stripped copy of program. It returns an error if program or its Go release is not of a known form.
func Program(program []byte, goVersion string) ([]byte, error) {
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
	t.fold()
	return t.appendFolded(m.store(program)), nil
}
