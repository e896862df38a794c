package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"
)

// farewell is how long an ending server waits for answers still under way.
const farewell = 3 * time.Second

func listen(addr string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, fmt.Errorf("-addr %s: want host:port, as in localhost:8000", addr)
	}
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is taken by another program (another bpfplay?): stop that one, or choose a port: go run ./cmd/serve -addr localhost:8001", addr)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s: %w: choose another address: go run ./cmd/serve -addr localhost:8001", addr, err)
	}
	return listener, nil
}

// serve answers on listener until ctx ends.
func serve(ctx context.Context, listener net.Listener, site *Site, addr string, say func(string, ...any)) error {
	server := &http.Server{Handler: site, ReadHeaderTimeout: 10 * time.Second}
	closed := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		patience, cancel := context.WithTimeout(context.Background(), farewell)
		defer cancel()
		closed <- server.Shutdown(patience)
	})

	say("bpfplay is at %s", address(addr, listener))
	say("Ctrl-C stops it.")
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return <-closed
}

// address is what to type into a browser: the host as asked for, the port as it came out.
func address(asked string, listener net.Listener) string {
	host, _, _ := net.SplitHostPort(asked)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
