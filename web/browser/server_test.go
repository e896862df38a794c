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

// servers are the processes that startServer and startPlanted started.
var servers []*exec.Cmd

func TestMain(m *testing.M) {
	code := m.Run()
	for _, server := range servers {
		stop(server)
	}
	if serveFolder != "" {
		_ = os.RemoveAll(serveFolder) // of temporary files
	}
	os.Exit(code)
}

// stop ends a server. It may have ended by itself; its tests have failed then.
func stop(server *exec.Cmd) {
	_ = server.Process.Kill()
	_ = server.Wait()
}

// serveFolder holds the binary of cmd/serve, once it is built.
var serveFolder string

// buildServe builds cmd/serve and returns the path of its binary.
var buildServe = sync.OnceValues(func() (binary string, err error) {
	if serveFolder, err = os.MkdirTemp("", "bpfplay-browser-"); err != nil {
		return "", err
	}
	binary = filepath.Join(serveFolder, "serve")
	if out, err := exec.Command("go", "build", "-o", binary, "bpfplay/cmd/serve").CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build bpfplay/cmd/serve: %w\n%s", err, out)
	}
	return binary, nil
})

// startServer starts a server on a free port and returns the address it prints. All tests share it.
var startServer = sync.OnceValues(func() (address string, err error) {
	server, address, err := newServer()
	if err == nil {
		servers = append(servers, server)
	}
	return address, err
})

// newServer starts a server on a free port, with additions to its environment.
func newServer(env ...string) (server *exec.Cmd, address string, err error) {
	binary, err := buildServe()
	if err != nil {
		return nil, "", err
	}
	var stderr bytes.Buffer
	cmd := exec.Command(binary, "-addr", "localhost:0")
	cmd.Stderr, cmd.Env = &stderr, append(os.Environ(), env...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Start(); err != nil {
		return nil, "", err
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if _, address, ok := strings.Cut(lines.Text(), "bpfplay is at "); ok {
			return cmd, strings.TrimSpace(address), nil
		}
	}
	return nil, "", fmt.Errorf("cmd/serve ended before it printed its address: %v\n%s", cmd.Wait(), stderr.Bytes())
}
