package web

import (
	"reflect"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/link"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// notInGroups lists the calls that the form makes without an entry of callGroups, with the reason.
var notInGroups = map[core.Op]string{core.OpBpf: "each command has its entry"}

func TestEveryCallCanBeChosen(t *testing.T) {
	in := map[core.Op]int{}
	for _, g := range callGroups {
		for _, op := range g.ops {
			in[op]++
		}
	}
	for _, op := range core.Ops() {
		if n := in[op]; n != 1 && (notInGroups[op] == "" || n != 0) {
			t.Errorf("%s is in %d groups of the form, want 1 or a reason", op.Name(), n)
		}
	}
}

// callsBefore are the calls, each with its default, that make the default of another call succeed. A hash map has descriptor 3
// before them.
var callsBefore = map[core.Op][]any{
	core.OpMmap:      {abi.BPF_MAP_TYPE_RINGBUF},
	core.OpMunmap:    {abi.BPF_MAP_TYPE_RINGBUF, core.OpMmap},
	core.OpEpollCtl:  {abi.BPF_MAP_TYPE_RINGBUF, core.OpEpollCreate1},
	core.OpEpollWait: {abi.BPF_MAP_TYPE_RINGBUF, core.OpEpollCreate1, core.OpEpollCtl},
	core.OpIoctl:     {core.OpPerfEventOpen},
	core.OpUnlink:    {abi.BPF_OBJ_PIN},
	core.OpRename:    {abi.BPF_OBJ_PIN},
	core.OpLink:      {abi.BPF_OBJ_PIN},
	core.OpSymlink:   {abi.BPF_OBJ_PIN},
	core.OpRmdir:     {core.OpMkdir},
	core.OpMount:     {core.OpMkdir},
	core.OpUmount:    {core.OpMkdir, core.OpMount},
	core.OpFsconfig:  {core.OpFsopen},
	core.OpFscreate:  {core.OpFsopen},
	core.OpFsmount:   {core.OpFsopen, core.OpFscreate},
	core.OpMoveMount: {core.OpMkdir, core.OpFsopen, core.OpFscreate, core.OpFsmount},
	core.OpOpenat:    {core.OpFsopen, core.OpFscreate, core.OpFsmount},
	core.OpRecvFD:    {core.OpSendFD},
	core.OpRunStart:  {abi.BPF_PROG_LOAD},
	core.OpRunStep:   {abi.BPF_PROG_LOAD, core.OpRunStart},
	core.OpRunEnd:    {abi.BPF_PROG_LOAD, core.OpRunStart},
}

// refusedDefaults are the results of calls that fail on every object.
var refusedDefaults = map[core.Op]abi.Errno{
	core.OpRead: abi.EINVAL, core.OpWrite: abi.EINVAL, core.OpPread64: abi.ESPIPE, core.OpPwrite64: abi.ESPIPE,
}

// makeDefault chooses a call, or a map type for BPF_MAP_CREATE, and makes it as the form proposes it.
func makeDefault(s *Store, what any) core.Call {
	var made core.Call
	s.do(func() {
		switch what := what.(type) {
		case core.Op:
			s.draft.Choose(what, 0)
		case abi.Cmd:
			s.draft.Choose(core.OpBpf, what)
		case abi.MapType:
			s.draft.Choose(core.OpBpf, abi.BPF_MAP_CREATE)
			s.draft.ChooseType(what)
		}
		made = s.draft.call()
		s.draft.Append()
	})
	return made
}

// TestEveryDefaultCallWorksAndOpensFromItsLink makes each call as the form proposes it, opens the link of the history in
// another page, and finds the same call in its form, which can replace it.
func TestEveryDefaultCallWorksAndOpensFromItsLink(t *testing.T) {
	for _, g := range callGroups {
		for _, op := range g.ops {
			t.Run(op.Name(), func(t *testing.T) {
				s := opened(t, "v1/k=6.12/create(hash,4,8,16)")
				for _, before := range callsBefore[op] {
					makeDefault(s, before)
				}
				n := s.desk.session.Len()
				made := makeDefault(s, op)
				if s.desk.session.Len() != n+1 {
					t.Fatalf("the call was not made: %s", s.notice.Text)
				}
				_, ret := s.desk.session.Call(n + 1)
				if want := refusedDefaults[op]; ret < 0 != (want != 0) || want != 0 && ret != -int64(want) {
					t.Errorf("%s returns %d, want %d: %s", made.String(), ret, -int64(want), s.desk.trace().Sentence())
				}
				drawn := app.HTMLString(&Page{S: settled(s)})
				for i, a := range op.Args() {
					if !strings.Contains(drawn, `id="`+inputID(a.Name)+`"`) && op != core.OpCaps && (i > 0 || !op.MakesTask()) {
						t.Errorf("the form has no input for %s", a.Name)
					}
				}
				other := opened(t, link.Link{Machine: s.desk.machine(), Calls: s.desk.session.Calls(), At: history.Step{Call: n + 1}}.String())
				other.do(func() { other.desk.goToCall(n + 1) })
				if c := other.draft.call(); !reflect.DeepEqual(c, made) {
					t.Fatalf("the link opens %+v in the form, want %+v", c, made)
				}
				kept, _ := other.draft.saved()
				other.do(func() { other.draft.Choose(core.OpWork, 0) })
				if err := other.draft.restore(kept); err != nil || !reflect.DeepEqual(other.draft.call(), made) {
					t.Fatalf("the kept draft is %+v (%v), want %+v", other.draft.call(), err, made)
				}
				other.do(other.draft.Replace)
				if _, again := other.desk.session.Call(n + 1); again != ret || other.desk.session.Len() != n+1 {
					t.Errorf("replaced by itself it returns %d, want %d", again, ret)
				}
			})
		}
	}
}
