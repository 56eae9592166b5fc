package directory

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"meldwacht/bot"
)

// Check reads a file and writes one line for each thing in it that will make
// work harder at night: an admin without a phone, a domain that two accounts
// share. Addresses are masked. Only a file that cannot be used is an error.
func Check(path string, out io.Writer) error {
	d, err := Load(path)
	if err != nil {
		return err
	}
	found := 0
	say := func(format string, args ...any) {
		found++
		fmt.Fprintf(out, format+"\n", args...)
	}
	for _, a := range d.accounts {
		if len(a.Admins) == 0 {
			say("%s has no admin: nobody can be validated. Register one.", a.ID)
		}
		if len(a.Admins) == 1 {
			say("%s has one admin: nobody is left to ask when it is about them.", a.ID)
		}
		seen := map[bot.Address]bool{}
		for _, p := range a.Admins {
			if p.Phone == "" {
				say("%s: admin %s has no phone number and cannot be called back. Register one.", a.ID, p.Email)
			}
			if seen[p.Email] {
				say("%s: admin %s is listed twice. Keep one of the two.", a.ID, p.Email)
			}
			seen[p.Email] = true
			if slices.ContainsFunc(a.FormerAdmins, func(f Person) bool { return f.Email == p.Email && f.Email != "" }) {
				say("%s: %s is an admin and a former admin. Remove one of the two.", a.ID, p.Email)
			}
		}
		for _, list := range [][]string{labels(a.APIKeys), reportNames(a.Reports)} {
			for i, name := range list {
				if i > 0 && name == list[i-1] {
					say("%s: two keys or reports are called %q, and cannot be told apart.", a.ID, name)
				}
			}
		}
	}
	for _, name := range sorted(d.byName) {
		if ids := d.ids(d.byName[name]); len(ids) > 1 {
			say("%s have the same name.", join(ids))
		}
	}
	for _, domain := range sorted(d.byDomain) {
		if ids := d.ids(d.byDomain[domain]); len(ids) > 1 {
			say("%s share the domain %s: a mail from there says nothing about which one is meant.", join(ids), domain)
		}
	}
	several := 0
	for _, list := range d.byAdmin {
		if len(list) > 1 {
			several++
		}
	}
	_, err = fmt.Fprintf(out, "%s can be used: %d accounts, %d admins, %d of them for several accounts; %d things to look at.\n",
		path, len(d.accounts), len(d.byAdmin), several, found)
	return err
}

func labels(keys []Key) (list []string) {
	for _, k := range keys {
		list = append(list, k.Label)
	}
	slices.Sort(list)
	return list
}

func reportNames(reports []Report) (list []string) {
	for _, r := range reports {
		list = append(list, r.Name)
	}
	slices.Sort(list)
	return list
}

func sorted(index map[string][]int32) (keys []string) {
	for k, list := range index {
		if len(list) > 1 {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

func join(ids []bot.AccountID) string {
	var b strings.Builder
	for i, id := range ids {
		switch {
		case i > 0 && i == len(ids)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(id))
	}
	return b.String()
}
