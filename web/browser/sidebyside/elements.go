//go:build !js

package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// timedLine is what the benchmark of elements prints about a call: its name, and its times in Chromium, natively and on the
// host's kernel.
var timedLine = regexp.MustCompile(`Elements/(\S+)\s+Chromium\s+([\d.]+) ns, natively\s+([\d.]+) ns, the host's kernel\s+([\d.]+) ns`)

// elementTable times element calls in Chromium beside the host's kernel and returns them in Markdown.
func elementTable(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "go", "test", "bpfplay/web/browser", "-run=^$", "-bench=ElementsInChromium", "-benchtime=1x", "-timeout=30m").CombinedOutput()
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
	return text.String(), nil
}
