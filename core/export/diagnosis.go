package export

import (
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/english"
	"bpfplay/core/history"
)

// diagnosis is the failed call of a report, with the releases that may have refused it and the causes.
type diagnosis struct {
	s       *history.Session
	at      *moment // the call; nil if no call failed
	fit     history.Fit
	results []history.Result // of the call on every release; nil if it was not compared
	causes  []history.Cause  // on the releases that fit
}

// diagnose chooses the failed call: the first one in the history of a pasted text, else the last. It compares the releases if
// that takes little time.
func diagnose(s *history.Session, all []moment, fit *history.Fit) *diagnosis {
	d := &diagnosis{s: s}
	if fit != nil {
		d.fit = *fit
	} else if s.ComparesSoon(s.Len()) {
		d.fit = s.Fit()
	}
	for i := range all {
		m := &all[i]
		if m.ret >= 0 || m.ret == core.NotEmulated {
			continue
		}
		c, _ := s.Call(m.nr)
		if d.at == nil || d.fit == nil {
			d.at = m
		}
		if d.fit != nil && c.RefusalOf(m.ret) == history.Refused {
			d.at = m
			break
		}
	}
	if d.at == nil || !s.ComparesSoon(d.at.nr) {
		return d
	}
	d.results = s.Compare(d.at.nr)
	on := []abi.Release{s.Machine().Release}
	if d.fit != nil {
		on = d.fit.Best()
	}
	d.causes = history.Causes(d.results, d.at.ret, on)
	return d
}

// headline returns the failed call with its result and the releases that fit, or the last call if none failed.
func (d *diagnosis) headline(all []moment, m core.Machine) string {
	if len(all) == 0 {
		return "No call on " + kernel(m)
	}
	at := d.at
	if at == nil {
		at = &all[len(all)-1]
	}
	result := fmt.Sprintf("returns %d", at.ret)
	switch {
	case at.ret == core.NotEmulated:
		result = "is not emulated"
	case at.ret < 0:
		result = "returns " + abi.Errno(-at.ret).Name()
	}
	on := kernel(m)
	if d.fit != nil {
		on = "Linux " + history.Spans(d.fit.Best())
	}
	return fmt.Sprintf("%s %s on %s", strings.ReplaceAll(at.title(), "*", `\*`), result, on)
}

// lead returns the start of the line about the kernel.
func (d *diagnosis) lead() string {
	if d.fit != nil {
		return "Replayed on "
	}
	return "Kernel: "
}

// text returns the releases that fit, the causes with their fixes, and the result on every release.
func (d *diagnosis) text() string {
	var b strings.Builder
	if best := d.fit.Best(); len(best) > 1 {
		fmt.Fprintf(&b, "The results fit %s equally (%s).\n", history.Spans(best), english.Count(len(best), "release"))
	} else if len(best) == 1 {
		fmt.Fprintf(&b, "The results fit %s alone.\n", history.Spans(best))
	}
	if d.results == nil {
		return b.String()
	}
	if len(d.causes) > 1 {
		fmt.Fprintf(&b, "\n### Possible causes of call %d\n\n", d.at.nr)
		for i := range d.causes {
			c := &d.causes[i]
			fmt.Fprintf(&b, "%d. On %s: %s%s\n", i+1, history.Spans(c.Releases), c.Result.Reason(), fixesOn(d.s, c.Result.Release, d.at.nr))
		}
	} else if fixes := fixesOn(d.s, d.s.Machine().Release, d.at.nr); fixes != "" {
		fmt.Fprintf(&b, "\nCall %d succeeds with one of these changes:\n%s\n", d.at.nr, fixes)
	}
	fmt.Fprintf(&b, "\n### Call %d on every release\n\n| Linux | result | why |\n|---|---|---|\n", d.at.nr)
	for i := 0; i < len(d.results); {
		r := d.results[i]
		var span []abi.Release
		for ; i < len(d.results) && d.results[i].SameCause(r); i++ {
			span = append(span, d.results[i].Release)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", history.Spans(span), resultOf(r), strings.ReplaceAll(r.Reason(), "|", `\|`))
	}
	return b.String()
}

// resultOf returns a result in a few characters.
func resultOf(r history.Result) string {
	switch {
	case !r.Reached:
		return "cannot run"
	case r.Value == core.NotEmulated:
		return "not emulated"
	case r.Value < 0:
		return abi.Errno(-r.Value).Name()
	}
	return fmt.Sprint(r.Value)
}

// fixesListed limits the fixes of a cause.
const fixesListed = 4

// fixesOn lists the changes that make call n succeed on a release.
func fixesOn(s *history.Session, release abi.Release, n int) string {
	if release != s.Machine().Release {
		other, err := history.With(s.Machine().On(release), s.Calls()[:n])
		if err != nil {
			return ""
		}
		s = other
	}
	text := ""
	fixes := s.Fixes(n)
	for _, f := range fixes[:min(len(fixes), fixesListed)] {
		var edits []string
		for _, e := range f.Edits {
			edit := fmt.Sprintf("`%s` %s → %s", e.What, e.From, e.To)
			if f.Nr > 0 && f.Nr != n {
				edit += fmt.Sprintf(" in call %d", f.Nr)
			}
			edits = append(edits, edit)
		}
		text += "\n   - " + strings.Join(edits, ", ")
	}
	return text
}
