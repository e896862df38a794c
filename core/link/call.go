package link

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/core/recording"
)

// formatCall returns the parts of a call: its writes and the call itself, or the call with the fields of its attr.
func formatCall(c history.Call) []string {
	task := ""
	if c.Task != 0 {
		task = "t" + strconv.Itoa(c.Task) + "."
	}
	short, ok := shortBpf(c.Call)
	writes := c.Writes
	if ok {
		writes = writes[:len(writes)-1]
	}
	var parts []string
	for _, w := range writes {
		parts = append(parts, task+"w("+strconv.FormatUint(w.Addr, 16)+","+hex.EncodeToString(w.Bytes)+")")
	}
	if ok {
		return append(parts, task+short+formatText(c))
	}
	var args []string
	for i, a := range c.Op.Args() {
		if path := c.PathOf(a); path != nil {
			args = append(args, hex.EncodeToString([]byte(*path)))
		} else {
			args = append(args, a.Form.Format(c.Args[i]))
		}
	}
	return append(parts, task+c.Op.Name()+"("+strings.Join(args, ",")+")"+formatText(c))
}

// keptCall follows the = of a call that cannot be made at its place.
const keptCall = "kept"

// inferredCall follows the = of a call that was inferred, not pasted.
const inferredCall = "inferred"

// changedCall follows the result in the text of a call that the user has changed.
const changedCall = "=changed"

// formatText returns the result of a call in a pasted text: =3, =-22, =-22=changed, =inferred, or "".
func formatText(c history.Call) string {
	switch {
	case c.Known:
		return "=" + strconv.FormatInt(c.Want, 10)
	case c.Changed:
		return "=" + strconv.FormatInt(c.Want, 10) + changedCall
	case c.Inferred:
		return "=" + inferredCall
	}
	return ""
}

// shortName returns the name of a command in links: create, lookup_elem, obj_pin.
func shortName(c *abi.Command) string {
	return strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(c.Name, "BPF_"), "MAP_"))
}

// shortBpf returns a bpf call in the form create(hash,4,8,16). It reports false if the last write is not the attr at the
// usual address, or has bytes that the fields do not show. Only a load has writes before it: its instructions.
func shortBpf(c core.Call) (string, bool) {
	last := len(c.Writes) - 1
	if c.Op != core.OpBpf || last < 0 || last > 0 && !slices.Contains(loads, c.Cmd()) || c.Writes[last].Addr != core.ArenaStart || c.Args[1] != core.ArenaStart || uint64(len(c.Writes[last].Bytes)) != c.Args[2] {
		return "", false
	}
	row := c.Cmd().Known(abi.Newest)
	if row == nil || row.Fields == nil {
		return "", false
	}
	attr := c.Writes[last].Bytes
	var args []string
	for _, f := range row.Fields {
		if f.End() > len(attr) || f.Kind == abi.KindName {
			break
		}
		args = append(args, formatValue(f.Kind, f.Value(attr)))
	}
	short := shortName(row) + "(" + strings.Join(args, ",") + ")"
	back, err := parseShort(row, args)
	return short, err == nil && bytes.Equal(back, attr)
}

// loads are the commands whose attr is readable although it leads to other memory.
var loads = []abi.Cmd{abi.BPF_PROG_LOAD, abi.BPF_BTF_LOAD}

// formatValue returns a field in a form that Kind.Parse parses.
func formatValue(k abi.Kind, v uint64) string {
	if k == abi.KindMapType && v > 0 && v < uint64(len(abi.MapTypes)) {
		return abi.MapType(v).Short()
	}
	if k == abi.KindProgType {
		return abi.ProgType(v).Short()
	}
	if k == abi.KindPointer || k == abi.KindPath {
		return "0x" + strconv.FormatUint(v, 16)
	}
	return strconv.FormatUint(v, 10)
}

