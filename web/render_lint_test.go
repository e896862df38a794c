package web

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// Methods of history.Session that drawing may call, because they only read. The others fill its caches.
var sessionReads = []string{"Machine", "Len", "Call", "Calls", "Kernel", "Events", "RunOf", "Work", "ComparesSoon", "MapOf", "Creation", "TypesOf"}

// TestDrawingCallsNoMutator follows the calls of every function that draws. None may assign to a field of an owner or a
// component.
func TestDrawingCallsNoMutator(t *testing.T) {
	l := newLint(t)
	drawing := 0
	for f := range l.bodies {
		if l.draws(f) {
			drawing++
			for _, way := range l.writes(f, nil) {
				t.Error(way)
			}
		}
	}
	if drawing < 100 {
		t.Errorf("only %d functions draw", drawing)
	}
	// The same search must find known mutators.
	for _, name := range []string{"(*Desk).goTo", "(*Screen).settle", "(*Draft).SetField", "(*Inside).AddElement"} {
		if len(l.writes(l.named(t, name), nil)) == 0 {
			t.Errorf("%s is not recognized as a mutator", name)
		}
	}
}

// lint is package web with the types of its expressions.
type lint struct {
	pkg    *types.Package
	info   *types.Info
	bodies map[*types.Func]*ast.BlockStmt
	known  map[*types.Func][]string // results of writes
	state  map[*types.Named]bool    // owners, components, and the structs in them
}

func newLint(t *testing.T) *lint {
	t.Helper()
	fset := token.NewFileSet()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, e := range entries {
		if name := e.Name(); strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") {
			f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
	}
	l := &lint{
		info:   &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Uses: map[*ast.Ident]types.Object{}, Defs: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}},
		bodies: map[*types.Func]*ast.BlockStmt{}, known: map[*types.Func][]string{}, state: map[*types.Named]bool{},
	}
	conf := types.Config{Importer: importer.ForCompiler(fset, "gc", exports(t))}
	if l.pkg, err = conf.Check("bpfplay/web", fset, files, l.info); err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				l.bodies[l.info.Defs[fn.Name].(*types.Func)] = fn.Body
			}
		}
	}
	l.collect(l.pkg.Scope().Lookup("Store").Type())
	for _, name := range l.pkg.Scope().Names() {
		if typ, ok := l.pkg.Scope().Lookup(name).(*types.TypeName); ok && isComponent(typ.Type()) {
			l.collect(typ.Type())
		}
	}
	return l
}

// exports finds the compiled packages that package web imports.
func exports(t *testing.T) importer.Lookup {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	files := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			files[path] = file
		}
	}
	return func(path string) (io.ReadCloser, error) {
		b, err := os.ReadFile(files[path])
		return io.NopCloser(bytes.NewReader(b)), err
	}
}

func isComponent(typ types.Type) bool {
	s, ok := typ.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Embedded() && f.Name() == "Compo" {
			return true
		}
	}
	return false
}

// collect adds a struct of package web and the structs that its fields hold or point to.
func (l *lint) collect(typ types.Type) {
	if p, ok := typ.(*types.Pointer); ok {
		typ = p.Elem()
	}
	named, ok := typ.(*types.Named)
	if !ok || named.Obj().Pkg() != l.pkg || l.state[named] {
		return
	}
	if s, ok := named.Underlying().(*types.Struct); ok {
		l.state[named] = true
		for f := range s.Fields() {
			l.collect(f.Type())
		}
	}
}

// draws reports whether a function returns something to draw.
func (l *lint) draws(f *types.Func) bool {
	results := f.Type().(*types.Signature).Results()
	if results.Len() == 0 {
		return false
	}
	typ := results.At(0).Type()
	if s, ok := typ.(*types.Slice); ok {
		typ = s.Elem()
	}
	named, ok := typ.(*types.Named)
	return ok && (named.Obj().Name() == "UI" || strings.HasPrefix(named.Obj().Name(), "HTML"))
}

// makesHandler reports whether a function returns an event handler.
func (l *lint) makesHandler(f *types.Func) bool {
	results := f.Type().(*types.Signature).Results()
	return results.Len() > 0 && strings.HasSuffix(results.At(0).Type().String(), ".EventHandler")
}

func (l *lint) named(t *testing.T, name string) *types.Func {
	t.Helper()
	for f := range l.bodies {
		if l.name(f) == name {
			return f
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}

func (l *lint) name(f *types.Func) string {
	if recv := f.Type().(*types.Signature).Recv(); recv != nil {
		return fmt.Sprintf("(%s).%s", types.TypeString(recv.Type(), types.RelativeTo(l.pkg)), f.Name())
	}
	return f.Name()
}

// writes returns how a function, or one that it calls, changes state. A function that is only passed on, such as a
// handler, is not called.
func (l *lint) writes(f *types.Func, callers []*types.Func) []string {
	if found, ok := l.known[f]; ok {
		return found
	}
	if slices.Contains(callers, f) {
		return nil
	}
	var found []string
	name := l.name(f)
	ast.Inspect(l.bodies[f], func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				if l.isState(e) {
					found = append(found, name+" assigns to "+types.ExprString(e))
				}
			}
		case *ast.IncDecStmt:
			if l.isState(n.X) {
				found = append(found, name+" changes "+types.ExprString(n.X))
			}
		case *ast.FuncLit:
			return !l.makesHandler(f) // a handler does not run while the page is drawn
		case *ast.CallExpr:
			found = append(found, l.called(name, n, append(callers, f))...)
		}
		return true
	})
	l.known[f] = found
	return found
}

// called returns how a call changes state.
func (l *lint) called(name string, call *ast.CallExpr, callers []*types.Func) []string {
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return nil
	}
	switch f := l.info.Uses[id].(type) {
	case *types.Builtin:
		if (f.Name() == "delete" || f.Name() == "clear" || f.Name() == "copy") && l.isState(call.Args[0]) {
			return []string{name + " calls " + types.ExprString(call)}
		}
	case *types.Func:
		if l.bodies[f] != nil {
			if l.draws(f) {
				return nil // it is searched itself
			}
			var found []string
			for _, way := range l.writes(f, callers) {
				found = append(found, name+" calls "+way)
			}
			return found
		}
		if recv := f.Type().(*types.Signature).Recv(); recv != nil && strings.HasSuffix(recv.Type().String(), ".Session") && !slices.Contains(sessionReads, f.Name()) {
			return []string{name + " calls Session." + f.Name()}
		}
	}
	return nil
}

// isState reports whether an expression is a field of an owner or a component, or something in it. A local variable is
// not, unless it points to one.
func (l *lint) isState(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		s := l.info.Selections[e]
		if s == nil || s.Kind() != types.FieldVal {
			return false
		}
		typ := s.Recv()
		p, isPointer := typ.Underlying().(*types.Pointer)
		if isPointer {
			typ = p.Elem()
		}
		named, _ := typ.(*types.Named)
		return named != nil && l.state[named] && (isPointer || l.isState(e.X)) || !isPointer && l.isState(e.X)
	case *ast.IndexExpr:
		return l.isState(e.X)
	case *ast.StarExpr:
		if p, ok := l.info.Types[e.X].Type.Underlying().(*types.Pointer); ok {
			named, _ := p.Elem().(*types.Named)
			return named != nil && l.state[named]
		}
	}
	return false
}
