package strip

import (
	"bytes"
	"regexp"
	"strings"
)

// storeNames stores the names of the functions that have records, in the order of the records. A function with the name of
// the one before has an empty name here. The first byte is 0, because a name at 0 means none.
func (t *tables) storeNames(module string) error {
	names := []byte{0}
	var last []byte
	for i := range t.count {
		name := keptName(t.nameOf(t.funcs[get32(t.funcs[8*i+4:]):]), module)
		if !bytes.Equal(name, last) {
			names, last = append(names, name...), name
		}
		names = append(names, 0)
	}
	if len(names) > len(t.names) {
		return errNoTables
	}
	fill(t.names, names)
	return nil
}

// nameOf returns the name of the function with a record.
func (t *tables) nameOf(record []byte) []byte { return t.nameAt(int(get32(record[funcName:]))) }

// nameAt returns the name at a place.
func (t *tables) nameAt(place int) []byte {
	if place >= len(t.names) {
		return nil
	}
	name, _, _ := bytes.Cut(t.names[place:], []byte{0})
	return name
}

// compared are the names outside the module that the runtime compares: of stubs whose arguments it describes itself, and of
// the function that a trace calls panic.
var compared = map[string]bool{"reflect.makeFuncStub": true, "reflect.methodValueCall": true, "runtime.gopanic": true}

// unnamed follows the package in the name that all other functions of a package share. It has the form of a method, because
// runtime.panicwrap takes the name of its caller apart.
const unnamed = ".(*?).?"

// keptName returns the name of a function in traces. Functions of package main and of the module keep theirs, with "..." as
// type arguments, because the runtime prints no others. Functions in them have the name of the outer one.
func keptName(name []byte, module string) []byte {
	pkg := PackageOf(string(name))
	switch {
	case pkg == "" || compared[string(name)]:
		return name
	case pkg == "main" || strings.HasPrefix(pkg, module+"/"):
		return shortName(inner.ReplaceAll(name, nil))
	}
	return []byte(pkg + unnamed)
}

// inner matches the end of the name of a function literal, or of a function that the compiler makes for a go or defer
// statement or a method value.
var inner = regexp.MustCompile(`([.-](func\d+|gowrap\d+|deferwrap\d+|range\d+|fm|\d+))+$`)

// shortName returns a name without its type arguments.
func shortName(name []byte) []byte {
	from, to := bytes.IndexByte(name, '['), bytes.LastIndexByte(name, ']')
	if from < 0 || to < from {
		return name
	}
	return append(append(name[:from:from], "[..."...), name[to:]...)
}

// typePackage is the package of the functions that the compiler makes to compare and to hash values.
const typePackage = "type:"

// PackageOf returns the package of a function: what precedes the first dot after the last slash of its path, "type:" for a
// function that compares or hashes values, "" for one without a package. The type arguments of a function may have slashes,
// too.
func PackageOf(function string) string {
	if strings.HasPrefix(function, typePackage) {
		return typePackage
	}
	path, _, _ := strings.Cut(function, "[")
	path, _, _ = strings.Cut(path, "(")
	slash := strings.LastIndexByte(path, '/') + 1
	name, _, dotted := strings.Cut(path[slash:], ".")
	if !dotted {
		return ""
	}
	return path[:slash] + name
}
