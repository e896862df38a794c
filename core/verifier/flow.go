package verifier

import "slices"

// flow finds the states before instructions that all paths to them agree on. order is the instructions of one function or of
// all, in postorder, and before has their states, from instruction start on, of which the entries are set. follow computes the
// state after an instruction. join combines a state with that of another path; it returns old if the other adds nothing.
// Instructions share a state if nothing changes between them.
func flow[T comparable](v *env, order []int, start int, before []*T, follow func(idx int, in, after *T), join func(idx, target int, old, after *T) *T) {
	var after T
	for changed := true; changed; {
		changed = false
		for _, idx := range slices.Backward(order) {
			v.passed()
			in := before[idx-start]
			after = *in
			follow(idx, in, &after)
			same := after == *in
			for _, s := range v.successors(idx) {
				if s < start || s >= start+len(before) {
					continue
				}
				old := before[s-start]
				joined := in
				switch {
				case old != nil:
					joined = join(idx, s, old, &after)
				case !same:
					joined = new(after)
				}
				if joined != old {
					before[s-start] = joined
					changed = true
				}
			}
		}
	}
}
