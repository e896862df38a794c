package dialect

import (
	"slices"

	"bpfplay/core/insn"
)

// element reports whether the brace at the current position begins five values, in an array of instructions. After an
// instruction it may have fewer, and the others are zero as in C.
func (r *cReader) element() bool {
	if before := r.at(-1); before == "=" {
		return false
	}
	values, depth := 1, 0
	for n := 1; ; n++ {
		switch r.at(n) {
		case "", "{", "=", ";":
			return false
		case "(":
			depth++
		case ")":
			depth--
		case ",":
			if depth == 0 && r.at(n+1) != "}" {
				values++
			}
		case "}":
			return n > 1 && (values == len(insnFields) || values < len(insnFields) && r.follows())
		}
	}
}

// follows reports whether the brace at the current position is the next one after that of an instruction.
func (r *cReader) follows() bool {
	return r.at(-1) == "," && r.at(-2) == "}" && r.a != nil && r.a.Insns() > 0
}

// positional reads "{ 0xb7, 0, 0, 0, 1 }".
func (r *cReader) positional() {
	open := r.next()
	var v [5]int64
	for k := range v {
		if k > 0 {
			r.expect(",")
		}
		v[k] = r.expression()
		if r.at(0) == "}" || r.at(0) == "," && r.at(1) == "}" {
			break
		}
	}
	if r.at(0) == "," {
		r.pos++
	}
	r.expect("}")
	r.put(open, v)
}

// insnFields are the fields of struct bpf_insn.
var insnFields = [...]string{"code", "dst_reg", "src_reg", "off", "imm"}

// put appends the instruction with these fields: code, dst_reg, src_reg, off, imm.
func (r *cReader) put(t token, v [5]int64) {
	lo := [5]int64{-128, -8, -8, -1 << 15, -1 << 31}
	hi := [5]int64{255, 15, 15, 1<<15 - 1, 1<<32 - 1}
	for k := range v {
		if v[k] < lo[k] || v[k] > hi[k] {
			r.fail(t, "invalid %s %d: want %d to %d", insnFields[k], v[k], lo[k], hi[k])
		}
	}
	if r.err == nil {
		r.a.Add(t.line, insn.Insn{Code: uint8(v[0]), Dst: uint8(v[1]) & 0xf, Src: uint8(v[2]) & 0xf, Off: int16(v[3]), Imm: int32(v[4])})
	}
}

// fieldIndex returns the index of a field of struct bpf_insn, or -1.
func fieldIndex(name string) int { return slices.Index(insnFields[:], name) }

// fields reports whether the brace at the current position has designated fields, all of struct bpf_insn. The closing brace may
// be missing: designated reports that.
func (r *cReader) fields() bool {
	found := false
	for n := 1; ; n++ {
		switch r.at(n) {
		case "", "}":
			return found
		case "{":
			return false
		case "=":
			if found = fieldIndex(r.at(n-1)) >= 0; !found {
				return false
			}
		}
	}
}

// designated reads "{ .code = BPF_JMP | BPF_EXIT }".
func (r *cReader) designated() {
	open := r.next()
	var v [5]int64
	for r.err == nil && r.at(0) != "}" {
		if r.at(0) == "." {
			r.pos++
		}
		name := r.next()
		k := fieldIndex(name.text)
		if k < 0 {
			r.fail(name, "unknown field %s: want code, dst_reg, src_reg, off or imm", describe(name.text))
			break
		}
		r.expect("=")
		if k == 4 {
			v[k] = r.mapFd(v[0] == 0x18)
		} else {
			v[k] = r.expression()
		}
		if r.at(0) != "}" {
			r.expect(",")
		}
	}
	if r.err != nil {
		return
	}
	r.expect("}")
	r.put(open, v)
}
