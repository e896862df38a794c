package web

import "testing"

// TestALinkOpensAtItsLevel opens a link with a level, and one without, which keeps the shown level.
func TestALinkOpensAtItsLevel(t *testing.T) {
	const link = "v1/k=6.12/create(hash,4,8,16)"
	s := NewStore(nil)
	for _, text := range []string{link + "/level=story", link} {
		if err := s.Load(text); err != nil {
			t.Fatal(err)
		}
		if got := levels[s.desk.level].name; got != "story" {
			t.Errorf("%s opens at level %s, want story", text, got)
		}
	}
}
