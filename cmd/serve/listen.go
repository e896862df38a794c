package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"
)

// shutdownTimeout is how long a stopping server waits for open requests.
const shutdownTimeout = 3 * time.Second

func listen(addr string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, fmt.Errorf("invalid -addr %q: want host:port, such as localhost:8000", addr)
	}
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is already in use, maybe by another bpfplay: stop it, or choose another port: go run ./cmd/serve -addr localhost:8001", addr)
	case err != nil:
		return nil, fmt.Errorf("listening on %s: %w: choose another address: go run ./cmd/serve -addr localhost:8001", addr, err)
	}
	return listener, nil
}

// newServer returns a server that ends slow and idle connections, and logs requests at level debug.
func newServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           logged(handler, logger),
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 10 * time.Second,
		WriteTimeout:      10 * time.Minute, // for the whole program at 4 KB/s
		IdleTimeout:       2 * time.Minute,
	}
}

// serve answers on listener until ctx ends.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, logger *slog.Logger) error {
	server := newServer(handler, logger)
	closed := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		timeout, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
		defer cancel()
		closed <- server.Shutdown(timeout)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving: %w", err)
	}
	return <-closed
}

// address returns the URL to open: the host of the -addr flag and the port that was assigned.
func address(addr string, listener net.Listener) string {
	host, _, _ := net.SplitHostPort(addr)
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	if host == "" || net.ParseIP(host).IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}
