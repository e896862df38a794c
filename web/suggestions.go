package web

import (
	"fmt"

	"bpfplay/core"
	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// fieldLists are the suggestions for fields of a kind.
var fieldLists = []struct {
	id      string
	kind    abi.Kind
	options func() []app.UI
}{
	{"list-flags", abi.KindMapFlags, func() []app.UI {
		var options []app.UI
		for _, f := range abi.MapFlags {
			options = append(options, app.Option().Value(f.Name))
		}
		return options
	}},
	{"list-programs", abi.KindProgType, func() []app.UI {
		var options []app.UI
		for _, t := range abi.ProgTypes[1:] {
			options = append(options, app.Option().Value(t.Name))
		}
		return options
	}},
	{"list-addresses", abi.KindPointer, func() []app.UI {
		return []app.UI{
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart)).Text("the task's memory"),
			app.Option().Value("NULL").Text("no address"),
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart+core.ArenaPages*core.PAGE_SIZE-8)).Text("its last 8 bytes"),
			app.Option().Value(fmt.Sprintf("0x%x", core.ArenaStart+core.ArenaPages*core.PAGE_SIZE)).Text("first unmapped address after it"),
			app.Option().Value(fmt.Sprintf("0x%x", uint64(core.TASK_SIZE))).Text("end of user addresses"),
			app.Option().Value("0xffff888000000000").Text("a kernel address"),
		}
	}},
}

// suggestions holds the lists of suggestions. They never change.
type suggestions struct{ app.Compo }

// Render draws the lists.
func (*suggestions) Render() app.UI {
	var lists []app.UI
	for _, list := range fieldLists {
		lists = append(lists, app.DataList().ID(list.id).Body(list.options()...))
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
