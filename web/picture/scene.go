package picture

// scene is a laid-out drawing.
type scene struct {
	width, height int
	cards         []card
	texts         []text
	wires         []wire
	buttons       [][]button // each object has the same group in every step, so that the focus stays on its button
}

// box is a rectangle of the drawing, in units of its viewBox.
type box struct{ x, y, w, h int }

func (b box) right() int  { return b.x + b.w }
func (b box) bottom() int { return b.y + b.h }
func (b box) middle() int { return b.y + b.h/2 }

// contains reports whether o is inside b.
func (b box) contains(o box) bool {
	return o.x >= b.x && o.y >= b.y && o.right() <= b.right() && o.bottom() <= b.bottom()
}

// overlaps reports whether the two share more than an edge.
func (b box) overlaps(o box) bool {
	return o.x < b.right() && b.x < o.right() && o.y < b.bottom() && b.y < o.bottom()
}

// wire connects the right edge of one card to the left edge of another.
type wire struct {
	x1, y1, x2, y2 int
	style          string
	lane           int // x of the vertical part of a wire from right edge to right edge; 0 for others
}
