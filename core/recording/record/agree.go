package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/recording"
)

// recorded is one scenario of a recording.
type recorded struct {
	name string
	text string // with the scenario line
}

// split returns the kernel line of a recording and its scenarios.
func split(recording string) (kernel string, scenarios []recorded, err error) {
	body, ok := strings.CutSuffix(recording, "\nend\n")
	if !ok {
		return "", nil, fmt.Errorf("the recording has no end")
	}
	parts := strings.Split(body, "\nscenario ")
	for _, p := range parts[1:] {
		name, _, _ := strings.Cut(p, " ")
		scenarios = append(scenarios, recorded{name, "scenario " + p + "\n"})
	}
	return parts[0], scenarios, nil
}

// agreeing returns the scenarios of first to which every copy in again has the same results, apart from map ids.
func agreeing(first, again []recorded) (kept []recorded) {
	copies := map[string][]string{}
	for _, s := range again {
		copies[s.name] = append(copies[s.name], s.text)
	}
	for i, s := range first {
		same := len(copies[s.name]) > 0 && asTold(s.text) && (i+1 == len(first) || undisturbed(s, first[i+1]))
		for _, other := range copies[s.name] {
			same = same && agree(s.text, other)
		}
		if same {
			kept = append(kept, s)
		}
	}
	return kept
}

// asTold reports whether all lines of a scenario that set something up succeeded. A root user who lacks a capability
// cannot drop all the others, for example.
func asTold(scenario string) bool {
	for _, line := range strings.Split(scenario, "\n") {
		text, ret, _ := strings.Cut(line, " = ")
		l, err := recording.ParseLine(text)
		if err == nil && strings.HasPrefix(ret, "-") && setsUp[l.Call.Op] {
			return false
		}
	}
	return true
}

// setsUp are the calls that succeed on a machine that can be recorded.
var setsUp = map[core.Op]bool{
	core.OpFork: true, core.OpExec: true, core.OpExit: true, core.OpRlimit: true, core.OpMemlock: true, core.OpUID: true, core.OpCaps: true,
}

// undisturbed reports whether the scenario alone created maps before the next one began, and not another program of
// the host: ids are handed out in turn, and the guest takes one before each scenario.
func undisturbed(s, next recorded) bool {
	created := uint64(1)
	r := newReplay(s.text)
	for _, line := range r.lines {
		text, ret, _ := strings.Cut(line, " = ")
		l, err := recording.ParseLine(text)
		if err == nil && l.Write == nil && l.Call.Op == core.OpBpf && l.Call.Cmd() == abi.BPF_MAP_CREATE && (!strings.HasPrefix(ret, "-") || ret == noFreeFD) {
			created++
		}
	}
	return r.first == 0 || newReplay(next.text).first == r.first+created
}

// noFreeFD is the result of a BPF_MAP_CREATE that took an id and then found no free descriptor.
var noFreeFD = strconv.Itoa(-int(abi.EMFILE))

// agree reports whether two runs of a scenario had the same results and left the same memory after each call. Map ids
// count from the scenario's first, since a kernel hands them out in turn.
func agree(a, b string) bool {
	x, y := newReplay(a), newReplay(b)
	for {
		line, other := x.step(), y.step()
		if !sameLine(line, other, x.first, y.first) || !x.sameMemory(y) {
			return false
		}
		if line == "" {
			return other == ""
		}
	}
}

// replay is a recorded scenario that is read call by call.
type replay struct {
	first  uint64 // id of the first map
	lines  []string
	memory map[int][]byte // of each task
	task   int            // that made the last call
}

func newReplay(scenario string) *replay {
	head, body, _ := strings.Cut(scenario, "\n")
	r := &replay{lines: strings.Split(strings.TrimSuffix(body, "\n"), "\n"), memory: map[int][]byte{}}
	for _, word := range strings.Fields(head) {
		if id, ok := strings.CutPrefix(word, "nextid="); ok {
			r.first, _ = strconv.ParseUint(id, 10, 31) // -1 means that maps have no ids
		}
	}
	return r
}

// step applies the next line and the memory lines after it. It returns the line, or "" after the last.
func (r *replay) step() string {
	if len(r.lines) == 0 {
		return ""
	}
	line := r.lines[0]
	for {
		r.apply(r.lines[0])
		r.lines = r.lines[1:]
		if len(r.lines) == 0 || !strings.HasPrefix(r.lines[0], "m ") {
			return line
		}
	}
}

// apply changes the memory of a task as a line says.
func (r *replay) apply(line string) {
	change, changed := strings.CutPrefix(line, "m ")
	if changed {
		line = fmt.Sprintf("@%d w %s", r.task, change)
	}
	l, err := recording.ParseLine(line)
	if err != nil {
		return
	}
	call, w, nr := l.Call, l.Write, l.Task
	r.task = nr
	m := r.memory[nr]
	if m == nil {
		m = make([]byte, core.ArenaPages*core.PAGE_SIZE)
		r.memory[nr] = m
	}
	switch {
	case w != nil:
		copy(m[w.Addr-core.ArenaStart:], w.Bytes)
	case call.Op == core.OpFork:
		r.memory[int(call.Args[0])] = bytes.Clone(m)
	case call.Op == core.OpExec:
		clear(m)
	}
}

// sameLine compares two lines of runs whose first ids are x and y. What w lines write is compared in memory.
func sameLine(line, other string, x, y uint64) bool {
	if line == other {
		return true
	}
	if l, _ := recording.ParseLine(line); l.Write != nil {
		o, _ := recording.ParseLine(other)
		return o.Write != nil && o.Write.Addr == l.Write.Addr && len(o.Write.Bytes) == len(l.Write.Bytes)
	}
	const fdinfoID = "t map_id:\t%d"
	var id, otherID uint64
	_, err := fmt.Sscanf(line, fdinfoID, &id)
	_, err2 := fmt.Sscanf(other, fdinfoID, &otherID)
	return err == nil && err2 == nil && id-x == otherID-y
}

// mapIDs is more ids than a scenario uses.
const mapIDs = 256

// sameMemory compares the memory of the task that made the last call. Aligned numbers may differ if both are ids.
func (r *replay) sameMemory(other *replay) bool {
	a, b := r.memory[r.task], other.memory[r.task]
	if bytes.Equal(a, b) {
		return true
	}
	for i := 0; i+4 <= len(a); i += 4 {
		v, w := uint64(binary.LittleEndian.Uint32(a[i:])), uint64(binary.LittleEndian.Uint32(b[i:]))
		if v != w && (v-r.first != w-other.first || v-r.first+1 > mapIDs) {
			return false
		}
	}
	return true
}
