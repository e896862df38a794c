package web

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// words say what the drawing of the page shows.
func (show *insideShown) words() string {
	parts := []string{show.Sentence}
	switch show.Form {
	case core.InsideBloom:
		parts = append(parts, show.bloomWords())
	case core.InsideHash:
		parts = append(parts, show.chainWords()...)
		for _, l := range show.Lists {
			parts = append(parts, show.listWords(l))
		}
	case core.InsideTrie:
		parts = append(parts, show.trieWords()...)
	default:
		for _, e := range show.Elements {
			parts = append(parts, show.placeWord(e)+": "+show.elementWords(e)+".")
		}
	}
	for _, e := range show.gone {
		parts = append(parts, fmt.Sprintf("%s was %s.", show.elementText(e), show.touch.gone[e.Nr]))
	}
	if f := show.found; f != nil && show.Form == core.InsideHash && show.Holds != abi.HoldsDevices {
		parts = append(parts, strings.Join(show.hashLines(f), ", ")+".")
	}
	if show.Next != 0 || !show.First {
		parts = append(parts, "These are "+show.where()+".")
	}
	return strings.Join(parts, " ")
}

// elementWords is an element with what became of it.
func (show *insideShown) elementWords(e core.Element) string {
	text := show.elementText(e)
	if mark := show.mark(e); mark != "" {
		text += " (" + mark + ")"
	}
	return text
}

func (show *insideShown) placeWord(e core.Element) string {
	switch show.Form {
	case core.InsideArray:
		return "Index " + strconv.Itoa(int(e.Nr))
	case core.InsideQueue, core.InsideStack:
		return "Place " + strconv.Itoa(e.Place)
	}
	return "Element " + strconv.Itoa(int(e.Nr))
}

// chainWords tell the buckets of a page that hold something.
func (show *insideShown) chainWords() []string {
	var parts []string
	var chain []string
	for i, e := range show.Elements {
		chain = append(chain, show.elementWords(e))
		if i+1 == len(show.Elements) || show.Elements[i+1].Bucket != e.Bucket {
			parts = append(parts, fmt.Sprintf("Bucket %d holds %s.", e.Bucket, strings.Join(chain, ", then ")))
			chain = nil
		}
	}
	return parts
}

func (show *insideShown) listWords(l core.LRUList) string {
	if !l.Name.Elements() || l.Count == 0 {
		return fmt.Sprintf("The %s list has %s.", listName(l), english.CountOrNo(int(l.Count), "node"))
	}
	var nodes []string
	for _, e := range append(append([]core.Element{}, l.Head...), l.Tail...) {
		word := show.keyText(e)
		if e.Used {
			word += " with its reference bit set"
		}
		nodes = append(nodes, word)
	}
	return fmt.Sprintf("The %s list has %s, the head first: %s.", listName(l), english.CountOrNo(int(l.Count), "node"), strings.Join(nodes, ", "))
}

func (show *insideShown) trieWords() []string {
	var parts []string
	keys := map[uint32]string{}
	for _, e := range append(append([]core.Element{}, show.Above...), show.Elements...) {
		keys[e.Nr] = show.keyText(e)
		says := show.elementWords(e)
		if e.Branch {
			says = show.keyText(e) + ", a branch without a value"
		}
		switch above := keys[e.Parent]; {
		case e.Parent == 0:
			says = "The root is " + says
		default:
			says += " lies below " + above
		}
		parts = append(parts, says+".")
	}
	if f := show.found; f != nil {
		answer := "nothing matches"
		if f.Answer != 0 {
			answer = keys[f.Answer] + " is the longest prefix that matches"
		}
		parts = append(parts, fmt.Sprintf("For %s, %s.", show.text(show.key, f.Key), answer))
	}
	return parts
}

func (show *insideShown) bloomWords() string {
	says := fmt.Sprintf("Of the bits from %d on, those are set that are drawn as 1.", show.From)
	if lines := show.bloomLines(); lines != "" {
		says += " " + lines + "."
	}
	return says
}
