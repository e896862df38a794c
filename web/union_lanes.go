package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/abi"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// lanesMost is the number of bytes that the other readings show.
const lanesMost = 64

// lanes returns how the other commands read the bytes of the attr: one lane for each struct of the union.
func (g *BytesGrid) lanes() app.UI {
	d := g.Draft
	button := app.Button().Class("more").ID("union-lanes").Aria("expanded", word(d.lanes)).Text("The union's other readings of these bytes").OnClick(d.onPress(d.toggleLanes))
	if !d.lanes {
		return button
	}
	n := min(d.bytesShown(), lanesMost)
	attr := abi.Grow(append([]byte(nil), d.Attr...), n)
	rows := []app.UI{button}
	seen := map[string]bool{}
	for i := range abi.Commands {
		c := &abi.Commands[i]
		if len(c.Fields) == 0 || c.Nr == d.Cmd {
			continue
		}
		var parts []app.UI
		var names strings.Builder
		for j, f := range c.Fields {
			names.WriteString(f.Name + " ")
			if f.End() > n || f.Kind == abi.KindName {
				continue
			}
			text := f.Name + " " + f.Kind.Format(f.Value(attr))
			parts = append(parts, app.Span().Class("lane-part", colour(j)).Title(text).
				DataSet("from", f.Offset).DataSet("to", f.End()).
				Style("grid-column", strconv.Itoa(f.Offset+1)+" / "+strconv.Itoa(f.End()+1)).Text(text))
		}
		if seen[names.String()] || len(parts) == 0 {
			continue // commands that share a struct have one lane
		}
		seen[names.String()] = true
		rows = append(rows, app.Div().Class("union-lane").Body(
			app.Code().Text(strings.ToLower(strings.TrimPrefix(c.Name, "BPF_"))),
			app.Div().Class("lane-parts").Style("grid-template-columns", fmt.Sprintf("repeat(%d, minmax(9px, 1fr))", n)).Body(parts...)))
	}
	return app.Div().Class("union-lanes").Body(rows...)
}

// toggleLanes shows or hides the other readings.
func (d *Draft) toggleLanes() {
	d.lanes = !d.lanes
	d.changed()
}
