package inside

import (
	"fmt"
	"strconv"

	"bpfplay/core"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// recordBytes is the number of bytes of a record in the drawing.
const recordBytes = 32

// ringState is the state of a record, by the bits of its header.
type ringState struct{ class, words string }

func recordState(r *core.RingRecord) ringState {
	switch {
	case r.Busy:
		return ringState{"busy", "busy: not submitted yet"}
	case r.Discard:
		return ringState{"discarded", "discarded: the consumer skips it"}
	}
	return ringState{"ready", "ready to be read"}
}

// drawRing draws the bytes between consumer and producer, then each record with its header. An edge and a pattern show the
// state of a record.
func (p *Page) drawRing() []app.UI {
	var bar, rows []app.UI
	for _, e := range p.Elements {
		r := e.Record
		state := recordState(r)
		length := (uint64(r.Len) + core.BPF_RINGBUF_HDR_SZ + 7) &^ 7
		bar = append(bar, app.I().Class(state.class).Style("width", fmt.Sprintf("%.2f%%", 100*float64(length)/float64(p.Size))))
		data := e.Value
		more := ""
		if len(data) > 2*recordBytes {
			data, more = data[:2*recordBytes], " …"
		}
		rows = append(rows, app.Div().Class("in-record", state.class).Body(
			app.Span().Title("position of the header").Text(strconv.FormatUint(r.Pos, 10)),
			app.B().Text("len "+strconv.Itoa(int(r.Len))),
			app.Span().Class("in-text").Body(app.Text(p.text(p.Value, data)+more), app.Small().Text(state.words)),
		))
	}
	if rows == nil {
		rows = append(rows, app.Div().Class("in-element", "in-nothing").Text("no records"))
	}
	ends := fmt.Sprintf("consumer_pos %d, producer_pos %d. A record has a header of %d bytes: its length, with a bit for busy and a bit for discarded.", p.Tail, p.Head, core.BPF_RINGBUF_HDR_SZ)
	body := []app.UI{}
	if p.First && p.Next == 0 {
		body = append(body, app.Div().Class("in-ring-bar").Title(fmt.Sprintf("%d of %d bytes", p.Head-p.Tail, p.Size)).Body(bar...))
	}
	return append(append(body, rows...), app.P().Class("in-aside").Text(ends))
}
