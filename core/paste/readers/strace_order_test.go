package readers

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// tracedCall is a call of one of several threads that share their descriptors, with the times at which it begins, takes
// effect and ends.
type tracedCall struct {
	pid, close, ret          int // close is the descriptor to be closed, -1 for BPF_MAP_CREATE
	begins, happens, resumes int
}

func (c tracedCall) text() string {
	if c.close >= 0 {
		return fmt.Sprintf("close(%d", c.close)
	}
	return "bpf(BPF_MAP_CREATE, {map_type=BPF_MAP_TYPE_HASH, key_size=4, value_size=8, max_entries=16}, 16"
}

// lowestFree takes the lowest descriptor from 3 on.
func lowestFree(open map[int]bool) int {
	fd := 3
	for open[fd] {
		fd++
	}
	open[fd] = true
	return fd
}

// anyThreads draws overlapping calls of several threads, with the results of a kernel that makes them one by one. Before
// them, one thread opens and closes descriptors, so that their state is known.
func anyThreads(t *rapid.T) []tracedCall {
	const least, most = 3, 12
	var calls []tracedCall
	for fd := least; fd < most; fd++ {
		calls = append(calls, tracedCall{pid: 100, close: -1, begins: -3 * (most + fd), happens: -3*(most+fd) + 1, resumes: -3*(most+fd) + 2})
	}
	for fd := rapid.IntRange(least, most-1).Draw(t, "left open"); fd < most; fd++ {
		calls = append(calls, tracedCall{pid: 100, close: 0, begins: -3 * fd, happens: -3*fd + 1, resumes: -3*fd + 2})
	}
	for pid := range rapid.IntRange(1, 2).Draw(t, "threads") {
		now := rapid.IntRange(0, 20).Draw(t, "start")
		for range rapid.IntRange(0, 9).Draw(t, "calls") {
			c := tracedCall{pid: 100 + pid, close: -1, begins: now}
			if rapid.Bool().Draw(t, "closes") {
				c.close = 0 // becomes one of the thread's descriptors below
			}
			c.happens = c.begins + rapid.IntRange(1, 9).Draw(t, "until it happens")
			c.resumes = c.happens + rapid.IntRange(1, 9).Draw(t, "until it ends")
			now = c.resumes + 1
			calls = append(calls, c)
		}
	}
	slices.SortStableFunc(calls, func(a, b tracedCall) int { return a.happens - b.happens })
	open := map[int]bool{}
	own := map[int][]int{}
	for i := range calls {
		c := &calls[i]
		if c.close == 0 {
			c.close = -1
			if fds := own[c.pid]; len(fds) > 0 {
				c.close, own[c.pid] = fds[len(fds)-1], fds[:len(fds)-1]
			}
		}
		switch {
		case c.close < 0:
			c.ret = lowestFree(open)
			own[c.pid] = append(own[c.pid], c.ret)
		case !open[c.close]:
			c.ret = -9
		}
		delete(open, c.close)
	}
	return calls
}

// printThreads prints the trace. A call that no other call interrupts is on one line.
func printThreads(calls []tracedCall) string {
	type event struct {
		at   int
		call tracedCall
		ends bool
	}
	var events []event
	for _, c := range calls {
		events = append(events, event{c.begins, c, false}, event{c.resumes, c, true})
	}
	slices.SortStableFunc(events, func(a, b event) int { return a.at - b.at })
	var lines []string
	for i, e := range events {
		result := fmt.Sprintf("= %d", e.call.ret)
		if e.call.ret < 0 {
			result = "= -1 EBADF (Bad file descriptor)"
		}
		name, _, _ := strings.Cut(e.call.text(), "(")
		switch {
		case !e.ends && i+1 < len(events) && events[i+1].call == e.call:
			lines = append(lines, fmt.Sprintf("[pid %5d] %s) %s", e.call.pid, e.call.text(), result))
		case !e.ends:
			lines = append(lines, fmt.Sprintf("[pid %5d] %s <unfinished ...>", e.call.pid, e.call.text()))
		case events[i-1].call != e.call:
			lines = append(lines, fmt.Sprintf("[pid %5d] <... %s resumed>) %s", e.call.pid, name, result))
		}
	}
	return strings.Join(lines, "\n")
}

// TestCallsOfThreadsAreOrdered makes the calls one by one in the order in which they were read. They must have the
// results of the trace, and each thread's calls must keep their order.
func TestCallsOfThreadsAreOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		calls := anyThreads(t)
		text := printThreads(calls)
		got, err := Read(text, Options{Format: "strace"})
		if text == "" {
			return
		}
		if err != nil || len(got.Calls) != len(calls) || len(got.Unread) != 0 {
			t.Fatalf("%s\n%+v %v", text, got, err)
		}
		open := map[int]bool{}
		lines := map[int]int{}
		for _, c := range got.Calls {
			want := 0
			switch {
			case c.Name == "bpf":
				want = lowestFree(open)
			case !open[int(c.Args[0])]:
				want = -9
			default:
				delete(open, int(c.Args[0]))
			}
			if c.Result == nil || *c.Result != int64(want) {
				t.Fatalf("%s\nthe call in line %d, %s, gives %d\n%s", text, c.Line, c.Name, want, strings.Join(traceLines(got), "\n"))
			}
			if c.Line < lines[c.Pid] {
				t.Fatalf("%s\nthe call in line %d comes after that in line %d", text, c.Line, lines[c.Pid])
			}
			lines[c.Pid] = c.Line
		}
	})
}
