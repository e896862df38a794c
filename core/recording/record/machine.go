package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A machine runs scenarios on a real kernel.
type machine interface {
	// run returns the recording of the scenarios.
	run(scenarios string) (string, error)
}

// guestPackage is the program that runs in a machine.
const guestPackage = "bpfplay/core/recording/record/guest"

// buildGuest builds the guest program, static, in dir.
func buildGuest(dir string) (string, error) {
	path := filepath.Join(dir, "guest")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", path, guestPackage)
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the guest: %w\n%s", err, out)
	}
	return path, nil
}

// qemu is a virtual machine with 2 processors and 1024 MiB of memory, booted anew for every recording.
type qemu struct {
	kernel string // bzImage
	guest  string
	limit  time.Duration
}

// qemuArgs are the same for every boot. KVM is used if the host has it.
var qemuArgs = []string{
	"-accel", "kvm", "-accel", "tcg", "-cpu", "max", "-smp", "2", "-m", "1024", "-display", "none", "-monitor", "none", "-nic", "none", "-no-reboot",
}

// kernelArgs have the kernel speak on the first serial port and reboot on a panic, which ends qemu. From 6.7 on,
// mitigations=off makes array lookups of unprivileged users skip the index mask; all recordings are made with it.
const kernelArgs = "console=ttyS0 panic=-1 quiet mitigations=off nokaslr"

func (q *qemu) run(scenarios string) (string, error) {
	dir, err := os.MkdirTemp("", "record")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	initrd, console, out := filepath.Join(dir, "initrd"), filepath.Join(dir, "console"), filepath.Join(dir, "out")
	if err := writeInitrd(initrd, q.guest, scenarios); err != nil {
		return "", fmt.Errorf("write the initramfs: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), q.limit)
	defer cancel()
	// The guest writes to the second serial port.
	run := exec.CommandContext(ctx, "qemu-system-x86_64", append(qemuArgs,
		"-kernel", q.kernel, "-initrd", initrd, "-append", kernelArgs, "-serial", "file:"+console, "-serial", "file:"+out)...)
	said, err := run.CombinedOutput()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("no end after %s", q.limit)
	}
	text, _ := os.ReadFile(out)
	if err == nil && !bytes.HasSuffix(text, []byte("\nend\n")) {
		err = errors.New("the recording has no end")
	}
	if err != nil {
		printed, _ := os.ReadFile(console)
		return "", fmt.Errorf("boot %s: %w\n%s%s", q.kernel, err, said, printed)
	}
	return string(text), nil
}

// writeInitrd writes the root file system of the virtual machine.
func writeInitrd(path, guest, scenarios string) error {
	program, err := os.ReadFile(guest)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := writeCpio(&b, []entry{
		{name: "dev", mode: modeDir}, {name: "proc", mode: modeDir}, {name: "sys", mode: modeDir},
		{name: "dev/console", mode: modeDevice, major: 5, minor: 1},
		{name: "dev/null", mode: modeDevice, major: 1, minor: 3},
		{name: "init", mode: modeProgram, data: program},
		{name: "scenarios", mode: modeFile, data: []byte(scenarios)},
	}); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

// host is this machine's own kernel, for root.
type host struct{ guest string }

func (h *host) run(scenarios string) (string, error) {
	dir, err := os.MkdirTemp("", "record")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	in, out := filepath.Join(dir, "scenarios"), filepath.Join(dir, "out")
	if err := os.WriteFile(in, []byte(scenarios), 0o600); err != nil {
		return "", err
	}
	if said, err := exec.Command(h.guest, "-in", in, "-out", out).CombinedOutput(); err != nil {
		return "", fmt.Errorf("ask the host's kernel: %w\n%s", err, strings.TrimSpace(string(said)))
	}
	text, err := os.ReadFile(out)
	return string(text), err
}
