package btf

import (
	"fmt"

	"bpfplay/core/abi"
)

// Rule is one condition that BTF_LOAD tests.
type Rule struct {
	Name  string // its identity: the variable that holds it
	Func  string // the function of the kernel that checks; btf_kind_operations.check_meta stands for the one of the kind
	Must  string // the condition, in C's spelling if possible
	Errno abi.Errno
	Log   string // the message of the log, as a format of A and B; "" if the kernel prints none
	Why   string // explains the refusal; {a} and {b} stand for the operands
}

// Refusal is the rule that refused BTF, and where.
type Refusal struct {
	Rule   *Rule
	Type   uint32 // id of the type; 0 if it concerns none
	Member int    // index of the member, value or variable; -1 if it concerns none
	A, B   uint64 // the compared values
}

// Message returns the message of the log, without the description of the type before it.
func (r *Refusal) Message() string { return r.Rule.message(r.A, r.B) }

func (r *Rule) message(a, b uint64) string {
	switch {
	case r.Log == "":
		return ""
	case verbs(r.Log) == 2:
		return fmt.Sprintf(r.Log, a, b)
	case verbs(r.Log) == 1:
		return fmt.Sprintf(r.Log, a)
	}
	return r.Log
}

// verbs counts the operands of a format.
func verbs(format string) (n int) {
	for i := range len(format) {
		if format[i] == '%' {
			n++
		}
	}
	return n
}
