// Command serve builds bpfplay for the browser and serves it on this machine,
// or writes it out as a static site. It needs nothing but Go:
//
//	go run ./cmd/serve                      # http://localhost:8000
//	go run ./cmd/serve -addr localhost:9000
//	go run ./cmd/serve -export dist         # a folder for any static host
//
// Reading order: main.go, workshop.go (what is made), build.go and standin.go
// (the program), pages.go (the pages around it), site.go and handler.go (how
// it reaches the browser).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"

	"bpfplay/web"
)

// options are the flags of the command.
type options struct {
	addr   string
	export string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second Ctrl-C ends the program at once.
	context.AfterFunc(ctx, stop)

	opts, err := parseOptions(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		os.Exit(2)
	}

	err = run(ctx, opts, os.Stdout)
	if err != nil && ctx.Err() == nil {
		fmt.Fprintf(os.Stderr, "bpfplay: %v\n", err)
		os.Exit(1)
	}
}

func parseOptions(args []string) (options, error) {
	var opts options
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	flags.StringVar(&opts.addr, "addr", "localhost:8000", "`host:port` to serve on; port 0 takes a free one")
	flags.StringVar(&opts.export, "export", "", "write a static site to this `folder` instead of serving")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("unknown argument %q: serve takes flags only", flags.Arg(0))
		fmt.Fprintln(flags.Output(), err)
		flags.Usage()
		return options{}, err
	}
	return opts, nil
}

func run(ctx context.Context, opts options, out io.Writer) error {
	module, err := findModule(ctx)
	if err != nil {
		return err
	}
	cache, err := openCache()
	if err != nil {
		return err
	}

	// The port is taken before the build: a busy one is known at once.
	var listener net.Listener
	if opts.export == "" {
		if listener, err = listen(opts.addr); err != nil {
			return err
		}
		defer listener.Close()
	}

	web.Register(nil)
	say := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	workshop := Workshop{
		Module:  module,
		Cache:   cache,
		Compile: func(ctx context.Context) ([]byte, error) { return compile(ctx, module, say) },
		Say:     say,
	}
	site, err := workshop.Site(ctx)
	if err != nil {
		return err
	}
	cache.Prune(cacheLimit)

	if opts.export != "" {
		return export(site, opts.export, say)
	}
	return serve(ctx, listener, site, opts.addr, say)
}
