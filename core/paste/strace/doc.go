// Package strace reads what strace and perf trace print, as system calls.
//
// [ReadCall] reads one bpf() call. [Begin] starts a reader of a whole trace: bpf() calls and the other calls that
// change descriptors, processes or limits. It joins calls that another process interrupted or that a mail program
// wrapped, and puts overlapping calls into the order that their results prove.
//
// Read trace.go first (the kinds of lines), prefix.go (what precedes a call) and half.go with resume.go (calls over
// several lines). call.go and attr.go read one bpf() call; scanner.go, value.go, text.go, written.go and remark.go read
// its parts, and result.go its result. args.go reads all other calls, which calls.go lists. take.go, processes.go and
// order.go decide which calls are kept, for which process and in which order. version.go names the version of strace.
// tracers.go turns the lines of other tracers into the form of strace.
//
// The reader reads the attr of the
// commands that the attr table describes, and does not read the attr that perf trace prints with the names of types.
package strace
