package web

import (
	"fmt"
	"slices"
	"strings"

	"bpfplay/core/link"
)

// Place owns the end of the page's address. It names the open things beside the history, such as /case=A8 or /panel=export.
type Place struct {
	*Screen
	store *Store
	text  string // the end of the page's own address
}

// placePart is a part of the end of a link.
type placePart struct{ key, value string }

// placeKey is a part that a link can have at its end.
type placeKey struct {
	key   string                  // not one of core/link
	opens bool                    // names the open lesson or case
	needs func(value string) bool // reports whether the value needs the course; nil if none does
	// value returns the value; "" to leave the part out. own asks for the page's own address. Only that has revealed
	// answers, and whether the page presents.
	value func(s *Store, own bool) string
	open  func(s *Store, value string) error
}

// end returns the part of a link with a value, "" without one.
func (k *placeKey) end(value string) string {
	if value == "" {
		return ""
	}
	return "/" + k.key + "=" + value
}

// placeKeys are the parts of the end of a link, in their order.
var placeKeys []placeKey

func init() { placeKeys = allPlaceKeys[:] } // some parts read the list

var allPlaceKeys = [...]placeKey{
	{levelKey, false, nil, func(s *Store, _ bool) string { return s.levelValue() }, (*Store).openLevel},
	{"lesson", true, func(value string) bool { return !isPacked(value) }, func(s *Store, own bool) string { return s.lesson.value(own) }, func(s *Store, v string) error { return s.lesson.arrive(v) }},
	{"case", true, always, func(s *Store, own bool) string { return s.cases.value(own) }, func(s *Store, v string) error { return s.cases.arrive(v) }},
	{"homework", true, always, func(s *Store, own bool) string { return s.homework.value(own) }, func(s *Store, v string) error { return s.homework.arrive(v) }},
	{"map", false, nil, func(s *Store, _ bool) string { return s.mapValue() }, (*Store).openMapPlace},
	{"handout", false, nil, func(s *Store, _ bool) string { return s.handoutValue() }, (*Store).openHandout},
	{"panel", false, nil, (*Store).panelValue, (*Store).openPanelPlace},
	{"present", false, nil, (*Store).presentValue, (*Store).openPresentPlace},
}

// alone is the version of a link whose history follows from its end.
const alone = "v1"

// cutPlace splits a link from its end. The link is alone if the end has everything.
func cutPlace(text string) (of string, parts []placePart) {
	of = link.Fragment(text)
	for {
		slash := strings.LastIndexByte(of, '/')
		if slash < 0 {
			break
		}
		key, value, ok := strings.Cut(of[slash+1:], "=")
		if !ok || !isPlaceKey(key) {
			break
		}
		if len(parts) == 0 {
			value = strings.TrimRight(value, ").>,;:!?\"'*]") // of the sentence around the link
		}
		of, parts = of[:slash], append(parts, placePart{key, value})
	}
	slices.Reverse(parts)
	return of, parts
}

func isPlaceKey(key string) bool {
	for i := range placeKeys {
		if placeKeys[i].key == key {
			return true
		}
	}
	return false
}

// suffix returns the end of a link, and whether the history follows from it.
func (p *Place) suffix(own bool) (text string, isAlone bool) {
	s := p.store
	if s.embed.on {
		return "", false
	}
	for i := range placeKeys {
		text += placeKeys[i].end(placeKeys[i].value(s, own))
	}
	return text, s.lesson.unchanged() || s.cases.unchanged() || s.desk.beginsExample()
}

// opened returns the part of the end that names the open lesson or case; "" if none is open.
func (p *Place) opened() string {
	for i := range placeKeys {
		if k := &placeKeys[i]; k.opens {
			if end := k.end(k.value(p.store, true)); end != "" {
				return end
			}
		}
	}
	return ""
}

// open opens the parts of the end of a link.
func (p *Place) open(parts []placePart) error {
	for i := range placeKeys {
		for _, part := range parts {
			if part.key != placeKeys[i].key {
				continue
			}
			if err := placeKeys[i].open(p.store, part.value); err != nil {
				return fmt.Errorf("this link cannot be opened: %w", err)
			}
		}
	}
	return nil
}

// needsCourse reports whether the parts need the texts of the course: a homework offers the results of its cases.
func (p *Place) needsCourse(parts []placePart) bool {
	return slices.ContainsFunc(parts, func(part placePart) bool {
		return slices.ContainsFunc(placeKeys, func(k placeKey) bool { return k.key == part.key && k.needs != nil && k.needs(part.value) })
	})
}

func always(string) bool { return true }

// hasPart reports whether the end of a link has a part.
func hasPart(parts []placePart, key string) bool {
	return slices.ContainsFunc(parts, func(part placePart) bool { return part.key == key })
}

// opensHistory reports whether a part names a lesson or a case, which bring their history.
func opensHistory(parts []placePart) bool {
	return slices.ContainsFunc(placeKeys, func(k placeKey) bool { return k.opens && hasPart(parts, k.key) })
}

// derive writes the address after the place has changed.
func (p *Place) derive() {
	if text, _ := p.suffix(true); text != p.text {
		p.text = text
		p.store.desk.remember()
	}
}

// cutShown cuts the mark of a revealed answer from a value.
func cutShown(value string) (rest string, shown bool) { return strings.CutSuffix(value, shownMark) }

// shownMark ends a value if the answer is revealed.
const shownMark = ".shown"

func shownSuffix(shown bool) string {
	if shown {
		return shownMark
	}
	return ""
}

// carries describes a shared link.
func (p *Place) carries() string {
	s := p.store
	switch {
	case s.lesson.open != nil:
		return "the lesson at this step, with its answers hidden"
	case s.homework.here() != nil:
		return "the homework, with its result hidden"
	case s.cases.here() != nil:
		return "the case, with its answer hidden"
	}
	return "the machine, every call and this step"
}
