package web

import (
	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// fieldLists are the suggestions for fields of a kind.
var fieldLists = []struct {
	id      string
	kind    abi.Kind
	choices func() []choice
}{
	{"list-flags", abi.KindMapFlags, func() (all []choice) {
		for _, f := range abi.MapFlags {
			all = append(all, choice{value: f.Name})
		}
		return all
	}},
	{"list-programs", abi.KindProgType, func() (all []choice) {
		for _, t := range abi.ProgTypes[1:] {
			all = append(all, choice{value: t.Name})
		}
		return all
	}},
	{"list-addresses", abi.KindPointer, func() []choice {
		const end = core.ArenaStart + core.ArenaPages*core.PAGE_SIZE
		return []choice{
			{value: abi.KindPointer.Format(core.ArenaStart), label: "the task's memory"},
			{value: "NULL", label: "no address"},
			{value: abi.KindPointer.Format(end - 8), label: "its last 8 bytes"},
			{value: abi.KindPointer.Format(end), label: "first unmapped address after it"},
			{value: abi.KindPointer.Format(core.TASK_SIZE), label: "end of user addresses"},
			{value: "0xffff888000000000", label: "a kernel address"},
		}
	}},
}

// suggestions holds the lists of suggestions. They never change.
type suggestions struct{ app.Compo }

// Render draws the lists.
func (*suggestions) Render() app.UI {
	var lists []app.UI
	for _, list := range fieldLists {
		lists = append(lists, suggestionList(list.id, list.choices()))
	}
	return app.Div().Hidden(true).Body(lists...)
}

func listFor(kind abi.Kind) string {
	for _, l := range fieldLists {
		if l.kind == kind {
			return l.id
		}
	}
	return ""
}
