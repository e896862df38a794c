//go:build !js

package browser

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// benchPage runs core's test binary in a browser and collects its output.
const benchPage = `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><script src="wasm_exec.js"></script><script>
globalThis.lines = [];
console.log = line => lines.push(line);
const go = new Go();
go.argv = ["core.test", "-test.run=^$", "-test.bench=%s", "-test.benchtime=%s"];
WebAssembly.instantiateStreaming(fetch("core.wasm"), go.importObject).then(made => go.run(made.instance)).then(() => { globalThis.done = true });
</script>`

// The benchmarks of core to run, and their -benchtime.
const (
	benchedElements = "Elements/^(hash|lru_hash|lpm_trie)$/^1000$|Elements/^hash$/^(10|1000000)$|Instructions"
	benchedTime     = "500000x"
)

// BenchmarkElementsInChromium runs core's BenchmarkElements and BenchmarkInstructions in Chromium, then natively next to the
// host's kernel, and prints the shortest time per element or instruction of each.
func BenchmarkElementsInChromium(b *testing.B) {
	chromium, dir := findChromium(b), b.TempDir()
	goTool(b, []string{"GOOS=js", "GOARCH=wasm"}, "test", "-c", "-o", filepath.Join(dir, "core.wasm"), "bpfplay/core")
	root := strings.TrimSpace(goTool(b, nil, "env", "GOROOT"))
	for b.Loop() {
		native := benchTimes(goTool(b, nil, "test", "-run=^$", "-bench="+benchedElements, "-benchtime="+benchedTime, "bpfplay/core"))
		browser := benchTimes(benchInChromium(b, chromium, dir, root))
		for _, name := range browser.names {
			inBrowser, ours, host := browser.times[name]["best-ns"], native.times[name]["best-ns"], native.times[name]["host-ns"]
			b.Logf("%-40s Chromium %7.2f ns, natively %7.2f ns, the host's kernel %7.2f ns: %.2f and %.2f times ours",
				name, inBrowser, ours, host, host/inBrowser, host/ours)
			if strings.HasSuffix(name, "hash/10/lookup") {
				b.ReportMetric(inBrowser, "chromium-lookup-ns")
				b.ReportMetric(host/inBrowser, "host/chromium")
			}
		}
	}
}

// goTool runs the go command and returns its output.
func goTool(b *testing.B, env []string, args ...string) string {
	b.Helper()
	c := exec.Command("go", args...)
	c.Env = append(os.Environ(), env...)
	out, err := c.CombinedOutput()
	if err != nil {
		b.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// benchInChromium returns the output of the test binary in a browser. Its page is cross-origin isolated, because only such
// pages get a precise clock.
func benchInChromium(b *testing.B, chromium, dir, root string) string {
	b.Helper()
	page := fmt.Sprintf(benchPage, benchedElements, benchedTime)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cross-Origin-Opener-Policy", "same-origin")
		w.Header().Set("Cross-Origin-Embedder-Policy", "require-corp")
		switch r.URL.Path {
		case "/core.wasm":
			http.ServeFile(w, r, filepath.Join(dir, "core.wasm"))
		case "/wasm_exec.js":
			http.ServeFile(w, r, filepath.Join(root, "lib", "wasm", "wasm_exec.js"))
		default:
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, page)
		}
	}))
	defer server.Close()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.UserDataDir(b.TempDir()), chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true))
	ctx, cancel := context.WithTimeout(b.Context(), 5*time.Minute)
	defer cancel()
	ctx, cancel = chromedp.NewExecAllocator(ctx, options...)
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(server.URL)); err != nil {
		b.Fatal(err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("globalThis.done === true", chromedp.WithPollingTimeout(4*time.Minute))); err != nil {
		b.Fatalf("the test binary did not finish: %v", err)
	}
	out, err := chromedp.Run(ctx, chromedp.Evaluate[string](`lines.join("\n")`))
	if err != nil {
		b.Fatal(err)
	}
	return out
}

// benchTable holds the results of benchmarks by name and unit, with the names in order.
type benchTable struct {
	names []string
	times map[string]map[string]float64
}

var (
	benchLine  = regexp.MustCompile(`(?m)^Benchmark(\S+?)(?:-\d+)?\s+\d+\s(.*)$`)
	benchValue = regexp.MustCompile(`([\d.e+]+) (\S+)`)
)

func benchTimes(printed string) benchTable {
	t := benchTable{times: map[string]map[string]float64{}}
	for _, line := range benchLine.FindAllStringSubmatch(printed, -1) {
		values := map[string]float64{}
		for _, v := range benchValue.FindAllStringSubmatch(line[2], -1) {
			values[v[2]], _ = strconv.ParseFloat(v[1], 64)
		}
		t.names = append(t.names, line[1])
		t.times[line[1]] = values
	}
	return t
}
