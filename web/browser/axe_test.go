//go:build !js

package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// axeRules are the rules of axe-core that every view has to pass.
const axeRules = `["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`

// axeView is a view of the page.
type axeView struct {
	name, fragment string
	steps          []string
}

// axeViews are the views of the page: a fragment, then the elements to click. A step of one character is a key.
var axeViews = []axeView{
	{"no calls", "#v1/k=6.12", nil},
	{"a refused call", "#v1/k=6.12/create(lpm_trie,8,8,16,0)", nil},
	{"a map", "#v1/k=6.12/create(hash,4,8,16)/fork(1)/close(3)/at=1", []string{".kernel-choose"}},
	{"release", "", []string{"#kernel-button"}},
	{"machine", "", []string{"#machine-button"}},
	{"examples", "", []string{"#examples-button", "#shelf-examples"}},
	{"lessons", "", []string{"#examples-button", "#shelf-lessons"}},
	{"cases", "", []string{"#examples-button", "#shelf-cases"}},
	{"paste", "", []string{"#paste-button"}},
	{"export", "", []string{"#export-button"}},
	{"help", "", []string{"#help-button"}},
	{"commands", "", []string{"/"}},
	{"case", "", []string{"#examples-button", "#shelf-cases", ".case-choice"}},
	{"lesson", "", []string{"#examples-button", "#shelf-lessons", ".lesson-choice"}},
	{"write a lesson", "", []string{"#examples-button", "#shelf-lessons", "#lesson-new"}},
	{"handout", "", []string{"#examples-button", "#shelf-lessons", ".lesson-choice", "#lesson-handout"}},
	{"set a homework", "#v1/k=6.12/create(lpm_trie,8,8,16,0)/panel=homework", []string{"#set-copy"}},
	{"homework", "#v1/k=6.12/create(lpm_trie,8,8,16,0)/at=1/panel=homework", []string{"#set-try"}},
	{"presenter", "", []string{"f"}},
}

// axeThemes are the settings of the system that the colours follow.
var axeThemes = []struct{ name, scheme, contrast string }{
	{"light", "light", "no-preference"},
	{"dark", "dark", "no-preference"},
	{"high contrast", "light", "more"},
	{"dark high contrast", "dark", "more"},
}

// axeSizes are the windows: a desktop, an old projector, a phone.
var axeSizes = [][2]int64{{1440, 900}, {1024, 768}, {390, 844}}

// withAxe loads axe-core into the document, which its policy would not do.
func (p *page) withAxe() {
	p.t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "axe", "axe.min.js"))
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(chromedp.Evaluate[chromedp.Void](string(text) + "; undefined"))
}

// TestViewsPassAxe runs axe-core on every view in every theme and size.
func TestViewsPassAxe(t *testing.T) {
	for _, size := range axeSizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			p := openPage(t, "", int(size[0]), int(size[1]))
			p.withAxe()
			for _, v := range axeViews {
				p.enter(v)
				for _, theme := range axeThemes {
					p.look(theme.scheme, theme.contrast, size)
					p.passesAxe(v.name + ", " + theme.name)
				}
				if p.ask(covered) == "true" {
					p.do(press(kb.Escape))
					p.wait(v.name+" to close", "!("+covered+")")
				}
			}
		})
	}
}

// covered evaluates to whether a dialog the presenter or a handout is over the desk.
const covered = `!!document.querySelector("dialog[open], .presenting, .handing")`

// enter opens a view.
func (p *page) enter(v axeView) {
	p.t.Helper()
	if v.fragment != "" {
		p.eval(fmt.Sprintf(`location.hash = %q`, v.fragment))
	}
	for _, step := range v.steps {
		if len(step) == 1 {
			p.eval(`document.activeElement.blur()`)
			p.do(press(step))
			p.wait(v.name, covered)
		} else {
			p.click(step)
		}
	}
}

// TestOtherPagesPassAxe runs axe-core on the reference and on an embedded page.
func TestOtherPagesPassAxe(t *testing.T) {
	p := openPage(t, "", 1440, 900)
	for _, path := range []string{"/ref/", "/ref/lpm_trie/", "/ref/commands/", "/ref/releases/", "/?embed#v1/k=6.12/create(hash,4,8,16)"} {
		p.do(chromedp.Navigate(p.address + path))
		p.withAxe()
		for _, theme := range axeThemes {
			for _, size := range axeSizes[1:] {
				p.look(theme.scheme, theme.contrast, size)
				p.passesAxe(fmt.Sprintf("%s, %s, %d", path, theme.name, size[0]))
			}
		}
	}
}

// look sets the theme of the system and the size of the window. Without motion, colours do not pass through others.
func (p *page) look(scheme, contrast string, size [2]int64) {
	p.t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-contrast", Value: contrast}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}
	p.do(chromedp.EmulateViewport(size[0], size[1]), send(emulation.SetEmulatedMedia, media))
}

// unstuckBars takes the bars of a phone out of their sticky places, where they cover a part of whatever the page has scrolled to.
const unstuckBars = `document.querySelectorAll("footer, .tabs").forEach((e) => e.style.setProperty("position", "static"))`

// passesAxe reports each violation with the elements that have it. TestFocusIsNotBehindABar looks for covered controls.
func (p *page) passesAxe(view string) {
	p.t.Helper()
	p.eval(unstuckBars)
	found, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](`axe.run(document, {resultTypes: ["violations"], runOnly: `+axeRules+`}).then((r) =>
		r.violations.map((v) => v.id + ": " + v.nodes.slice(0, 5).map((n) => n.target.join(" ") + " (" + (n.any[0] ?? n.all[0] ?? n.none[0])?.message + ")").join(", ")).join("\n"))`,
		chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", view, err)
	}
	if found != "" {
		p.t.Errorf("%s:\n%s", view, found)
	}
}

// TestMainJobIsSpoken does the main job and reads the words that a screen reader gets.
func TestMainJobIsSpoken(t *testing.T) {
	p := openPage(t, "#v1/k=6.12/create(lpm_trie,8,8,16,0)", 1440, 900)
	p.shows("#result", "EINVAL")
	spoken := p.spoken()
	for _, want := range []string{
		`button "Run`, `region "The call"`, `region "History"`, `region "The kernel"`, `combobox "map_flags`,
		"−1 EINVAL", "a trie requires BPF_F_NO_PREALLOC", "trie_alloc", `slider "Step"`, "Call 1",
	} {
		if !strings.Contains(spoken, want) {
			t.Errorf("a screen reader does not get %q. It gets:\n%s", want, spoken)
		}
	}
}

// spoken returns the accessibility tree of the page: a role and a name on each line.
func (p *page) spoken() string {
	p.t.Helper()
	var lines []string
	p.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		tree, err := cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			return err
		}
		for _, n := range tree.Nodes {
			if n.Ignored || n.Role == nil || n.Name == nil {
				continue
			}
			var role, name string
			if err := errors.Join(json.Unmarshal([]byte(n.Role.Value), &role), json.Unmarshal([]byte(n.Name.Value), &name)); err != nil {
				return err
			}
			if name != "" {
				lines = append(lines, role+" "+strconv.Quote(name))
			}
		}
		return nil
	}))
	return strings.Join(lines, "\n")
}