// parseCall parses one part: t1.close(3), create(hash,4,8,16), w(10000000,01000000).
func parseCall(part string) (core.Call, *core.Write, error) {
	c := core.Call{}
	rest := part
	if after, ok := strings.CutPrefix(part, "t"); ok {
		if nr, tail, dot := strings.Cut(after, "."); dot {
			if n, err := strconv.ParseUint(nr, 10, 31); err == nil {
				c.Task, rest = int(n), tail
			}
		}
	}
	name, inside, open := strings.Cut(rest, "(")
	inside, closed := strings.CutSuffix(inside, ")")
	switch {
	case open && !closed:
		return c, nil, fmt.Errorf("invalid call %q in this link: the closing parenthesis is missing. The link may be cut off", english.Shorten(part, quotedMost))
	case !open:
		return c, nil, fmt.Errorf("invalid call %q in this link: want a name and arguments in parentheses, such as close(3)", english.Shorten(part, quotedMost))
	}
	var args []string
	if inside != "" || takesPath(name) {
		args = strings.Split(inside, ",")
	}
	if name == "w" {
		w, err := recording.ParseWrite(args)
		return c, w, err
	}
	if row := commandsByName[name]; row != nil {
		attr, err := parseShort(row, args)
		if err != nil {
			return c, nil, err
		}
		return core.Bpf(c.Task, row.Nr, core.ArenaStart, uint32(len(attr)), core.Write{Addr: core.ArenaStart, Bytes: attr}), nil, nil
	}
	task := c.Task
	c, err := recording.ParseCall(append([]string{name}, args...))
	if similar := commandsLike(name); err != nil && similar != "" {
		err = fmt.Errorf("%w: want %s", err, similar)
	}
	if err == nil && c.Path != "" {
		c.Path, err = unhexPath(c.Path)
	}
	if err == nil && c.To != "" {
		c.To, err = unhexPath(c.To)
	}
	c.Task = task
	return c, nil, err
}

// commandsLike lists the commands whose names in links contain a word that is not the name of a call; "" if there are none.
func commandsLike(word string) string {
	if _, ok := core.OpNamed(word); ok || word == "" {
		return ""
	}
	var names []string
	for name := range commandsByName {
		if strings.Contains(name, strings.ToLower(word)) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " or ")
}

// takesPath reports whether the only argument of a call is a path, which may be empty.
func takesPath(name string) bool {
	op, ok := core.OpNamed(name)
	return ok && len(op.Args()) == 1 && op.Args()[0].Form == core.ArgPath
}

// parseText parses the text after the = of a call.
func parseText(c *history.Call, text string) (err error) {
	if c.Inferred = text == inferredCall; c.Inferred {
		return nil
	}
	text, c.Changed = strings.CutSuffix(text, changedCall)
	if c.Want, err = strconv.ParseInt(text, 10, 64); err != nil {
		return fmt.Errorf("invalid result %q of a call in this link: want a number, or %s", english.Shorten(text, quotedMost), inferredCall)
	}
	c.Known = !c.Changed
	return nil
}

// unhexPath decodes a path. Links have it in hex because a slash separates their parts.
func unhexPath(text string) (string, error) {
	path, err := hex.DecodeString(text)
	if err != nil {
		return "", fmt.Errorf("invalid path %q in this link: want hex", english.Shorten(text, quotedMost))
	}
	return string(path), nil
}

// parseShort returns an attr with the fields of a command in order, up to the last argument.
func parseShort(row *abi.Command, args []string) ([]byte, error) {
	if len(args) > len(row.Fields) {
		return nil, fmt.Errorf("%d fields of %s: want at most %d", len(args), shortName(row), len(row.Fields))
	}
	var attr []byte
	for i, arg := range args {
		f := row.Fields[i]
		v, err := f.Kind.Parse(arg)
		if err != nil {
			return nil, fmt.Errorf("%s of %s: %w", f.Name, shortName(row), err)
		}
		attr = f.Put(attr, v)
	}
	return attr, nil
}

// commandsByName has the commands with fields by their name in links.
var commandsByName = func() map[string]*abi.Command {
	named := map[string]*abi.Command{}
	for i := range abi.Commands {
		if row := &abi.Commands[i]; row.Fields != nil && named[shortName(row)] == nil {
			named[shortName(row)] = row
		}
	}
	return named
}()
