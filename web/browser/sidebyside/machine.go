//go:build !js

package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// privateMemory returns the private bytes of the largest renderer of the browser with a profile.
func privateMemory(profile string) (largest float64, err error) {
	names, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		command, err := os.ReadFile(name)
		if err != nil || !strings.Contains(string(command), "--type=renderer") || !descends(filepath.Dir(name), profile) {
			continue // a process that has ended, or another one
		}
		rollup, err := os.ReadFile(filepath.Join(filepath.Dir(name), "smaps_rollup"))
		if err != nil {
			continue
		}
		largest = max(largest, 1024*(number(rollup, "Private_Clean:")+number(rollup, "Private_Dirty:")))
	}
	if largest == 0 {
		return 0, errors.New("the browser has no renderer")
	}
	return largest, nil
}

// descends reports whether the command line of a process or of one of its parents contains text.
func descends(process, text string) bool {
	for range 6 {
		command, _ := os.ReadFile(filepath.Join(process, "cmdline"))
		if strings.Contains(string(command), text) {
			return true
		}
		status, err := os.ReadFile(filepath.Join(process, "status"))
		if err != nil {
			return false
		}
		process = fmt.Sprintf("/proc/%.0f", number(status, "PPid:"))
	}
	return false
}

// number returns the number that follows a word.
func number(text []byte, word string) float64 {
	found := regexp.MustCompile(`(?m)^` + word + `\s+([\d.]+)`).FindSubmatch(text)
	if found == nil {
		return 0
	}
	n, _ := strconv.ParseFloat(string(found[1]), 64)
	return n
}

// idle returns the share of the processors' time, from 0 to 1, that was unused during a duration.
func idle(during time.Duration) float64 {
	before, all := processorTimes()
	time.Sleep(during)
	after, allAfter := processorTimes()
	return (after - before) / max(1, allAfter-all)
}

// processorTimes returns the idle and the whole time of the processors.
func processorTimes() (idle, all float64) {
	text, _ := os.ReadFile("/proc/stat")
	line, _, _ := strings.Cut(string(text), "\n")
	for i, field := range strings.Fields(line)[1:] {
		n, _ := strconv.ParseFloat(field, 64)
		all += n
		if i == 3 || i == 4 {
			idle += n
		}
	}
	return idle, all
}

// awaitQuiet waits up to half a minute until the machine is idle, and returns how idle it is.
func awaitQuiet() (share float64) {
	for range 30 {
		if share = idle(time.Second); share >= quietShare {
			break
		}
	}
	return share
}

// load returns the load average of the last minute.
func load() string {
	text, _ := os.ReadFile("/proc/loadavg")
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// processor describes the processors.
func processor() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	model := regexp.MustCompile(`(?m)^model name\s*: (.*)$`).FindSubmatch(text)
	if model == nil {
		return fmt.Sprintf("%d processors", runtime.NumCPU())
	}
	return fmt.Sprintf("%d processors of type %s", runtime.NumCPU(), model[1])
}
