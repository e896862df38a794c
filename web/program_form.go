package web

import (
	"bytes"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/insn/dialect"
)

// draftProgram is the program of a BPF_PROG_LOAD in the form. The instructions are a buffer of the draft; the text is
// another form of them.
type draftProgram struct {
	source string           // the text that assembles to of, with its labels and comments
	of     []byte           // the instructions of source
	lines  []int            // line of each instruction in source
	text   string           // the text on screen, computed by derive
	listed []byte           // the instructions of text
	errors insn.Errors      // mistakes of the typed text
	read   dialect.Dialect  // of the typed text
	pasted bool             // the next typed text was pasted
	names  map[string]int32 // descriptors of maps that have no name on this release
}

// programInput is the input of the program's text.
const programInput = "program"

// Where a new BPF_PROG_LOAD has its memory. Programs and logs that are too long for the arena follow it.
const (
	licenseAt  = core.ArenaStart + 0xf00
	insnsAt    = core.ArenaStart + 0x1000
	insnsRoom  = 0x1000
	logAt      = core.ArenaStart + 0x2000
	logRoom    = 0x5000
	farInsnsAt = 0x20000000
	farLogAt   = 0x30000000
	farLogRoom = 1 << 18
)

// loads reports whether the draft loads a program.
func (d *draftCall) loads() bool { return d.Op == core.OpBpf && d.Cmd == abi.BPF_PROG_LOAD }

// insns returns the instructions of the draft.
func (d *draftCall) insns() []byte { return d.buffers[abi.Insns.Name] }

// beginLoad fills in the fields of a new BPF_PROG_LOAD, up to the name of the program.
func (d *draftCall) beginLoad(r abi.Release) {
	d.Attr, d.program = nil, draftProgram{}
	for _, f := range abi.Commands[abi.BPF_PROG_LOAD].Fields {
		if f.Since <= r && f.Offset <= abi.ProgName.Offset {
			d.Attr = f.Put(d.Attr, usualValues.Of(f))
		}
	}
	if abi.ProgName.Since <= r {
		d.Attr = abi.Grow(d.Attr, abi.ProgName.End())
	}
	d.Size = uint32(len(d.Attr))
	d.buffers[abi.License.Name] = []byte("GPL\x00")
	d.putInsns(insn.AppendAll(nil, []insn.Insn{{Code: insn.BPF_ALU64 | insn.BPF_MOV | insn.BPF_K}, {Code: insn.BPF_JMP | insn.BPF_EXIT}}))
}

// putInsns replaces the instructions, and moves them if they do not fit.
func (d *draftCall) putInsns(insns []byte) {
	d.buffers[abi.Insns.Name] = insns
	d.Attr = abi.InsnCnt.Put(d.Attr, uint64(len(insns)/insn.Size))
	switch at := abi.Insns.Value(d.Attr); {
	case at == insnsAt && len(insns) > insnsRoom:
		d.Attr = abi.Insns.Put(d.Attr, farInsnsAt)
	case at == farInsnsAt && len(insns) <= insnsRoom:
		d.Attr = abi.Insns.Put(d.Attr, insnsAt)
	}
	if d.logs() {
		d.putLog(true)
	}
}

// logs reports whether the call asks for the verifier's log.
func (d *draftCall) logs() bool { return abi.LogLevel.Value(abi.Grow(d.Attr, abi.LogBuf.End())) != 0 }

// putLog asks for the log of the verifier, or does not.
func (d *draftCall) putLog(on bool) {
	level, size, at := uint64(0), uint64(0), uint64(0)
	if on {
		level, size, at = 1, logRoom, logAt
		if len(d.insns()) > insnsRoom {
			size, at = farLogRoom, farLogAt
		}
	}
	d.Attr = abi.LogBuf.Put(abi.LogSize.Put(abi.LogLevel.Put(d.Attr, level), size), at)
}

// logWrite returns the write that maps a log buffer after the arena.
func (d *draftCall) logWrite() []core.Write {
	if !d.loads() || len(d.Attr) < abi.LogBuf.End() || abi.LogBuf.Value(d.Attr) != farLogAt {
		return nil
	}
	return []core.Write{{Addr: farLogAt, Bytes: make([]byte, min(abi.LogSize.Value(d.Attr), farLogRoom))}}
}

// SetProgram reads the text of a program into the instructions. It takes any dialect.
func (d *Draft) SetProgram(typed string) {
	defer d.changed()
	p, read, err := dialect.Read(typed)
	d.program.read, d.program.errors = read, nil
	if errs, ok := err.(insn.Errors); ok {
		d.program.errors = errs
	}
	if err == nil {
		d.program.errors = d.resolve(p)
	}
	pasted := d.program.pasted
	d.program.pasted = false
	if len(d.program.errors) > 0 {
		d.note(programInput, typed, d.program.errors)
		return
	}
	d.note(programInput, typed, nil)
	d.takeProgram(typed, p)
	d.settleInputs(programInput)
	if pasted && read != dialect.Assembly {
		d.drop(programInput)
	}
}

