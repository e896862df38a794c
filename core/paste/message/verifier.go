package message

import (
	"errors"
	"fmt"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
	"bpfplay/core/insn/dialect"
	"bpfplay/core/paste"
)

// verifierLog is the log of the verifier about one program.
type verifierLog struct {
	lines []paste.Line // those that show an instruction
	text  []byte       // of these lines
	call  int          // index of the failed call that the log follows; -1 for none
}

// inLog is the note on a line of a log.
const inLog = "belongs to the log of the verifier"

// showsInsn reports whether a line of a log shows an instruction: "12: (bf) r6 = r1".
func showsInsn(line string) bool {
	number, rest, ok := strings.Cut(strings.TrimLeft(line, " \t"), ": (")
	if !ok || number == "" || strings.Trim(number, "0123456789") != "" {
		return false
	}
	return len(rest) > 3 && rest[2] == ')' && paste.HexDigit(rest[0]) >= 0 && paste.HexDigit(rest[1]) >= 0
}

// logs reads a line of the log of the verifier, and reports whether it is one. The log belongs to the message above it.
func (r *reader) logs(l paste.Line) bool {
	if !showsInsn(l.Text) {
		return false
	}
	if r.log == nil {
		r.log = &verifierLog{call: -1}
		if n := len(r.text.Calls); n > 0 && r.open == nil && r.text.Calls[n-1].Cmd == abi.BPF_PROG_LOAD {
			r.log.call = n - 1
		}
	}
	r.log.lines = append(r.log.lines, l)
	r.log.text = append(append(r.log.text, l.Text...), '\n')
	return true
}

// beginsLog reads the first line of the log at the end of a message of aya.
func (r *reader) beginsLog(l paste.Line) {
	for _, lead := range [...]string{" Verifier output: ", ", verifier_log: "} {
		if _, first, ok := strings.Cut(l.Text, lead); ok {
			l.Text = first
			r.logs(l)
		}
	}
}

// closeLog puts the program of the log into its call, which then has the lines of the log that show an instruction.
func (r *reader) closeLog() {
	log := r.log
	if log == nil {
		return
	}
	r.log = nil
	if log.call < 0 {
		log.call = len(r.text.Calls)
		r.add(log.lines[0], found{cmd: abi.BPF_PROG_LOAD}, nil)
		r.text.Calls[log.call].Unshown = nil // the kernel can judge the instructions
	}
	c := &r.text.Calls[log.call]
	program, _, err := dialect.Read(string(log.text))
	var faults insn.Errors
	if errors.As(err, &faults) {
		for _, l := range log.lines {
			if l.Num == c.Line {
				continue
			}
			r.text.Unread = l.Note(r.text.Unread, inLog)
		}
		c.Unshown = new(int)
		c.Lost = append(c.Lost, "the log does not show all instructions: "+faults[0].Text)
		return
	}
	end := log.lines[len(log.lines)-1]
	c.Lines = end.Num + end.Lines - c.Line
	var insns []byte
	for _, i := range program.Insns {
		insns = i.Append(insns)
	}
	c.Lost = []string{"the log does not show prog_type and license: a socket filter under the GPL is assumed"}
	c.Attr = abi.ProgTypeField.Put(c.Attr, uint64(abi.BPF_PROG_TYPE_SOCKET_FILTER))
	c.Attr = abi.InsnCnt.Put(c.Attr, uint64(len(program.Insns)))
	c.Memory = []paste.Memory{{Field: &abi.Insns, Bytes: insns}, {Field: &abi.License, Bytes: []byte("GPL\x00")}}
	if last := len(program.Insns) - 1; program.Insns[last].Code != insn.BPF_JMP|insn.BPF_EXIT {
		c.Lost = append(c.Lost, fmt.Sprintf("the instructions after %d, if the program has more", last))
	}
	if len(program.Refs) > 0 {
		c.Lost = append(c.Lost, "the maps of the program")
	}
}
