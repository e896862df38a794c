package verifier

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"
	"bpfplay/core/insn"
)

type insnT = insn.Insn

// declined is the panic of [env.decline].
type declined string

// refuse ends the verification: rule is broken. args are the values of rule.Log.
func (v *env) refuse(rule *Rule, args ...any) { v.refuseErrno(rule.Errno, rule, args...) }

// refuseErrno refuses the program with another errno than the rule's.
func (v *env) refuseErrno(errno abi.Errno, rule *Rule, args ...any) {
	r := &Refusal{Rule: rule, Errno: errno, Insn: v.insnIdx}
	if v.cur != nil && v.insnIdx >= 0 {
		r.Regs = strings.TrimPrefix(v.stateText(v.cur, v.cur.frames[len(v.cur.frames)-1], true), " ")
	}
	if rule.Log != "" {
		r.Message = fmt.Sprintf(rule.Log, args...)
		end := "\n"
		if rule.Open {
			end = ""
		}
		v.logf("%s%s", r.Message, end)
		v.logReport()
	}
	panic(r)
}

// decline ends the verification without a decision.
func (v *env) decline(why string) { panic(declined(why)) }

// Log levels: BPF_LOG_*.
const (
	logLevel1 = 1
	logLevel2 = 2
	logStats  = 4
)

// follows reports whether the log shows the path of the verification, not only messages and the summary.
func (v *env) follows() bool { return v.level&(logLevel1|logLevel2) != 0 }

// refuseQuietly ends the verification with a rule whose message is in the log already.
func (v *env) refuseQuietly(rule *Rule, args ...any) {
	r := &Refusal{Rule: rule, Errno: rule.Errno, Insn: v.insnIdx}
	if rule.Log != "" {
		r.Message = sprintf(rule.Log, args...)
	}
	panic(r)
}
