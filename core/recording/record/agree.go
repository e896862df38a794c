package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"

	"bpfplay/core"
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
		copies[s.name] = append(copies[s.name], results(s.text))
	}
	for _, s := range first {
		want, same := results(s.text), len(copies[s.name]) > 0
		for _, got := range copies[s.name] {
			same = same && got == want
		}
		if same {
			kept = append(kept, s)
		}
	}
	return kept
}

// idWindow is more maps than a scenario creates.
const idWindow = 256

// results returns what a scenario's calls returned and what memory held after each, with map ids as offsets from the
// scenario's first. Two runs of a scenario on one kernel get other ids, and nothing else that differs.
func results(scenario string) string {
	var b strings.Builder
	head, body, _ := strings.Cut(scenario, "\n")
	first := uint64(0)
	for _, word := range strings.Fields(head) {
		if id, ok := strings.CutPrefix(word, "nextid="); ok {
			first, _ = strconv.ParseUint(id, 10, 31) // -1 means no ids
		}
	}
	memory := map[int][]byte{}
	task := 0
	for _, line := range strings.Split(body, "\n") {
		if text, ok := strings.CutPrefix(line, "t map_id:"); ok {
			id, _ := strconv.ParseUint(strings.TrimSpace(text), 10, 32)
			line = fmt.Sprint("t map_id: id+", id-first)
		}
		if isWrite := apply(memory, &task, line); !isWrite {
			fmt.Fprintf(&b, "%s %x\n", line, digest(memory[task], first))
		}
	}
	return b.String()
}

// apply updates the memory of a task with a w or m line, or its task number with a call. It reports whether the
// line was a w or m line.
func apply(memory map[int][]byte, task *int, line string) bool {
	rest, changed := strings.CutPrefix(line, "m ")
	if changed {
		rest = fmt.Sprintf("@%d w %s", *task, rest)
	} else {
		rest = line
	}
	call, w, nr, unread := core.RecordedCall(rest)
	if unread != "" {
		return false
	}
	*task = nr
	switch {
	case w != nil:
		m := memory[nr]
		if m == nil {
			m = make([]byte, core.ArenaPages*core.PAGE_SIZE)
			memory[nr] = m
		}
		copy(m[w.Addr-core.ArenaStart:], w.Bytes)
		return true
	case call.Op == core.OpFork:
		memory[int(call.Args[0])] = append([]byte(nil), memory[nr]...)
	case call.Op == core.OpExec:
		clear(memory[nr])
	}
	return false
}

// digest returns a hash of the memory in which aligned map ids count as offsets from first.
func digest(memory []byte, first uint64) uint64 {
	plain := bytes.Clone(memory)
	var ids []byte // where ids are
	for i := 0; i+4 <= len(memory); i += 4 {
		if v := uint64(binary.LittleEndian.Uint32(memory[i:])); first > 0 && v >= first && v < first+idWindow {
			binary.LittleEndian.PutUint32(plain[i:], uint32(v-first))
			ids = binary.LittleEndian.AppendUint32(ids, uint32(i))
		}
	}
	return maphash.Bytes(digestSeed, append(plain, ids...))
}

var digestSeed = maphash.MakeSeed()
