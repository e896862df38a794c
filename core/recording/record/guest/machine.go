//go:build linux && amd64

package main

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"bpfplay/core"
)

// Files of the virtual machine.
const (
	scenarioFile  = "/scenarios"
	recordingPort = "/dev/ttyS1"
)

const (
	bpffs      = "/sys/fs/bpf"
	cgroupRoot = "/sys/fs/cgroup"
	sysctl     = "/proc/sys/kernel/unprivileged_bpf_disabled"
)

// asInit sets up the virtual machine, runs its scenarios and turns it off.
func asInit() error {
	defer syscall.Reboot(syscall.LINUX_REBOOT_CMD_POWER_OFF)
	err := errors.Join(
		syscall.Mount("proc", "/proc", "proc", 0, ""),
		syscall.Mount("sysfs", "/sys", "sysfs", 0, ""),
		mountDev(),
		mountCgroups())
	if err == nil {
		err = runPort()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "guest:", err)
	}
	return err
}

// mountDev mounts devtmpfs unless the kernel has done so.
func mountDev() error {
	if err := syscall.Mount("devtmpfs", "/dev", "devtmpfs", 0, ""); err != syscall.EBUSY {
		return err
	}
	return nil
}

// mountCgroups mounts the hierarchy of cgroup v2 unless it is there. Releases before 4.5 have none.
func mountCgroups() error {
	switch err := syscall.Mount("cgroup2", cgroupRoot, "cgroup2", 0, ""); err {
	case syscall.EBUSY, syscall.ENODEV, syscall.ENOENT:
		return nil
	default:
		return err
	}
}

// isCgroup reports whether a path names a cgroup below the root of the hierarchy.
func isCgroup(path string) bool { return core.Opens(path) && strings.HasPrefix(path, cgroupRoot+"/") }

// mayOpen reports whether a scenario may open a path: a cgroup, a network namespace, or a directory of the bpf file system. On
// the host, others are none of its business.
func mayOpen(path string) bool {
	return core.Opens(path) || path == bpffs || strings.HasPrefix(path, bpffs+"/")
}

func runPort() error {
	text, err := os.ReadFile(scenarioFile)
	if err != nil {
		return err
	}
	fd, err := syscall.Open(recordingPort, syscall.O_WRONLY|syscall.O_NOCTTY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("open %s: %w", recordingPort, err)
	}
	port := rawFile(fd)
	if err := port.makeRaw(); err != nil {
		return fmt.Errorf("set up %s: %w", recordingPort, err)
	}
	console := [3]uintptr{0, 1, 2}
	if err := runScenarios(string(text), port, console); err != nil {
		return err
	}
	return port.drain()
}

// asRoot runs the scenarios of a file on the host's kernel.
func asRoot(in, out string) error {
	text, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := isolate(); err != nil {
		return fmt.Errorf("unshare the mounts and the network: %w", err)
	}
	before, err := os.ReadFile(sysctl)
	if err == nil {
		defer os.WriteFile(sysctl, before, 0)
	}
	null, err := syscall.Open(os.DevNull, syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	if err := runScenarios(string(text), f, [3]uintptr{uintptr(null), uintptr(null), uintptr(null)}); err != nil {
		return err
	}
	return f.Close()
}

// isolate moves this thread to new mount and network namespaces, to match a virtual machine.
func isolate() error {
	if err := syscall.Unshare(syscall.CLONE_NEWNS | syscall.CLONE_NEWNET); err != nil {
		return err
	}
	if err := syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, ""); err != nil {
		return err
	}
	return errors.Join(mountCgroups(), syscall.Chdir("/"))
}

// freshBpffs mounts an empty bpf file system. Mounting again drops the pins of the scenario before.
func freshBpffs(mounted bool) error {
	if mounted {
		if err := syscall.Unmount(bpffs, 0); err != nil {
			return fmt.Errorf("unmount %s: %w", bpffs, err)
		}
	}
	err := syscall.Mount("bpf", bpffs, "bpf", 0, "mode=0777")
	if err != nil && !errors.Is(err, syscall.ENODEV) && !errors.Is(err, syscall.ENOENT) { // before 4.4 the kernel has none
		return fmt.Errorf("mount %s: %w", bpffs, err)
	}
	return nil
}

// setUnpriv sets the sysctl. Releases without the sysctl or the value are left unchanged.
func setUnpriv(value int) error {
	now, err := os.ReadFile(sysctl)
	if err != nil || strings.TrimSpace(string(now)) == strconv.Itoa(value) {
		return nil
	}
	err = os.WriteFile(sysctl, []byte(strconv.Itoa(value)), 0)
	if errors.Is(err, syscall.EPERM) {
		return fmt.Errorf("%s is locked at %s: reboot to set %d", sysctl, strings.TrimSpace(string(now)), value)
	}
	return nil
}

// kernelLine returns the first line of a recording.
func kernelLine() (string, error) {
	var u syscall.Utsname
	if err := syscall.Uname(&u); err != nil {
		return "", err
	}
	cpus, err := os.ReadFile("/sys/devices/system/cpu/possible")
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("kernel %s %s cpus %s", cString(u.Release[:]), cString(u.Version[:]), strings.TrimSpace(string(cpus))), nil
}

func cString(chars []int8) string {
	var b strings.Builder
	for _, c := range chars {
		if c == 0 {
			break
		}
		b.WriteByte(byte(c))
	}
	return b.String()
}
