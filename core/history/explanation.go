package history

import (
	"encoding/json"

	"bpfplay/core"
	"bpfplay/core/abi"
)

// Explanation is a Trace as plain data for other programs. The JSON keys are part of the page's interface.
type Explanation struct {
	Call     string           `json:"call"` // in the syntax of recordings, without the result
	Result   int64            `json:"result"`
	Errno    string           `json:"errno"` // "EINVAL"; "" if the call did not fail
	Sentence string           `json:"sentence"`
	Failed   *ExplainedEvent  `json:"answered"` // the failed check that decided the result; null if the call did not fail
	Place    *Place           `json:"place"`    // the location that an element call used; null for another call
	Checks   []ExplainedEvent `json:"checks"`   // every check of the call, in the kernel's order
	Changed  []ExplainedEvent `json:"changed"`  // all other events, in the kernel's order
}

// Place is the location of the key of an element call in its map, before and after the call.
type Place struct {
	Map      int             `json:"map"`
	Form     core.InsideForm `json:"form"`
	Key      string          `json:"key"` // formatted for users; "" if the call has no key
	Sentence string          `json:"sentence"`
	Before   *core.Found     `json:"before"` // null if the call has no key
	After    *core.Found     `json:"after"`  // for BPF_MAP_GET_NEXT_KEY, the location of the next key
}

// ExplainedEvent is one event of a call.
type ExplainedEvent struct {
	Kind      string   `json:"kind"`
	Function  string   `json:"function"`
	Must      string   `json:"must,omitempty"`      // the condition that the kernel tests
	Condition string   `json:"condition,omitempty"` // the same with the compared values
	Passed    bool     `json:"passed"`              // true for an event that is not a check
	Errno     string   `json:"errno,omitempty"`
	Fields    []string `json:"fields,omitempty"` // the fields of the attr that the check reads
	Bytes     []int    `json:"bytes,omitempty"`  // the bytes of the attr that the check reads, as a half-open range
	Sentence  string   `json:"sentence"`
}

// Explain returns the trace as plain data.
func (t *Trace) Explain() Explanation {
	x := Explanation{Call: t.Call.String(), Result: t.Result, Sentence: t.Sentence(), Checks: []ExplainedEvent{}, Changed: []ExplainedEvent{}}
	for _, e := range t.Events {
		if e.Kind == core.Checked {
			x.Checks = append(x.Checks, explainEvent(e))
		} else {
			x.Changed = append(x.Changed, explainEvent(e))
		}
	}
	if e, refused := t.Refusal(); refused {
		failed := explainEvent(e)
		x.Failed, x.Errno = &failed, abi.Errno(-t.Result).Name()
	}
	if t.before != nil && t.after != nil {
		x.Place = &Place{Map: t.Map, Form: t.before.Form, Sentence: t.location(), Before: t.before.Found, After: t.after.Found}
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
	for _, f := range e.Check.Fields() {
		x.Fields = append(x.Fields, f.Name)
	}
	if from, to, ok := e.Lit(); ok {
		x.Bytes = []int{from, to}
	}
	return x
}

// JSON returns the explanation as JSON.
func (x Explanation) JSON() []byte {
	text, err := json.Marshal(x)
	if err != nil {
		panic("BUG: an Explanation cannot be marshalled: " + err.Error())
	}
	return text
}
