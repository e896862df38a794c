package bpftool

import (
	"bpfplay/core/paste"
	"bpfplay/core/paste/syz"
	"fmt"
	"slices"
	"strings"
)

func (r *reader) Line(l paste.Line) {
	r.open = append(r.open, l)
	if strings.HasSuffix(strings.TrimSpace(l.Text), `\`) && len(r.open) < syz.OpenLines {
		return
	}
	lines := r.open
	r.open = nil
	if len(lines) == 1 && words(l.Text) == nil && r.shownLine(l) {
		return
	}
	r.command(lines)
}

// command reads lines joined by backslashes: one command, or several separated by semicolons.
func (r *reader) command(lines []paste.Line) {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimSuffix(strings.TrimSpace(l.Text), `\`))
		b.WriteByte(' ')
	}
	text := strings.TrimSpace(b.String())
	last := lines[len(lines)-1]
	r.begins, r.lines = lines[0].Num, last.Num+last.Lines-lines[0].Num
	did, before := false, len(r.text.Calls)
	for _, part := range strings.Split(strings.ReplaceAll(text, "&&", ";"), ";") {
		words := words(part)
		why := ""
		switch {
		case words != nil:
			why = r.run(words)
		case r.unlink(part):
		case r.message(strings.TrimSpace(part)):
			why = "what bpftool printed: it is the result of the last command"
		case r.printed(part) && strings.TrimSpace(part) != "":
			why = "what bpftool printed"
		case strings.TrimSpace(part) == "":
			continue
		default:
			why = "is not a command of bpftool map such as bpftool map lookup pinned /sys/fs/bpf/demo key 1 0 0 0"
		}
		if why != "" && !did {
			r.unread(lines, why)
			did = true
		}
	}
	said := slices.ContainsFunc(lines, func(l paste.Line) bool { return !paste.IsBlank(l.Text) }) // even a lone backslash
	if said && !did && len(r.text.Calls) == before {
		r.unread(lines, "has no command: want bpftool map and a command such as show")
	}
}

// unlink reads rm of pinned paths, and reports whether it found any.
func (r *reader) unlink(text string) bool {
	words := strings.Fields(text)
	did, before := false, len(r.text.Calls)
	for i, w := range words {
		if w == "rm" && i < 3 {
			did = true
		} else if did && strings.HasPrefix(w, "/sys/fs/bpf/") {
			r.main, r.again = -1, nil
			r.text.Calls = append(r.text.Calls, paste.Call{Line: r.begins, Lines: r.lines, Name: "unlink", Path: w})
		}
	}
	return len(r.text.Calls) > before
}

// callsMost is the most calls that a text may make. A command that walks all maps or elements makes many.
const callsMost = 50000

// run reads the words after map. why is the fault, or ""; a command with a fault makes no call.
func (r *reader) run(words []string) (why string) {
	r.closeOutput()
	if len(words) < 2 {
		words = []string{"map", "show"}
	}
	verb := verb(words[1])
	if verb == nil {
		return fmt.Sprintf("%q is not a command of bpftool map that makes calls for maps, such as create, update or dump", words[1])
	}
	before := len(r.text.Calls)
	if before > callsMost {
		return fmt.Sprintf("the commands above come to %d calls: at most %d are read", before, callsMost)
	}
	c := &command{lines: r, words: words[2:]}
	r.main, r.again, r.seen, r.foreign, r.shownFor = -1, nil, 0, -1, showing{}
	verb(r, c)
	if c.fault == "" && len(c.words) > 0 {
		c.fail("the end")
	}
	if c.fault != "" {
		r.text.Calls, r.main, r.again = r.text.Calls[:before], -1, nil
		return c.fault
	}
	if before < len(r.text.Calls) {
		last := len(r.text.Calls) - 1
		r.text.Calls[last].Lost = append(r.text.Calls[last].Lost, c.lost...)
	}
	return ""
}
