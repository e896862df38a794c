package readers

import (
	"bytes"
	"errors"
	"path/filepath"
	"testing"

	"bpfplay/core/paste"
	"bpfplay/core/paste/strace"
	printer "bpfplay/core/strace"
)

func FuzzReadCall(f *testing.F) {
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
		call, err := strace.ReadCall(text)
		if err != nil {
			var fault *paste.SyntaxError
			if !errors.As(err, &fault) || fault.Line < 1 || fault.Col < 1 || fault.Fault == "" || fault.Want == "" {
				t.Fatalf("%#v", err)
			}
			return
		}
		if len(call.Attr) > printer.AttrMax {
			t.Fatalf("an attr of %d bytes", len(call.Attr))
		}
		line := printer.FormatVerbose(call.Cmd, call.Addr, call.Attr, call.Size, call.Path)
		again, err := strace.ReadCall(line)
		if err != nil {
			t.Fatalf("%s\n%v", line, err)
		}
		if again.Cmd != call.Cmd || again.Size != call.Size {
			t.Fatalf("%s\n%+v\n%+v", line, call, again)
		}
		printed := again.Attr != nil
		if printed && (!bytes.Equal(again.Attr, call.Attr[:call.Size]) || len(call.Path) < printer.AttrMax && again.Path != call.Path) {
			t.Fatalf("%s\n%+v\n%+v", line, call, again)
		}
		if lost := again.Lost; len(lost) > 0 && len(call.Path) < printer.AttrMax {
			t.Fatalf("%s\n%q", line, lost)
		}
	})
}
