package directory

import "slices"

// maxPiece is how many words may share a piece before it stops telling them
// apart: a piece like "groep" would make each search read the whole directory
// (chosen). What such a word shares no other piece with is then not found.
const maxPiece = 400

// near finds words that differ from a given one in at most two letters, without
// comparing it with all of them: if two words differ in at most two letters, one
// of three pieces of the one occurs unchanged in the other, at most two letters
// from its place.
type near struct {
	words   []string
	owners  [][]int32
	byWord  map[string]int32
	byPiece map[piece][]int32
}

type piece struct {
	length int8 // of the whole word
	no     int8
	text   string
}

func newNear(n int) near {
	return near{byWord: make(map[string]int32, n), byPiece: make(map[piece][]int32, 3*n)}
}

// add notes that a word belongs to an account.
func (x *near) add(word string, owner int32) {
	if word == "" || len(word) > 100 {
		return
	}
	if i, ok := x.byWord[word]; ok {
		if !slices.Contains(x.owners[i], owner) {
			x.owners[i] = append(x.owners[i], owner)
		}
		return
	}
	i := int32(len(x.words))
	x.words, x.owners = append(x.words, word), append(x.owners, []int32{owner})
	x.byWord[word] = i
	for no := range 3 {
		from, to := cut(len(word), no)
		p := piece{int8(len(word)), int8(no), word[from:to]}
		if list := x.byPiece[p]; len(list) < maxPiece {
			x.byPiece[p] = append(list, i)
		}
	}
}

// cut returns where the no-th of three pieces of a word begins and ends.
func cut(length, no int) (from, to int) { return length * no / 3, length * (no + 1) / 3 }

// find returns the owners of all words that look like word, itself included.
func (x *near) find(word string) []int32 {
	var owners []int32
	if i, ok := x.byWord[word]; ok {
		owners = append(owners, x.owners[i]...)
	}
	most := slack(len(word))
	if most == 0 || len(word) > 100 {
		return owners
	}
	var seen []int32
	for length := len(word) - most; length <= len(word)+most; length++ {
		for no := range 3 {
			from, to := cut(length, no)
			for at := max(from-most, 0); at <= from+most && at+to-from <= len(word); at++ {
				list := x.byPiece[piece{int8(length), int8(no), word[at : at+to-from]}]
				if len(list) < maxPiece {
					seen = append(seen, list...)
				}
			}
		}
	}
	slices.Sort(seen)
	for _, i := range slices.Compact(seen) {
		if w := x.words[i]; w != word && within(word, w, min(most, slack(len(w)))) {
			owners = append(owners, x.owners[i]...)
		}
	}
	return owners
}

// within reports whether a and b differ in at most most letters inserted,
// deleted or replaced.
func within(a, b string, most int) bool {
	if d := len(a) - len(b); d > most || -d > most {
		return false
	}
	var space [128]int
	row := space[:0]
	for j := range len(b) + 1 {
		row = append(row, j)
	}
	for i := range len(a) {
		diag, least := row[0], i+1
		row[0] = i + 1
		for j := range len(b) {
			cost := diag
			if a[i] != b[j] {
				cost = 1 + min(diag, row[j], row[j+1])
			}
			diag, row[j+1] = row[j+1], cost
			least = min(least, cost)
		}
		if least > most {
			return false
		}
	}
	return row[len(b)] <= most
}
