package readers

import (
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bpfplay/core/english"
	"bpfplay/core/paste"
)

var updateTexts = flag.Bool("update-texts", false, "rewrite the expected results in the texts")

func textFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/texts/*.txt")
	if err != nil || len(files) < 30 {
		t.Fatalf("%d texts, want 30: %v", len(files), err)
	}
	return files
}

// TestTexts reads every text in testdata/texts. The result must equal the part after "-- want --".
func TestTexts(t *testing.T) {
	for _, file := range textFiles(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			input, want, ok := strings.Cut(string(content), "-- want --\n")
			if !ok && !*updateTexts {
				t.Fatal("no line -- want --")
			}
			read, err := Read(input, Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got := showText(read); got != want {
				if *updateTexts {
					os.WriteFile(file, []byte(input+"-- want --\n"+got), 0o644)
				}
				t.Errorf("got\n%swant\n%s", got, want)
			}
		})
	}
}

// showText prints a text with all its calls and notes.
func showText(text paste.Text) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", text.Format)
	if text.Kernel != "" {
		fmt.Fprintf(&b, "kernel %s\n", text.Kernel)
	}
	for i, c := range text.Calls {
		fmt.Fprintf(&b, "%d: line %d", i, c.Line)
		if c.Lines > 1 {
			fmt.Fprintf(&b, "-%d", c.Line+c.Lines-1)
		}
		if c.Pid != 0 {
			fmt.Fprintf(&b, " pid %d", c.Pid)
		}
		if c.Name == "bpf" {
			fmt.Fprintf(&b, " %v at 0x%x size %d", c.Cmd, c.Addr, c.Size)
			if c.Attr != nil {
				fmt.Fprintf(&b, "\n  attr %s", showBytes(c.Attr))
			}
		} else {
			fmt.Fprintf(&b, " %s%v", c.Name, c.Args)
		}
		if c.Path != "" {
			fmt.Fprintf(&b, "\n  path %q", c.Path)
		}
		for _, m := range c.Memory {
			where := fmt.Sprintf("0x%x", m.Addr)
			if m.Field != nil {
				where += " " + m.Field.Name
			}
			fmt.Fprintf(&b, "\n  memory %s %s", where, showBytes(m.Bytes))
		}
		for _, r := range c.Refs {
			fmt.Fprintf(&b, "\n  %s of call %d", [...]string{"attr", "argument", "memory"}[r.In], r.Call)
			if r.From != 0 {
				fmt.Fprintf(&b, " from 0x%x", r.From)
			}
			if r.Div != 0 || r.Add != 0 {
				fmt.Fprintf(&b, " /%d+%d", r.Div, r.Add)
			}
			fmt.Fprintf(&b, " in %d at %d", r.Nr, r.At)
		}
		if c.Result != nil {
			fmt.Fprintf(&b, "\n  = %d", *c.Result)
		}
		for _, lost := range c.Lost {
			fmt.Fprintf(&b, "\n  lost %s", lost)
		}
		b.WriteByte('\n')
	}
	for _, n := range text.Unread {
		fmt.Fprintf(&b, "unread %d: %s: %s\n", n.Line, english.Shorten(strings.TrimSpace(n.Text), 50), n.Why)
	}
	for _, n := range text.Notes {
		fmt.Fprintf(&b, "note %d: %s: %s\n", n.Line, english.Shorten(n.Text, 50), n.Why)
	}
	return b.String()
}

// showBytes prints bytes in hex, in words of four bytes, with one mark for trailing zeros.
func showBytes(bytes []byte) string {
	shown := len(bytes)
	for shown > 0 && bytes[shown-1] == 0 {
		shown--
	}
	shown = min(len(bytes), (shown+3)/4*4)
	var words []string
	for at := 0; at < shown; at += 4 {
		words = append(words, hex.EncodeToString(bytes[at:min(at+4, shown)]))
	}
	if zeroes := len(bytes) - shown; zeroes > 0 {
		words = append(words, fmt.Sprintf("0*%d", zeroes))
	}
	if len(words) > 64 {
		return fmt.Sprintf("%s … %d bytes", strings.Join(words[:8], " "), len(bytes))
	}
	return strings.Join(words, " ")
}

// TestEveryLineOfATextIsReported checks that no line of a text is dropped without a note.
func TestEveryLineOfATextIsReported(t *testing.T) {
	for _, file := range textFiles(t) {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, _, _ := strings.Cut(string(content), "-- want --\n")
		read, err := Read(text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		checkCalls(t, text, read)
	}
}
