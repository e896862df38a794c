package btf

import (
	"strconv"

	"bpfplay/core/table"
)

// declarer writes types as C.
type declarer struct {
	b    *BTF
	left int // types that may still be written: nameless types may nest without end
}

// maxDeclared limits the types in one declaration.
const maxDeclared = 2000

// TypeName returns a type as C names it: "struct val", "int *", "char[16]".
func (b *BTF) TypeName(id uint32) string {
	d := &declarer{b, maxDeclared}
	return d.declare(id, "")
}

// Declaration returns a type as one line of C: "struct val { int a; struct bpf_spin_lock lock; }".
func (b *BTF) Declaration(id uint32) string {
	d := &declarer{b, maxDeclared}
	t := b.Type(id)
	switch {
	case t == nil:
		return ""
	case t.Kind.isStruct(), t.Kind == ENUM, t.Kind == ENUM64:
		return d.body(t)
	case t.Kind == TYPEDEF:
		return "typedef " + d.declare(t.Ref, t.Name)
	case t.Kind == FUNC:
		return d.declare(t.Ref, t.Name)
	case t.Kind == VAR:
		return d.declare(t.Ref, t.Name)
	case t.Kind == DATASEC:
		s := t.Name + " {"
		for i := range t.Vlen {
			if v := b.Type(b.Var(t, i).Type); v != nil {
				s += " " + d.declare(v.Ref, v.Name) + ";"
			}
		}
		return s + " }"
	}
	return d.declare(id, "")
}

// keywords are the words before the name of a type.
var keywords = table.Indexed[Kind, string]{STRUCT: "struct", UNION: "union", ENUM: "enum", ENUM64: "enum",
	CONST: "const", VOLATILE: "volatile", RESTRICT: "restrict"}

// declare returns the declaration of a name, which may be empty, with a type.
func (d *declarer) declare(id uint32, name string) string {
	t := d.b.Type(id)
	if d.left--; d.left < 0 || t == nil {
		return join("...", name)
	}
	switch t.Kind {
	case VOID:
		return join("void", name)
	case STRUCT, UNION, ENUM, ENUM64:
		if t.Name == "" {
			return join(d.body(t), name)
		}
		return join(keywords.At(t.Kind)+" "+t.Name, name)
	case FWD:
		if t.Flag {
			return join("union "+t.Name, name)
		}
		return join("struct "+t.Name, name)
	case PTR:
		if to := d.b.Type(t.Ref); to != nil && (to.Kind == ARRAY || to.Kind == FUNC_PROTO) {
			return d.declare(t.Ref, "(*"+name+")")
		}
		return d.declare(t.Ref, "*"+name)
	case ARRAY:
		a := d.b.Array(t)
		return d.declare(a.Elem, name+"["+decimal(a.Len)+"]")
	case CONST, VOLATILE, RESTRICT:
		if to := d.b.Type(t.Ref); to != nil && to.Kind == PTR {
			return d.declare(t.Ref, join(keywords.At(t.Kind), name))
		}
		return keywords.At(t.Kind) + " " + d.declare(t.Ref, name)
	case TYPE_TAG:
		return d.declare(t.Ref, name)
	case FUNC_PROTO:
		return d.declare(t.Ref, name+"("+d.params(t)+")")
	}
	return join(t.Name, name)
}

// join separates a type from the declared name, but not from the brackets of an array without a name.
func join(typ, name string) string {
	if name == "" || name[0] == '[' {
		return typ + name
	}
	return typ + " " + name
}

func (d *declarer) params(t *Type) string {
	if t.Vlen == 0 {
		return "void"
	}
	s := ""
	for i := range t.Vlen {
		if d.left < 0 {
			return s + "..."
		}
		if i > 0 {
			s += ", "
		}
		p := d.b.Param(t, i)
		if p.Type == 0 && i == t.Vlen-1 {
			return s + "..."
		}
		s += d.declare(p.Type, p.Name)
	}
	return s
}

// body returns a struct, union or enum with its members.
func (d *declarer) body(t *Type) string {
	s := join(keywords.At(t.Kind), t.Name) + " {"
	for i := range t.Vlen {
		if d.left--; d.left < 0 {
			return s + " ... }"
		}
		switch {
		case t.Kind.isStruct():
			m := d.b.Member(t, i)
			s += " " + d.declare(m.Type, m.Name)
			if m.BitSize != 0 {
				s += " : " + decimal(m.BitSize)
			}
			s += ";"
		default:
			if i > 0 {
				s += ","
			}
			e := d.b.Enumerator(t, i)
			value := strconv.FormatUint(e.Value, 10)
			if t.Flag || int32(e.Value) < 0 && t.Kind == ENUM {
				value = strconv.FormatInt(signed(e.Value, t.Size), 10)
			}
			s += " " + e.Name + " = " + value
		}
	}
	return s + " }"
}

// MemberAt returns the path of the innermost member that contains byte off of a type, such as "in.lock" or "ids[2]", and
// the member's type. The path is "" if off is in no member.
func (b *BTF) MemberAt(id uint32, off uint32) (path string, typ uint32) {
	for range maxDepth {
		id = b.Skip(id)
		t := b.Type(id)
		if t == nil {
			return path, id
		}
		switch {
		case t.Kind == ARRAY:
			a := b.Array(t)
			_, size, ok := b.Sized(a.Elem)
			if !ok || size == 0 || off/size >= a.Len {
				return path, id
			}
			path += "[" + decimal(off/size) + "]"
			id, off = a.Elem, off%size
		case t.Kind.isStruct() || t.Kind == DATASEC:
			name, inner, at, ok := b.inside(t, off)
			if !ok {
				return path, id
			}
			if path != "" && name != "" {
				path += "."
			}
			path += name
			id, off = inner, off-at
		default:
			return path, id
		}
	}
	return path, id
}

// inside returns the first member of t that contains byte off.
func (b *BTF) inside(t *Type, off uint32) (name string, id, at uint32, ok bool) {
	for i := range t.Vlen {
		var size uint32
		if t.Kind == DATASEC {
			v := b.Var(t, i)
			to := b.Type(v.Type)
			name, id, at, size = to.Name, to.Ref, v.Offset, v.Size
		} else {
			m := b.Member(t, i)
			name, id, at = m.Name, m.Type, m.BitOffset/8
			if _, size, ok = b.Sized(m.Type); !ok {
				continue
			}
			if m.BitSize != 0 {
				size = roundUp(m.BitOffset%8 + m.BitSize)
			}
		}
		if off >= at && off-at < size {
			return name, id, at, true
		}
	}
	return "", 0, 0, false
}
