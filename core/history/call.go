package history

import "bpfplay/core"

// Call is a call of a history, with the parts of it that a pasted text shows.
type Call struct {
	core.Call
	Known    bool  // the text shows a result
	Changed  bool  // likewise, but the user has changed the call since; Known is false
	Want     int64 // that result
	Inferred bool  // not in the text, but needed for the results of its other calls
}

// Agrees reports whether a result is that of the text. Numbers of new tasks need not be equal.
func (c *Call) Agrees(ret int64) bool {
	return ret == c.Want || c.Op.MakesTask() && ret >= 0 && c.Want >= 0
}
