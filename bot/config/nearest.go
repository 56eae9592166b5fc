package config

import "strings"

// nearest returns the word that was probably meant; "" when none is close.
func nearest(word string, words []string) string {
	best, least := "", len(word)/3+1
	for _, w := range words {
		d := distance(strings.ToLower(word), w)
		if strings.HasPrefix(w, strings.ToLower(word)+"_") {
			d = 1 // bot_token for bot_token_env: the likeliest mistake of all
		}
		if d <= least && (best == "" || d < least) {
			best, least = w, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diag
			if a[i] != b[j] {
				d = 1 + min(diag, row[j], row[j+1])
			}
			diag, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}
