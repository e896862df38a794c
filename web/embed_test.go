package web

import (
	"net/url"
	"strings"
	"testing"
)

// framed is a host whose address has the parameters of a frame.
type framed struct {
	noHost
	query url.Values
}

func (f framed) Parameter(name string) string { return f.query.Get(name) }

func TestAFrameShowsOnlyItsCalls(t *testing.T) {
	for query, want := range map[string]struct{ first, last int }{
		"embed=1":               {0, 3},
		"embed=1&from=1&to=2":   {1, 2},
		"embed=1&from=9&to=99":  {3, 3},
		"embed=1&from=x&to=-4":  {0, 3},
		"embed=1&from=2&to=1":   {1, 1},
		"embed=1&from=3":        {3, 3},
		"embed=1&to=0":          {0, 0},
		"embed=1&from=&to=&x=y": {0, 3},
	} {
		values, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		s := NewStore(framed{query: values})
		if err := s.Load("v1/k=6.12/create(hash,4,8,16)/close(3)/work()"); err != nil {
			t.Fatal(err)
		}
		s.embed.begin()
		s.Key("Home", false, false)
		for range 9 {
			s.Key("ArrowLeft", false, false)
		}
		first := s.desk.at.Call
		for range 9 {
			s.Key("ArrowRight", false, false)
		}
		if got := s.desk.at.Call; first != want.first || got != want.last {
			t.Errorf("%s shows calls %d to %d, want %d to %d", query, first, got, want.first, want.last)
		}
		if s.Key("f", false, false); s.present.on {
			t.Errorf("%s: the frame handles a key of the desk", query)
		}
	}
}

func TestTheSnippetOpensItsFrame(t *testing.T) {
	s := NewStore(nil)
	if err := s.Load("v1/k=6.12/create(hash,4,8,16)/close(3)"); err != nil {
		t.Fatal(err)
	}
	snippet := s.export.Snippet()
	_, src, _ := strings.Cut(snippet, `src="`)
	src, _, _ = strings.Cut(src, `"`)
	u, err := url.Parse(strings.ReplaceAll(src, "&amp;", "&"))
	if err != nil {
		t.Fatal(err)
	}
	if says := u.Query().Get("says"); says != s.Session().Trace(1).Sentence() {
		t.Errorf("the poster says %q", says)
	}
	if other := NewStore(nil); other.Load(u.Fragment) != nil || other.Session().Len() != 2 {
		t.Errorf("the frame opens %q", u.Fragment)
	}
}
