package link_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/coretest"
	"bpfplay/core/history"
	"bpfplay/core/link"

	"pgregory.net/rapid"
)

func TestLinksCarryEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := coretest.AnyMachine(t)
		var calls []history.Call
		for _, c := range coretest.Calls(t, m) {
			text := rapid.SampledFrom([]history.Call{{}, {Inferred: true}, {Known: true, Want: 3}, {Known: true, Want: -22}, {Changed: true, Want: -22}}).Draw(t, "text")
			text.Call = c
			calls = append(calls, text)
		}
		s, err := history.With(m, calls)
		if err != nil {
			t.Fatal(err)
		}
		l := link.Link{Machine: s.Machine(), Calls: s.Calls(), At: history.Step{Call: rapid.IntRange(0, s.Len()).Draw(t, "at"), Event: rapid.IntRange(-1, 5).Draw(t, "event")}}
		for _, c := range calls[:rapid.IntRange(0, min(2, len(calls))).Draw(t, "kept")] {
			l.Kept = append(l.Kept, history.Kept{Call: c, After: len(l.Kept) * s.Len() / 2})
		}
		text := l.String()
		back, err := link.Parse("http://localhost:8000/#" + text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if back.String() != text || back.At != l.At || !reflect.DeepEqual(back.Machine, l.Machine) || !slices.EqualFunc(back.Calls, l.Calls, sameText) || !slices.EqualFunc(back.Kept, l.Kept, sameKept) {
			t.Fatalf("%s came back as %s", l, back)
		}
		again, err := history.With(back.Machine, back.Calls)
		if err != nil || again.Kernel().View().Hash() != s.Kernel().View().Hash() {
			t.Fatalf("%s: the kernel differs (%v)", l, err)
		}
		if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/=(),") != "" {
			t.Fatalf("%s has characters at which chat programs end a link", text)
		}
	})
}

// sameText reports whether a text shows the same of two calls.
func sameText(a, b history.Call) bool {
	return a.Known == b.Known && a.Changed == b.Changed && a.Want == b.Want && a.Inferred == b.Inferred
}

// sameKept reports whether two kept calls have the same place and text.
func sameKept(a, b history.Kept) bool { return a.After == b.After && sameText(a.Call, b.Call) }

// TestAnEmptyPathIsInALink opens a link with each call whose only argument is a path.
func TestAnEmptyPathIsInALink(t *testing.T) {
	for _, text := range []string{"unlink()", "folder()", "mkdir(,493)", "rmdir()", "rename(,)", "ls()"} {
		l, err := link.Parse("v1/k=6.12/" + text)
		if err != nil || len(l.Calls) != 1 || l.Calls[0].Path != "" {
			t.Errorf("%s: %+v: %v", text, l.Calls, err)
			continue
		}
		if back, err := link.Parse(l.String()); err != nil || len(back.Calls) != 1 {
			t.Errorf("%s came back from %s: %v", text, l, err)
		}
	}
}

// TestTruncatedLinks truncates a link at every place.
func TestTruncatedLinks(t *testing.T) {
	packed := 0
	for _, text := range goldenLinks(t) {
		if !strings.Contains(text, "~") {
			continue
		}
		packed++
		for n := range len(text) {
			if _, err := link.Parse(text[:n]); err == nil {
				t.Errorf("%q, a truncated link, parses", text[:n])
			}
		}
	}
	if packed == 0 {
		t.Error("no golden link has a checksum")
	}
}

func TestChatProgramsMangleLinks(t *testing.T) {
	for _, text := range goldenLinks(t) {
		want, err := link.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		mangled := []string{
			"<http://localhost:8000/#" + text + ">",
			"#" + strings.NewReplacer("(", "%28", ")", "%29").Replace(text),
			text[:len(text)/2] + "\n  " + text[len(text)/2:],
		}
		if strings.Contains(text, "~") {
			mangled = append(mangled, text+").", text+".")
		}
		for _, m := range mangled {
			got, err := link.Parse(m)
			if strings.HasPrefix(m, "<") && !strings.Contains(text, "~") {
				continue // without a checksum, the mark could be part of the link
			}
			if err != nil || got.String() != want.String() {
				t.Errorf("%q: %v", m, err)
			}
		}
	}
}

