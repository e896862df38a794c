package btf

import (
	"fmt"
	"strconv"
)

// detailsOf returns the text of the log about a type after its kind and name (log_details).
type detailsOf func(b *BTF, t *Type) string

func intDetails(b *BTF, t *Type) string {
	i := b.Int(t)
	encoding := "UNKN"
	switch i.Encoding {
	case 0:
		encoding = "(none)"
	case INT_SIGNED:
		encoding = "SIGNED"
	case INT_CHAR:
		encoding = "CHAR"
	case INT_BOOL:
		encoding = "BOOL"
	}
	return fmt.Sprintf("size=%d bits_offset=%d nr_bits=%d encoding=%s", t.Size, i.Offset, i.Bits, encoding)
}

func refDetails(b *BTF, t *Type) string { return "type_id=" + decimal(t.Ref) }

func sizeDetails(b *BTF, t *Type) string { return "size=" + decimal(t.Size) }

func sizeVlenDetails(b *BTF, t *Type) string {
	return "size=" + decimal(t.Size) + " vlen=" + decimal(t.Vlen)
}

func fwdDetails(b *BTF, t *Type) string {
	if t.Flag {
		return "union"
	}
	return "struct"
}

func arrayDetails(b *BTF, t *Type) string {
	a := b.Array(t)
	return fmt.Sprintf("type_id=%d index_type_id=%d nr_elems=%d", a.Elem, a.Index, a.Len)
}

func varDetails(b *BTF, t *Type) string {
	return "type_id=" + decimal(t.Ref) + " linkage=" + decimal(b.Linkage(t))
}

func tagDetails(b *BTF, t *Type) string {
	return "type=" + decimal(t.Ref) + " component_idx=" + strconv.Itoa(int(int32(b.word(t, 0))))
}

func protoDetails(b *BTF, t *Type) string {
	s := "return=" + decimal(t.Ref) + " args=("
	if t.Vlen == 0 {
		return s + "void)"
	}
	for i := range t.Vlen {
		p := b.Param(t, i)
		if i > 0 {
			s += ", "
		}
		if p.Type == 0 && i == t.Vlen-1 {
			s += "vararg"
			break
		}
		s += decimal(p.Type) + " " + b.logName(p.nameOff)
	}
	return s + ")"
}

func decimal(v uint32) string { return strconv.FormatUint(uint64(v), 10) }

// logName follows __btf_name_by_offset.
func (b *BTF) logName(off uint32) string {
	switch {
	case off == 0:
		return "(anon)"
	case off >= uint32(len(b.text)):
		return "(invalid-name-offset)"
	}
	return b.str(off)
}

// logType prints the line of a type, with a message if it is not empty. Without details the bytes after the type are not
// read.
func (p *parser) logType(t *Type, details bool, message string) {
	if !p.log.Needed() {
		return
	}
	p.log.Print("[" + decimal(p.id) + "] " + t.Kind.String() + " " + p.b.logName(t.nameOff))
	if details {
		p.log.Print(" ")
		p.log.Print(kindRows[t.Kind].details(p.b, t))
	}
	p.endLine(message)
}

// endLine ends a line of the log with a message.
func (p *parser) endLine(message string) {
	if message != "" {
		p.log.Print(" ")
		p.log.Print(message)
	}
	p.log.Print("\n")
}

// logMember prints the line of a member. In the second pass the line of its struct precedes it.
func (p *parser) logMember(t *Type, m Member, message string) {
	if !p.log.Needed() {
		return
	}
	if p.resolving {
		p.logType(t, true, "")
	}
	line := "\t" + p.b.logName(m.nameOff) + " type_id=" + decimal(m.Type)
	if t.Flag {
		line += " bitfield_size=" + decimal(m.BitSize)
	}
	p.log.Print(line + " bits_offset=" + decimal(m.BitOffset))
	p.endLine(message)
}

// logVar prints the line of a variable of a section.
func (p *parser) logVar(t *Type, v Var, message string) {
	if !p.log.Needed() {
		return
	}
	if p.resolving {
		p.logType(t, true, "")
	}
	p.log.Print(fmt.Sprintf("\t type_id=%d offset=%d size=%d", v.Type, v.Offset, v.Size))
	p.endLine(message)
}

// refuse records a refusal. It prints the message alone.
func (p *parser) refuse(r *Rule, a, b uint64) bool {
	p.log.Print(r.message(a, b))
	return p.record(r, 0, -1, a, b)
}

// record records a refusal without printing it.
func (p *parser) record(r *Rule, id uint32, member int, a, b uint64) bool {
	p.refusal = &Refusal{Rule: r, Type: id, Member: member, A: a, B: b}
	return false
}

// refuseType refuses a type. The log shows its details.
func (p *parser) refuseType(t *Type, r *Rule, a, b uint64) bool {
	p.logType(t, true, r.message(a, b))
	return p.record(r, p.id, -1, a, b)
}

// refuseMember refuses member i of a struct.
func (p *parser) refuseMember(t *Type, i uint32, m Member, r *Rule, a, b uint64) bool {
	p.logMember(t, m, r.message(a, b))
	return p.record(r, p.id, int(i), a, b)
}

// refuseVar refuses variable i of a section.
func (p *parser) refuseVar(t *Type, i uint32, v Var, r *Rule, a, b uint64) bool {
	p.logVar(t, v, r.message(a, b))
	return p.record(r, p.id, int(i), a, b)
}
