package web

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
	"bpfplay/web/picture"
	"bpfplay/web/value"
)

// touchedAt is the step that the touched element belongs to.
type touchedAt struct {
	of *history.Trace
	at history.Step
}

// valueMost is the maximum number of bytes of a shown value.
const valueMost = 1 << 12

// touch computes the element that the shown call touches, once for each step.
func (d *Desk) touch() {
	t := d.trace()
	now := touchedAt{t, d.at}
	if now == d.touched {
		return
	}
	d.touched, d.element = now, nil
	if t == nil || d.at.Insn > 0 {
		return
	}
	e, ok := t.TouchedAt(d.at.Event)
	m := d.view().Map(e.Map)
	if !ok || m == nil {
		return
	}
	d.element = &picture.Touched{Map: m.Nr, Count: countWords(e, *m), Effect: e.Effect}
	if e.Key != nil {
		d.element.Key = value.KeyForm(*m, e.Types).Format(e.Key)
	}
	if e.Value != nil {
		d.element.Value = value.ValueForm(*m, e.Types).Format(e.Value[:min(len(e.Value), valueMost)])
	}
}

// countWords returns the number of elements of a map, the longest form first.
func countWords(e history.Touched, m core.MapView) []string {
	if m.Type == abi.BPF_MAP_TYPE_BLOOM_FILTER {
		return []string{english.Count(e.Count, "bit") + " set"}
	}
	of := fmt.Sprintf("%d of %d", e.Count, m.MaxEntries)
	return []string{of + " elements", of}
}

// found returns the whole value that a lookup has read, in bytes and in the form of the map's values; "" for other calls.
func (d *Desk) found() (bytes, text string) {
	t := d.trace()
	if d.element == nil || d.element.Effect != "read" || d.element.Value == "" {
		return "", ""
	}
	bytes = fmt.Sprintf("% x", t.Value[:min(len(t.Value), valueMost)])
	if text = d.element.Value; strings.ReplaceAll(text, " ", "") == strings.ReplaceAll(bytes, " ", "") {
		text = ""
	}
	return bytes, text
}
