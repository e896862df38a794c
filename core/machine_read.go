package core

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"bpfplay/core/abi"
)

// UnmarshalJSON implements json.Unmarshaler. An entry is a number, or a string such as "2:enomem".
func (t *RegisteredType) UnmarshalJSON(text []byte) (err error) {
	*t, err = parseType(strings.Trim(string(text), `"`))
	return err
}

// ParseMachine parses a machine from JSON: {"release": "seed", "types": [1, "2:enomem"], …}. Only release is required. Other
// settings default to those of NewMachine. The error names the setting.
func ParseMachine(text []byte) (Machine, error) {
	var first struct {
		Release *abi.Release `json:"release"`
	}
	if err := json.Unmarshal(text, &first); err != nil {
		return Machine{}, settingError(err)
	}
	if first.Release == nil {
		return Machine{}, errors.New(`missing release: want one such as {"release": "seed"}`)
	}
	m := NewMachine(Named(*first.Release))
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Machine{}, settingError(err)
	}
	m.Release = Named(m.Release)
	return m, m.Check()
}

// settingError rewords an error of the JSON decoder.
func settingError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("invalid %s: cannot be a %s", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("invalid machine: %s", strings.TrimPrefix(err.Error(), "json: "))
}
