package readers

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/english"
	"bpfplay/core/paste"
	"bpfplay/core/recording"
)

// recordingReader reads the first scenario of a recording.
type recordingReader struct {
	text      paste.Text
	scenarios int
	pending   map[int]recordedWrites // by task: writes since its last call
}

// recordedWrites are the lines in which a task writes to its memory.
type recordedWrites struct {
	lines  []paste.Line
	writes []core.Write
}

func beginRecording(*paste.Source) (paste.LineReader, *paste.SyntaxError) {
	return &recordingReader{text: paste.Text{Format: "recording"}, pending: map[int]recordedWrites{}}, nil
}

// looksLikeRecording recognises a call of numbers only, which no other format has.
func looksLikeRecording(p *paste.Source) bool {
	return p.Some(func(line string) bool {
		words := strings.Fields(line)
		if len(words) > 1 && strings.HasPrefix(words[0], "@") {
			words = words[1:]
		}
		if len(words) < 4 || words[0] != "bpf" {
			return false
		}
		_, err1 := strconv.Atoi(words[1])
		_, err2 := strconv.ParseUint(words[2], 16, 64)
		_, err3 := strconv.ParseUint(words[3], 10, 32)
		return err1 == nil && err2 == nil && err3 == nil
	})
}

func (r *recordingReader) Line(l paste.Line) {
	text := strings.TrimSpace(l.Text)
	word, rest, _ := strings.Cut(text, " ")
	switch {
	case text == "":
	case text[0] == '#':
		r.unread(l, "is a comment")
	case word == "kernel" && r.text.Kernel == "":
		r.text.Kernel = rest
		r.unread(l, "names the kernel")
	case word == "scenario":
		r.scenario(l, text)
	case text == "end":
		r.unread(l, "ends the scenario")
	case r.scenarios > 1:
		r.unread(l, "belongs to a later scenario: only the first is read")
	case word == "m" || word == "t" || word == "e":
		r.effect(l, word, rest)
	default:
		r.call(l, text)
	}
}

func (r *recordingReader) unread(l paste.Line, why string) {
	r.text.Unread = l.Note(r.text.Unread, why)
}

func (r *recordingReader) scenario(l paste.Line, text string) {
	if r.scenarios++; r.scenarios > 1 {
		r.unread(l, "starts a later scenario: only the first is read")
		return
	}
	kernel := r.text.Kernel
	if kernel == "" {
		kernel = "7.3"
	}
	if len(strings.Fields(text)) < 2 {
		r.unread(l, "a scenario needs a name")
		return
	}
	m, err := recording.ParseMachine("kernel "+kernel, text)
	if err != nil {
		r.unread(l, err.Error())
		return
	}
	r.text.Machine = &m
	r.unread(l, "describes the machine")
}

// effect reads a line with an effect of the last call.
func (r *recordingReader) effect(l paste.Line, word, rest string) {
	last := len(r.text.Calls) - 1
	if last < 0 {
		r.unread(l, "shows the effect of a call, but no call precedes it")
		return
	}
	c := &r.text.Calls[last]
	if word == "m" {
		addr, digits, _ := strings.Cut(rest, " ")
		at, err1 := strconv.ParseUint(addr, 16, 64)
		bytes, err2 := hex.DecodeString(digits)
		if err1 != nil || err2 != nil {
			r.unread(l, "invalid memory line: want an address and bytes in hex")
			return
		}
		c.Wrote = append(c.Wrote, paste.Memory{Addr: at, Bytes: bytes})
	}
	c.Lines = l.Num + l.Lines - c.Line
}

// call reads a call, or a write of a task to its memory.
func (r *recordingReader) call(l paste.Line, text string) {
	parsed, err := recording.ParseLine(text)
	if err != nil {
		r.unread(l, err.Error())
		return
	}
	call, write, task := parsed.Call, parsed.Write, parsed.Task
	p := r.pending[task]
	if write != nil {
		p.lines, p.writes = append(p.lines, l), append(p.writes, *write)
		r.pending[task] = p
		return
	}
	if parsed.Hide != nil { // hidden memory is not compared
		p.lines = append(p.lines, l)
		r.pending[task] = p
		return
	}
	delete(r.pending, task)
	call.Writes = p.writes
	c := fromCore(call)
	c.Line = l.Num
	if len(p.lines) > 0 {
		c.Line = p.lines[0].Num
	}
	c.Lines = l.Num + l.Lines - c.Line
	if _, result, ok := strings.Cut(text, " = "); ok {
		if ret, err := strconv.ParseInt(result, 10, 64); err == nil {
			if call.Op == core.OpFork && ret >= 0 {
				ret = int64(call.Args[0]) // the line itself names the child
			}
			c.Result = &ret
		} else {
			c.Lost = append(c.Lost, "the result: "+english.Shorten(result, 40))
		}
	}
	r.text.Calls = append(r.text.Calls, c)
}

// fromCore returns a call of a history as a call of a text.
func fromCore(call core.Call) paste.Call {
	c := paste.Call{Pid: call.Task, Name: call.Op.Name(), Path: call.Path}
	writes := call.Writes
	if call.Op == core.OpBpf {
		c.Cmd, c.Addr, c.Size = call.Cmd(), call.Args[1], uint32(call.Args[2])
		if i := attrWrite(call); i >= 0 {
			c.Attr, writes = writes[i].Bytes, slices.Delete(slices.Clone(writes), i, i+1)
		}
	} else {
		for i := range call.Op.Args() {
			c.Args = append(c.Args, int64(call.Args[i]))
		}
	}
	for _, w := range writes {
		c.Memory = append(c.Memory, paste.Memory{Addr: w.Addr, Bytes: w.Bytes})
	}
	return c
}

// attrWrite returns the index of the write that sets the attr, or -1. No other write may overlap it.
func attrWrite(call core.Call) int {
	at, addr := -1, call.Args[1]
	for i, w := range call.Writes {
		for j, other := range call.Writes {
			if w.Addr == addr && i != j && other.Addr < addr+uint64(len(w.Bytes)) && addr < other.Addr+uint64(len(other.Bytes)) {
				return -1
			}
		}
		if w.Addr == addr {
			at = i
		}
	}
	return at
}

func (r *recordingReader) Finish() paste.Text {
	for _, p := range r.pending {
		for _, l := range p.lines {
			r.unread(l, "no call follows it")
		}
	}
	paste.SortNotes(r.text.Unread)
	return r.text
}
