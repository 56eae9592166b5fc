package directory

import (
	"hash/maphash"
	"slices"
)

// maxPiece is how many words may share a piece before it tells nothing: one like
// "groep" would make each search read the whole directory (chosen). A word that
// shares no rarer piece is then not found.
const maxPiece = 100

// near finds words that differ from a given one in at most two letters, without
// comparing it with all of them: if two words differ in at most two letters, one
// of three pieces of the one occurs unchanged in the other, at most two letters
// from its place.
type near struct {
	words  []string
	owners [][]int32
	byWord map[string]int32
	last   map[uint64]int32 // the last word with a piece, by the piece's hash
	before []link           // for each word and piece
}

// A link leads to the word before with the same piece.
type link struct {
	word int32 // -1 for none
	nth  int32 // how many have the piece so far
}

// seed makes the hashes of pieces. Two pieces of one hash cost a comparison and
// change nothing, since every word found is compared whole.
var seed = maphash.MakeSeed()

func hash(length, no int, piece string) uint64 {
	return maphash.String(seed, piece)*31 + uint64(length*3+no)
}

func newNear(n int) near {
	return near{words: make([]string, 0, n), owners: make([][]int32, 0, n), before: make([]link, 0, 3*n),
		byWord: make(map[string]int32, n), last: make(map[uint64]int32, 3*n)}
}

// add notes that a word belongs to an account.
func (x *near) add(word string, owner int32) {
	if word == "" || len(word) > maxWord {
		return
	}
	if i, ok := x.byWord[word]; ok {
		if list := x.owners[i]; list[len(list)-1] != owner {
			x.owners[i] = append(list, owner)
		}
		return
	}
	i := int32(len(x.words))
	x.words, x.owners = append(x.words, word), append(x.owners, []int32{owner})
	x.byWord[word] = i
	for no := range 3 {
		from, to := cut(len(word), no)
		h := hash(len(word), no, word[from:to])
		l := link{word: -1, nth: 1}
		if w, ok := x.last[h]; ok {
			l = link{word: w, nth: x.before[3*int(w)+no].nth + 1}
		}
		x.before = append(x.before, l)
		x.last[h] = i
	}
}

// maxWord bounds the work on one word; no label of a domain is longer (RFC 1035 §2.3.4).
const maxWord = 63

// cut returns where the no-th of three pieces of a word begins and ends.
func cut(length, no int) (from, to int) { return length * no / 3, length * (no + 1) / 3 }

// find returns the owners of all words that look like word, itself included.
func (x *near) find(word string) []int32 {
	var owners []int32
	if i, ok := x.byWord[word]; ok {
		owners = append(owners, x.owners[i]...)
	}
	most := slack(len(word))
	if most == 0 || len(word) > maxWord {
		return owners
	}
	var seen []int32
	for length := len(word) - most; length <= len(word)+most; length++ {
		for no := range 3 {
			from, to := cut(length, no)
			for at := max(from-most, 0); at <= from+most && at+to-from <= len(word); at++ {
				i, ok := x.last[hash(length, no, word[at:at+to-from])]
				if !ok || x.before[3*int(i)+no].nth > maxPiece {
					continue
				}
				for ; i >= 0; i = x.before[3*int(i)+no].word {
					seen = append(seen, i)
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
	var space [maxWord + 1]int
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
