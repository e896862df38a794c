//go:build !js

// Command sidebyside measures bpfplay beside its honest rival, a real Linux in the page: v86, which resumes a trimmed kernel
// from a saved state. It measures element calls beside the host's kernel, too.
//
//	go run ./web/browser/sidebyside                       # prints the figures of bpfplay
//	web/browser/sidebyside/rival/make DIR                 # makes the rival, in about five minutes
//	go run ./web/browser/sidebyside -v86 DIR -write       # prints both, and writes them into README.md
//
// Every visit has a fresh browser, and the sites take turns. It needs Chromium, and a machine that does nothing else.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

// options holds the command's flags.
type options struct {
	v86      string
	runs     int
	elements bool
	write    bool
}

func main() {
	var opts options
	flag.StringVar(&opts.v86, "v86", "", "`folder` that rival/make filled; without it, bpfplay is measured alone")
	flag.IntVar(&opts.runs, "runs", 5, "`number` of visits to each site under each condition")
	flag.BoolVar(&opts.elements, "elements", true, "also measure element calls beside the host's kernel")
	flag.BoolVar(&opts.write, "write", false, "write the figures into README.md, unless the machine was busy")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, opts); err != nil {
		fmt.Fprintf(os.Stderr, "sidebyside: %v\n", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, opts options) error {
	ours, end, err := serveBpfplay(ctx)
	if err != nil {
		return err
	}
	defer end()
	sites := []site{ours}
	if opts.v86 == "" {
		fmt.Println("v86 is skipped: no -v86 folder; rival/make makes it")
	} else {
		rival, end, err := serveRival(opts.v86)
		if err != nil {
			return err
		}
		defer end()
		sites = append(sites, rival)
	}
	fig, err := measure(ctx, sites, opts.runs)
	if err != nil {
		return err
	}
	text := fig.table()
	if opts.elements {
		elements, err := elementTable(ctx)
		if err != nil {
			return err
		}
		text += "\n" + elements
	}
	text += "\n" + fig.conditions()
	fmt.Print("\n", text)
	if !opts.write {
		return nil
	}
	if why := fig.busy(); why != "" {
		return fmt.Errorf("README.md is unchanged: %s", why)
	}
	return writeReadme(text)
}

// Markers of the figures in README.md.
const begin, end = "<!-- begin of figures -->\n", "<!-- end of figures -->\n"

// writeReadme replaces the figures in the README of the checkout.
func writeReadme(figures string) error {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return err
	}
	name := filepath.Join(strings.TrimSpace(string(root)), "README.md")
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	changed, ok := between(string(text), figures)
	if !ok {
		return fmt.Errorf("%s has no lines %q and %q", name, begin, end)
	}
	return os.WriteFile(name, []byte(changed), 0o644)
}

// between replaces the text between the markers.
func between(text, figures string) (changed string, ok bool) {
	before, rest, opened := strings.Cut(text, begin)
	_, after, closed := strings.Cut(rest, end)
	return before + begin + figures + end + after, opened && closed
}
