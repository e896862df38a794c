// Command record makes bpf(2) calls on a real kernel and writes a recording of the results.
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
// -ask FILE runs the scenarios of FILE, which may be a recording, once:
//
//	go run ./core/recording/record -release 6.12 -vmlinuz kernel/boot/vmlinuz-* -ask question.txt
//
// A kernel needs no modules, but the drivers of serial ports, devtmpfs and an initramfs built in. The guest is a static
// Go program that this command builds.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"
	"time"

	"bpfplay/core/abi"
	"bpfplay/core/recording"
	"bpfplay/core/recording/record/scenario"
)

// saltedCopies is how often a scenario with a random hash seed runs in the second boot.
const saltedCopies = 12

// options are the command's flags.
type options struct {
	release, vmlinuz, class, ask, out string
	host                              bool
	n                                 int
	seed                              uint64
	limit                             time.Duration
}

func main() {
	log.SetFlags(0)
	log.SetPrefix("record: ")
	var o options
	flag.StringVar(&o.release, "release", "", "`release` of the kernel, such as 6.12; scenarios are drawn for it")
	flag.StringVar(&o.vmlinuz, "vmlinuz", "", "kernel to boot, a bzImage `file`")
	flag.BoolVar(&o.host, "host", false, "use this machine's kernel, as root")
	flag.StringVar(&o.class, "class", strings.Join(classNames(), ","), "`classes` to draw, separated by commas")
	flag.IntVar(&o.n, "n", 40, "scenarios of each class")
	flag.Uint64Var(&o.seed, "seed", 1, "seed of the scenarios")
	flag.StringVar(&o.ask, "ask", "", "run the scenarios of `file` instead, once")
	flag.StringVar(&o.out, "o", "", "`file` to write, compressed if it ends in .gz (default standard output)")
	flag.DurationVar(&o.limit, "limit", 30*time.Minute, "longest time of one boot")
	flag.Usage = usage
	flag.Parse()
	if flag.NArg() > 0 || o.host == (o.vmlinuz != "") || o.release == "" {
		log.Print("want -release and either -vmlinuz or -host")
		flag.Usage()
		os.Exit(2)
	}
	if err := run(&o); err != nil {
		log.Fatal(err)
	}
}

// usage prints the flags and the classes.
func usage() {
	out := flag.CommandLine.Output()
	fmt.Fprintln(out, "usage: record -release R (-vmlinuz FILE | -host) [flags]")
	flag.PrintDefaults()
	fmt.Fprintln(out, "classes:")
	for _, c := range scenario.Classes {
		fmt.Fprintf(out, "  %-7s %s\n", c.Name, c.Description)
	}
}

func classNames() (names []string) {
	for _, c := range scenario.Classes {
		names = append(names, c.Name)
	}
	return names
}

func run(o *options) error {
	release, err := abi.ParseRelease(o.release)
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
	var m machine = &qemu{o.vmlinuz, guest, o.limit}
	if o.host {
		m = &host{guest}
	}
	var text string
	if o.ask != "" {
		text, err = runFile(m, o.ask)
	} else {
		text, err = record(m, release, strings.Split(o.class, ","), o.seed, o.n)
	}
	if err != nil {
		return err
	}
	if err := checkKernel(text, release); err != nil {
		return err
	}
	return write(o.out, text)
}

func runFile(m machine, path string) (string, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	return m.run(string(text))
}

// record draws scenarios and returns the recording of those with the same results twice.
func record(m machine, release abi.Release, classes []string, seed uint64, n int) (string, error) {
	var once, again strings.Builder
	for _, class := range classes {
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
	first, err := m.run(once.String())
	if err != nil {
		return "", err
	}
	second, err := m.run(again.String())
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

// checkKernel returns an error unless the kernel line of a recording is of the release and has the right processors.
func checkKernel(text string, want abi.Release) error {
	line, _, _ := strings.Cut(text, "\n")
	m, err := recording.ParseMachine(line, "scenario check")
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
