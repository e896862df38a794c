package verifier

// path is the state of the path analysis.
type path struct {
	insnIdx     int // the instruction being checked; -1 before the path analysis
	prevInsnIdx int
}