// goldenLinks returns published links, which must keep working.
func goldenLinks(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("testdata/links.txt")
	if err != nil {
		t.Fatal(err)
	}
	var links []string
	for _, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line != "" && line[0] != ';' {
			links = append(links, line)
		}
	}
	if len(links) == 0 {
		t.Fatal("no golden links")
	}
	return links
}

func TestInvalidLinks(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "empty",
		"hello":                              "not a link of bpfplay",
		"v2/k=seed":                          "v1",
		"v1~AAAA/k=seed":                     "checksum",
		"v1/k=9.9":                           `invalid release "9.9"`,
		"v1/k=seed/wings=2":                  `"wings"`,
		"v1/k=seed/close":                    "close(3)",
		"v1/k=seed/close(x)":                 `invalid number "x"`,
		"v1/k=seed/create(hash,4,8,x)":       "max_entries",
		"v1/k=seed/create(1,2,3,4294967296)": "want at most 4294967295",
		"v1/k=seed/close(3)/at=2":            "opens at call 2",
		"v1/k=seed/types=1.eio":              "enomem",
		"v1/k=seed/close(3)=soon":            `"soon"`,
		"v1/k=seed/create(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27)": "27 fields of create: want at most",
		"v1/k=6.12/update(3,5,70)":         `unknown call "update": want link_update or update_batch or update_elem`,
		"v1/k=6.12/Load(1)":                `unknown call "Load": want btf_load or prog_load`,
		"v1/k=6.12/create(hash,4,":         `invalid call "create(hash,4," in this link: the closing parenthesis is missing. The link may be cut off`,
		"v1/k=6.12/frobnicate(1)":          `unknown call "frobnicate"`,
		"v1/k=6.12/close(1,2)":             "2 arguments for close: want 1",
		"v1/k=6.12/unlink(zz)":             `invalid path "zz" in this link: want hex`,
		"v1/k=6.12/rename(2f61,zz)":        `invalid path "zz" in this link: want hex`,
		"v1/k=seed/close(3)/at=x":          "invalid step at=x in this link: want a call and an event, such as 3.2",
		"v1/k=seed/close(3)/at=1.x":        "invalid step at=1.x in this link",
		"v1/k=seed/close(3)/at=1.2.x":      "invalid step at=1.2.x in this link",
		"v1/k=seed/close(3)/at=4294967296": "invalid step at=4294967296 in this link",
	} {
		if _, err := link.Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got error %v, want %q", text, err, want)
		}
	}
}

// TestFilesAreRead reads the file of a link, whose lines can be edited, and the step within a program that it opens at.
func TestFilesAreRead(t *testing.T) {
	l, err := link.Parse("v1/k=6.12/create(hash,4,8,16)=3//close(4)=-9/at=2.1.7")
	if err != nil {
		t.Fatal(err)
	}
	if l.At != (history.Step{Call: 2, Event: 1, Insn: 7}) {
		t.Errorf("it opens at %+v, want instruction 7 of event 1 of call 2", l.At)
	}
	file := l.File()
	if want := "/\nk=6.12.117/\ncreate(hash,4,8,16)=3/\nclose(4)=-9/\nat=2.1.7\n"; !strings.HasSuffix(file, want) {
		t.Errorf("the file is\n%swant it to end with\n%s", file, want)
	}
	if back, err := link.Parse(file); err != nil || back.String() != l.String() || back.At != l.At {
		t.Errorf("the file is read as %s, %v", back, err)
	}
	l.At.Insn = 0
	if file := l.File(); !strings.HasSuffix(file, "/\nat=2.1\n") {
		t.Errorf("the file of a link to an event is\n%s", file)
	}
	for text, want := range map[string]bool{file: true, "\n #v1/k=seed": true, "v1~AAAA/": true, "v1": false, "v2/k=seed": false, "https://example.org/#v1/": false} {
		if link.Is(text) != want {
			t.Errorf("Is reports %v for %q", !want, text)
		}
	}
	for _, calls := range []string{"create(hash,4,8,16)=3/close(4)=-9", "create(0,4,8,16)/create(rhash,4,8,16)", "rename(2f61,2f62)/unlink(2f61)", "t1.close(3)", "freeze(3)"} {
		if back, err := link.ParseCalls(calls); err != nil || link.FormatCalls(back) != calls {
			t.Errorf("%s is read as %s, %v", calls, link.FormatCalls(back), err)
		}
	}
	unknown := fmt.Sprintf("create(%d,4,8,16)", len(abi.MapTypes))
	if back, err := link.ParseCalls(unknown); err != nil || link.FormatCalls(back) != unknown {
		t.Errorf("%s is read as %s, %v", unknown, link.FormatCalls(back), err)
	}
	if calls, err := link.ParseCalls("create(unspec,4,8,16)/create(200,4,8,16)/rename(2f61,2f62)"); err != nil || len(calls) != 3 || link.FormatCalls(calls[:2]) != "create(0,4,8,16)/create(200,4,8,16)" ||
		calls[2].Path != "/a" || calls[2].To != "/b" {
		t.Errorf("types without a name, and two paths, are read as %+v, %v", calls, err)
	}
}

