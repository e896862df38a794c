package core

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"bpfplay/core/abi"
)

// UnmarshalJSON reads an entry as a number, or as a string such as "2:enomem".
func (t *RegisteredType) UnmarshalJSON(text []byte) (err error) {
	*t, err = parseType(strings.Trim(string(text), `"`))
	return err
}

// ParseMachine reads a machine from JSON: {"release": "seed", "types": [1, "2:enomem"], …}. All but release may be left
// out and is then as NewMachine has it. The error names the invalid setting.
func ParseMachine(text []byte) (Machine, error) {
	var first struct {
		Release *abi.Release `json:"release"`
	}
	if err := json.Unmarshal(text, &first); err != nil {
		return Machine{}, settingError(err)
	}
	if first.Release == nil {
		return Machine{}, errors.New(`a machine needs a release, such as {"release": "seed"}`)
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

// settingError rewrites an error of the JSON decoder.
func settingError(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("the machine's setting %q cannot be a %s", wrong.Field, wrong.Value)
	}
	return fmt.Errorf("the machine cannot be read: %s", strings.TrimPrefix(err.Error(), "json: "))
}
