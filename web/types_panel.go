package web

import (
	"strings"

	"bpfplay/core"
	"bpfplay/core/btf"
	"bpfplay/core/english"
	"bpfplay/core/history"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// typesShown is the maximum number of types of a BTF object on screen.
const typesShown = 100

// types returns the types of the keys and values of a map as C, then the other types of its BTF.
func (p *MapInside) types(show *insideShown) []app.UI {
	t := show.Types
	if t.BTF == nil {
		return []app.UI{app.P().Class("in-told").Text("The map was created without BTF, so the types of its keys and values are not known.")}
	}
	body := []app.UI{}
	for _, of := range []struct {
		name string
		id   uint32
	}{{"Keys", t.Key}, {"Values", t.Value}} {
		if of.id != 0 {
			body = append(body, app.H3().Body(app.Text(of.name+": "), app.Code().Text(t.BTF.TypeName(of.id))))
			if source := t.BTF.Source(t.BTF.Skip(of.id)); strings.Contains(source, "{") {
				body = append(body, app.Pre().Class("text").Text(source))
			}
		}
	}
	return append(body, typesOf(t.BTF, "All types of the BTF object"))
}

// typesOf returns the types of a BTF object as C.
func typesOf(b *btf.BTF, title string) app.UI {
	ids := b.Declared(typesShown + 1)
	var lines []string
	for _, id := range ids[:min(len(ids), typesShown)] {
		lines = append(lines, b.Source(id))
	}
	if len(ids) > typesShown {
		lines = append(lines, "/* and more types */")
	}
	return app.Details().Class("types-as-c").Open(len(ids) <= 12).Body(
		app.Summary().Text(title+": "+english.Count(len(ids), "named type")+" of "+english.Count(len(b.Types)-1, "type")),
		app.Pre().Class("text").ID("types-as-c").Text(strings.Join(lines, "\n\n")),
	)
}

// openedBTF returns the types of the BTF object that the shown call has opened; nil if it has opened none.
func (d *Desk) openedBTF(t *history.Trace) *btf.BTF {
	if t == nil {
		return nil
	}
	for _, e := range t.Events[:min(d.at.Event, len(t.Events))] {
		if e.Kind == core.FDInstalled && e.BTF != 0 {
			if b := d.session.BTF(d.at, e.BTF); b != nil {
				return b.BTF
			}
		}
	}
	return nil
}

// openedTypes returns the types of the BTF object that the shown call has opened.
func (l *Ladder) openedTypes() app.UI {
	if b := l.Of.Desk.seen.types; b != nil {
		return typesOf(b, "The types as C")
	}
	return nil
}
