package value

import (
	"fmt"
	"strings"

	"bpfplay/core/btf"
)

// formatC returns a value as a C initializer: {.count = 1, .pos = {.x = 2, .y = 3}}.
func formatC(v btf.Value) string {
	if len(v.Parts) == 0 {
		if v.Cut {
			return "…"
		}
		return v.Text
	}
	var out strings.Builder
	out.WriteByte('{')
	for i, part := range v.Parts {
		if i > 0 {
			out.WriteString(", ")
		}
		if part.Name != "" && part.Name[0] != '[' {
			out.WriteString("." + part.Name + " = ")
		}
		out.WriteString(formatC(part))
	}
	if v.Cut {
		out.WriteString(", …")
	}
	out.WriteByte('}')
	return out.String()
}

// parseC returns the bytes of a C initializer of a type. Members that it does not name are 0.
func parseC(b *btf.BTF, id uint32, typed string) ([]byte, error) {
	_, size, _ := b.Sized(id)
	data := make([]byte, size)
	v := b.Decode(id, data)
	p := initializer{typed}
	if err := p.value(&v, "the value"); err != nil {
		return nil, err
	}
	if p.next() != 0 {
		return nil, fmt.Errorf("unexpected text %q after the value", p.rest)
	}
	return data, b.Encode(v, data)
}

// initializer is the rest of a C initializer.
type initializer struct{ rest string }

// next returns the next character that is not a space; 0 at the end.
func (p *initializer) next() byte {
	p.rest = strings.TrimLeft(p.rest, " \t\n")
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

// accept skips a character if it is next.
func (p *initializer) accept(c byte) bool {
	if p.next() != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

// value reads the value of v into its texts.
func (p *initializer) value(v *btf.Value, path string) error {
	if len(v.Parts) == 0 {
		if v.Text = p.text(); v.Text == "" {
			return fmt.Errorf("missing text of %s: want a value", path)
		}
		return nil
	}
	if !p.accept('{') {
		return fmt.Errorf("invalid %s: want {, then its members, then }", path)
	}
	for at := 0; !p.accept('}'); at++ {
		part, name := (*btf.Value)(nil), fmt.Sprintf("member %d of %s", at+1, path)
		if p.accept('.') {
			name, p.rest, _ = strings.Cut(p.rest, "=")
			name = strings.TrimSpace(name)
			part = member(v, name)
		} else if at < len(v.Parts) {
			part = &v.Parts[at]
		}
		if part == nil {
			return fmt.Errorf("unknown %q: %s has %s", name, v.C, memberNames(v))
		}
		if err := p.value(part, name); err != nil {
			return err
		}
		if !p.accept(',') && p.next() != '}' {
			return fmt.Errorf("missing } after %s", name)
		}
	}
	return nil
}

// text reads the text of a member: up to a comma or a brace that is not in quotes.
func (p *initializer) text() string {
	p.next()
	quote := byte(0)
	for i := 0; i < len(p.rest); i++ {
		switch c := p.rest[i]; {
		case c == '\\' && quote != 0:
			i++
		case c == quote:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && (c == ',' || c == '}'):
			text := p.rest[:i]
			p.rest = p.rest[i:]
			return strings.TrimSpace(text)
		}
	}
	text := p.rest
	p.rest = ""
	return strings.TrimSpace(text)
}

// member returns the member of v, or of a member without a name, that is called name; nil if v has none.
func member(v *btf.Value, name string) *btf.Value {
	for i := range v.Parts {
		part := &v.Parts[i]
		if part.Name == name {
			return part
		}
		if part.Name == "" {
			if inner := member(part, name); inner != nil {
				return inner
			}
		}
	}
	return nil
}

func memberNames(v *btf.Value) string {
	var names []string
	for _, part := range v.Parts {
		names = append(names, part.Name)
	}
	return strings.Join(names, ", ")
}
