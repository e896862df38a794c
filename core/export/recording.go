package export

import (
	"encoding/hex"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/history"
	"bpfplay/core/recording"
)

// Default RLIMIT_NOFILE of a scenario; the seed has its own.
const (
	recordedNofile = 4096
	seedNofile     = 64
)

// writeRecording writes the history as one scenario. Settings of the machine that differ from a scenario's defaults become
// keys of the scenario or calls at its start.
func writeRecording(s *history.Session, o Options) (string, error) {
	m := s.Machine()
	lines := []string{recordedKernel(m), recordedScenario(m)}
	lines = append(lines, recordedSettings(m)...)
	for i := range s.Calls()[:o.To] {
		c := &s.Calls()[i]
		lines = append(lines, recordedCall(c)...)
	}
	return recording.Replay(strings.Join(append(lines, "end", ""), "\n")), nil
}

func recordedKernel(m core.Machine) string {
	return fmt.Sprintf("kernel %s cpus 0-%d", m.Release, m.CPUs-1)
}

func recordedScenario(m core.Machine) string {
	line := "scenario bpfplay"
	if m.Release == abi.Seed {
		if len(m.Types) > 0 {
			line += " types=" + core.FormatTypes(m.Types)
		}
		return line
	}
	if m.NextID != 0 {
		line += fmt.Sprintf(" nextid=%d", m.NextID)
	}
	if m.Unpriv != core.NewMachine(m.Release).Unpriv {
		line += fmt.Sprintf(" unpriv=%d", m.Unpriv)
	}
	return line
}

// recordedSettings returns the calls that give a scenario's first task the settings of the machine.
func recordedSettings(m core.Machine) []string {
	var lines []string
	usual := core.NewMachine(m.Release)
	nofile := uint64(recordedNofile)
	if m.Release == abi.Seed {
		nofile = seedNofile
	}
	if m.Nofile != nofile {
		lines = append(lines, fmt.Sprintf("rlimit nofile %d", m.Nofile))
	}
	if m.Memlock != usual.Memlock {
		lines = append(lines, fmt.Sprintf("rlimit memlock %d", m.Memlock))
	}
	if m.UID != usual.UID {
		lines = append(lines, fmt.Sprintf("uid %d", m.UID))
	}
	if m.Caps != usual.Caps || m.UID != usual.UID {
		lines = append(lines, fmt.Sprintf("caps %x", uint64(m.Caps)))
	}
	return lines
}

// recordedCall formats a call with the writes of its task, without the result.
func recordedCall(c *core.Call) []string {
	task := ""
	if c.Task != 0 {
		task = fmt.Sprintf("@%d ", c.Task)
	}
	var lines []string
	for _, w := range c.Writes {
		lines = append(lines, fmt.Sprintf("%sw %x %s", task, w.Addr, hex.EncodeToString(w.Bytes)))
	}
	return append(lines, c.String())
}
