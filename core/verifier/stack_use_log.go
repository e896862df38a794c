package verifier

import (
	"cmp"
	"slices"
	"strings"

	"bpfplay/core/insn"
)

// subprogText names a function in the log of the analysis of the stack.
func (v *env) subprogText(s int) string {
	text := sprintf("subprog#%d", s)
	if name := v.subprogName(s); name != "" {
		text += " " + name
	}
	return text
}

// logPointers prints the pointers that an instruction changes (arg_track_log).
func (v *env) logPointers(idx int, in, out *stackPtrs) {
	var line strings.Builder
	one := func(format string, n int, a, b stackPtr) {
		if a.equal(b) {
			return
		}
		if line.Len() == 0 {
			line.WriteString(sprintf("%3d: %s", idx, v.insnText(idx)))
		}
		line.WriteString(sprintf("\t"+format+": %s -> %s", n, a, b))
	}
	for r := range in.regs {
		one("r%d", r, in.regs[r], out.regs[r])
	}
	for n := range in.slots {
		one("fp%+d", -(n+1)*regSize, in.slots[n], out.slots[n])
	}
	if line.Len() > 0 {
		v.logf("%s\n", line.String())
	}
}

// logSubprogPointers prints a function with the pointers that its accesses and calls may use (print_subprog_arg_access).
func (v *env) logSubprogPointers(f *useInstance, ptrs []*stackPtrs) {
	v.logf("%s:\n", v.subprogText(f.subprog))
	for idx := f.start; idx < f.start+f.count; idx++ {
		i, in := v.insns[idx], ptrs[idx-f.start]
		var extra strings.Builder
		if c := i.Class(); in != nil && (c == insn.BPF_LDX || c == insn.BPF_STX || i.Code == insn.BPF_JMP|insn.BPF_CALL) {
			for r, p := range in.regs[:10] {
				if p.isPtr() {
					extra.WriteString(sprintf(" r%d=%s", r, p))
				}
			}
			for n, p := range in.slots {
				if p.isPtr() {
					extra.WriteString(sprintf(" fp%+d=%s", -(n+1)*regSize, p))
				}
			}
		}
		text := ""
		if extra.Len() > 0 {
			text = " //" + extra.String()
		}
		v.logf("%3d: %s%s\n", idx, v.insnText(idx), text)
		if i.IsLoadImm64() {
			idx++
		}
	}
}

// logStackUses prints the slots that the instructions of all functions use (print_instances).
func (v *env) logStackUses() {
	sorted := slices.SortedFunc(slices.Values(v.uses.instances), func(a, b *useInstance) int {
		return cmp.Or(cmp.Compare(a.callsite, b.callsite), cmp.Compare(a.depth, b.depth))
	})
	for _, f := range sorted {
		v.logf("stack use/def %s (d%d,cs%d):\n", v.subprogText(f.subprog), f.depth, f.callsite)
		for idx := f.start; idx < f.start+f.count; idx++ {
			line := sprintf("%3d: %s", idx, v.insnText(idx))
			use := f.masksText(" use: ", idx, func(u *stackUse) halves { return u.mayRead })
			def := f.masksText(" def: ", idx, func(u *stackUse) halves { return u.mustWrite })
			if use+def != "" {
				line += strings.Repeat(" ", logAlignment(len(line))) + ";" + use + def
			}
			v.logf("%s\n", line)
			if v.insns[idx].IsLoadImm64() {
				idx++
			}
		}
	}
}

// masksText returns the slots of all frames in a set, "" if it is empty.
func (f *useInstance) masksText(title string, idx int, set func(*stackUse) halves) string {
	text := ""
	for frame := f.depth; frame >= 0; frame-- {
		if f.frames[frame] == nil {
			continue
		}
		if h := set(&f.frames[frame][idx-f.start]); h != (halves{}) {
			if text != "" {
				text += " "
			}
			text += h.text(frame)
		}
	}
	if text == "" {
		return ""
	}
	return title + text
}

// text returns the slots of a frame (fmt_spis_mask): a run of three or more as its ends, half a slot with an h.
func (h halves) text(frame int) string {
	full := func(n int) bool { return n < maxStack/regSize && h.has(2*n) && h.has(2*n+1) }
	var parts []string
	for n := 0; n < maxStack/regSize; n++ {
		upper, lower := h.has(2*n), h.has(2*n+1)
		off := -(n + 1) * regSize
		switch {
		case !upper && !lower:
		case full(n) && full(n+1) && full(n+2):
			for full(n + 1) {
				n++
			}
			parts = append(parts, sprintf("fp%d%d..%d", frame, off, -(n+1)*regSize))
		case full(n):
			parts = append(parts, sprintf("fp%d%d", frame, off))
		case upper:
			parts = append(parts, sprintf("fp%d%dh", frame, off+halfSize))
		default:
			parts = append(parts, sprintf("fp%d%dh", frame, off))
		}
	}
	text := strings.Join(parts, " ")
	return text[:min(len(text), logBuffer-1)]
}

const logBuffer = 320 // TMP_STR_BUF_LEN
