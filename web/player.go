package web

import "time"

// Player plays the history step by step.
type Player struct {
	*Screen
	desk    *Desk
	playing bool
}

// playEvery is the duration of a step while the history plays.
const playEvery = 900 * time.Millisecond

// toggle starts playing, from boot if the last step is shown, or stops.
func (p *Player) toggle() {
	p.playing = !p.playing
	if p.playing && p.desk.AtEnd() {
		p.desk.First()
	}
	p.changed()
	if p.playing {
		p.play()
	}
}

// stop stops playing.
func (p *Player) stop() { p.playing = false }

// play shows one step after the other until the end or stop.
func (p *Player) play() {
	p.soon(playEvery, func() {
		if !p.playing {
			return
		}
		p.desk.Next()
		if p.playing = !p.desk.AtEnd(); p.playing {
			p.play()
		}
	})
}

// goTo stops playing and shows a step.
func (p *Player) goTo(place int) {
	p.stop()
	p.desk.GoToPlace(place)
}
