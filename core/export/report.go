package export

import (
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core"
	"bpfplay/core/table"
)

// reportCall returns the statement that makes a call and reports its result, in Go and Python. calls are the expressions of
// the results, with %s for the arguments; trailing formats a comment.
func reportCall(st *step, calls table.Indexed[core.Op, string], args []string, trailing func(string) string) string {
	c := &st.call
	switch c.Op {
	case core.OpBpf:
		return st.report(fmt.Sprintf("bpf(%d, 0x%x, %d)", int32(c.Cmd()), c.Args[1], c.Args[2]))
	case core.OpTraced:
		result := strconv.FormatInt(st.ret, 10)
		if st.opens() {
			result = fmt.Sprintf("opened(%d, %d)", st.ret, st.openFlags())
		}
		return st.report(result) + trailing(c.Path)
	case core.OpWork: // the worker returns no result
		return calls[c.Op] + trailing("wait for the worker to free maps")
	case core.OpExit:
		return fmt.Sprintf("leave(%d)", st.nr)
	}
	if strings.Count(calls[c.Op], "%s") > 1 {
		return st.report(formatted(calls[c.Op], args))
	}
	return st.report(fmt.Sprintf(calls[c.Op], strings.Join(args, ", ")))
}

// report prints the result of a call and compares it with the expected one.
func (st *step) report(call string) string {
	if st.ret == core.NotEmulated {
		return fmt.Sprintf("report(%d, %s)", st.nr, call)
	}
	return fmt.Sprintf("report(%d, %s, %d)", st.nr, call, st.ret)
}
