package verifier

import (
	"fmt"
	"strings"

	"bpfplay/core/abi"
)

// sinceReports is the release whose log explains a refusal after its message. Follows kernel/bpf/diagnostics.c.
var sinceReports = abi.Since{abi.V7_3}

const reportWidth = 100 // columns of a report's text

// report collects the explanation that the log prints after the message of the next refusal.
type report struct{ strings.Builder }

// reports reports whether the log has explanations.
func (v *env) reports() bool { return v.in(sinceReports) && v.follows() }

// reportStructure follows bpf_diag_program_structure: it explains the refusal that the caller makes next.
func (v *env) reportStructure(i int, problem, suggestion, reason string, args ...any) {
	if !v.reports() {
		return
	}
	v.reportStart("Program Structure", problem, fmt.Sprintf(reason, args...))
	v.reportAt(i, problem)
	v.reportEnd(suggestion)
}

// reportPolicy follows bpf_diag_policy: the program lacks the right to an operation.
func (v *env) reportPolicy(i int, operation, reason, suggestion string) {
	if !v.reports() {
		return
	}
	v.reportStart("Policy", "operation is not allowed", "The "+operation+" is not allowed: "+reason+".")
	v.reportAt(i, "policy check failed for "+operation)
	v.reportEnd(suggestion)
}

// reportStart begins a report with its title and the reason.
func (v *env) reportStart(category, problem, reason string) {
	v.report.WriteString("\nVerification failed: " + category + ": " + strings.ToUpper(problem[:1]) + problem[1:] + "\n\nReason:\n")
	v.report.wrap("  ", "  ", reason)
}

// reportEnd ends a report with what would make the program pass.
func (v *env) reportEnd(suggestion string) {
	v.report.WriteString("\nSuggestion:\n")
	v.report.wrap("  ", "  ", suggestion)
	v.report.WriteByte('\n')
}

// wrap follows diag_print_wrapped_prefixed: it appends text in lines of at most reportWidth columns.
func (r *report) wrap(first, next, text string) {
	for prefix := first; text != ""; prefix = next {
		room := max(reportWidth-len(prefix), 1)
		n, space := 0, -1
		for n < len(text) && text[n] != '\n' && n < room {
			if text[n] == ' ' {
				space = n
			}
			n++
		}
		if n < len(text) && text[n] != '\n' && text[n] != ' ' && space > 0 {
			n = space
		}
		r.WriteString(prefix + text[:n] + "\n")
		text = strings.TrimPrefix(strings.TrimLeft(text[n:], " "), "\n")
	}
}

// logReport moves the report to the log, line by line.
func (v *env) logReport() {
	for line := range strings.Lines(v.report.String()) {
		v.logf("%s", line)
	}
	v.report.Reset()
}
