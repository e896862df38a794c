//go:build !js

package browser

import (
	"strconv"
	"strings"
	"testing"
)

// TestCurrentStepIsInView opens a long history at its last call and steps back.
func TestCurrentStepIsInView(t *testing.T) {
	const calls = 40
	p := openPage(t, "#v1/k=seed/types=1"+strings.Repeat("/create(hash,4,8,16)", calls), 1440, 900)
	inView := func(selector string) string {
		return `(() => { const e = document.querySelector("` + selector + `"), h = document.querySelector("#history"); if (!e) return false;
			const r = e.getBoundingClientRect(), s = h.getBoundingClientRect(); return r.top >= s.top - 1 && r.bottom <= s.bottom + 1 })()`
	}
	p.wait("the last call to be in view", inView("#call-"+strconv.Itoa(calls)))
	p.wait("its row", `document.querySelector(".entry.open #call-`+strconv.Itoa(calls)+`")`)
	p.do(press(","))
	p.wait("the event before it", `document.querySelector(".ladder .later")`)
	p.wait("that event to be in view", inView(".ladder .here"))
	p.eval(`document.querySelector("#history").scrollTo(0, 0)`)
	p.do(press("["))
	p.wait("the call before it to be in view", inView(".entry.open #call-"+strconv.Itoa(calls-1)))
}
