package verifier

import "strconv"

// reportHelper follows the reports of check_helper_call: the program may not call a helper.
func (v *env) reportHelper(id int32, reason, suggestion string) {
	v.reportPolicy(v.insnIdx, "helper "+v.helperName(id)+"#"+strconv.Itoa(int(id)), reason, suggestion)
}

var ordinals = [...]string{"", "first", "second", "third", "fourth", "fifth"}

// reportArg follows bpf_diag_call_type: the helper does not take what register n holds.
func (v *env) reportArg(id int32, n uint8, reason, suggestion string) {
	if !v.reports() {
		return
	}
	arg, call := ordinals[n]+" argument (R"+strconv.Itoa(int(n))+")", v.helperName(id)
	v.reportStart("Call Type Safety", "invalid call argument",
		"The "+arg+" to "+call+" does not satisfy the verifier contract: "+reason+".")
	v.reportAt(v.insnIdx, "invalid "+arg+" for "+call)
	v.reportPath(v.ofReg(n))
	v.reportEnd(suggestion)
}
