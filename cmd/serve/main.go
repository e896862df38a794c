// Command serve builds bpfplay for the browser and serves it on this machine,
// or exports it as a static site. It requires only Go:
//
//	go run ./cmd/serve                      # http://localhost:8000
//	go run ./cmd/serve -addr localhost:9000
//	go run ./cmd/serve -export dist         # a folder for any static host
//	go run ./cmd/serve -weight              # the size of the program by package
//
// Reading order: main.go, workshop.go (the steps of a build), build.go with
// packages overlay and strip (the program), pages.go (the HTML pages), site.go, handler.go and
// front.go (the HTTP server).
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
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

	err = run(ctx, opts, newConsole(os.Stdout))
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

func run(ctx context.Context, opts options, out *console) error {
	defer out.Erase()
	module, err := findModule(ctx)
	if err != nil {
		return err
	}
	cache := openCache(func(problem error) {
		out.Say("The build is kept in memory only, and the next start builds again: %v", problem)
	})
	cache.Prune(cacheLimit)
	web.Register(nil)
	progress := &Progress{show: out.Show}
	workshop := Workshop{
		Module:   module,
		Cache:    cache,
		Compile:  func(ctx context.Context) ([]byte, error) { return compile(ctx, module, progress, out.Say) },
		Progress: progress,
		Packed:   opts.export != "",
	}
	switch {
	case opts.weight:
		return workshop.weigh(ctx, out)
	case opts.export != "":
		site, err := workshop.Site(ctx)
		if err != nil {
			return err
		}
		return export(site, opts.export, out.Say)
	}
	return workshop.serve(ctx, opts, out)
}

// serve builds the site and serves it until ctx ends.
func (w Workshop) serve(ctx context.Context, opts options, out *console) error {
	// Listen before the build: a busy port fails immediately, and the page shows the progress.
	listener, err := listen(opts.addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	logger, front := newLogger(os.Stderr, opts.verbose), &Front{Progress: w.Progress}
	served := make(chan error, 1)
	go func() { served <- serve(ctx, listener, front, logger) }()

	site, err := w.Site(ctx)
	if err != nil {
		return err
	}
	front.Open(site)
	out.Say("bpfplay is at %s", address(opts.addr, listener))
	out.Say("Press Ctrl-C to stop.")

	better, err := site.Better(ctx, w.Cache)
	switch {
	case err == nil:
		front.Open(better)
		logger.Debug("the site is compressed well")
	case ctx.Err() == nil:
		logger.Warn("the site stays as it was compressed quickly", "error", err)
	}
	return <-served
}
