// Package strace prints one bpf() call as strace prints it.
//
// [Format] returns the call, [FormatVerbose] the call with every byte of its attr, and [FormatResult] the result. The
// form, the exports and the readers share them, so a printed line reads back as the same call. [Shows] and [NamedValue]
// are for readers: they tell which fields a line omits, and which names stand for numbers in one field.
//
// Read format.go first, then habit.go (the fields that strace prints in ways of its own) and quote.go (strings). The
// package follows strace 6.18 and formats the commands that the attr table describes. It prints every other command
// with the address of its attr.
package strace
