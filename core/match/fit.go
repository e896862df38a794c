package match

import "bpfplay/core/history"

// Fit returns the agreement of each release with the setting of the result, oldest first. A candidate that was dropped is
// charged with the results on which the best one differs later, since it could not have done better there.
func (r *Result) Fit() history.Fit {
	var fit history.Fit
	for i := len(r.Releases) - 1; i >= 0; i-- {
		a := &r.Releases[i]
		if a.Setting != r.Setting {
			continue
		}
		f := history.ReleaseFit{Release: a.Release, Calls: a.Calls, Judged: a.Judged, Wrong: a.Wrong()}
		for at := a.Calls; at < len(r.Verdicts); at++ {
			if v := &r.Verdicts[at]; v.Known && !v.Traced && !v.Agrees {
				f.Wrong++
			}
		}
		if a.First >= 0 {
			f.First = r.Verdicts[a.First].Call + 1
		}
		fit = append(fit, f)
	}
	return fit
}

// Settings returns the settings whose machines agree as well as the one of the result, its own first. A result on the
// default machine has none.
func (r *Result) Settings() []string {
	least := -1
	for _, a := range r.Releases {
		if a.Calls == len(r.Verdicts) && (least < 0 || a.Wrong() < least) {
			least = a.Wrong()
		}
	}
	var names []string
	if r.Setting != "" {
		names = append(names, r.Setting)
	}
	seen := map[string]bool{"": true, r.Setting: true}
	for _, a := range r.Releases {
		if r.Setting != "" && !seen[a.Setting] && a.Calls == len(r.Verdicts) && a.Wrong() == least {
			seen[a.Setting] = true
			names = append(names, a.Setting)
		}
	}
	return names
}
