//go:build !js

package browser

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const (
	reloadMoves = 40
	reloadWait  = 10 * time.Second // until the page shows the work again
)

// reloadSeeds are the random histories of TestAReloadChangesNothing, with their former losses.
var reloadSeeds = []struct {
	seed int64
	lost string
}{
	{1, "a move in a history too long for a link, a new desk, and the address of the attr"},
	{3, "a step, and the call in the form"},
}

// TestAReloadChangesNothing makes the same random moves on two pages, and reloads one of them at random moments: at rest, or
// in the same task as a move. After each reload, both show the same.
func TestAReloadChangesNothing(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("testdata", "moves.js"))
	if err != nil {
		t.Fatal(err)
	}
	for _, once := range reloadSeeds {
		seed := once.seed
		twin, p := movable(t, string(script)), movable(t, string(script))
		r := rand.New(rand.NewSource(seed))
		var made []string
		for range reloadMoves {
			n := r.Intn(1 << 24)
			name := p.ask(fmt.Sprintf("draw(%d)", n))
			made = append(made, name)
			do := fmt.Sprintf("move(%q, %d)", name, n)
			twin.eval(do)
			switch r.Intn(8) {
			case 0: // the page goes as soon as the handlers have returned
				made = append(made, "reload at once")
				p.reload(do)
			case 1:
				p.eval(do)
				p.rests()
				made = append(made, "reload")
				p.reload("")
			default:
				p.eval(do)
			}
			twin.rests()
			p.rests()
			if why := p.differs(twin); why != "" {
				t.Errorf("seed %d, which once lost %s: after %s, the page shows\n%s", seed, once.lost, strings.Join(made, ", "), why)
				break
			}
		}
	}
}

// movable opens a page that takes moves.
func movable(t *testing.T, script string) *page {
	t.Helper()
	findChromium(t)
	address, err := startServer()
	if err != nil {
		t.Fatal(err)
	}
	p := newPage(t, address, 1440, 900)
	p.do(send(cdpage.AddScriptToEvaluateOnNewDocument, cdpage.AddScriptToEvaluateOnNewDocumentParams{Source: script}), chromedp.Navigate(address+"/"+family))
	p.started()
	p.rows("4")
	return p
}

// rests waits until the page has drawn everything.
func (p *page) rests() {
	p.t.Helper()
	p.wait("the page to rest", `rests()`)
}

// reload runs a script and reloads the page in the same task.
func (p *page) reload(script string) {
	p.t.Helper()
	p.eval(script + `; globalThis.leaving = true; location.reload()`)
	p.wait("the program to start", `!globalThis.leaving && `+running)
	p.rests()
}

// differs waits until both pages show the same, and returns the first line that does not.
func (p *page) differs(twin *page) string {
	p.t.Helper()
	want, got := twin.ask(`desk()`), ""
	for end := time.Now().Add(reloadWait); time.Now().Before(end); {
		_, err := chromedp.Run(p.ctx, chromedp.Poll[bool](fmt.Sprintf("desk() === %q", want), chromedp.WithPollingTimeout(pollFor)))
		if got = p.ask(`desk()`); err == nil || got == want {
			return ""
		}
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(want, "\n")
	var b strings.Builder
	for i := range max(len(gotLines), len(wantLines)) {
		g, w := lineAt(gotLines, i), lineAt(wantLines, i)
		if g != w && b.Len() < 2000 {
			fmt.Fprintf(&b, "%s\nwant %s\n", g, w)
		}
	}
	return b.String()
}

func lineAt(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}
