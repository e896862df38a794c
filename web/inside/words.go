package inside

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// Words returns the text equivalent of the drawing.
func (p *Page) Words() string {
	parts := []string{p.Sentence}
	switch p.Form {
	case core.InsideBloom:
		parts = append(parts, fmt.Sprintf("The drawing starts at bit %d. Each 1 is a bit that is set.", p.From))
		if sentence := p.bloomSentence(); sentence != "" {
			parts = append(parts, sentence)
		}
	case core.InsideHash:
		parts = append(parts, p.chainWords()...)
		for _, l := range p.Lists {
			parts = append(parts, p.listWords(l))
		}
	case core.InsideTrie:
		parts = append(parts, p.trieWords()...)
	case core.InsideRing:
		for _, e := range p.Elements {
			parts = append(parts, fmt.Sprintf("The record at position %d has %s and is %s.", e.Record.Pos, english.Count(int(e.Record.Len), "byte"), recordState(e.Record).words))
		}
	default:
		for _, e := range p.Elements {
			parts = append(parts, p.elementName(e)+": "+p.elementWords(e)+".")
		}
	}
	for _, e := range p.Ghosts {
		parts = append(parts, fmt.Sprintf("%s was %s.", p.elementText(e), p.Removed[e.Nr]))
	}
	if p.Target != nil && p.Form == core.InsideHash && p.Holds != abi.HoldsDevices {
		parts = append(parts, strings.Join(p.hashLines(), ", ")+".")
	}
	if p.Next != 0 || !p.First {
		parts = append(parts, "This page shows "+p.Range()+".")
	}
	return strings.Join(parts, " ")
}

// elementWords returns an element with its mark.
func (p *Page) elementWords(e core.Element) string {
	text := p.elementText(e)
	if mark := p.Mark(e); mark != "" {
		text += " (" + mark + ")"
	}
	return text
}

func (p *Page) elementName(e core.Element) string {
	switch p.Form {
	case core.InsideArray:
		return "Index " + strconv.Itoa(int(e.Nr))
	case core.InsideQueue, core.InsideStack:
		return "Place " + strconv.Itoa(e.Place)
	}
	return "Element " + strconv.Itoa(int(e.Nr))
}

// chainWords describes the buckets that are not empty.
func (p *Page) chainWords() []string {
	var parts []string
	var chain []string
	for i, e := range p.Elements {
		chain = append(chain, p.elementWords(e))
		if i+1 == len(p.Elements) || p.Elements[i+1].Bucket != e.Bucket {
			parts = append(parts, fmt.Sprintf("Bucket %d holds %s.", e.Bucket, strings.Join(chain, ", then ")))
			chain = nil
		}
	}
	return parts
}

func (p *Page) listWords(l core.LRUList) string {
	size := fmt.Sprintf("The %s list has %s", listName(l), english.Count(int(l.Count), "node"))
	if !l.Name.Elements() || l.Count == 0 {
		return size + "."
	}
	var nodes []string
	for _, e := range nodesOf(l) {
		text := p.KeyText(e)
		if e.Used {
			text += " with its reference bit set"
		}
		nodes = append(nodes, text)
	}
	return fmt.Sprintf("%s, head first: %s.", size, strings.Join(nodes, ", "))
}

func (p *Page) trieWords() []string {
	var parts []string
	keys := map[uint32]string{}
	for _, e := range append(append([]core.Element{}, p.Above...), p.Elements...) {
		keys[e.Nr] = p.KeyText(e)
		text := p.elementWords(e)
		if e.Branch {
			text = p.KeyText(e) + " (intermediate)"
		}
		if e.Parent == 0 {
			text = "The root is " + text
		} else {
			text += " is below " + keys[e.Parent]
		}
		parts = append(parts, text+".")
	}
	if t := p.Target; t != nil {
		key := p.text(p.Key, t.Key)
		match := "Nothing matches " + key + "."
		if t.Match != 0 {
			match = fmt.Sprintf("The longest match of %s is %s.", key, keys[t.Match])
		}
		parts = append(parts, match)
	}
	return parts
}
