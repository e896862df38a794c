// Command serve builds bpfplay for the browser and serves it on this machine,
// or exports it as a static site. It requires only Go:
//
//	go run ./cmd/serve                      # http://localhost:8000
//	go run ./cmd/serve -addr localhost:9000
//	go run ./cmd/serve -export dist         # a folder for any static host
//	go run ./cmd/serve -weight              # the size of the program by package
//
// Reading order: main.go, workshop.go (the steps of a build), build.go and
// standin.go (the program), pages.go (the HTML pages), site.go and handler.go
// (the HTTP server).
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

// options holds the command's flags.
type options struct {
	addr    string
	export  string
	weight  bool
	verbose bool
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// After the first Ctrl-C the default handling returns, so a second one kills the program.
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
	flags.StringVar(&opts.addr, "addr", "localhost:8000", "`host:port` to serve on; port 0 means any free port")
	flags.StringVar(&opts.export, "export", "", "export a static site to this `folder` instead of serving")
	flags.BoolVar(&opts.weight, "weight", false, "print the size of the program by package; fail above the budget")
	flags.BoolVar(&opts.verbose, "v", false, "log every request")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	if flags.NArg() > 0 {
		err := fmt.Errorf("unexpected argument %q: serve takes only flags", flags.Arg(0))
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
	say := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	cache := openCache(func(problem error) {
		say("The build is kept in memory only, and the next start builds again: %v", problem)
	})

	// Listen before the build, so that a busy port fails immediately.
	var listener net.Listener
	if opts.export == "" && !opts.weight {
		if listener, err = listen(opts.addr); err != nil {
			return err
		}
		defer listener.Close()
	}

	web.Register(nil)
	workshop := Workshop{
		Module:  module,
		Cache:   cache,
		Compile: func(ctx context.Context) ([]byte, error) { return compile(ctx, module, say) },
		Say:     say,
		Packed:  opts.export != "",
	}
	if opts.weight {
		return workshop.weigh(ctx, out)
	}
	site, err := workshop.Site(ctx)
	if err != nil {
		return err
	}
	cache.Prune(cacheLimit)

	if opts.export != "" {
		return export(site, opts.export, say)
	}
	return serve(ctx, listener, site, opts.addr, newLogger(os.Stderr, opts.verbose), say)
}
