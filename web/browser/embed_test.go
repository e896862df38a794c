//go:build !js

package browser

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// posterMost is the most bytes that an embedded page may load before the reader asks for the program.
const posterMost = 64 << 10

// TestEmbeddedPage embeds the page: first a poster without the program, then calls 1 to 2 of the history.
func TestEmbeddedPage(t *testing.T) {
	const link = "#v1/k=6.12/create(hash,4,8,16)/fork(1)/close(3)/t1.close(3)/work()"
	p := openPage(t, seedPage, 1280, 720)
	p.embed("/?embed=1&from=1&to=2&says=Who+keeps+it%3F" + link)
	const doc = `document.querySelector("#f").contentDocument`
	text := func(selector string) string {
		return `(` + doc + `.querySelector("` + selector + `")?.innerText ?? "")`
	}
	p.wait("the poster", text("#poster")+`.includes("Who keeps it?")`)
	p.wait("its calls", text("#poster")+`.includes("fork(1)")`)
	n := 0
	for name := range strings.FieldsSeq(p.ask(`document.querySelector("#f").contentWindow.performance.getEntries().filter(e => e.initiatorType).map(e => e.name).join(" ")`)) {
		if strings.Contains(name, ".wasm") {
			t.Errorf("the poster loads the program: %s", name)
		}
		n += sent(t, name)
	}
	t.Logf("the poster loads %d bytes", n)
	if n == 0 || n > posterMost {
		t.Errorf("the poster loads %d bytes, want 1 to %d", n, posterMost)
	}

	p.eval(doc + `.querySelector("#poster").click()`)
	p.wait("the frame", text("#frame-sentence")+`.includes("Map 1 is created")`)
	p.wait("the poster to go", doc+`.querySelector("#poster").offsetParent === null && getComputedStyle(`+doc+`.querySelector("#poster")).display === "none"`)
	p.wait("no way back", doc+`.querySelector("#frame-back").disabled`)
	p.eval(doc + `.querySelector("#frame-on").click()`)
	p.wait("the second call", text("#frame-call")+`.includes("fork")`)
	p.wait("no way on", doc+`.querySelector("#frame-on").disabled`)
	if open := p.ask(doc + `.querySelector("#frame-open").href`); !strings.Contains(open, "/#v1") || !strings.Contains(open, "at=2") {
		t.Errorf("the link to bpfplay is %s", open)
	}
}

// embed shows another page in a frame over this one.
func (p *page) embed(address string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`{
		const frame = Object.assign(document.createElement("iframe"), {id: "f", src: %q});
		frame.style.cssText = "position:fixed;inset:0;width:700px;height:420px;z-index:99";
		document.body.append(frame);
	}`, address))
}

// sent returns the compressed size of the response to a request without cache.
func sent(t *testing.T, address string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", "br")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", address, response.Status, err)
	}
	return len(body)
}

// TestEmbedSnippet puts the snippet of the export panel into a page.
func TestEmbedSnippet(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(hash,4,8,16)/close(3)", 1280, 720)
	p.click("#export-button")
	p.wait("the snippet", `document.querySelector("#embed-text")?.value.startsWith("<iframe")`)
	// The policy of this page allows no style attributes.
	p.eval(`document.body.insertAdjacentHTML("beforeend", document.querySelector("#embed-text").value.replace(/ style="[^"]*"/, ""))`)
	p.wait("the poster", `document.querySelector("iframe").contentDocument?.querySelector("#poster")?.innerText.includes("Descriptor 3 of task 0 is the only reference to it")`)
}
