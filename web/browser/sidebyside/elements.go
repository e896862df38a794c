//go:build !js

package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// timedLine matches a line of the benchmark of elements: the name of a call, and its times in Chromium, natively and on the
// host's kernel.
var timedLine = regexp.MustCompile(`Elements/(\S+)\s+Chromium\s+([\d.]+) ns, natively\s+([\d.]+) ns, the host's kernel\s+([\d.]+) ns`)

// elementTable times element calls in Chromium beside the host's kernel and returns them in Markdown. Without -v, go test
// cuts the lines of a benchmark after ten.
func elementTable(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "test", "-v", "bpfplay/web/browser", "-run=^$", "-bench=ElementsInChromium", "-benchtime=1x", "-timeout=30m").CombinedOutput()
	lines := timedLine.FindAllStringSubmatch(string(out), -1)
	if err != nil || len(lines) == 0 {
		return "", fmt.Errorf("the benchmark of elements failed: %v\n%s", err, out)
	}
	var text strings.Builder
	text.WriteString("| shortest time of an element | bpfplay in Chromium | the host's kernel | ratio |\n|---|---|---|---|\n")
	for _, line := range lines {
		name := strings.NewReplacer("/", ", ", "_", " ").Replace(line[1])
		if line[4] == "0.00" {
			fmt.Fprintf(&text, "| %s | %s ns | not permitted | |\n", name, line[2])
			continue
		}
		ours, _ := strconv.ParseFloat(line[2], 64)
		host, _ := strconv.ParseFloat(line[4], 64)
		fmt.Fprintf(&text, "| %s | %.0f ns | %.0f ns | %.2f |\n", name, ours, host, ours/host)
	}
	fmt.Fprintf(&text, "\nEntering and leaving the host's kernel alone, with getppid(2), takes %.0f ns.\n", systemCall())
	return text.String(), nil
}

// systemCall returns the shortest time of a system call that does nothing, in ns.
func systemCall() (shortest float64) {
	const rounds, calls = 100, 1000
	for range rounds {
		start := time.Now()
		for range calls {
			syscall.Getppid()
		}
		if each := float64(time.Since(start).Nanoseconds()) / calls; shortest == 0 || each < shortest {
			shortest = each
		}
	}
	return shortest
}
