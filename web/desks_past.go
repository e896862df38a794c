package web

import "slices"

// leftDesk is a desk that was open before, with its states for Undo.
type leftDesk struct {
	id     uint64
	states pastStates
}

// leftMost is the number of left desks whose changes can still be undone. The desks themselves stay in the storage.
const leftMost = 8

// keepPast keeps the states of the open desk, which is left.
func (k *Desks) keepPast() {
	k.forgetPast(k.now)
	k.pasts = append(k.pasts, leftDesk{k.now, k.past.pastStates})
	if len(k.pasts) > leftMost {
		k.pasts = slices.Delete(k.pasts, 0, 1)
	}
}

// pastOf returns the states of a left desk, if they are kept.
func (k *Desks) pastOf(id uint64) pastStates {
	for _, left := range k.pasts {
		if left.id == id {
			return left.states
		}
	}
	return pastStates{}
}

// forgetPast forgets the states of a desk.
func (k *Desks) forgetPast(id uint64) {
	k.pasts = slices.DeleteFunc(k.pasts, func(left leftDesk) bool { return left.id == id })
}
