package export

import (
	"encoding/hex"
	"fmt"
	"strings"

	"bpfplay/core"
	"bpfplay/core/history"
	"bpfplay/core/recording"
)

// writeRecording writes the history as one scenario. Settings that differ from those of a scenario become keys
// of the scenario or calls at its beginning.
func writeRecording(s *history.Session, o Options) (string, error) {
	m := s.Machine()
	lines := []string{recordedKernel(m), recordedScenario(m)}
	lines = append(lines, recordedSettings(m)...)
	for i := range s.Calls()[:o.To] {
		lines = append(lines, recordedCall(&s.Calls()[i].Call)...)
	}
	return recording.Replay(strings.Join(append(lines, "end", ""), "\n")), nil
}

func recordedKernel(m core.Machine) string {
	return fmt.Sprintf("kernel %s cpus 0-%d", m.Release, m.CPUs-1)
}

// recordedScenario returns the scenario line, with the settings that it can set.
func recordedScenario(m core.Machine) string {
	line, usual := "scenario bpfplay", recording.NewMachine(m.Release)
	for i := range core.Settings {
		if s := &core.Settings[i]; s.Scenario && s.Since.In(m.Release) && s.Differs(m, usual) {
			line += " " + s.Key + "=" + s.Format(m)
		}
	}
	return line
}

// recordedSettings returns the calls that set the limits and credentials of the first task.
func recordedSettings(m core.Machine) []string {
	var lines []string
	usual := recording.NewMachine(m.Release)
	for i := range core.Settings {
		s := &core.Settings[i]
		if s.Op == core.OpBpf || !s.Differs(m, usual) && !(s.Op == core.OpCaps && m.UID != usual.UID) { // uid loses capabilities
			continue
		}
		c := core.Call{Op: s.Op, Args: core.Args{s.Get(m)}}
		line := c.String()
		if s.Op == core.OpCaps { // the setting may add what uid dropped, which capset never does
			line = strings.Replace(line, s.Op.Name(), recording.Grant, 1)
		}
		lines = append(lines, line)
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
