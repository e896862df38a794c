package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// Summary is what a paste gave, for scripts.
type Summary struct {
	Format   string        `json:"format"`
	Calls    int           `json:"calls"`   // that were read
	Compared int           `json:"said"`    // results in the text
	Agree    int           `json:"agree"`   // those that the release gives too
	Release  string        `json:"release"` // the one that agrees best, or that was asked for
	Unread   []SummaryNote `json:"unread"`  // what was not understood
}

// SummaryNote is a line that was not understood.
type SummaryNote struct {
	Line int    `json:"line"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Find sums a text and its replay up.
func Summarize(t paste.Text, r *Result) Summary {
	f := Summary{Format: t.Format, Calls: len(t.Calls), Compared: r.Compared, Agree: r.Agree, Release: releaseName(r.Machine.Release), Unread: []SummaryNote{}}
	for _, n := range t.Unread {
		f.Unread = append(f.Unread, SummaryNote(n))
	}
	return f
}

// releaseName is what the picker of releases calls a release.
func releaseName(r abi.Release) string { return core.EvidenceOf(r).Name }
