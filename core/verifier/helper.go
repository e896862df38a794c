package verifier

// helper returns the prototype of a helper, nil if the program's type does not have it in this release.
func (v *env) helper(id int32) *helperProto { return nil }

// helperName returns the name of a helper as logs print it, "unknown" for a number past the release's last.
func (v *env) helperName(id int32) string { return "unknown" }
