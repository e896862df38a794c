package overlay

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// The package of elementsModule that has an interface, a type and up to 90 methods for each of 110 HTML elements. All types
// do the same, but the linker keeps what any of them needs.
const (
	elementsModule = "github.com/maxence-charriere/go-app/v9"
	elementsFile   = "pkg/app/html_gen.go"
)

// elementsFolder is where the build finds the module, relative to the root: go build replaces no file of the module cache, so
// the files appear here.
const elementsFolder = "cmd/serve/overlay/goapp"

// elementType is the name of the type that all elements share.
const elementType = "anyElement"

// elements is the parsed elementsFile.
type elements struct {
	source  []byte
	files   *token.FileSet
	methods map[string][]*ast.FuncDecl // by the name of the element
	common  map[string]string          // bodies of the methods that most elements have, by name
}

// shareElements makes the module appear in elementsFolder, with a single type of element.
func (b Build) shareElements(replace files) error {
	list, err := b.GoList("-m", "-f", "{{.Dir}}", elementsModule)
	if err != nil {
		return err
	}
	dir := strings.TrimSpace(string(list))
	module := os.DirFS(dir)
	folder := filepath.Join(b.Root, filepath.FromSlash(elementsFolder))
	return fs.WalkDir(module, ".", func(name string, entry fs.DirEntry, err error) error {
		wanted := name == "go.mod" || path.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go")
		if err != nil || entry.IsDir() || !wanted {
			return err
		}
		file := filepath.Join(folder, filepath.FromSlash(name))
		if name != elementsFile {
			replace[file] = filepath.Join(dir, filepath.FromSlash(name))
			return nil
		}
		source, err := fs.ReadFile(module, name)
		if err != nil {
			return err
		}
		shared, err := sharedElements(source)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return b.add(replace, file, "elements.go", shared)
	})
}

// writeModule writes a copy of go.mod that finds the module in elementsFolder, and returns its name.
func (b Build) writeModule() (string, error) {
	file := filepath.Join(b.Dir, "program.mod")
	for _, ext := range []string{".mod", ".sum"} {
		text, err := os.ReadFile(filepath.Join(b.Root, "go"+ext))
		if err != nil {
			return "", err
		}
		if ext == ".mod" {
			text = fmt.Appendf(text, "\nreplace %s => ./%s\n", elementsModule, elementsFolder)
		}
		if err := os.WriteFile(strings.TrimSuffix(file, ".mod")+ext, text, 0o644); err != nil {
			return "", err
		}
	}
	return file, nil
}

var errNoElements = errors.New("no elements of the known form")

// sharedElements returns the source of elements with elementType for all whose methods do what those of the others do. The
// names of the elements remain, as aliases.
func sharedElements(source []byte) ([]byte, error) {
	e := elements{source: source, files: token.NewFileSet(), methods: map[string][]*ast.FuncDecl{}, common: map[string]string{}}
	file, err := parser.ParseFile(e.files, elementsFile, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	count := map[string]int{}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Recv == nil {
			continue
		}
		tag := strings.TrimPrefix(e.text(f.Recv.List[0].Type), "*html")
		e.methods[tag] = append(e.methods[tag], f)
		body := e.body(f, tag)
		if count[f.Name.Name+body]++; count[f.Name.Name+body] > count[f.Name.Name+e.common[f.Name.Name]] {
			e.common[f.Name.Name] = body
		}
	}
	if len(e.methods) == 0 {
		return nil, errNoElements
	}
	var out strings.Builder
	fmt.Fprintf(&out, "package app\n\nimport \"strings\"\n\ntype %s struct{ htmlElement }\n\n", elementType)
	for _, name := range slices.Sorted(maps.Keys(e.common)) {
		fmt.Fprintf(&out, "func (e *%s) %s%s\n\n", elementType, name, strings.ReplaceAll(e.common[name], typeMark, "*"+elementType))
	}
	for _, d := range file.Decls {
		if text, ok := e.declaration(d); ok {
			out.WriteString(text + "\n\n")
		}
	}
	return format.Source([]byte(out.String()))
}

// typeMark stands for the element's own type in the body of a method.
const typeMark = "HTML·"

// body returns the parameters, the result and the body of a method.
func (e *elements) body(f *ast.FuncDecl, tag string) string {
	text := string(e.source[e.offset(f.Type.Params.Pos()):e.offset(f.End())])
	return strings.ReplaceAll(text, "HTML"+tag+" ", typeMark+" ")
}

// isCommon reports whether an element has the common type: if all its methods are the common ones. The type of the body stays,
// since go-app's engine asserts it.
func (e *elements) isCommon(tag string) bool {
	if tag == "Body" {
		return false
	}
	for _, f := range e.methods[tag] {
		if e.body(f, tag) != e.common[f.Name.Name] {
			return false
		}
	}
	return len(e.methods[tag]) > 0
}

// declaration returns the text of a declaration of the new file; ok is false if the file has none.
func (e *elements) declaration(d ast.Decl) (text string, ok bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		return e.text(d), d.Recv == nil || !e.isCommon(strings.TrimPrefix(e.text(d.Recv.List[0].Type), "*html"))
	case *ast.GenDecl:
		if d.Tok != token.TYPE {
			return "", false
		}
		name := d.Specs[0].(*ast.TypeSpec).Name.Name
		if tag, ok := strings.CutPrefix(name, "html"); ok && e.isCommon(tag) {
			return "type " + name + " = " + elementType, true
		}
		if tag, ok := strings.CutPrefix(name, "HTML"); ok && e.isCommon(tag) {
			return "type " + name + " = *" + elementType, true
		}
		return e.text(d), true
	}
	return "", false
}

func (e *elements) offset(p token.Pos) int { return e.files.Position(p).Offset }

func (e *elements) text(n ast.Node) string {
	return string(e.source[e.offset(n.Pos()):e.offset(n.End())])
}
