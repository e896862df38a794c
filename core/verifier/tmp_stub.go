package verifier

func (v *env) analyse() {}
func (v *env) logStats() {
	v.logf("processed %d insns (limit %d) max_states_per_insn %d total_states %d peak_states %d mark_read %d\n", 0, 1000000, 0, 0, 0, 0)
}
