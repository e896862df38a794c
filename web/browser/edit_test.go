//go:build !js

package browser

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

const family = "#v1/k=6.12/create(hash,4,8,16)/fork(1)/t1.dup(3)/close(3)"

// rows waits until the history has a number of calls.
func (p *page) rows(n string) {
	p.t.Helper()
	p.shows(".history h2", n+" call")
}

// stored waits until the browser has stored the last change.
func (p *page) stored() {
	p.t.Helper()
	p.wait("the work to be stored", `new Promise((done) => {
		const open = indexedDB.open("bpfplay", 1);
		open.onerror = () => done(false);
		open.onsuccess = () => {
			const all = open.result.transaction("texts").objectStore("texts").getAll();
			all.onsuccess = () => { open.result.close(); done(all.result.some((t) => t.includes("writer"))) };
		};
	})`)
}

// TestAnEarlierCallIsEdited replaces call 1 in its place, removes the fork, and undoes everything by keys.
func TestAnEarlierCallIsEdited(t *testing.T) {
	p := openPage(t, family, 1440, 900)
	p.rows("4")
	p.click("#call-1")
	p.shows("#run", "Replace call 1")
	p.write("#in-max_entries", "32")
	p.click("#run")
	p.shows("#call-1", "×32")
	p.rows("4")
	p.click("#call-2")
	p.click("#remove")
	p.shows("#kept-0", "no living task 1")
	p.rows("2")
	p.eval(`document.activeElement.blur()`)
	p.eval(`dispatchEvent(new KeyboardEvent("keydown", {key: "z", ctrlKey: true, bubbles: true}))`)
	p.rows("4")
	p.click("#redo-button")
	p.rows("2")
	p.click("#undo-button")
	p.rows("4")
}

// TestTheWorkIsThereAfterAReload changes the history and leaves a field half typed.
func TestTheWorkIsThereAfterAReload(t *testing.T) {
	p := openPage(t, family, 1440, 900)
	p.rows("4")
	p.click("#call-1")
	p.write("#in-key_size", "lots")
	p.shows("#in-key_size-wrong", "want a")
	p.stored()
	p.do(chromedp.Reload())
	p.started()
	p.wait("the typed text", `document.querySelector("#in-key_size").value == "lots"`)
	p.shows("#in-key_size-wrong", "want a")

	// A new visit, without a link, shows it too.
	p.do(chromedp.Navigate("about:blank"), chromedp.Navigate(p.address+"/"))
	p.started()
	p.rows("4")
}

// TestALongHistoryIsThereAfterAReload makes more calls than an address carries.
func TestALongHistoryIsThereAfterAReload(t *testing.T) {
	p := openPage(t, family, 1440, 900)
	p.rows("4")
	p.eval(`for (let i = 0; i < 2100; i++) bpfplay.dup(0)`)
	p.wait("the address to name the desk", `location.hash.startsWith("#desk-")`)
	p.shows(".notice", "too long for the page's address")
	p.wait("the button", `document.querySelector("#notice-file")`)
	p.stored()
	p.do(chromedp.Reload())
	p.started()
	p.rows("2104")
}

// TestBackAndForward opens examples over changed work, and goes back to it.
func TestBackAndForward(t *testing.T) {
	p := openPage(t, family, 1440, 900)
	p.rows("4")
	p.eval(`bpfplay.dup(0)`)
	p.rows("5")
	p.wait("a number of the desk, which it gets when the storage has been read", `!history.state.startsWith("0 ")`)
	p.click("#examples-button")
	p.click(".panel #example-1")
	p.rows("3")
	p.shows(".notice", "Your earlier work stays on")
	p.click("#examples-button")
	p.click(".panel #example-2")
	p.rows("5")
	p.shows("#call-2", "fork")
	p.eval(`history.back()`)
	p.rows("3")
	p.eval(`history.back()`)
	p.rows("5")
	p.shows("#call-3", "dup")
	p.eval(`history.go(2)`)
	p.shows("#call-5", "work")
	p.click("#desks-button")
	p.wait("the kept desk", `document.querySelectorAll(".desk-row").length == 1`)
	p.click(".desk-row [data-desk].pill")
	p.shows("#call-3", "dup")
}

// TestAFullStorageIsSaid leaves the browser no room.
func TestAFullStorageIsSaid(t *testing.T) {
	p := openPage(t, family, 1440, 900)
	p.rows("4")
	p.eval(`globalThis.commit = IDBTransaction.prototype.commit; IDBTransaction.prototype.commit = function () { this.abort() };
		Object.defineProperty(IDBTransaction.prototype, "error", {configurable: true, get: () => new DOMException("no room", "QuotaExceededError")}); bpfplay.dup(0)`)
	p.shows(".notice.bad", "storage is full")
	p.wait("the button", `document.querySelector("#notice-file")`)
	p.rows("5")
	p.eval(`IDBTransaction.prototype.commit = commit; bpfplay.dup(0)`)
	p.shows(".notice", "kept in this browser again")
}

