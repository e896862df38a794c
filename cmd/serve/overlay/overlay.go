// Package overlay makes the program for the browser smaller by a third: it replaces sources of the standard library and of
// go-app for one build, with go build -overlay. packages.go has stand-ins for packages that only go-app's web server uses,
// sorting.go compiles the algorithms of package slices once instead of once for each type, and elements.go does so for
// go-app's types of HTML elements. strings.go makes calls of JavaScript cheaper.
package overlay

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Build is a build of the program.
type Build struct {
	GOROOT  string
	Root    string                               // of the main module
	Program string                               // the package to build
	Dir     string                               // for the replaced files
	GoList  func(args ...string) ([]byte, error) // runs go list
}

// Write writes the replaced files. It returns the flags with which go build uses them, and the packages of the program. It
// returns an error if the sources of this Go release have not the expected form.
func (b Build) Write() (flags []string, packages map[string]bool, err error) {
	replace := files{}
	for _, step := range []func(files) error{b.shareSorting, b.passStrings, b.shareElements} {
		if err := step(replace); err != nil {
			return nil, nil, err
		}
	}
	if err := b.hidePackages(replace, complete); err != nil {
		return nil, nil, err
	}
	module, err := b.writeModule()
	if err != nil {
		return nil, nil, err
	}
	chosen := maps.Clone(standIns)
	for {
		all := maps.Clone(replace)
		if err := b.hidePackages(all, chosen); err != nil {
			return nil, nil, err
		}
		list, err := b.writeList(all)
		if err != nil {
			return nil, nil, err
		}
		flags := []string{"-overlay", list, "-modfile", module}
		imports, err := b.GoList(append(flags, "-deps", "-f", `{{.ImportPath}} {{join .Imports " "}}`, b.Program)...)
		if err != nil {
			return nil, nil, err
		}
		// A package that is linked in full may import others that then must be, too.
		wanted := importedElsewhere(string(imports), chosen)
		if len(wanted) == 0 {
			return flags, importers(string(imports)), nil
		}
		for _, pkg := range wanted {
			delete(chosen, pkg)
		}
	}
}

// files maps the names of replaced files to those of their replacements, or to "" for a file that is missing in the build.
type files map[string]string

// add writes source to Dir as the replacement of a file.
func (b Build) add(replace files, file, name string, source []byte) error {
	standIn := filepath.Join(b.Dir, name)
	replace[file] = standIn
	return os.WriteFile(standIn, source, 0o644)
}

// writeList writes the file for -overlay.
func (b Build) writeList(replace files) (string, error) {
	text, err := json.Marshal(map[string]files{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(b.Dir, "overlay.json")
	return file, os.WriteFile(file, text, 0o644)
}

// source returns the path of a file of the standard library.
func (b Build) source(name string) string {
	return filepath.Join(b.GOROOT, "src", filepath.FromSlash(name))
}

// importers returns the packages of a list. Each line is a package followed by its imports.
func importers(list string) map[string]bool {
	packages := map[string]bool{}
	for line := range strings.Lines(list) {
		packages[strings.Fields(line)[0]] = true
	}
	return packages
}

// importedElsewhere returns the chosen packages that some package other than the framework and the chosen ones imports.
func importedElsewhere(list string, chosen map[string]string) []string {
	var elsewhere []string
	for line := range strings.Lines(list) {
		words := strings.Fields(line)
		importer, imports := words[0], words[1:]
		if _, ok := chosen[importer]; ok || slices.Contains(framework, importer) {
			continue
		}
		for _, pkg := range imports {
			if _, ok := chosen[pkg]; ok && !slices.Contains(elsewhere, pkg) {
				elsewhere = append(elsewhere, pkg)
			}
		}
	}
	return elsewhere
}
