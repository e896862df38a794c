package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestPortInUseError(t *testing.T) {
	first, err := listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	_, err = listen(first.Addr().String())
	wantInError(t, err, first.Addr().String(), "in use", "-addr")
}

func TestAddressWithoutPortError(t *testing.T) {
	_, err := listen("8000")
	wantInError(t, err, "8000", "host:port")
}

func TestPrintedAddress(t *testing.T) {
	listener, err := listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for addr, want := range map[string]string{
		"localhost:0": "http://localhost:" + port,
		"127.0.0.1:0": "http://127.0.0.1:" + port,
		":0":          "http://localhost:" + port,
		"0.0.0.0:0":   "http://localhost:" + port,
		"[::]:0":      "http://localhost:" + port,
	} {
		if got := address(addr, listener); got != want {
			t.Errorf("-addr %s is printed as %s, want %s", addr, got, want)
		}
	}
}

func TestServeAtThePrintedAddressUntilStopped(t *testing.T) {
	site := smallSite(t)
	listener, err := listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	lines, done := make(chan string, 10), make(chan error, 1)
	go func() {
		done <- serve(ctx, listener, site, "localhost:0", newLogger(io.Discard, false), func(format string, args ...any) { lines <- fmt.Sprintf(format, args...) })
	}()

	_, url, ok := strings.Cut(<-lines, "bpfplay is at ")
	if !ok {
		t.Fatal("the first line does not contain the address")
	}
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", url, res.Status)
	}
	stop()
	if err := <-done; err != nil {
		t.Errorf("stopping returned %v", err)
	}
}
