package match

import (
	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/paste"
)

// Found is what a paste gave, for scripts.
type Found struct {
	Format  string      `json:"format"`
	Calls   int         `json:"calls"`   // that were read
	Said    int         `json:"said"`    // results that the text gives
	Agree   int         `json:"agree"`   // those that the release gives too
	Release string      `json:"release"` // the one that agrees best, or that was asked for
	Unread  []FoundNote `json:"unread"`  // what was not understood
}

// FoundNote is a line that was not understood.
type FoundNote struct {
	Line int    `json:"line"`
	Text string `json:"text"`
	Why  string `json:"why"`
}

// Find sums a text and its replay up.
func Find(t paste.Text, r *Result) Found {
	f := Found{Format: t.Format, Calls: len(t.Calls), Said: r.Said, Agree: r.Agree, Release: releaseName(r.Machine.Release), Unread: []FoundNote{}}
	for _, n := range t.Unread {
		f.Unread = append(f.Unread, FoundNote(n))
	}
	return f
}

// releaseName is what the picker of releases calls a release.
func releaseName(r abi.Release) string { return core.EvidenceOf(r).Name }
