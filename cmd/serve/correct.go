package main

import (
	"fmt"
	"os"
	"path"
	"regexp"
)

// correction replaces one text in a file that go-app generates.
type correction struct {
	files string // pattern of file names, as in path.Match
	found *regexp.Regexp
	now   string // ${name} is a value known only at build time
	why   string
}

// corrections are applied in order. Each must match, so that a new go-app
// release cannot silently undo one.
var corrections = []correction{
	{
		files: "app.js",
		found: regexp.MustCompile(`var goappNav = `),
		now: `const setAttribute = Element.prototype.setAttribute;
Element.prototype.setAttribute = function (name, value) {
  if (name === "style") {
    this.style.cssText = value;
  } else {
    setAttribute.call(this, name, value);
  }
};

var goappNav = `,
		why: "the policy allows no style attributes, but the same text as a property",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`var goappNav = `),
		now: `const unread = new WeakSet();
addEventListener("input", (e) => e.target.type === "file" || unread.add(e.target), true);
for (const input of [HTMLInputElement.prototype, HTMLTextAreaElement.prototype]) {
  const { get, set, ...rest } = Object.getOwnPropertyDescriptor(input, "value");
  Object.defineProperty(input, "value", {
    ...rest,
    get() {
      unread.delete(this);
      return get.call(this);
    },
    set(text) {
      if (this !== document.activeElement || (!unread.has(this) && get.call(this).trim() !== text)) {
        set.call(this, text);
      }
    },
  });
}

var goappNav = `,
		why: "go-app draws a text without the blanks at its ends, which the user may just have typed, and may draw the text before a key that it has not handled yet",
	},
	{
		files: "*.html",
		found: regexp.MustCompile(`, maximum-scale=1, user-scalable=0`),
		now:   ``,
		why:   "readers must be able to zoom",
	},
	{
		files: "*.html",
		found: regexp.MustCompile(`\s*<meta [^>]*property="og:(url|image)"[^>]*>`),
		now:   ``,
		why:   "the URL is that of the build host, and the site has no preview image",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`goappInitServiceWorker\(\);\s*goappWatchForUpdate\(\);\s*goappWatchForInstallable\(\);\s*goappInitWebAssembly\(\);`),
		now: `globalThis.bpfplayStart = () => {
  goappWatchForUpdate();
  goappWatchForInstallable();
  goappInitWebAssembly().finally(() => (globalThis.requestIdleCallback ?? setTimeout)(goappInitServiceWorker));
};
if (!document.documentElement.classList.contains("poster")) {
  bpfplayStart();
}`,
		why: "an embedded page loads the program only when the reader asks for it, and the service worker loads everything again after it",
	},
	{
		files: "*.html",
		found: regexp.MustCompile(`… 0</p>`),
		now:   `…</p>`,
		why:   "the progress begins when it is known",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`showProgress\(0\);`),
		now:   `showProgress("");`,
		why:   "the progress of a near server is not counted",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`(?s)await instantiateStreaming\(.*?go\.importObject\s*\);`),
		now: `{ module: await bpfplayProgram(showProgress) };
    wasm.instance = await WebAssembly.instantiate(wasm.module, go.importObject);`,
		why: "the program is compiled while it arrives, which begins before this script",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`"GOAPP_ROOT_PREFIX":""`),
		now:   `"GOAPP_ROOT_PREFIX":new URL(".", location).pathname.slice(0, -1)`,
		why:   "the site works under any path",
	},
	{
		files: "*.html",
		found: regexp.MustCompile(`<meta charset="UTF-8">`),
		now: `<meta charset="UTF-8">
<script data-program="${program}" data-length="${length}" data-course="${course}">${first}</script>`,
		why: "the program is requested before anything else, and not every host sends its uncompressed length; the lessons and cases follow when they are needed",
	},
	{
		files: "*.html",
		found: regexp.MustCompile(`<div class="desk `),
		now:   `<div data-served="" class="desk `,
		why:   "the first screen is an example, and the page of a link does not show it",
	},
	{
		files: "*.html",
		found: regexp.MustCompile(`href="[^"]*/icon\.svg" rel="icon"`),
		now:   `href="data:image/png;base64,${icon}" rel="icon"`,
		why:   "a browser may load the icon again after each change of the address, and a drawing takes longer to load than a step",
	},
	{
		files: "app-worker.js",
		found: regexp.MustCompile(`const cacheName = "app-" \+`),
		now:   `const site = "bpfplay " + self.registration.scope + " ", cacheName = site +`,
		why:   "other sites of the same host have caches, too",
	},
	{
		files: "app-worker.js",
		found: regexp.MustCompile(`key !== cacheName`),
		now:   `key.startsWith(site) && key !== cacheName`,
		why:   "the caches of other sites are theirs",
	},
	{
		files: "app-worker.js",
		found: regexp.MustCompile(`self\.skipWaiting\(\);\s*\}\)`),
		now: `self.skipWaiting();
        return caches.open(cacheName);
      })
      .then((cache) => cache.addAll(${reference}).catch(() => {}))`,
		why: "the reference works offline, and the page does so without it",
	},
	{
		files: "app-worker.js",
		found: regexp.MustCompile(`event\.waitUntil\(\s*caches\s*\.open`),
		now: `if (event.addRoutes) {
    const page = new URL(self.registration.scope).pathname, source = { cacheName };
    event.waitUntil(event.addRoutes([
      { condition: { requestMode: "navigate", urlPattern: new URLPattern({ pathname: page, search: "" }) }, source },
      { condition: { urlPattern: new URLPattern({ pathname: page + "*", search: "v=*" }) }, source },
    ]).catch(() => {}));
  }
  event.waitUntil(
    caches
      .open`,
		why: "a browser that knows where the files are need not start the service worker to show the page",
	},
	{
		files: "app-worker.js",
		found: regexp.MustCompile(`caches\.match\(event\.request\)`),
		now:   `caches.match(event.request.mode === "navigate" ? event.request.url.replace(/(index\.html)?([?#].*)?$/, "") : event.request)`,
		why:   "a page works offline with any query, and by the name of its file",
	},
	{
		files: "app.js",
		found: regexp.MustCompile(`go\.run\(wasm\.instance\);`),
		now: `go.constantsEnd = (${unfold})(wasm.module, wasm.instance);
    await new Promise((resolve) => setTimeout(resolve)); // the browser handles events in between
    go.run(wasm.instance).finally(() => bpfplayEnded());`,
		why: "a table of the program is stored folded, and a program that has ended leaves its last drawing, which answers to nothing",
	},
}

// correct applies the corrections that match the file called name.
func correct(name string, data []byte, values map[string]string) ([]byte, error) {
	for _, c := range corrections {
		if match, _ := path.Match(c.files, path.Base(name)); !match {
			continue
		}
		if !c.found.Match(data) {
			return nil, fmt.Errorf("go-app's %s no longer contains %q, which is replaced because %s: update cmd/serve/correct.go", name, c.found, c.why)
		}
		now := os.Expand(c.now, func(value string) string { return values[value] })
		data = c.found.ReplaceAllLiteral(data, []byte(now))
	}
	return data, nil
}
