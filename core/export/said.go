package export

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
)

// saidBy is a call in Go and in Python, where said takes what a function gives. calls are those functions, with %s for
// their arguments; behind makes a remark.
func saidBy(st *step, calls map[core.Op]string, args []string, behind func(string) string) string {
	c := &st.call
	switch c.Op {
	case core.OpBpf:
		return st.said(fmt.Sprintf("bpf(%d, 0x%x, %d)", int32(c.Cmd()), c.Args[1], c.Args[2]))
	case core.OpTraced:
		answer := strconv.FormatInt(st.ret, 10)
		if st.opens() {
			answer = fmt.Sprintf("opened(%d, %d)", st.ret, st.openFlags())
		}
		return st.said(answer) + behind(c.Path)
	case core.OpWork: // no task makes it, so it has no answer
		return calls[c.Op] + behind("the worker has time to free maps")
	case core.OpExit:
		return fmt.Sprintf("leave(%d)", st.nr)
	}
	return st.said(fmt.Sprintf(calls[c.Op], strings.Join(args, ", ")))
}

// said prints what a call gives, beside what is expected of it.
func (st *step) said(call string) string {
	if st.ret == core.NotEmulated {
		return fmt.Sprintf("said(%d, %s)", st.nr, call)
	}
	return fmt.Sprintf("said(%d, %s, %d)", st.nr, call, st.ret)
}