// TestAMapTypeIsChosenFromTheList finds a type by a part of its name, by keyboard, and reads its cost in memory.
func TestAMapTypeIsChosenFromTheList(t *testing.T) {
	p := openPage(t, "#v1/k=6.12", 1440, 900)
	p.shows("#memory-bill", "charged to the memory cgroup")
	p.write("#in-map_type", "lpm")
	p.shows("#type-list", "Longest prefix match")
	p.do(press("\r"))
	p.wait("the type and what it requires", `document.querySelector("#in-map_type").value == "BPF_MAP_TYPE_LPM_TRIE" && document.querySelector("#in-key_size").value == "8"`)
	p.click("#run")
	p.shows("#result", "= 3")
	p.write("#in-key_size", "4")
	p.shows("#type-needs", "LPM_TRIE needs key_size at least 5")
}

// TestFieldsAndBytesLightUpTogether points at a field, a byte, and the union's other readings.
func TestFieldsAndBytesLightUpTogether(t *testing.T) {
	p := openPage(t, family, 1440, 900)
	p.rows("4")
	p.click("#call-1")
	p.wait("the call in the form", `document.querySelector("#in-max_entries")?.value == "16"`)
	p.eval(`document.querySelector("#in-key_size").focus()`)
	p.wait("the bytes of key_size to light up", `[...document.querySelectorAll("#bytes .lit")].map((e) => e.id || e.querySelector("[id]")?.id).join(" ") == "byte-4 byte-5 byte-6 byte-7"`)
	p.wait("its part of the line", `document.querySelector(".strace-mirror mark")?.textContent == "key_size=4"`)
	p.eval(`document.querySelector("#byte-12").focus()`)
	p.wait("the field of byte 12", `document.querySelector(".call .field.lit [data-input]")?.dataset.input == "max_entries"`)
	p.click("#union-lanes")
	p.shows(".union-lanes", "map_fd 1")
}

// TestBlanksStayWhileTyping types blanks into inputs of every kind. The page draws their effect after each blank.
func TestBlanksStayWhileTyping(t *testing.T) {
	p := openPage(t, "#v1/k=6.12", 1440, 900)
	types := func(selector, text, want string) {
		t.Helper()
		p.eval(`for (const c of ` + strconv.Quote(text) + `) document.execCommand("insertText", false, c)`)
		if got := p.ask(`document.querySelector("` + selector + `").value`); got != want {
			t.Errorf("after %q, %s has %q, want %q", text, selector, got, want)
		}
	}
	into := func(selector string) {
		t.Helper()
		p.wait(selector, `document.querySelector("`+selector+`")`)
		p.eval(`document.querySelector("` + selector + `").focus(); document.querySelector("` + selector + `").select()`)
	}

	into("#in-key_size")
	types("#in-key_size", "x ", "x ")
	p.shows("#in-key_size-wrong", "x")
	types("#in-key_size", "y ", "x y ")
	p.shows("#in-key_size-wrong", "x y")
	types("#in-key_size", "z", "x y z")
	p.shows("#in-key_size-wrong", "x y z")

	p.click("#paste-button")
	into("#paste-text")
	types("#paste-text", "close(3) = 0\n", "close(3) = 0\n")
	p.shows("#paste-as", "1 call")
	types("#paste-text", "close(4) = 0 ", "close(3) = 0\nclose(4) = 0 ")
	p.shows("#paste-as", "2 calls")
	types("#paste-text", "\n\n", "close(3) = 0\nclose(4) = 0 \n\n")
	p.click("#close-panel")

	p.eval(`dispatchEvent(new KeyboardEvent("keydown", {key: "k", ctrlKey: true, bubbles: true}))`)
	p.wait("the palette", `document.activeElement?.id === "command-input"`)
	const commands = `document.querySelectorAll(".command").length`
	types("#command-input", "unregistere", "unregistere")
	p.wait("fewer commands", commands+` < 5`)
	types("#command-input", "dx ", "unregisteredx ")
	p.wait("no command", commands+` === 0`)
	types("#command-input", "y", "unregisteredx y")

	p.eval(`addEventListener("input", (e) => { e.target.value = "drawn before the program knows of the key"; }, {capture: true, once: true})`)
	types("#command-input", "z", "unregisteredx yz")
}