// TestFragmentsAreFound takes the fragment of an address without the escapes that chat programs add.
func TestFragmentsAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"https://example.org/#v1/close%283%29": "v1/close(3)", "a%2": "a%2", "a%": "a%", "%41": "A", "%zz%41": "%zzA", "v1/ close\n(3)": "v1/close(3)", "": "", "#": "",
	} {
		if got := link.Fragment(text); got != want {
			t.Errorf("the fragment of %q is %q, want %q", text, got, want)
		}
	}
}

// TestPackedTexts packs texts for a link, and reads them after each of their characters was lost.
func TestPackedTexts(t *testing.T) {
	for _, text := range []string{"", "why: the map is full\n", strings.Repeat("a lesson ", 1000)} {
		packed := link.PackText(text)
		if back, err := link.UnpackText(packed); err != nil || back != text {
			t.Errorf("%q is read as %q, %v", packed, back, err)
		}
		for i := range packed {
			if back, err := link.UnpackText(packed[:i] + packed[i+1:]); err == nil && back != text || err != nil && !strings.Contains(err.Error(), "this link is incomplete or was changed") {
				t.Errorf("%q without character %d is read as %q, %v", packed, i, back, err)
			}
		}
	}
	if _, err := link.UnpackText("nothing"); err == nil || err.Error() != "this link is incomplete or was changed: the checksum of its text does not match. Ask the sender for the whole link" {
		t.Errorf("a text that is not packed: %v", err)
	}
}

func TestReadableLink(t *testing.T) {
	l, err := link.Parse("v1/k=seed/types=hash/create(hash,4,8,16)")
	if err != nil {
		t.Fatal(err)
	}
	s, err := history.With(l.Machine, l.Calls)
	if err != nil {
		t.Fatal(err)
	}
	if _, ret := s.Call(1); ret != 3 || l.Machine.Release != abi.Seed || l.At != (history.Step{Call: 1, Event: -1}) {
		t.Errorf("result %d, link %+v", ret, l)
	}
	if text := l.String(); !strings.Contains(text, "create(hash,4,8,16)") {
		t.Errorf("%s is not readable", text)
	}
}

// TestLoadsAreReadable formats a load of a program whose attr is the last write.
func TestLoadsAreReadable(t *testing.T) {
	const text = "v1/k=6.18.15/w(10001000,b7000000020000009500000000000000)/w(10002000,47504c00)/prog_load(xdp,2,0x10001000,0x10002000)/at=1"
	l, err := link.Parse("v1/k=6.18.15/w(10001000,b7000000020000009500000000000000)/w(10002000,47504c00)/w(10000000,060000000200000000100010000000000020001000000000)/bpf(5,10000000,24)/at=1")
	if err != nil {
		t.Fatal(err)
	}
	_, packed, ok := strings.Cut(l.String(), "/z=")
	if !ok {
		t.Fatalf("%s is not packed", l.String())
	}
	raw, err := base64.RawURLEncoding.DecodeString(packed)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(flate.NewReader(bytes.NewReader(raw)))
	if err != nil || "v1/"+string(got) != text {
		t.Errorf("got %s, %v; want %s", got, err, text)
	}
	if back, err := link.Parse(text); err != nil || back.String() != l.String() {
		t.Errorf("%s: %v", back.String(), err)
	}
}

