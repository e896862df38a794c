package web

// Host is what the page asks of the browser around it; package main of wasm puts safejs behind it.
type Host interface {
	// Fragment is what stands behind the # of the page's address.
	Fragment() string
	// SetFragment changes it without a new entry in the browser's history.
	SetFragment(fragment string)
	// Address is the page's address without its query and its fragment.
	Address() string
	// Parameter is a value of the address's query; "" where it has none of that name.
	Parameter(name string) string
	// Copy puts text on the clipboard and tells then whether that worked.
	Copy(text string, then func(ok bool))
	// SetValue replaces what stands in the input of that id, where there is one.
	SetValue(id, text string)
	// Save offers text to be kept as a file of that name.
	Save(name, text string)
	// SavePicture offers the drawing of the kernel, as SVG or as PNG, and tells then whether that worked.
	SavePicture(name string, png bool, then func(ok bool))
	// Reveal scrolls as little as it takes to bring the first element that each selector finds into view, the last above all.
	Reveal(selectors ...string)
	// Focus moves the keyboard to the element of that id.
	Focus(id string)
	// FullScreen asks for the whole screen, where the browser allows that, or gives it back.
	FullScreen(on bool)
}

// noHost stands where there is no browser: in tests, and where the server draws the page first.
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
