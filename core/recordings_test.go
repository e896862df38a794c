package core_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/recording"
)

// The repository's copies of the recordings: of maps, and of programs and BTF.
const (
	recordingsFolder        = "testdata/recordings"
	programRecordingsFolder = "testdata/recordings-programs"
)

// TestRecordings compares the core with the results of real kernels: a subtest for each release, class and scenario,
// so that -run TestRecordings/6.1/elem/elem-17 selects. A line with the counts follows for each release and class.
//
// BPF_RECORDINGS names another folder of recordings; the default are the repository's. testdata/declined.txt lists the
// calls that the core declines, and the releases that it does not emulate. In the repository's recordings the counts
// must match; in other recordings, a class may decline only the commands that the list has for it in some release.
func TestRecordings(t *testing.T) {
	dir := os.Getenv("BPF_RECORDINGS")
	list := readDeclined(t, dir == "")
	folders := []string{dir}
	if dir == "" {
		folders = []string{recordingsFolder, programRecordingsFolder}
	}
	var recordings []recordedFile
	for _, dir := range folders {
		recordings = append(recordings, recordingsIn(t, dir)...)
	}
	judge(tested{t}, recordings, list)
}

// TestRecordedReleasesHaveRecordings looks for a recording of each release whose evidence is that it was recorded.
func TestRecordedReleasesHaveRecordings(t *testing.T) {
	recorded := map[abi.Release]bool{}
	for _, r := range recordingsIn(t, recordingsFolder) {
		release, err := abi.ParseRelease(r.number)
		if err != nil {
			t.Errorf("%s: %v", r.file, err)
		}
		recorded[release] = true
	}
	for _, e := range core.Releases {
		if recorded[e.Release] != (e.Evidence == core.Recorded) {
			t.Errorf("release %s: the evidence is %q, but recorded is %v", e.Release, e.Evidence, recorded[e.Release])
		}
	}
}

// TestRecordingsFail runs TestRecordings itself on folders of other recordings.
func TestRecordingsFail(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	io.WriteString(z, mapRecording)
	z.Close()
	for _, test := range []struct {
		name, file, content string
		pass                bool
		want                string // part of the output
	}{
		{"agrees", "a.txt", mapRecording, true, "recordings: kernel=6.12 class=elem calls=3 agree=3 declined=0"},
		{"agrees, compressed", "a.txt.gz", packed.String(), true, "recordings: kernel=6.12 class=elem calls=3 agree=3 declined=0"},
		{"differs", "a.txt", strings.Replace(mapRecording, "m 10003000 2a", "m 10003000 2b", 1), false, "--- FAIL: TestRecordings/6.12/elem/elem-1 "},
		{"truncated", "a.txt", strings.TrimSuffix(mapRecording, "end\n"), false, "truncated"},
		{"truncated, compressed", "a.txt.gz", packed.String()[:packed.Len()-12], false, "unexpected EOF"},
		{"empty", "a.txt", "", false, "invalid kernel line"},
		{"no files", "README", "", false, "no recordings in "},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, test.file), []byte(test.content), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(os.Args[0], "-test.v", "-test.run", "^TestRecordings$")
			cmd.Env = append(os.Environ(), "BPF_RECORDINGS="+dir)
			out, err := cmd.CombinedOutput()
			if (err == nil) != test.pass || !strings.Contains(string(out), test.want) {
				t.Errorf("passes: %v, want %v and %q in\n%s", err == nil, test.pass, test.want, out)
			}
		})
	}
}

// tested passes verdicts on to a test and its subtests.
type tested struct{ *testing.T }

func (t tested) sub(name string, f func(verdicts)) {
	t.Run(name, func(t *testing.T) { f(tested{t}) })
}

func readDeclined(t *testing.T, exact bool) *declinedList {
	t.Helper()
	text, err := os.ReadFile("testdata/declined.txt")
	if err != nil {
		t.Fatal(err)
	}
	list, err := parseDeclined(string(text), exact)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// recordingsIn returns the recordings of a folder. Each is read when it is needed.
func recordingsIn(t *testing.T, dir string) (recordings []recordedFile) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txt*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in %s", dir)
	}
	for _, file := range files {
		number, err := numberIn(file)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		recordings = append(recordings, recordedFile{file, number, func() ([]string, error) { return linesIn(file) }})
	}
	return recordings
}

// numberIn returns the release that the kernel line of a file names.
func numberIn(file string) (string, error) {
	first := ""
	if err := scanLines(file, func(line string) bool {
		if !recording.IsEffect(line) {
			first = line
		}
		return first == ""
	}); err != nil {
		return "", err
	}
	return recording.ParseKernel(first)
}

func readRecording(t *testing.T, file string) []string {
	t.Helper()
	lines, err := linesIn(file)
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return lines
}

func linesIn(file string) (lines []string, err error) {
	err = scanLines(file, func(line string) bool {
		lines = append(lines, line)
		return true
	})
	return lines, err
}

// scanLines calls f with the lines of a file, unpacked if its name ends in .gz, as long as f returns true.
func scanLines(file string, f func(string) bool) error {
	opened, err := os.Open(file)
	if err != nil {
		return err
	}
	defer opened.Close()
	var text io.Reader = opened
	if strings.HasSuffix(file, ".gz") {
		if text, err = gzip.NewReader(opened); err != nil {
			return err
		}
	}
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if !f(lines.Text()) {
			return nil
		}
	}
	return lines.Err()
}
