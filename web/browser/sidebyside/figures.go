//go:build !js

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A machine is quiet if this share of its processors is idle before a visit, and the first answers vary by at most that.
const (
	quietShare     = 0.85
	quietVariation = 0.2
)

// condition is how sites are visited.
type condition struct {
	name  string
	slow  bool // over Fast 4G
	again bool // for the second time
}

var (
	loopback = condition{name: "loopback"}
	over4G   = condition{name: "Fast 4G", slow: true}
	second   = condition{name: "second visit", again: true}
)

// figures holds the visits to each site under each condition.
type figures struct {
	sites  []site
	visits map[condition][][]visit // by site
	idle   []float64               // before each visit
}

// measure visits the sites in turn.
func measure(ctx context.Context, sites []site, runs int) (*figures, error) {
	fig := &figures{sites: sites, visits: map[condition][][]visit{}}
	for run := range runs {
		for _, c := range []condition{loopback, over4G, second} {
			if run == 0 {
				fig.visits[c] = make([][]visit, len(sites))
			}
			for i, s := range sites {
				fig.idle = append(fig.idle, awaitQuiet())
				err := inProfile(func(profile string) error {
					v, err := open(ctx, s, profile, c.slow)
					if err == nil && c.again {
						v, err = open(ctx, s, profile, c.slow)
					}
					fig.visits[c][i] = append(fig.visits[c][i], v)
					return err
				})
				if err != nil {
					return nil, err
				}
				v := fig.visits[c][i][run]
				fmt.Printf("%d of %d, %s, %s: %.0f ms, %.0f ms of work, %.0f bytes, %.0f MiB\n", run+1, runs, c.name, s.name, v.answer, v.work, v.bytes, v.memory/(1<<20))
			}
		}
	}
	return fig, nil
}

// rows are the lines of the table.
var rows = []struct {
	name   string
	when   condition
	of     func(visit) float64
	format string
}{
	{"first answer, fresh profile, loopback", loopback, func(v visit) float64 { return v.answer }, "%.0f ms"},
	{"the same over Fast 4G", over4G, func(v visit) float64 { return v.answer }, "%.0f ms"},
	{"second visit", second, func(v visit) float64 { return v.answer }, "%.0f ms"},
	{"main-thread work until the answer", loopback, func(v visit) float64 { return v.work }, "%.0f ms"},
	{"bytes over the wire", loopback, func(v visit) float64 { return v.bytes / 1e6 }, "%.2f MB"},
	{"private memory of the renderer", loopback, func(v visit) float64 { return v.memory / (1 << 20) }, "%.0f MiB"},
}

// table returns the medians in Markdown. The ratio is that of bpfplay to the rival: less is better.
func (f *figures) table() string {
	var text strings.Builder
	head, line := "| medians |", "|---|"
	for _, s := range f.sites {
		head, line = head+" "+s.name+" |", line+"---|"
	}
	if len(f.sites) > 1 {
		head, line = head+" ratio |", line+"---|"
	}
	fmt.Fprintf(&text, "%s\n%s\n", head, line)
	for _, r := range rows {
		fmt.Fprintf(&text, "| %s |", r.name)
		var medians []float64
		for _, visits := range f.visits[r.when] {
			m, _ := middle(visits, r.of)
			medians = append(medians, m)
			fmt.Fprintf(&text, " "+r.format+" |", m)
		}
		if len(medians) > 1 {
			fmt.Fprintf(&text, " %.2f |", medians[0]/medians[1])
		}
		text.WriteByte('\n')
	}
	return text.String()
}

// middle returns the median of a value, and the distance of its quartiles as a share of it.
func middle(visits []visit, of func(visit) float64) (median, variation float64) {
	var values []float64
	for _, v := range visits {
		values = append(values, of(v))
	}
	slices.Sort(values)
	median = values[len(values)/2]
	return median, (values[3*len(values)/4] - values[len(values)/4]) / median
}

// variation returns the largest variation of the first answer.
func (f *figures) variation() (largest float64) {
	for _, visits := range f.visits[loopback] {
		_, v := middle(visits, rows[0].of)
		largest = max(largest, v)
	}
	return largest
}

// conditions describes the machine and how quiet it was.
func (f *figures) conditions() string {
	return fmt.Sprintf("Medians of %d visits in turn, on %s, %.0f %% to %.0f %% idle before each, load %s at the end. The quartiles of the first answer are at most %.0f %% apart.\n",
		len(f.visits[loopback][0]), processor(), 100*slices.Min(f.idle), 100*slices.Max(f.idle), load(), 100*f.variation())
}

// busy returns why the machine was not quiet, or "".
func (f *figures) busy() string {
	if least := slices.Min(f.idle); least < quietShare {
		return fmt.Sprintf("only %.0f %% of the machine was idle before a visit: want at least %.0f %%", 100*least, 100*quietShare)
	}
	if v := f.variation(); v > quietVariation {
		return fmt.Sprintf("the first answers vary by %.0f %%: want at most %.0f %%", 100*v, 100*quietVariation)
	}
	return ""
}
