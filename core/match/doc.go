// Package match replays a pasted text on emulated kernels and compares the results.
//
// [New] prepares a [Replay] of a text, [Replay.Step] makes its calls, and [Replay.Result] returns the history of the
// kernel that agrees best, with a [Verdict] for each call of the text. If the text starts in the middle, as a trace of
// a running process does, the replay infers calls and fills in memory that the text does not show.
//
// replay.go chooses among candidates, trial.go is one candidate, and step.go makes one call. bpf.go and calls.go map
// system calls to functions that infer the state before a call; the other files hold those functions.
package match
