//go:build !js

package browser

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// server is the process that startServer started, nil before.
var server *exec.Cmd

func TestMain(m *testing.M) {
	code := m.Run()
	if server != nil {
		// The process may have ended by itself; its tests have failed then.
		_ = server.Process.Kill()
		_ = server.Wait()
	}
	os.Exit(code)
}

// startServer builds cmd/serve, starts it on a free port and returns the address it prints. All tests share one server.
var startServer = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "bpfplay-browser-")
	if err != nil {
		return "", err
	}
	// The running process keeps the file, so the folder can go at once.
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "serve")
	if out, err := exec.Command("go", "build", "-o", binary, "bpfplay/cmd/serve").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build bpfplay/cmd/serve: %w\n%s", err, out)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(binary, "-addr", "localhost:0")
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	server = cmd
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if _, address, ok := strings.Cut(lines.Text(), "bpfplay is at "); ok {
			return strings.TrimSpace(address), nil
		}
	}
	err = cmd.Wait()
	server = nil
	return "", fmt.Errorf("cmd/serve ended before it printed its address: %v\n%s", err, stderr.Bytes())
})
