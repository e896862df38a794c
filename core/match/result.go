package match

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
)

// Result is the history of a text and its comparison with a kernel.
type Result struct {
	Machine  core.Machine   // best agreement, or the requested kernel
	Setting  string         // how the machine differs from the default; "" if it does not
	Calls    []history.Call // the history
	From     []int          // by call of the history: index in Text.Calls, -1 for an inferred call
	Verdicts []Verdict      // by call of the text
	Tally
	Named    abi.Release // the release that loads of the text name in kern_version; 0 if none does
	Inferred int         // calls of the history that are not in the text
	Releases []Agreement // agreement of each candidate, newest first
}

// Verdict is the comparison of one call of the text.
type Verdict struct {
	Call   int     // index in Result.Calls of the last call made for it; -1 if none was
	Known  bool    // the text shows a result
	Want   int64   // the result in the text
	Got    int64   // the result of the emulated kernel
	Agrees bool    // the kernel returned the same result; for a fork, both created a child
	Traced bool    // the call is not emulated: its result is taken from the text
	Fills  []Fill  // memory filled in for the call
	Pieces []Piece // memory that the text shows as written by the call
	Why    string  // why it was not made, or which kernel would agree; may be empty
}

// Fill is memory that the text does not show, filled in to reproduce the result.
type Fill struct {
	Field  *abi.Field // the pointer in the attr; nil for the attr itself
	Addr   uint64
	Bytes  []byte
	Output bool // only the kernel writes it: the bytes cannot change the result
}

// Agreement counts the results of one candidate that agree with the text.
type Agreement struct {
	Release abi.Release
	Setting string // how its machine differs from the default; "" if it does not
	Calls   int    // calls of the text that it made
	First   int    // index of the first of them with another result, -1 for none
	Tally          // of these calls
}

// Result returns the result after Step has reported that the replay is done.
func (r *Replay) Result() *Result {
	if r.Err() != nil {
		return nil
	}
	b := r.best
	res := &Result{
		Machine: b.machine, Setting: b.setting, Calls: b.calls, From: b.from, Verdicts: b.verdicts,
		Tally: b.Tally, Inferred: b.inferred,
	}
	if r.plan.named.loads {
		res.Named = r.plan.named.release
	}
	for _, t := range r.trials {
		first := -1
		if len(t.differ) > 0 {
			first = t.differ[0]
		}
		res.Releases = append(res.Releases, Agreement{t.machine.Release, t.setting, t.next, first, t.Tally})
	}
	for _, at := range b.differ {
		if v := &res.Verdicts[at]; v.Why == "" {
			v.Why = r.wouldAgree(at)
		}
	}
	return res
}

// shouldTry returns the settings that could reproduce more results.
func (t *trial) shouldTry() (try []setting) {
	refused := map[abi.Errno]bool{}
	for _, at := range t.differ {
		if ret := t.text.Calls[at].Result; ret != nil && *ret < 0 {
			refused[abi.Errno(-*ret)] = true
		}
	}
	for _, s := range settings {
		if refused[s.errno] {
			try = append(try, s)
		}
	}
	return try
}

// wouldAgree returns a sentence on the candidates that reproduce a result on which the best one differs.
func (r *Replay) wouldAgree(at int) string {
	var releases []string
	var setting string
	for _, t := range r.trials {
		switch {
		case t == r.best || at >= t.next || t.differs(at):
		case t.setting == r.best.setting:
			releases = append(releases, t.machine.Release.Series().String())
		case t.machine.Release == r.best.machine.Release:
			setting = t.setting
		}
	}
	switch {
	case setting != "":
		return fmt.Sprintf("%s would get this result.", english.Sentence(setting))
	case len(releases) > 0:
		return fmt.Sprintf("After the same calls, %s would return this result.", english.List(releases))
	}
	return "No kernel tried returns this result after the same calls. Something that the text does not show must differ."
}

func (t *trial) differs(at int) bool {
	_, found := slices.BinarySearch(t.differ, at)
	return found
}
