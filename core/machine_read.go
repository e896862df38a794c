package core

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bpfplay/core/abi"
)

// ParseMachine parses a machine from JSON: {"release": "seed", "types": [1, "2:enomem"], …}. Only release is required. Other
// settings default to those of NewMachine. The error names the setting.
func ParseMachine(text []byte) (Machine, error) {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return Machine{}, fmt.Errorf("invalid machine: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	release, ok := values["release"]
	if !ok {
		return Machine{}, errors.New(`missing release: want one such as {"release": "seed"}`)
	}
	r, err := abi.ParseRelease(jsonMarks.Replace(string(release)))
	if err != nil {
		return Machine{}, err
	}
	m := NewMachine(Named(r))
	delete(values, "release")
	for i := range Settings {
		s := &Settings[i]
		if value, ok := values[s.jsonName()]; ok && string(value) != "null" {
			if err := s.parseJSON(&m, string(value)); err != nil {
				return Machine{}, fmt.Errorf("%s: %w", s.jsonName(), err)
			}
		}
		delete(values, s.jsonName())
	}
	unknown := ""
	for name := range values {
		unknown = max(unknown, name)
	}
	if len(values) > 0 {
		return Machine{}, fmt.Errorf("unknown setting %q", unknown)
	}
	return m, m.Check()
}

// jsonMarks removes the quotes and brackets of a JSON value.
var jsonMarks = strings.NewReplacer(`"`, "", "[", "", "]", "")

func (s *Setting) jsonName() string {
	if s.JSON != "" {
		return s.JSON
	}
	return s.Key
}

// parseJSON parses a JSON value and stores it in m. Numbers are decimal.
func (s *Setting) parseJSON(m *Machine, text string) error {
	if s.Get == nil {
		return s.Parse(m, jsonMarks.Replace(text))
	}
	v, err := strconv.ParseUint(text, 10, 64)
	if err != nil || v < s.Min || v > s.Max {
		return s.invalid(text)
	}
	s.Set(m, v)
	return nil
}