func TestAFullHistoryMakesALinkThatOpens(t *testing.T) {
	l := link.Link{Machine: core.NewMachine(abi.R(6, 12, 0)), At: history.Step{Call: 60_000, Event: -1}}
	key := make([]byte, 4)
	for n := range 60_000 {
		binary.LittleEndian.PutUint32(key, uint32(n*2654435761))
		attr := make([]byte, 32)
		l.Calls = append(l.Calls, history.Call{Call: core.Bpf(0, abi.BPF_MAP_UPDATE_ELEM, core.ArenaStart, 32,
			core.Write{Addr: core.ArenaStart + 256, Bytes: bytes.Clone(key)}, core.Write{Addr: core.ArenaStart + 512, Bytes: bytes.Repeat(key, 16)},
			core.Write{Addr: core.ArenaStart, Bytes: attr})})
	}
	text := l.String()
	if !l.Fits() {
		t.Fatal("60,000 updates do not fit into a link")
	}
	back, err := link.Parse(text)
	if err != nil || len(back.Calls) != len(l.Calls) {
		t.Fatalf("a link of %d bytes opens with %d calls: %v", len(text), len(back.Calls), err)
	}
}

// TestALongLinkIsReadInSlices reads both forms of a long link in slices, and stops in the middle.
func TestALongLinkIsReadInSlices(t *testing.T) {
	l, err := link.Parse("v1/k=6.12/create(hash,4,8,16)" + strings.Repeat("/w(10000000,0102030405060708)/close(3)", 20_000))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"readable": l.Readable(), "packed": l.String()} {
		r := link.Read(text)
		slices, before := 1, 0
		for r.Step() {
			slices++
			done, total := r.Progress()
			if done < before || done > total {
				t.Errorf("%s: %d of %d bytes after %d", name, done, total, before)
			}
			before = done
		}
		if got, err := r.Link(); err != nil || got.String() != l.String() || slices < 10 {
			t.Errorf("%s: %d calls in %d slices, %v", name, len(got.Calls), slices, err)
		}
		r = link.Read(text)
		r.Step()
		if r.Stop(); r.Step() {
			t.Errorf("%s: reading goes on after Stop", name)
		}
	}
}

func TestALinkThatUnpacksWithoutEndSaysSo(t *testing.T) {
	l := link.Link{Machine: core.NewMachine(abi.R(6, 12, 0)), Calls: []history.Call{{Call: core.Call{Op: core.OpWork,
		Writes: []core.Write{{Addr: core.ArenaStart, Bytes: make([]byte, 32<<20)}}}}}}
	if l.Fits() {
		t.Fatal("the history fits into a link")
	}
	if _, err := link.Parse(l.String()); err == nil || !strings.Contains(err.Error(), "too large") {
		t.Errorf("the error is %v, want one that says that the link is too large", err)
	}
}

// TestALinkWithTooManyCallsSaysSo parses links whose calls or writes take far more memory than their text.
func TestALinkWithTooManyCallsSaysSo(t *testing.T) {
	for text, want := range map[string]string{
		strings.Repeat("/work()", history.MaxCalls):        "",
		strings.Repeat("/work()", history.MaxCalls+1):      "want at most 100000 calls",
		strings.Repeat("/work()=kept", history.MaxCalls+1): "want at most 100000 calls",
		strings.Repeat("/w(0,)", 4<<20+1) + "/work()":      "want at most 4194304 writes",
	} {
		_, err := link.Parse("v1/k=6.12" + text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%.20s…: the error is %v, want %q", text, err, want)
		}
	}
}
