package match

import (
	"fmt"
	"slices"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
)

// Result is a text as a history, held against a kernel.
type Result struct {
	Machine  core.Machine // the kernel that agrees best, or that was asked for
	Setting  string       // what the machine has otherwise than usual, in words; "" for nothing
	Calls    []core.Call  // the history
	From     []int        // by call of the history: its place in Text.Calls; -1 for one that was inferred
	Verdicts []Verdict    // by call of the text
	Compared int          // results in the text
	Agree    int          // those that this kernel gives too, the traced ones among them
	Inferred int          // calls of the history that the text does not have
	Releases []Agreement  // what each candidate says, newest first
}

// Verdict is what became of one call of the text.
type Verdict struct {
	Call   int    // its place in Result.Calls, the last one where it became several; -1 where it was not made
	Known  bool   // the text tells a result
	Want   int64  // the result in the text
	Got    int64  // the result of the emulated kernel
	Agrees bool   // they are the same: for a fork, that there is a child
	Traced bool   // the call is of another kind, and ours is the text's
	Fills  []Fill // memory that the text does not show
	Why    string // why it was not made, or what would have to differ; "" for nothing to say
}

// Fill is a piece of memory that was made up so that the result comes true.
type Fill struct {
	Field *abi.Field // the pointer that leads to it; nil for the attr itself
	Addr  uint64
	Bytes []byte
}

// Agreement is how far one candidate agrees with the text.
type Agreement struct {
	Release  abi.Release
	Setting  string // what its machine has otherwise than usual, in words; "" for nothing
	Compared int    // results compared so far: all of them, or only the first if the candidate was dropped
	Agree    int
}

// Result is what came of it, once Step has said that this was all.
func (r *Replay) Result() *Result {
	b := r.best
	res := &Result{
		Machine: b.machine, Setting: b.setting, Calls: b.calls, From: b.from, Verdicts: b.verdicts,
		Compared: b.compared, Agree: b.agree, Inferred: b.inferred,
	}
	for _, t := range r.trials {
		res.Releases = append(res.Releases, Agreement{t.machine.Release, t.setting, t.compared, t.agree})
	}
	for _, at := range b.wrong {
		if v := &res.Verdicts[at]; v.Why == "" {
			v.Why = r.wouldAgree(at)
		}
	}
	return res
}

// shouldTry are the settings that could make more results come true.
func (t *trial) shouldTry() (try []setting) {
	refused := map[abi.Errno]bool{}
	for _, at := range t.wrong {
		if ret := t.text.Calls[at].Ret; ret != nil && *ret < 0 {
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

// wouldAgree says in words which other candidates give the result of a call on which the best one differs.
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
		return fmt.Sprintf("%s would get this answer.", english.Sentence(setting))
	case len(releases) > 0:
		return fmt.Sprintf("After the same calls, %s would give this answer.", english.List(releases))
	}
	return "No kernel that was tried gives this answer after the same calls: something that the text does not show must differ."
}

func (t *trial) differs(at int) bool {
	_, found := slices.BinarySearch(t.wrong, at)
	return found
}
