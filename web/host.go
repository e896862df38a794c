package web

// Host is the browser around the page. Package main of wasm implements it with safejs.
type Host interface {
	// Fragment returns the part of the page's address after the #.
	Fragment() string
	// SetFragment changes it without a new entry in the browser's history.
	SetFragment(fragment string)
	// Address is the page's address without its query and its fragment.
	Address() string
	// Parameter returns a value of the address's query; "" if it has none of that name.
	Parameter(name string) string
	// Copy puts text on the clipboard, then calls then with the outcome.
	Copy(text string, then func(ok bool))
	// SetValue replaces the text of the input with that id, if it exists.
	SetValue(id, text string)
	// Save offers text as a file of that name.
	Save(name, text string)
	// SavePicture offers the drawing of the kernel, as SVG or PNG, then calls then with the outcome.
	SavePicture(name string, png bool, then func(ok bool))
	// Reveal scrolls as little as it takes to bring the first element that each selector finds into view, the last above all.
	Reveal(selectors ...string)
	// Focus moves the keyboard to the element of that id.
	Focus(id string)
	// FullScreen enters or leaves full screen, if the browser allows it.
	FullScreen(on bool)
}

// noHost is the host without a browser: in tests, and while the server prerenders the page.
type noHost struct{}

func (noHost) Fragment() string                  { return "" }
func (noHost) SetFragment(string)                {}
func (noHost) Address() string                   { return "" }
func (noHost) Parameter(string) string           { return "" }
func (noHost) Copy(_ string, then func(ok bool)) { then(false) }
func (noHost) SetValue(_, _ string)              {}
func (noHost) Save(_, _ string)                  {}
func (noHost) Focus(string)                      {}
func (noHost) FullScreen(bool)                   {}
func (noHost) Reveal(...string)                  {}

func (noHost) SavePicture(_ string, _ bool, then func(ok bool)) { then(false) }
