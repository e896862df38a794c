package paste

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
)

func (r *bpftoolLines) line(l textLine) {
	r.open = append(r.open, l)
	if strings.HasSuffix(strings.TrimSpace(l.text), `\`) && len(r.open) < syzOpenLines {
		return
	}
	lines := r.open
	r.open = nil
	r.command(lines)
}

// command reads the lines that belong together: one command, or several with a semicolon between them.
func (r *bpftoolLines) command(lines []textLine) {
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(strings.TrimSuffix(strings.TrimSpace(l.text), `\`))
		b.WriteByte(' ')
	}
	text := strings.TrimSpace(b.String())
	last := lines[len(lines)-1]
	r.begins, r.lines = lines[0].num, last.num+last.lines-lines[0].num
	did, before := false, len(r.text.Calls)
	for _, part := range strings.Split(strings.ReplaceAll(text, "&&", ";"), ";") {
		words := bpftoolWords(part)
		why := ""
		switch {
		case words != nil:
			why = r.run(words)
		case r.unlink(part):
		case r.message(strings.TrimSpace(part)):
			why = "what bpftool printed: it is taken as the answer of the last command"
		case strings.TrimSpace(part) == "":
			continue
		default:
			why = "is no command of bpftool map such as bpftool map lookup pinned /sys/fs/bpf/demo key 1 0 0 0"
		}
		if why != "" && !did {
			r.unread(lines, why)
			did = true
		}
	}
	if text != "" && !did && len(r.text.Calls) == before {
		r.unread(lines, "holds no command")
	}
}

// unlink reads rm of what is pinned.
func (r *bpftoolLines) unlink(text string) bool {
	words := strings.Fields(text)
	did, before := false, len(r.text.Calls)
	for i, w := range words {
		if w == "rm" && i < 3 {
			did = true
		} else if did && strings.HasPrefix(w, "/sys/fs/bpf/") {
			r.main, r.again = -1, nil
			r.text.Calls = append(r.text.Calls, Call{Line: r.begins, Lines: r.lines, Name: "unlink", Path: w})
		}
	}
	return len(r.text.Calls) > before
}

// bpftoolCallsMost is how many calls a text may come to; a command that goes through all maps or elements makes many.
const bpftoolCallsMost = 50000

// run reads the words from map on. why says what stopped it; then no call is made.
func (r *bpftoolLines) run(words []string) (why string) {
	if len(words) < 2 {
		return "what to do is missing: bpftool map and a command such as show was expected"
	}
	verb := bpftoolVerb(words[1])
	if verb == nil {
		return fmt.Sprintf("%q is no command of bpftool map that makes calls for maps", words[1])
	}
	before := len(r.text.Calls)
	if before > bpftoolCallsMost {
		return fmt.Sprintf("more than %d calls are too many", bpftoolCallsMost)
	}
	c := &bpftoolCommand{lines: r, words: words[2:]}
	r.main, r.again = -1, nil
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

// bpftoolCommand is what is left of the words of a command.
type bpftoolCommand struct {
	lines *bpftoolLines
	words []string
	fault string
	lost  []string
}

func (c *bpftoolCommand) fail(want string) {
	if c.fault == "" {
		near := "the command ends"
		if len(c.words) > 0 {
			near = fmt.Sprintf("%q", shorten(c.words[0], 24))
		}
		c.fault = near + ": " + want + " was expected"
	}
	c.words = nil
}

// is says whether the next word is a keyword, which may be cut short.
func (c *bpftoolCommand) is(keyword string) bool {
	return len(c.words) > 0 && c.words[0] != "" && strings.HasPrefix(keyword, c.words[0])
}

func (c *bpftoolCommand) take(keyword string) bool {
	if !c.is(keyword) {
		return false
	}
	c.words = c.words[1:]
	return true
}

func (c *bpftoolCommand) word(want string) string {
	if len(c.words) == 0 {
		c.fail(want)
		return ""
	}
	w := strings.Trim(c.words[0], `"'`)
	c.words = c.words[1:]
	return w
}

func (c *bpftoolCommand) number(want string) uint64 {
	if len(c.words) == 0 {
		c.fail(want)
		return 0
	}
	v, ok, fits := parseElement(c.words[0], 4)
	if !ok || !fits {
		c.fail(want)
		return 0
	}
	c.words = c.words[1:]
	return v
}

// bytes reads the bytes of a key or value: decimal, 0x or octal, plain hex behind the word hex.
func (c *bpftoolCommand) bytes() []byte {
	hexadecimal := c.take("hex")
	var bytes []byte
	for len(c.words) > 0 {
		digits := c.words[0]
		if hexadecimal {
			digits = "0x" + digits
		}
		v, ok, fits := parseElement(digits, 1)
		if !ok || !fits || v > 255 {
			break
		}
		bytes = append(bytes, byte(v))
		c.words = c.words[1:]
	}
	if len(bytes) == 0 {
		c.fail("a byte such as 1, 0x1 or, behind hex, 01")
	}
	if len(bytes) > core.PAGE_SIZE {
		c.fail(fmt.Sprintf("no more than %d bytes", core.PAGE_SIZE))
	}
	return bytes
}

// bpftoolHandle is a map that a command names: the call that opened it, and what the text tells of it.
type bpftoolHandle struct {
	call int
	made *bpftoolMap // nil where the text does not make it
}

// handle opens the map that a command names: pinned F, id N or name X.
func (c *bpftoolCommand) handle() bpftoolHandle {
	r := c.lines
	switch {
	case c.take("id"):
		id := c.number("the id of a map")
		call := r.bpf(abi.BPF_MAP_GET_FD_BY_ID, 12, bpftoolField{field: &abi.MapID, v: id})
		return bpftoolHandle{call: call}
	case c.take("pinned"):
		path := c.word("the path of a map")
		h := bpftoolHandle{call: r.bpf(abi.BPF_OBJ_GET, 16, bpftoolField{field: &abi.Pathname, v: bpftoolPath, text: path})}
		for i := range r.maps {
			if r.maps[i].path == path {
				h.made = &r.maps[i]
			}
		}
		return h
	case c.take("name"):
		return r.named(c.word("the name of a map"), c)
	}
	c.fail("id, pinned or name")
	return bpftoolHandle{}
}

// named looks for a map by its name: bpftool goes through all there are.
func (r *bpftoolLines) named(name string, c *bpftoolCommand) bpftoolHandle {
	found := bpftoolHandle{call: -1}
	id := &Ref{}
	for i := range r.maps {
		next := r.nextID(i, id)
		id = &Ref{Call: next, From: bpftoolAttr + uint64(abi.NextID.Offset)}
		fd := r.bpf(abi.BPF_MAP_GET_FD_BY_ID, 12, bpftoolField{field: &abi.MapID, ref: id})
		r.info(fd)
		if r.maps[i].name == name && found.call < 0 {
			found = bpftoolHandle{fd, &r.maps[i]}
		} else {
			r.closeFD(fd)
		}
	}
	r.nextID(len(r.maps), id)
	if found.call < 0 {
		c.words = nil
		c.fail("a map of this name that the text makes")
	}
	return found
}

// nextID asks for the id behind that of the i-th map.
func (r *bpftoolLines) nextID(i int, id *Ref) int {
	field := bpftoolField{field: &abi.StartID}
	if i > 0 {
		field.ref = id
	}
	return r.bpf(abi.BPF_MAP_GET_NEXT_ID, 12, field)
}

// info asks what a map is.
func (r *bpftoolLines) info(fd int) {
	const size = 88 // struct bpf_map_info of the bpftool that was watched
	r.bpf(abi.BPF_OBJ_GET_INFO_BY_FD, 16, bpftoolField{field: &abi.InfoFD, ref: &Ref{Call: fd}},
		bpftoolField{field: &abi.InfoLen, v: size}, bpftoolField{field: &abi.InfoPointer, v: bpftoolInfo})
}
