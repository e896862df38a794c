package value

import "bpfplay/core/btf"

// Typed is a form with the type that the form C needs.
type Typed struct {
	Form Form
	BTF  *btf.BTF // nil without type information
	Type uint32   // type id
}

// OfType returns the usual form of bytes: C if they have a type, otherwise form.
func OfType(form Form, b *btf.BTF, id uint32) Typed {
	if b == nil || id == 0 {
		return Typed{Form: form}
	}
	return Typed{C, b, id}
}

// inC reports whether the bytes are shown as C.
func (t Typed) inC() bool { return t.Form == C && t.HasType() }

// HasType reports whether the form C is available.
func (t Typed) HasType() bool { return t.BTF != nil && t.Type != 0 }

// Format returns bytes in this form.
func (t Typed) Format(b []byte) string {
	if t.inC() {
		return formatC(t.BTF.Decode(t.Type, b))
	}
	return t.Form.Format(b)
}

// Parse returns the bytes of a text in this form. It wants the given number of bytes, or any number if want is 0.
func (t Typed) Parse(typed string, want int) ([]byte, error) {
	if t.inC() {
		return parseC(t.BTF, t.Type, Narrow(typed))
	}
	return t.Form.Parse(typed, want)
}

// Example returns a text that Parse accepts.
func (t Typed) Example() string {
	if t.inC() {
		_, size, _ := t.BTF.Sized(t.Type)
		return t.Format(make([]byte, min(size, 64)))
	}
	return t.Form.Example()
}

// Part is a member of a typed value that has its own bytes.
type Part struct {
	Path string // as C names it after the value: ".pos.x", "[2]"; "" for the whole value
	C    string // its type
	Text string
}

// partsShown is the maximum number of parts to edit one by one.
const partsShown = 64

// Parts divides bytes into the members of their type; nil if the form is not C or the type has no members.
func (t Typed) Parts(b []byte) []Part {
	if !t.inC() {
		return nil
	}
	v := t.BTF.Decode(t.Type, b)
	if len(v.Parts) == 0 {
		return nil
	}
	var parts []Part
	leaves("", &v, func(path string, leaf *btf.Value) bool {
		parts = append(parts, Part{path, leaf.C, leaf.Text})
		return len(parts) < partsShown
	})
	return parts
}

// SetPart returns bytes with another text for the member at path.
func (t Typed) SetPart(b []byte, path, typed string) ([]byte, error) {
	_, size, _ := t.BTF.Sized(t.Type)
	b = append(make([]byte, 0, size), b[:min(len(b), int(size))]...)
	b = b[:size]
	v := t.BTF.Decode(t.Type, b)
	leaves("", &v, func(p string, leaf *btf.Value) bool {
		if p == path {
			leaf.Text = Narrow(typed)
		}
		return p != path
	})
	return b, t.BTF.Encode(v, b)
}

// leaves calls do with each part of v that has no parts, until do returns false.
func leaves(path string, v *btf.Value, do func(path string, leaf *btf.Value) bool) bool {
	if len(v.Parts) == 0 {
		return v.Cut || do(path, v)
	}
	for i := range v.Parts {
		part := &v.Parts[i]
		inner := path + part.Name
		if part.Name != "" && part.Name[0] != '[' {
			inner = path + "." + part.Name
		}
		if !leaves(inner, part, do) {
			return false
		}
	}
	return true
}
