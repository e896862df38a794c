package web

// action is something that the user can do on the desk. The keys, the help and the command palette read the same table.
type action struct {
	key   string // as in KeyboardEvent.key, while no input has the focus; "" if another function handles its keys
	keys  string // the keys as people read them; "" for none
	words string
	do    func(*Store) // nil if the action needs more than a choice
}

// actions lists all actions in the order of the help.
var actions []action

func init() { actions = allActions[:] } // some actions read the list

var allActions = [...]action{
	{"", "Ctrl Enter", "Run the call; in the paste panel, replay the text", func(s *Store) { s.draft.Run() }},
	{"", "Ctrl K", "Search commands, examples, lessons and cases", nil},
	{"/", "/", "Search the calls of a long history, otherwise commands, examples, lessons and cases", (*Store).searchOn},
	{"n", "n", "Go to the next refused call", func(s *Store) { s.traced.NextRefused() }},
	{"N", "N", "Go to the previous refused call", func(s *Store) { s.traced.PrevRefused() }},
	{"", "Ctrl Z", "Undo the last change; while you type, the browser undoes your typing", func(s *Store) { s.past.Undo() }},
	{"", "Ctrl Shift Z", "Redo the change", func(s *Store) { s.past.Redo() }},
	{"", "Alt ↑", "Move the shown call up", func(s *Store) { s.desk.moveUp() }},
	{"", "Alt ↓", "Move the shown call down", func(s *Store) { s.desk.moveDown() }},
	{"", "Delete", "Remove the shown call", func(s *Store) { s.desk.removeShown() }},
	{"", "", "Compare the shown call with another", func(s *Store) { s.pair.openShown() }},
	{",", ",", "Go to the previous event", func(s *Store) { s.desk.Prev() }},
	{".", ".", "Go to the next event", func(s *Store) { s.desk.Next() }},
	{"[", "[", "Go to the previous call", func(s *Store) { s.desk.PrevCall() }},
	{"]", "]", "Go to the next call", func(s *Store) { s.desk.NextCall() }},
	{"Home", "Home", "Go to the boot", func(s *Store) { s.desk.First() }},
	{"End", "End", "Go to the last call", func(s *Store) { s.desk.Last() }},
	{"p", "p", "Play or stop", func(s *Store) { s.player.toggle() }},
	{"f", "f", "Present or stop; while presenting, Space, arrows, PageUp and PageDown change the slide, and q enlarges the QR code",
		func(s *Store) { s.present.Toggle() }},
	{"", "Space", "In a lesson: show the answer, or go to the next step", nil},
	{"", "↑ ↓ ← →", "Move within the history, the checks, the bytes, a row of buttons or the drawing", nil},
	{"", "", "Choose the kernel release", func(s *Store) { s.Open(ReleasePanel) }},
	{"", "", "Set up the machine", func(s *Store) { s.Open(MachinePanel) }},
	{"", "", "Open an example", func(s *Store) { s.openShelf(exampleShelf) }},
	{"", "", "Open a lesson", func(s *Store) { s.openShelf(lessonShelf) }},
	{"", "", "Open a case", func(s *Store) { s.openShelf(caseShelf) }},
	{"", "", "Write a lesson about these calls", func(s *Store) { s.author.New() }},
	{"", "", "Edit the lesson that you wrote last", func(s *Store) { s.author.Continue() }},
	{"", "", "Set a homework about the shown call", func(s *Store) { s.setHomework.begin() }},
	{"", "Ctrl P", "Print the lesson as a handout, or the history", (*Store).print},
	{"", "", "Paste a trace, calls or bytes", func(s *Store) { s.Open(PastePanel) }},
	{"", "", "Export the calls or the drawing", func(s *Store) { s.Open(ExportPanel) }},
	{"", "", "Open, name or remove a desk", func(s *Store) { s.Open(DesksPanel) }},
	{"", "", "Share a link", func(s *Store) { s.desk.Share() }},
	{"", "", "Use the theme of the system", func(s *Store) { s.setTheme(SystemTheme) }},
	{"", "", "Use the light theme", func(s *Store) { s.setTheme(LightTheme) }},
	{"", "", "Use the dark theme", func(s *Store) { s.setTheme(DarkTheme) }},
	{"", "", "Use the high contrast theme", func(s *Store) { s.setTheme(ContrastTheme) }},
	{"?", "?", "Show the keys and the known differences from Linux", func(s *Store) { s.Open(HelpPanel) }},
	{"Escape", "Esc", "Close the panel or the open map", (*Store).closeTop},
}

// openShelf opens the examples at a shelf.
func (s *Store) openShelf(at shelf) {
	s.shelf.at = at
	s.Open(ExamplesPanel)
}
