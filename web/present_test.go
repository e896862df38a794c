package web

import (
	"fmt"
	"strings"
	"testing"

	"bpfplay/core/lesson"

	"github.com/maxence-charriere/go-app/v9/pkg/app"
)

// TestAClickerGoesThroughEveryLesson steps with one key from the first slide to the last and back.
func TestAClickerGoesThroughEveryLesson(t *testing.T) {
	s := NewStore(nil)
	for _, l := range course().Lessons {
		s.lesson.Begin(l)
		s.Key("f", false, false)
		for i := range l.Markers {
			w := settled(s).present.slideWords()
			if w.first == "" || !strings.HasPrefix(w.where, whereAmong(i+1, len(l.Markers))) {
				t.Fatalf("%s: slide %d says %+v", l.Title, i+1, w)
			}
			if stages.Of(s.present.slideShow()) == nil {
				t.Errorf("%s: slide %d shows %q", l.Title, i+1, s.present.slideShow())
			}
			if l.Markers[i].Ask != "" {
				if w.answer != "" {
					t.Errorf("%s: slide %d shows its answer too early", l.Title, i+1)
				}
				if s.Key("PageDown", false, false); settled(s).present.slideWords().answer != l.Markers[i].Answer {
					t.Errorf("%s: slide %d keeps its answer", l.Title, i+1)
				}
			}
			s.Key("PageDown", false, false)
		}
		for range l.Markers {
			s.Key("PageUp", false, false)
		}
		if s.present.slide() != 0 {
			t.Errorf("%s: going back ends at slide %d", l.Title, s.present.slide()+1)
		}
		if s.Key("Escape", false, false); s.present.on || s.lesson.Marker() == nil {
			t.Errorf("%s: after Escape it is presented (%v), or ended", l.Title, s.present.on)
		}
	}
}

// TestASlideOfChecksShowsTheRefusal goes to every slide of every lesson that shows the checks of a refused call.
func TestASlideOfChecksShowsTheRefusal(t *testing.T) {
	s, slides := NewStore(nil), 0
	for _, l := range course().Lessons {
		s.lesson.Begin(l)
		s.present.on = true
		for i := range l.Markers {
			s.do(func() { s.lesson.GoToMarker(i) })
			trace := s.desk.trace()
			if s.present.slideShow() != lesson.ShowChecks || trace == nil {
				continue
			}
			if _, refused := trace.Refusal(); refused {
				slides++
				if html := app.HTMLString(s.desk.seen.checks()); !strings.Contains(html, "failed: ") {
					t.Errorf("%s: slide %d does not show the check that failed:\n%s", l.Title, i+1, html)
				}
			}
		}
	}
	if slides == 0 {
		t.Error("no slide shows the checks of a refused call")
	}
}

func whereAmong(n, of int) string { return fmt.Sprintf("%d of %d", n, of) }

func TestAHistoryIsPresentedCallByCall(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(hash,4,8,16)/close(3)/work()"); err != nil {
		t.Fatal(err)
	}
	s.present.Toggle()
	s.Key("Home", false, false)
	for i := range s.present.slides() {
		if s.present.slide() != i || settled(s).present.slideWords().first == "" {
			t.Errorf("slide %d is %d and says %+v", i, s.present.slide(), settled(s).present.slideWords())
		}
		s.Key(" ", false, false)
	}
}

// TestAQRCodeHasALimit makes codes of growing texts until one is too long.
func TestAQRCodeHasALimit(t *testing.T) {
	side := 0
	for n := 1; n <= 858; n += 100 {
		code, ok := qrCode(strings.Repeat("x", n))
		if !ok || code.Size < side {
			t.Fatalf("%d characters: %v", n, ok)
		}
		side = code.Size
		for i := range 7 { // the square in the corner, by which cameras find it
			if !code.Black(i, 0) || !code.Black(0, i) || !code.Black(i, 6) {
				t.Fatalf("%d characters: no square in the corner", n)
			}
		}
	}
	if _, ok := qrCode(strings.Repeat("x", 859)); ok {
		t.Error("a text that is too long has a code")
	}
}
