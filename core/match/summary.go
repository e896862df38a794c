package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// Summary is the outcome of a paste, for scripts.
type Summary struct {
	Format string `json:"format"`
	Calls  int    `json:"calls"` // calls in the text
	Tally
	Release string        `json:"release"` // best agreement, or the requested release
	Unread  []SummaryNote `json:"unread"`  // lines that are not calls
}

// SummaryNote is one line that is not a call.
type SummaryNote struct {
	Line int    `json:"line"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Summarize returns the summary of a text and its replay.
func Summarize(t paste.Text, r *Result) Summary {
	f := Summary{Format: t.Format, Calls: len(t.Calls), Tally: r.Tally, Release: releaseName(r.Machine.Release), Unread: []SummaryNote{}}
	for _, n := range t.Unread {
		f.Unread = append(f.Unread, SummaryNote(n))
	}
	return f
}

// releaseName returns the name of r in the release picker.
func releaseName(r abi.Release) string { return core.EvidenceOf(r).Name }
