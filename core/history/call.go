package history

import "bpfplay/core"

// Call is a call of a history, with what a pasted text shows of it.
type Call struct {
	core.Call
	Known    bool  // the text shows a result
	Want     int64 // that result
	Inferred bool  // not in the text, but needed for the results of its other calls
}
