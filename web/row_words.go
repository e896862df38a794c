package web

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/web/value"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// rowWords are the words of a call in the history.
type rowWords struct {
	name string // of the command or system call
	on   string // the name of the map
	args string // the rest: sizes, keys, values, paths
}

// rowMost is the maximum length of a key or a value in a row.
const rowMost = 48

// wordsOf returns the words of call n, with the name of its map and decoded keys and values.
func (d *Desk) wordsOf(n int) rowWords {
	c, _ := d.session.Call(n)
	w := rowWords{name: callName(c.Call)}
	attr, nr := c.Attr(), d.session.MapOf(n)
	switch {
	case c.Op == core.OpBpf && attr != nil && c.Cmd() == abi.BPF_MAP_CREATE:
		if w.on = nameIn(attr); w.on != "" {
			w.on += " "
		}
		w.args = strings.TrimPrefix(callArgs(c.Call), " ")
	case nr == 0 || attr == nil:
		w.args = strings.TrimPrefix(callArgs(c.Call), " ")
	default:
		w.on = d.mapName(nr)
		w.args = d.elementWords(&c, attr, nr)
	}
	return w
}

// mapName returns the name of a map, "map 1" if it has none.
func (d *Desk) mapName(nr int) string {
	if at := d.session.Creation(nr); at > 0 {
		c, _ := d.session.Call(at)
		if name := nameIn(c.Attr()); name != "" {
			return name
		}
	}
	return fmt.Sprintf("map %d", nr)
}

// nameIn returns the name in the attr of a BPF_MAP_CREATE.
func nameIn(attr []byte) string {
	if len(attr) <= abi.MapName.Offset {
		return ""
	}
	name, _, _ := strings.Cut(string(attr[abi.MapName.Offset:min(len(attr), abi.MapName.End())]), "\x00")
	return name
}

// elementWords returns the key, the value and the path of a call on a map.
func (d *Desk) elementWords(c *history.Call, attr []byte, nr int) string {
	if history.MapFD.At(c.Cmd()) != &abi.ElemMapFD || c.Cmd() == abi.BPF_MAP_FREEZE {
		if path := pathIn(c, attr); path != "" {
			return " at " + path
		}
		return ""
	}
	key, val := d.typed(nr)
	text := ""
	if b := writtenAt(c, attr, &abi.ElemKey, key.size); b != nil {
		text = "[" + english.Shorten(key.Format(b), rowMost) + "]"
	}
	switch c.Cmd() {
	case abi.BPF_MAP_GET_NEXT_KEY:
		text = " after " + text
		if abi.ElemKey.Value(attr) == 0 {
			text = " first key"
		}
	case abi.BPF_MAP_UPDATE_ELEM:
		if b := writtenAt(c, attr, &abi.ElemValue, val.size); b != nil {
			text += " = " + english.Shorten(val.Format(b), rowMost)
		}
		if len(attr) >= abi.UpdateFlags.End() && abi.UpdateFlags.Value(attr) != 0 {
			text += ", " + strings.ReplaceAll(abi.UpdateFlags.Kind.Format(abi.UpdateFlags.Value(attr)), "BPF_", "")
		}
	}
	return text
}

// sized is the form of a key or a value with its size.
type sized struct {
	value.Typed
	size int
}

// typed returns the forms of the keys and values of a map.
func (d *Desk) typed(nr int) (key, val sized) {
	m := core.MapView{}
	if at := d.session.Creation(nr); at > 0 {
		if attr := d.session.Calls()[at-1].Attr(); len(attr) >= abi.ValueSize.End() {
			m.Type = abi.MapType(abi.MapTypeField.Value(attr))
			m.KeySize, m.ValueSize = uint32(abi.KeySize.Value(attr)), uint32(abi.ValueSize.Value(attr))
		}
	}
	types := d.session.TypesOf(nr)
	return sized{value.KeyForm(m, types), int(m.KeySize)}, sized{value.ValueForm(m, types), int(m.ValueSize)}
}

// writtenAt returns the bytes that a call writes at the pointer f, at most size of them; nil for none.
func writtenAt(c *history.Call, attr []byte, f *abi.Field, size int) []byte {
	if len(attr) < f.End() {
		return nil
	}
	for _, w := range c.Writes {
		if w.Addr == f.Value(attr) && len(w.Bytes) > 0 && w.Addr != c.Args[1] {
			return w.Bytes[:min(len(w.Bytes), max(size, 1))]
		}
	}
	return nil
}

// pathIn returns the path that a call writes; "" for none.
func pathIn(c *history.Call, attr []byte) string {
	row := c.Cmd().Known(abi.Newest)
	if row == nil {
		return ""
	}
	for _, f := range row.Fields {
		if f.Kind == abi.KindPath {
			return strings.TrimSuffix(string(writtenAt(c, attr, f, core.PAGE_SIZE)), "\x00")
		}
	}
	return ""
}

// task returns the task of a call in words, if the history has several.
func (h *History) task(c core.Call) string {
	if h.Of.Desk.session.Kernel().FreeTask() > 1 && c.Op != core.OpWork {
		return fmt.Sprintf("task %d ", c.Task)
	}
	return ""
}

// caller returns task as an element.
func caller(task string) []app.UI {
	if task == "" {
		return nil
	}
	return []app.UI{app.Span().Class("who").Text(task)}
}

// searched returns all words of call n, in lower case: its row, its result and the result in the text.
func (d *Desk) searched(n int) string {
	c, ret := d.session.Call(n)
	w := d.wordsOf(n)
	text := w.name + " " + w.on + w.args + " " + shortResult(ret)
	if c.Known {
		text += " " + shortResult(c.Want)
	}
	return strings.ToLower(text)
}
