package web

import "testing"

// memoryHost keeps the values that the page asks the browser to remember.
type memoryHost struct {
	noHost
	kept map[string]string
}

func (h memoryHost) Remember(name, text string)    { h.kept[name] = text }
func (h memoryHost) Remembered(name string) string { return h.kept[name] }

// TestTheThemeIsThereOnTheNextVisit chooses a theme and starts again in the same browser.
func TestTheThemeIsThereOnTheNextVisit(t *testing.T) {
	host := memoryHost{kept: map[string]string{}}
	NewStore(host).setTheme(DarkTheme)
	again := NewStore(host)
	again.begin()
	if again.theme != DarkTheme {
		t.Errorf("the theme is %s, want dark", themes[again.theme].name)
	}
}