// takeProgram stores a program and its text.
func (d *Draft) takeProgram(text string, p *insn.Program) {
	b := insn.AppendAll(nil, p.Insns)
	d.program.source, d.program.of, d.program.lines = text, b, p.Lines
	if d.program.read != dialect.Assembly {
		d.program.source, d.program.of = "", nil
	}
	d.putInsns(b)
}

// keepSource keeps the text of the program, with its labels and comments, if the new instructions only add some in one place.
func (d *Draft) keepSource() {
	p := &d.program
	p.errors = nil
	was, now := insn.DecodeAll(p.of), insn.DecodeAll(d.insns())
	if len(now) <= len(was) || len(was) == 0 {
		return
	}
	at := 0
	for at < len(was) && was[at] == now[at] {
		at++
	}
	if at == len(was) || at >= len(p.lines) {
		return
	}
	lines := strings.SplitAfter(p.source, "\n")
	line := p.lines[at] - 1
	text := strings.Join(lines[:line], "") + insn.Text(now[at:at+len(now)-len(was)]) + strings.Join(lines[line:], "")
	if q, err := insn.Assemble(text); err == nil && d.resolve(q) == nil && bytes.Equal(insn.AppendAll(nil, q.Insns), d.insns()) {
		p.source, p.of, p.lines = text, d.insns(), q.Lines
	}
}

// resolve puts the descriptors of named maps into the instructions, and returns an error for each name that it cannot resolve.
func (d *Draft) resolve(p *insn.Program) insn.Errors {
	var errs insn.Errors
	for _, r := range p.Refs {
		fd, ok := int32(0), false
		if r.Kind == insn.RefMap || r.Kind == insn.RefMapValue {
			fd, ok = d.mapNamed(r.Name)
		}
		if !ok {
			errs = append(errs, &insn.Error{Line: r.Line, Col: r.Col, Text: fmt.Sprintf("%s is not known: %s", r.Name, refWants[r.Kind])})
			continue
		}
		p.Insns[r.Insn].Imm = fd
	}
	return errs
}

// refWants describes the expected form of an unknown operand.
var refWants = [...]string{
	insn.RefMap:      "want the name of a map that the task has open, or map_fd and a descriptor",
	insn.RefMapValue: "want the name of a map that the task has open, or map_value and a descriptor",
	insn.RefFunction: "want the number or the name of a helper",
	insn.RefAddress:  "an address in the kernel does not name a map here; want the name of a map that the task has open, or map_fd and a descriptor",
}

// mapNamed returns the descriptor of a map that the task has open: by name, or as map[name] or map[id:3].
func (d *Draft) mapNamed(name string) (fd int32, ok bool) {
	name = strings.TrimSuffix(strings.TrimPrefix(name, "map["), "]")
	if fd, ok = d.program.names[name]; ok {
		return fd, true
	}
	task := d.desk.session.Kernel().Task(d.Task)
	if task == nil {
		return 0, false
	}
	for fd, f := range task.Files.Open() {
		if m := f.Map; m != nil && (mapName(m) == name || fmt.Sprintf("id:%d", m.ID) == name) {
			return int32(fd), true
		}
	}
	return 0, false
}

// mapName returns the name of a map, up to its NUL.
func mapName(m *core.Map) string {
	name, _, _ := bytes.Cut(m.Name[:], []byte{0})
	return string(name)
}

// deriveProgram computes the text of the instructions on screen.
func (d *Draft) deriveProgram() {
	p := &d.program
	b := d.insns()
	if !d.loads() || p.listed != nil && bytes.Equal(p.listed, b) && (p.of == nil || p.text == p.source) {
		return
	}
	p.listed = bytes.Clone(b)
	if p.of != nil && bytes.Equal(p.of, b) {
		p.text = p.source
		return
	}
	p.text = insn.Text(insn.DecodeAll(b))
}

// programText returns the text of the program while the user does not type it.
func (d *Draft) programText() string { return d.program.text }

// programPasted notes that the next change of the text is a paste, which becomes assembly.
func (d *Draft) programPasted() { d.program.pasted = true }

// setLog asks for the verifier's log, or does not.
func (d *Draft) setLog(el element) {
	d.putLog(el.checked())
	d.Size = max(d.Size, uint32(abi.LogBuf.End()))
	d.settleInputs("")
	d.changed()
}

// setLicense sets the license to text.
func (d *Draft) setLicense(text string) {
	defer d.changed()
	if text == otherLicense {
		return
	}
	d.buffers[abi.License.Name] = append([]byte(text), 0)
	d.settleInputs(licenseInput)
}

// typeLicense sets the license to typed text.
func (d *Draft) typeLicense(typed string) {
	d.note(licenseInput, typed, nil)
	d.setLicense(typed)
}

// licenseInput is the input of the license as text.
const licenseInput = "*license"

// licenseText returns the license without its NUL.
func (d *Draft) licenseText() string {
	return strings.TrimSuffix(string(d.buffers[abi.License.Name]), "\x00")
}
