package directory

import (
	"slices"
	"strings"
)

// similar returns accounts whose name could be taken for that of account i:
// nearly the same letters, or all the words of the shorter name in the longer
// one, at least two of them.
func (d *Directory) similar(i int32) []int32 {
	name := d.folded[i]
	found := d.names.find(strings.ReplaceAll(name, " ", ""))
	words := strings.Fields(name)
	for _, j := range d.sharing(words) {
		if alikeWords(words, strings.Fields(d.folded[j])) {
			found = append(found, j)
		}
	}
	slices.Sort(found)
	return slices.DeleteFunc(slices.Compact(found), func(j int32) bool { return j == i })
}

// maxShared is how many accounts may share a word before it says nothing of a
// name (chosen): van, bakkerij, groep.
const maxShared = 300

// sharing returns the accounts that have one of the words in their name.
func (d *Directory) sharing(words []string) []int32 {
	var list []int32
	for _, w := range words {
		if owners := d.byWord[w]; len(owners) <= maxShared {
			list = append(list, owners...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func alikeWords(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 2 {
		return false
	}
	for _, w := range a {
		if !slices.ContainsFunc(b, func(v string) bool { return within(w, v, min(slack(len(w)), slack(len(v)))) }) {
			return false
		}
	}
	return true
}

// meant returns the accounts whose name holds all the words of a name that is
// written too short: "de Korenaar" for Bakkerij De Korenaar.
func (d *Directory) meant(name string) []int32 {
	words := strings.Fields(company(name))
	if len(strings.Join(words, "")) < 5 {
		return nil
	}
	var rarest []int32
	for n, w := range words {
		if list := d.byWord[w]; n == 0 || len(list) < len(rarest) {
			rarest = list
		}
	}
	if len(rarest) > maxShared {
		return nil
	}
	var found []int32
	for _, i := range rarest {
		full := strings.Fields(d.folded[i])
		if !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(full, w) }) {
			found = append(found, i)
		}
	}
	return found
}
