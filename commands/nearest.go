package commands

import "strings"

// Nearest returns the verb that somebody most likely meant, in the language in
// which they typed it, or "" when nothing is near.
func Nearest(typed string) string {
	typed = strings.ToLower(typed)
	if n := len([]rune(typed)); n < 2 || n > 40 {
		return ""
	}
	best, least := "", 1<<30
	for _, v := range Verbs() {
		for _, name := range []string{v.Name, v.Alias} {
			d := distance([]rune(typed), []rune(name))
			if strings.HasPrefix(name, typed) {
				d = min(d, 1) // a verb that was not typed out
			}
			if d < least {
				best, least = name, d
			}
		}
	}
	if least > max(1, min(3, len([]rune(best))/3)) {
		return ""
	}
	return best
}

// distance is how many letters must be put in, left out, changed or swapped
// with their neighbour to make a from b.
func distance(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
