package verifier

import (
	"fmt"

	"bpfplay/core/insn"
)

type insnT = insn.Insn

// declined is the panic of [env.decline].
type declined string

// refuse ends the verification: rule is broken. args are the values of rule.Log.
func (v *env) refuse(rule *Rule, args ...any) {
	r := &Refusal{Rule: rule, Errno: rule.Errno, Insn: v.insnIdx}
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
