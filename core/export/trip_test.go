package export

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/match"
	"bpfplay/core/paste"
	"bpfplay/core/paste/readers"
	"bpfplay/core/recording"
)

// pasted reads a text as a history on the machine of the exported session.
func pasted(t *testing.T, of *history.Session, format, text string) (*history.Session, paste.Text) {
	t.Helper()
	read, err := readers.Read(text, readers.Options{})
	if err != nil {
		t.Fatalf("%s cannot be read: %v\n%s", format, err, text)
	}
	m := of.Machine()
	r, err := match.New(read, match.Options{Release: m.Release.String(), Machine: &m})
	if err != nil {
		t.Fatal(err)
	}
	for !r.Step(1000) {
	}
	res := r.Result()
	s, err := history.With(res.Machine, res.Calls)
	if err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return s, read
}

// TestTheTripIsLossless exports histories and reads the texts. Calls, results and kernel must be the same.
func TestTheTripIsLossless(t *testing.T) {
	for _, f := range Formats {
		expressible, readable := expressible[f.Name]
		if !readable {
			continue // the format omits keys and values
		}
		t.Run(f.Name, func(t *testing.T) {
			gen := histories(core.NewMachine(abi.R(6, 18, 15)).Release, f.Name != "syz") // syz has one task
			compared, all := 0, drawn(100)
			for i := range all {
				s := expressible(t, gen.Example(i+1))
				if !hasBpf(s) || f.Name == "syz" && hasFault(s) {
					continue // the format cannot be recognised, or the memory differs
				}
				compared++
				out := text(t, s, f.Name)
				if f.Name == "recording" {
					if again := recording.Replay(out); again != out {
						t.Fatalf("history %d:\n%s\nreplayed as\n%s", i+1, out, again)
					}
					got, want := recordedResults(out), resultsOf(s)
					if settings := len(got) - len(want); settings < 0 || !slices.Equal(got[settings:], want) {
						t.Fatalf("history %d: the recording has the results\n%v, want\n%v\n%s", i+1, got, want, out)
					}
					continue
				}
				back, read := pasted(t, s, f.Name, out)
				if why := differ(s, back); why != "" {
					t.Errorf("history %d: %s\n%s\n%+v", i+1, why, body(out), read.Unread)
				}
			}
			if compared < all/4 {
				t.Errorf("only %d of %d histories were compared", compared, all)
			}
		})
	}
}

// recordedResults returns the results of the calls of a recording, as text.
func recordedResults(text string) (results []string) {
	for line := range strings.Lines(text) {
		if _, result, ok := strings.Cut(strings.TrimSpace(line), " = "); ok {
			results = append(results, result)
		}
	}
	return results
}

// resultsOf returns the results of a history as a recording has them: fork returns 0, since the line names the child.
func resultsOf(s *history.Session) (results []string) {
	for n := 1; n <= s.Len(); n++ {
		switch c, ret := s.Call(n); {
		case ret == core.NotEmulated:
			results = append(results, recording.Declined)
		case c.Op == core.OpFork:
			results = append(results, "0")
		default:
			results = append(results, strconv.FormatInt(ret, 10))
		}
	}
	return results
}

// expressible removes the calls that a format cannot express.
var expressible = map[string]func(*testing.T, *history.Session) *history.Session{
	"strace": func(t *testing.T, s *history.Session) *history.Session {
		return without(t, s, func(c core.Call, ret int64) bool {
			asks := c.Op == core.OpFcntl && (c.Args[1] == core.F_GETFD || c.Args[1] == core.F_GETFL)
			return asks || c.Op == core.OpFdinfo || c.Op != core.OpBpf && ret < 0 // the reader ignores calls without effect
		})
	},
	"c": func(t *testing.T, s *history.Session) *history.Session {
		return without(t, s, func(c core.Call, _ int64) bool { return c.Op == core.OpBpf && !ownsAttr(&c) })
	},
	"syz": func(t *testing.T, s *history.Session) *history.Session {
		return without(t, s, func(c core.Call, ret int64) bool {
			if c.Op == core.OpBpf {
				return !ownsAttr(&c) || c.Args[1] < core.ArenaStart || c.Args[1] >= core.ArenaReadOnly
			}
			return c.Op != core.OpClose && c.Op != core.OpDup && c.Op != core.OpDup3
		})
	},
	"recording": func(_ *testing.T, s *history.Session) *history.Session { return s },
}

// ownsAttr reports whether a call writes all of its attr. Readers only know bytes that the text shows.
func ownsAttr(c *core.Call) bool {
	for _, w := range c.Writes {
		if w.Addr == c.Args[1] && uint64(len(w.Bytes)) >= c.Args[2] {
			return true
		}
	}
	return false
}

// hasFault reports whether a bpf call failed with EFAULT. syzkaller's memory map differs, so such calls differ too.
func hasFault(s *history.Session) bool {
	for n := 1; n <= s.Len(); n++ {
		if c, ret := s.Call(n); c.Op == core.OpBpf && ret == -int64(abi.EFAULT) {
			return true
		}
	}
	return false
}

func hasBpf(s *history.Session) bool {
	return slices.ContainsFunc(s.Calls(), func(c history.Call) bool { return c.Op == core.OpBpf })
}

// without replays a history without some calls.
func without(t *testing.T, s *history.Session, drop func(core.Call, int64) bool) *history.Session {
	var calls []history.Call
	for n := 1; n <= s.Len(); n++ {
		if c, ret := s.Call(n); !drop(c.Call, ret) {
			calls = append(calls, c)
		}
	}
	m := s.Machine()
	kept, err := history.With(m, calls)
	if err != nil {
		t.Fatal(err)
	}
	return kept
}

// differ describes the first difference of two histories, or returns "".
func differ(a, b *history.Session) string {
	for n := 1; n <= min(a.Len(), b.Len()); n++ {
		ca, ra := a.Call(n)
		cb, rb := b.Call(n)
		if ra == rb && ra < 0 && cb.Op == core.OpTraced && ca.Op != core.OpBpf {
			continue // failed calls are read as traced calls
		}
		if ca.Op != cb.Op || ca.Path != cb.Path || ca.Op != core.OpBpf && ca.Args != cb.Args || ra != rb || ca.Task != cb.Task {
			return fmt.Sprintf("call %d, %v = %d, came back as %v = %d", n, &ca, ra, &cb, rb)
		}
		if ca.Op == core.OpBpf && (ca.Args[0] != cb.Args[0] || ca.Args[2] != cb.Args[2]) {
			return fmt.Sprintf("call %d, %v, came back as %v", n, &ca, &cb)
		}
	}
	if a.Len() != b.Len() {
		return fmt.Sprintf("%d calls came back as %d", a.Len(), b.Len())
	}
	if va, vb := a.Kernel().View().JSON(), b.Kernel().View().JSON(); string(va) != string(vb) {
		return fmt.Sprintf("the kernel\n%s\ncame back as\n%s", va, vb)
	}
	return ""
}

// body returns the calls of a program without the text before them.
func body(text string) string {
	if _, calls, ok := strings.Cut(text, "\tbegin();\n"); ok {
		return calls
	}
	return text
}
