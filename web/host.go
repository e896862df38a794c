package web

import "time"

// Host is the browser of the page. Package main of wasm implements it with safejs.
type Host interface {
	// Fragment returns the part of the page's address after the #.
	Fragment() string
	// SetFragment sets that part without a new entry in the browser's history.
	SetFragment(fragment string)
	// Entry returns the text of the page's entry in the browser's history. SetEntry sets it, at once or with the next
	// SetFragment. Enter begins a new entry with the same address.
	Entry() string
	SetEntry(text string, atOnce bool)
	Enter()
	Storage
	// ReadCourse reads the packed lessons and cases of the site. It returns at once and calls then later.
	ReadCourse(then func(text string, err error))
	// Address returns the page's address without its query and fragment.
	Address() string
	// Parameter returns a parameter of the address's query; "" if it is not set.
	Parameter(name string) string
	// Keep stores text for the next page of this tab; Kept returns and removes it, if that page is a reload or a step back.
	Keep(text string)
	Kept() string
	// Remember stores text under a name in this browser; Remembered returns it, "" if it is not stored.
	Remember(name, text string)
	Remembered(name string) string
	// Copy writes text to the clipboard, then calls then with the outcome.
	Copy(text string, then func(ok bool))
	// SetValue replaces the text of the input with this id, if it exists.
	SetValue(id, text string)
	// Save downloads text as a file with this name.
	Save(name, text string)
	// SavePicture downloads the drawing of the kernel as SVG or PNG, then calls then with the outcome.
	SavePicture(name string, png bool, then func(ok bool))
	// Reveal scrolls the first match of each selector into view by the shortest way. The last selector has priority.
	Reveal(selectors ...string)
	// Focus focuses the element with this id.
	Focus(id string)
	// GoToLine moves the cursor of the textarea with this id to the beginning of a line, counted from 1.
	GoToLine(id string, line int)
	// ShowModal opens a dialog element, unless it is open, and focuses an element in it.
	ShowModal(id, focus string)
	// CloseModal closes a dialog element. The browser returns the focus to where it was.
	CloseModal(id string)
	// Print prints the page as it is drawn.
	Print()
	// Later runs do after a delay, in a task of the browser of its own. A timer of Go that is due continues the current task.
	Later(after time.Duration, do func())
	// FullScreen enters or leaves full screen, if the browser allows it.
	FullScreen(on bool)
}

// noHost is the host in tests and while the server prerenders the page.
type noHost struct{}

func (noHost) Fragment() string                  { return "" }
func (noHost) SetFragment(string)                {}
func (noHost) Entry() string                     { return "" }
func (noHost) SetEntry(string, bool)             {}
func (noHost) Enter()                            {}
func (noHost) Address() string                   { return "" }
func (noHost) Parameter(string) string           { return "" }
func (noHost) Keep(string)                       {}
func (noHost) Kept() string                      { return "" }
func (noHost) Remember(_, _ string)              {}
func (noHost) Remembered(string) string          { return "" }
func (noHost) Copy(_ string, then func(ok bool)) { then(false) }
func (noHost) SetValue(_, _ string)              {}
func (noHost) Save(_, _ string)                  {}
func (noHost) Focus(string)                      {}
func (noHost) GoToLine(string, int)              {}
func (noHost) ShowModal(_, _ string)             {}
func (noHost) CloseModal(string)                 {}
func (noHost) Print()                            {}
func (noHost) Later(_ time.Duration, do func())  { do() }
func (noHost) FullScreen(bool)                   {}
func (noHost) Reveal(...string)                  {}

func (noHost) ReadCourse(func(string, error))                                 {}
func (noHost) ReadTexts(string, func([]StoredText, error))                    {}
func (noHost) WriteTexts([]string, []NewText, func(string) bool, func(error)) {}

func (noHost) SavePicture(_ string, _ bool, then func(ok bool)) { then(false) }
