package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestAPortInUseSaysWhatToDo(t *testing.T) {
	first, err := listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	_, err = listen(first.Addr().String())
	wantInError(t, err, first.Addr().String(), "taken", "-addr")
}

func TestAnAddressWithoutPortIsExplained(t *testing.T) {
	_, err := listen("8000")
	wantInError(t, err, "8000", "host:port")
}

func TestAddressToType(t *testing.T) {
	listener, err := listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for asked, want := range map[string]string{
		"localhost:0": "http://localhost:" + port,
		"127.0.0.1:0": "http://127.0.0.1:" + port,
		":0":          "http://localhost:" + port,
		"0.0.0.0:0":   "http://localhost:" + port,
		"[::]:0":      "http://localhost:" + port,
	} {
		if got := address(asked, listener); got != want {
			t.Errorf("-addr %s is shown as %s, want %s", asked, got, want)
		}
	}
}

func TestServesAtThePrintedAddressUntilStopped(t *testing.T) {
	site := smallSite(t)
	listener, err := listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	said, done := make(chan string, 10), make(chan error, 1)
	go func() {
		done <- serve(ctx, listener, site, "localhost:0", func(format string, args ...any) { said <- fmt.Sprintf(format, args...) })
	}()

	_, url, ok := strings.Cut(<-said, "bpfplay is at ")
	if !ok {
		t.Fatal("the first line does not tell the address")
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
		t.Errorf("stopping gave %v", err)
	}
}
