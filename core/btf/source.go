package btf

import "strings"

// Source returns a type as C on several lines, without a newline at the end.
func (b *BTF) Source(id uint32) string {
	var out strings.Builder
	line := func(depth int) {
		out.WriteByte('\n')
		for range depth {
			out.WriteString("    ")
		}
	}
	depth, enum := 0, false
	s := b.Declaration(id)
	for i := 0; i < len(s); i++ {
		c := s[i]
		next := i+1 < len(s) && s[i+1] == ' '
		switch {
		case c == '{':
			depth++
			enum = strings.HasPrefix(s[:i], "enum") || strings.Contains(s[max(0, i-40):i], " enum ")
			out.WriteByte(c)
			line(depth)
		case c == '}':
			depth--
			enum = false
			out.WriteByte(c)
			continue
		case c == ';' || c == ',' && enum:
			out.WriteByte(c)
			if strings.HasPrefix(s[i+1:], " }") {
				line(depth - 1)
			} else if next {
				line(depth)
			}
		case c == ' ' && i+1 < len(s) && s[i+1] == '}':
			if enum {
				line(depth - 1)
			}
			continue
		default:
			out.WriteByte(c)
			continue
		}
		if next {
			i++
		}
	}
	out.WriteByte(';')
	return out.String()
}

// Declared returns the ids of the types that a source file declares: those with a name. At most n.
func (b *BTF) Declared(n int) []uint32 {
	var ids []uint32
	for id := range b.Types {
		switch t := &b.Types[id]; t.Kind {
		case STRUCT, UNION, ENUM, ENUM64, TYPEDEF, FUNC, VAR:
			if t.Name != "" && len(ids) < n {
				ids = append(ids, uint32(id))
			}
		}
	}
	return ids
}
