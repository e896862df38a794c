// Package inside draws what a map contains: slots, buckets, chains, LRU lists, trie nodes and filter bits.
// It gets a page of elements from the core and returns markup. It has no state.
package inside

import (
	"encoding/hex"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/web/value"
)

// Page is a page of a map's elements, and everything else that its drawing depends on.
type Page struct {
	*core.Inside
	View       core.MapView
	Key, Value value.Typed
	Changed    map[uint32]string // the change of an element by the shown call, by its number: "new" or "written"
	Removed    map[uint32]string // how the shown call removed an element: "removed", "evicted" or "replaced"
	Ghosts     []core.Element    // the removed elements, as they were before the call
	OldLists   []core.LRUList    // the LRU lists before the call
	Target     *core.Found       // the key that the user or the shown call looks for; nil if none
}

// text returns hex digits from the core in a form.
func (p *Page) text(f value.Typed, digits string) string { return f.Format(bytesOf(digits)) }

func bytesOf(digits string) []byte {
	b, err := hex.DecodeString(digits)
	if err != nil {
		panic("BUG: invalid hex from core: " + digits)
	}
	return b
}

// KeyText returns an element's key in the key form.
func (p *Page) KeyText(e core.Element) string { return p.text(p.Key, e.Key) }

// ValueTexts returns an element's values in the value form: one, or one for each CPU.
func (p *Page) ValueTexts(e core.Element) []string {
	switch {
	case e.Map != 0:
		return []string{"map " + strconv.Itoa(e.Map)}
	case e.Branch:
		return nil
	case e.Value == "" && p.Holds != abi.HoldsValues:
		return []string{"empty"}
	case p.Stride == 0:
		return []string{p.text(p.Value, e.Value) + cutMark(e)}
	}
	var texts []string
	for rest := e.Value; rest != ""; rest = rest[min(2*p.Stride, len(rest)):] {
		texts = append(texts, p.text(p.Value, rest[:min(2*int(p.View.ValueSize), len(rest))]))
	}
	return texts
}

func cutMark(e core.Element) string {
	if e.Cut > 0 {
		return "…"
	}
	return ""
}

// elementText returns a whole element on one line.
func (p *Page) elementText(e core.Element) string {
	value := strings.Join(p.ValueTexts(e), " | ")
	if p.View.KeySize == 0 || e.Key == "" {
		return value
	}
	return p.KeyText(e) + " → " + value
}

// Mark returns the change of an element by the shown call, or "found" for the target. It returns "" for other elements.
func (p *Page) Mark(e core.Element) string {
	if changed := p.Changed[e.Nr]; changed != "" {
		return changed
	}
	if t := p.Target; t != nil && t.There && t.Nr == e.Nr && p.Form != core.InsideBloom {
		return "found"
	}
	return ""
}

// LitClass returns the CSS class of an element with a mark.
func LitClass(mark string) string {
	if mark != "" {
		return "lit"
	}
	return ""
}
