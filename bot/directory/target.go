package directory

import (
	"cmp"
	"slices"
	"strings"

	"meldwacht/bot"
)

const (
	// maxNear is how many near misses are named to somebody who typed a target
	// that the account does not have (chosen).
	maxNear = 3
	// maxOffered is how many options Slack shows in one menu (docs.slack.dev
	// reference/block-kit/block-elements/select-menu-element).
	maxOffered = 100
)

// Admins returns the admins of an account, as registered.
func (d *Directory) Admins(id bot.AccountID) []Person {
	a, _ := d.Account(id)
	return a.Admins
}

// Target looks for what somebody typed among the users, keys or reports of an
// account, whichever the kind of action is about. found is as registered. When
// there is none, near holds what may have been meant.
func (d *Directory) Target(id bot.AccountID, kind bot.ActionKind, typed string) (found string, near []string, ok bool) {
	a, known := d.Account(id)
	want := fold(typed, "")
	if !known || want == "" || len(typed) > 4*bot.TargetRunes {
		return "", nil, false
	}
	type miss struct {
		value string
		far   int
	}
	var misses []miss
	for _, e := range a.entries(kind) {
		for _, name := range e.names {
			switch name = fold(name, ""); {
			case name == "":
			case name == want:
				return e.value, nil, true
			case strings.Contains(name, want) || strings.Contains(want, name):
				misses = append(misses, miss{e.value, 1 + max(len(name), len(want)) - min(len(name), len(want))})
			case len(name) <= maxWord && len(want) <= maxWord && within(want, name, min(max(slack(len(name)), 1), 2)):
				misses = append(misses, miss{e.value, 1})
			}
		}
	}
	slices.SortStableFunc(misses, func(a, b miss) int { return cmp.Compare(a.far, b.far) })
	for _, m := range misses {
		if !slices.Contains(near, m.value) && len(near) < maxNear {
			near = append(near, m.value)
		}
	}
	return "", near, false
}

// Targets returns what an action of a kind can be about on an account, as far as
// it holds the query.
func (d *Directory) Targets(id bot.AccountID, kind bot.ActionKind, query string) []string {
	a, _ := d.Account(id)
	want := fold(query, "")
	var hits []string
	for _, e := range a.entries(kind) {
		if want == "" || slices.ContainsFunc(e.names, func(n string) bool { return strings.Contains(fold(n, ""), want) }) {
			hits = append(hits, e.value)
		}
	}
	return hits[:min(len(hits), maxOffered)]
}

// An entry is one thing of an account that an action can be about.
type entry struct {
	value string   // as registered
	names []string // by which people call it
}

func (a Account) entries(kind bot.ActionKind) []entry {
	var list []entry
	switch kind {
	case bot.RevokeUser:
		for _, people := range [][]Person{a.Users, a.Admins} {
			for _, p := range people {
				if p.Email != "" {
					list = append(list, entry{string(p.Email), []string{string(p.Email), p.Name}})
				} else {
					list = append(list, entry{p.Name, []string{p.Name}})
				}
			}
		}
	case bot.SuspendAPI:
		for _, k := range a.APIKeys {
			list = append(list, entry{k.Label, []string{k.Label}})
		}
	case bot.BlockReports:
		for _, r := range a.Reports {
			list = append(list, entry{r.Name, []string{r.Name}})
		}
	}
	return list
}

// Search returns the accounts that somebody may mean who types into a picker:
// by number, by a word of the name, or by domain; at most limit.
func (d *Directory) Search(query string, limit int) []Account {
	limit = min(limit, maxOffered)
	typed := strings.TrimSpace(query)
	if typed == "" || limit <= 0 || len(typed) > 200 {
		return nil
	}
	var found []int32
	add := func(list ...int32) bool {
		for _, i := range list {
			if len(found) >= limit {
				return false
			}
			if !slices.Contains(found, i) {
				found = append(found, i)
			}
		}
		return len(found) < limit
	}
	add(d.numbered(typed)...)
	add(d.byDomain[strings.ToLower(typed)]...)
	add(d.byName[company(typed)]...)
	// What is left is looked for in all of them: 100,000 take a few milliseconds.
	want, digits := company(typed), strings.TrimLeft(strings.ToUpper(typed), "SN- ")
	for i := range d.accounts {
		a := &d.accounts[i]
		id := strings.TrimPrefix(string(a.ID), "SN-")
		hit := want != "" && strings.Contains(d.folded[i], want) || digits != "" && strings.HasPrefix(id, digits)
		for _, domain := range a.Domains {
			hit = hit || strings.HasPrefix(domain, strings.ToLower(typed))
		}
		if hit && !add(int32(i)) {
			break
		}
	}
	return d.pick(found)
}
