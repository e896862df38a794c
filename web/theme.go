package web

// Theme is the colour scheme of the page: the system's, or a chosen one.
type Theme int

const (
	SystemTheme Theme = iota
	LightTheme
	DarkTheme
	ContrastTheme
)

// themes gives each theme its name, under which the browser keeps it; its class is the name after "theme-".
var themes = [...]struct{ name, sign, title string }{
	SystemTheme:   {"system", "◐", "system"},
	LightTheme:    {"light", "☀", "light"},
	DarkTheme:     {"dark", "☾", "dark"},
	ContrastTheme: {"contrast", "◑", "high contrast"},
}

// themeMemory is the name under which the browser keeps the theme.
const themeMemory = "theme"

func (t Theme) class() string { return "theme-" + themes[t].name }

// nextTheme goes through the themes in their order.
func (s *Screen) nextTheme() { s.setTheme((s.theme + 1) % Theme(len(themes))) }

// setTheme chooses a theme, and keeps it for the next visit.
func (s *Screen) setTheme(t Theme) {
	s.theme = t
	s.host.Remember(themeMemory, themes[t].name)
	s.changed()
}

// rememberedTheme shows the theme of the last visit.
func (s *Screen) rememberedTheme() {
	name := s.host.Remembered(themeMemory)
	for t := range themes {
		if themes[t].name == name {
			s.theme = Theme(t)
		}
	}
}
