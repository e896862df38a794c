package export

import (
	"math"
	"reflect"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"
	"bpfplay/core/recording"

	"pgregory.net/rapid"
)

// leftOut has, by format, the calls that no text of it makes, with the reasons.
var leftOut = map[string]map[core.Op]string{
	"strace": {
		core.OpWork:   "the worker is not a task",
		core.OpUnseen: "the trace does not show it", core.OpNextID: "the trace does not show it", core.OpNextProg: "the trace does not show it",
		core.OpNextBTF: "the trace does not show it",
		core.OpRunStep: "it is inside of the call that runstart begins",
	},
	"c": {
		core.OpNextProg: "a real kernel chooses ids itself", core.OpNextBTF: "a real kernel chooses ids itself",
		core.OpRunStart: "a real kernel cannot hold a run", core.OpRunStep: "a real kernel cannot hold a run", core.OpRunEnd: "a real kernel cannot hold a run",
	},
}

func init() {
	leftOut["python"], leftOut["go"] = leftOut["c"], map[core.Op]string{
		core.OpFork: "a Go program cannot fork", core.OpClone: "a Go program cannot fork",
		core.OpSendFD: "a Go program cannot fork", core.OpRecvFD: "a Go program cannot fork",
	}
	for op, why := range leftOut["c"] {
		leftOut["go"][op] = why
	}
}

// anyCallOf draws arguments within their limits.
func anyCallOf(t *rapid.T, op core.Op) core.Call {
	c := core.Call{Op: op, Task: rapid.IntRange(0, core.MaxTasks-1).Draw(t, "task")}
	text := rapid.OneOf(rapid.StringMatching(`[!-~]{1,40}`), rapid.StringMatching(`[= \\\t\na]{0,3}`))
	for i, a := range op.Args() {
		if p := c.PathOf(a); p != nil {
			*p = text.Draw(t, a.Name)
			continue
		}
		if c.Args[i] = rapid.Uint64Range(0, a.Max).Draw(t, a.Name); a.Form == core.ArgInt && rapid.Bool().Draw(t, "negative") {
			c.Args[i] = uint64(rapid.Int64Range(math.MinInt32, -1).Draw(t, a.Name))
		}
	}
	return c
}

// TestEveryCallRoundTrips writes calls of every kind to links and to recordings, and reads them back.
func TestEveryCallRoundTrips(t *testing.T) {
	for _, op := range core.Ops() {
		t.Run(op.Name(), rapid.MakeCheck(func(t *rapid.T) {
			c := anyCallOf(t, op)
			l := link.Link{Machine: core.NewMachine(abi.Newest), Calls: []history.Call{{Call: c}}, At: history.Step{Call: 1, Event: -1}}
			for _, text := range []string{l.String(), l.Readable()} {
				back, err := link.Parse(text)
				if err != nil || len(back.Calls) != 1 || !reflect.DeepEqual(back.Calls[0].Call, c) {
					t.Fatalf("%+v in the link %s came back as %+v, %v", c, text, back.Calls, err)
				}
			}
			if line, err := recording.ParseLine(c.String() + " = 0"); err != nil || !reflect.DeepEqual(line.Call, c) {
				t.Fatalf("%+v in the line %q came back as %+v, %v", c, c.String(), line.Call, err)
			}
		}))
	}
}

// TestEveryCallIsWritten writes a call of every kind in the formats that make calls. Those of leftOut have none, and no other.
func TestEveryCallIsWritten(t *testing.T) {
	for _, op := range core.Ops() {
		if op == core.OpBpf {
			continue
		}
		c := core.Call{Op: op, Path: "path", To: "to"}
		write := map[string]func(*step) []string{
			"strace": func(st *step) []string { return straceOps.At(op)(&st.moment) },
			"c":      callC, "python": callPython, "go": callGo,
		}
		for format, lines := range write {
			reason := leftOut[format][op]
			if format != "strace" && reason != "" {
				continue // the writers never get here, or fail
			}
			text := strings.Join(lines(&step{moment: moment{nr: 1, call: c}}), "\n")
			if (text == "") != (reason != "") || strings.Contains(text, "%!") {
				t.Errorf("%s in %s: %q, and the reason to leave it out is %q", op.Name(), format, text, reason)
			}
		}
	}
	for op, why := range leftOut["c"] {
		if op == core.OpRunStep || op == core.OpRunEnd {
			continue // TestHeldRunsAreLeftOut has them after a runstart
		}
		s := sessionWith(t, abi.R(6, 18, 0), []core.Call{{Op: op}})
		for _, format := range []string{"c", "python", "go"} {
			if out := text(t, s, format); !strings.Contains(out, "left out: "+why) {
				t.Errorf("%s does not say why it leaves out %s", format, op.Name())
			}
		}
	}
}
