package main

import (
	"fmt"
	"os"
	"path"
	"regexp"
)

// correction is one thing go-app writes that must not reach a browser so.
type correction struct {
	files string // pattern of names, as in path.Match
	found *regexp.Regexp
	now   string // ${name} stands for a value known only at the build
	why   string
}

// corrections are applied in order; each must find its text, so that another
// go-app does not undo one unseen.
var corrections = []correction{
	{
		files: "*.html",
		found: regexp.MustCompile(`, maximum-scale=1, user-scalable=0`),
		now:   ``,
		why:   "a page must let its reader zoom",
	},
	{
		files: "*.html",
		found: regexp.MustCompile(`\s*<meta [^>]*property="og:(url|image)"[^>]*>`),
		now:   ``,
		why:   "the URL is that of the server which wrote the page, and there is no image",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`goappInitServiceWorker\(\);\s*goappWatchForUpdate\(\);\s*goappWatchForInstallable\(\);\s*goappInitWebAssembly\(\);`),
		now: `globalThis.bpfplayStart = () => {
  goappInitServiceWorker();
  goappWatchForUpdate();
  goappWatchForInstallable();
  goappInitWebAssembly();
};
if (!document.documentElement.classList.contains("poster")) {
  bpfplayStart();
}`,
		why: "an embedded page loads nothing before somebody asks for it",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`go\.run\(wasm\.instance\);`),
		now:   `go.run(wasm.instance).finally(() => bpfplayEnded());`,
		why:   "a program that has ended leaves its last drawing, which answers to nothing",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`response\.headers\.get\("Content-Length"\)`),
		now:   `"${length}"`,
		why:   "other hosts send no length of the uncompressed program, and the bar would leave 0 to 100 %",
	},
}

// correct applies the corrections for the file called name.
func correct(name string, data []byte, values map[string]string) ([]byte, error) {
	for _, c := range corrections {
		if match, _ := path.Match(c.files, path.Base(name)); !match {
			continue
		}
		if !c.found.Match(data) {
			return nil, fmt.Errorf("go-app's %s has no %q any more: see why it was replaced (%s) and mend cmd/serve/correct.go", name, c.found, c.why)
		}
		now := os.Expand(c.now, func(value string) string { return values[value] })
		data = c.found.ReplaceAllLiteral(data, []byte(now))
	}
	return data, nil
}
