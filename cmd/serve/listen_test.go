package main

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"
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

func TestServeUntilStopped(t *testing.T) {
	listener, err := listen("localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serve(ctx, listener, smallSite(t), newLogger(io.Discard, false)) }()

	url := address("localhost:0", listener)
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

// loaded is a server in use: how many clients, and requests of each.
const (
	loadClients  = 50
	loadRequests = 200
	loadMemory   = 64 << 20 // bytes that may stay allocated
)

// TestLoad requests all files from many clients at once. Every response is whole, and the memory stays flat.
func TestLoad(t *testing.T) {
	site := realSite(t)
	server := httptest.NewUnstartedServer(nil)
	server.Config = newServer(site, newLogger(io.Discard, false))
	server.Start()
	defer server.Close()
	client := server.Client()
	client.Transport.(*http.Transport).MaxIdleConnsPerHost = loadClients
	paths := slices.Sorted(maps.Keys(site.Assets))
	before := allocated()
	var work sync.WaitGroup
	for c := range loadClients {
		work.Go(func() {
			for i := range loadRequests {
				path := paths[(c+i)%len(paths)]
				request, _ := http.NewRequest(http.MethodGet, server.URL+path, nil)
				request.Header.Set("Accept-Encoding", []string{"br", "gzip", "identity"}[i%3])
				res, err := client.Do(request)
				if err != nil {
					t.Error(err)
					return
				}
				n, err := io.Copy(io.Discard, res.Body)
				res.Body.Close()
				if err != nil || res.StatusCode != http.StatusOK || n != res.ContentLength {
					t.Errorf("%s: %s, %d of %d bytes, %v", path, res.Status, n, res.ContentLength, err)
					return
				}
			}
		})
	}
	work.Wait()
	if grown := allocated() - before; grown > loadMemory {
		t.Errorf("%d requests leave %d bytes allocated, want at most %d", loadClients*loadRequests, grown, loadMemory)
	}
}

// allocated returns the bytes of the heap in use.
func allocated() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// TestSlowClientsAreCut opens connections that send no header, or read no response. Only the limits are shorter than those of
// newServer.
func TestSlowClientsAreCut(t *testing.T) {
	large := bytes.Repeat([]byte("more than the buffers of a socket"), 1<<20)
	site := &Site{Assets: map[string]*Asset{"/": {File: "index.html", Type: "text/html", Sum: fingerprint(large), Bodies: []Body{{Encoding: "identity", ETag: `"x"`, Data: large}}}}}
	for name, sent := range map[string]string{"no header": "GET / HTTP/1.1\r\nHost: ", "no reading": "GET / HTTP/1.1\r\nHost: x\r\n\r\n"} {
		t.Run(name, func(t *testing.T) {
			server := newServer(site, newLogger(io.Discard, false))
			for _, limit := range []*time.Duration{&server.ReadHeaderTimeout, &server.WriteTimeout, &server.IdleTimeout} {
				if *limit <= 0 || *limit > time.Hour {
					t.Errorf("a limit of the server is %v", *limit)
				}
				*limit = 100 * time.Millisecond
			}
			closed := make(chan struct{})
			server.ConnState = func(_ net.Conn, state http.ConnState) {
				if state == http.StateClosed {
					close(closed)
				}
			}
			listener, err := listen("localhost:0")
			if err != nil {
				t.Fatal(err)
			}
			go server.Serve(listener)
			defer server.Close()
			client, err := net.Dial("tcp", listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			if _, err := io.WriteString(client, sent); err != nil {
				t.Fatal(err)
			}
			select {
			case <-closed:
			case <-time.After(time.Minute):
				t.Error("the connection is still open after a minute")
			}
		})
	}
}
