package readers

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"bpfplay/core/abi"
	"bpfplay/core/paste"
	"bpfplay/core/paste/strace"
)

func FuzzReadStraceCall(f *testing.F) {
	files, err := filepath.Glob("../testdata/strace/*.txt")
	if err != nil || len(files) == 0 {
		f.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		for _, sample := range readStraceSamples(f, file) {
			f.Add(sample.line)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		call, err := strace.ReadStraceCall(text)
		if err != nil {
			var fault *paste.SyntaxError
			if !errors.As(err, &fault) || fault.Line < 1 || fault.Col < 1 || fault.Fault == "" || fault.Want == "" {
				t.Fatalf("%#v", err)
			}
			return
		}
		if len(call.Attr) > abi.StraceAttrMax {
			t.Fatalf("an attr of %d bytes", len(call.Attr))
		}
		line := abi.FormatBpfVerbose(call.Cmd, call.Addr, call.Attr, call.Size, call.Path)
		again, err := strace.ReadStraceCall(line)
		if err != nil {
			t.Fatalf("%s\n%v", line, err)
		}
		if again.Cmd != call.Cmd || again.Size != call.Size {
			t.Fatalf("%s\n%+v\n%+v", line, call, again)
		}
		printed := again.Attr != nil
		if printed && (!bytes.Equal(again.Attr, call.Attr[:call.Size]) || len(call.Path) < abi.StraceAttrMax && again.Path != call.Path) {
			t.Fatalf("%s\n%+v\n%+v", line, call, again)
		}
		if lost := again.Lost; len(lost) > 0 && len(call.Path) < abi.StraceAttrMax {
			t.Fatalf("%s\n%q", line, lost)
		}
	})
}
