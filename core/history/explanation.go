package history

import (
	"encoding/json"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Explanation is a Trace as plain data, for programs.
type Explanation struct {
	Call     string           `json:"call"` // as a recording has it, without its answer
	Result   int64            `json:"result"`
	Errno    string           `json:"errno"` // "EINVAL"; "" where the call was not refused
	Sentence string           `json:"sentence"`
	Answered *ExplainedEvent  `json:"answered"` // the check that refused the call; null where none did
	Place    *Place           `json:"place"`    // where an element call looked; null for another call
	Checks   []ExplainedEvent `json:"checks"`   // every check that was made, in the kernel's order
	Changed  []ExplainedEvent `json:"changed"`  // everything else that happened, likewise
}

// Place is where the key of an element call lay in its map, before the call and after it.
type Place struct {
	Map      int             `json:"map"`
	Form     core.InsideForm `json:"form"`
	Key      string          `json:"key"` // as a person reads it; "" where there is none
	Sentence string          `json:"sentence"`
	Before   *core.Found     `json:"before"` // null where the call gave no key
	After    *core.Found     `json:"after"`  // of BPF_MAP_GET_NEXT_KEY the place of the next key
}

// ExplainedEvent is one check or effect.
type ExplainedEvent struct {
	Kind      string   `json:"kind"`
	Function  string   `json:"function"`
	Must      string   `json:"must,omitempty"`      // what had to hold
	Condition string   `json:"condition,omitempty"` // the same with the values that were compared
	Passed    bool     `json:"passed"`              // true for what is no check
	Errno     string   `json:"errno,omitempty"`
	Fields    []string `json:"fields,omitempty"` // the fields of the attr that were looked at
	Bytes     []int    `json:"bytes,omitempty"`  // the bytes of it, from and up to but not including
	Sentence  string   `json:"sentence"`
}

// Explain gives the trace as plain data.
func (t *Trace) Explain() Explanation {
	x := Explanation{Call: t.Call.String(), Result: t.Ret, Sentence: t.Sentence(), Checks: []ExplainedEvent{}, Changed: []ExplainedEvent{}}
	for _, e := range t.Events {
		if e.Kind == core.Checked {
			x.Checks = append(x.Checks, explainEvent(e))
		} else {
			x.Changed = append(x.Changed, explainEvent(e))
		}
	}
	if e, refused := t.Answered(); refused {
		answered := explainEvent(e)
		x.Answered, x.Errno = &answered, abi.Errno(-t.Ret).Name()
	}
	if t.before != nil && t.after != nil {
		x.Place = &Place{Map: t.Map, Form: t.before.Form, Sentence: t.place(), Before: t.before.Found, After: t.after.Found}
		if t.Key != nil && t.before.Form != core.InsideBloom {
			x.Place.Key = keyText(t.before.Form, t.Key)
		}
	}
	return x
}

func explainEvent(e core.Event) ExplainedEvent {
	x := ExplainedEvent{Kind: e.Name(), Function: e.Func, Passed: true, Sentence: EventSentence(e)}
	if e.Kind != core.Checked {
		return x
	}
	x.Must, x.Condition, x.Passed = e.Check.Must, e.Check.Condition(e.A, e.B), e.Passed
	if !e.Passed {
		x.Errno = e.Check.Errno.Name()
	}
	for _, f := range e.Check.Fields {
		x.Fields = append(x.Fields, f.Name)
	}
	if from, to, ok := e.Lit(); ok {
		x.Bytes = []int{from, to}
	}
	return x
}

// JSON is the explanation as text.
func (x Explanation) JSON() []byte {
	text, err := json.Marshal(x)
	if err != nil {
		panic("BUG: an Explanation cannot be marshalled: " + err.Error())
	}
	return text
}
