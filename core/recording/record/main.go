// Command record asks a real kernel what it returns to bpf(2) calls and writes a recording.
//
// It boots the kernel under qemu, with KVM if the host has it, or uses the host's own kernel as root. To record a
// Debian kernel:
//
//	apt-get install qemu-system-x86
//	apt-get download linux-image-6.12.117+deb12-cloud-amd64
//	dpkg -x linux-image-6.12.*.deb kernel
//	go run ./core/recording/record -release 6.12 -vmlinuz kernel/boot/vmlinuz-* -o core/testdata/recordings/6.12.txt.gz
//
// Every scenario runs in two boots, and is kept if both return the same. A scenario with a random hash seed runs
// twelve more times in the second boot, since two seeds may give the same results by chance.
//
// -ask FILE answers the scenarios of FILE, which may be a recording, once:
//
//	go run ./core/recording/record -release 6.12 -vmlinuz kernel/boot/vmlinuz-* -ask question.txt
//
// A kernel needs no modules, but the drivers of serial ports, devtmpfs and an initramfs built in. The guest is a static
// Go program that this command builds.
package main

import (
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	"bpfplay/core"
	"bpfplay/core/abi"
	"bpfplay/core/recording/record/scenario"
)

// saltedCopies is how often a scenario with a random hash seed runs in the second boot.
const saltedCopies = 12

func main() {
	log.SetFlags(0)
	log.SetPrefix("record: ")
	release := flag.String("release", "", "`release` of the kernel, such as 6.12; scenarios are drawn for it")
	vmlinuz := flag.String("vmlinuz", "", "kernel to boot, a bzImage `file`")
	onHost := flag.Bool("host", false, "use this machine's kernel, as root")
	classes := flag.String("class", "", "`classes` to draw, separated by commas (default all: "+strings.Join(classNames(), ",")+")")
	n := flag.Int("n", 40, "scenarios of each class")
	seed := flag.Uint64("seed", 1, "seed of the scenarios")
	ask := flag.String("ask", "", "answer the scenarios of `file` instead, once")
	out := flag.String("o", "", "`file` to write, compressed if it ends in .gz (default standard output)")
	limit := flag.Duration("limit", 30*time.Minute, "longest time of one boot")
	flag.Parse()
	if flag.NArg() > 0 || *onHost == (*vmlinuz != "") || *release == "" {
		log.Print("want -release and either -vmlinuz or -host")
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*release, *vmlinuz, *ask, *out, *classes, *seed, *n, *limit); err != nil {
		log.Fatal(err)
	}
}

func classNames() (names []string) {
	for _, c := range scenario.Classes {
		names = append(names, c.Name)
	}
	return names
}

func run(release, vmlinuz, ask, out, classes string, seed uint64, n int, limit time.Duration) error {
	r, err := abi.ParseRelease(release)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "record")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	guest, err := buildGuest(dir)
	if err != nil {
		return err
	}
	var m machine = &host{guest}
	if vmlinuz != "" {
		m = &qemu{vmlinuz, guest, limit}
	}
	var text string
	if ask != "" {
		text, err = answerFile(m, ask)
	} else {
		text, err = record(m, r, classes, seed, n)
	}
	if err != nil {
		return err
	}
	if err := checkKernel(text, r); err != nil {
		return err
	}
	return write(out, text)
}

func answerFile(m machine, path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return m.answer(string(text))
}

// record draws scenarios and returns the recording of those that the kernel answers the same way twice.
func record(m machine, release abi.Release, classes string, seed uint64, n int) (string, error) {
	names := classNames()
	if classes != "" {
		names = strings.Split(classes, ",")
	}
	var once, again strings.Builder
	for _, class := range names {
		list, err := scenario.Generate(release, class, seed, n)
		if err != nil {
			return "", err
		}
		for _, s := range list {
			once.WriteString(s.Text())
			copies := 1
			if s.Salted {
				copies = saltedCopies
			}
			again.WriteString(strings.Repeat(s.Text(), copies))
		}
	}
	first, err := m.answer(once.String())
	if err != nil {
		return "", err
	}
	second, err := m.answer(again.String())
	if err != nil {
		return "", err
	}
	return keep(first, second)
}

// keep returns the recording of the scenarios that both recordings agree on.
func keep(first, second string) (string, error) {
	kernel, all, err := split(first)
	if err != nil {
		return "", err
	}
	_, again, err := split(second)
	if err != nil {
		return "", err
	}
	kept := agreeing(all, again)
	var b strings.Builder
	b.WriteString(kernel + "\n")
	calls := 0
	for _, s := range kept {
		b.WriteString(s.text)
		calls += strings.Count(s.text, " = ")
	}
	b.WriteString("end\n")
	for _, s := range all {
		if !slices.Contains(kept, s) {
			log.Printf("dropped %s", s.name)
		}
	}
	log.Printf("%s: kept %d of %d scenarios, %d calls", kernel, len(kept), len(all), calls)
	return b.String(), nil
}

// checkKernel holds the kernel line of a recording against what was asked for.
func checkKernel(text string, want abi.Release) error {
	line, _, _ := strings.Cut(text, "\n")
	m, err := core.RecordedMachine(line, "scenario check")
	if err != nil {
		return fmt.Errorf("%q: %w", line, err)
	}
	if m.Release.Series() != want.Series() {
		return fmt.Errorf("the kernel is %s: want %s", m.Release, want.Series())
	}
	if cpus := fmt.Sprintf(" cpus 0-%d", scenario.CPUs-1); !strings.HasSuffix(line, cpus) {
		return fmt.Errorf("%q: want%s", line, cpus)
	}
	return nil
}

// write writes a recording to a file, or to standard output if path is empty.
func write(path, text string) error {
	if path == "" {
		_, err := io.WriteString(os.Stdout, text)
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if !strings.HasSuffix(path, ".gz") {
		if _, err := io.WriteString(f, text); err != nil {
			return err
		}
		return f.Close()
	}
	z, err := gzip.NewWriterLevel(f, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(z, text); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}
