package directory

import (
	"regexp"
	"slices"
	"strings"

	"meldwacht/bot"
)

const (
	// maxCandidates is how many accounts people can choose from (chosen).
	maxCandidates = 10
	// maxSimilar is how many similar accounts are named (chosen).
	maxSimilar = 3
)

// Match says which account a mail is about and whether its author is an admin
// of it. What the mail names goes first, then the author's address, the domain
// of that address, and last the name of an admin. When more than one account
// fits, all of them are candidates and none is chosen.
func (d *Directory) Match(m bot.Mail) bot.Match {
	from := lower(m.Reporter.Address)
	own := d.byAdmin[from]
	found, sure := d.settle(m, from, own)

	var r bot.Match
	if sure {
		r.Account, r.Name = d.accounts[found[0]].ID, d.accounts[found[0]].Name
	} else if len(found) > 0 {
		r.Candidates = d.ids(found[:min(len(found), maxCandidates)])
	}
	d.recognise(&r, m, from, found)
	d.warn(&r, m, from, own, found)
	return r
}

// settle returns the accounts that the mail may be about, and whether it can be
// no other than the one.
func (d *Directory) settle(m bot.Mail, from bot.Address, own []int32) (found []int32, sure bool) {
	domain, meant := d.byDomain[from.Domain()], d.meant(m.Report.Account)
	switch named := d.named(m); {
	case len(named) > 0:
		found = narrow(narrow(named, own), domain)
	case len(own) > 0:
		found = narrow(own, meant)
	case len(domain) > 0:
		found = narrow(domain, meant)
	default:
		if found = narrow(d.byAdminName(m), meant); len(found) == 0 {
			return meant, false // a name that is written too short is a hint, and no match
		}
	}
	return found, len(found) == 1
}

// narrow returns what two lists have in common, or the first when that is nothing.
func narrow(list, by []int32) []int32 {
	var both []int32
	for _, i := range list {
		if slices.Contains(by, i) {
			both = append(both, i)
		}
	}
	if len(both) == 0 {
		return list
	}
	return both
}

// number is how people write the number of an account: SN-10423, sn 10423.
var number = regexp.MustCompile(`(?i)\bSN[\s\x{A0}._-]*([0-9]{3,9})\b`)

// named returns the accounts that the mail names without doubt: by number, by
// domain or by the whole name.
func (d *Directory) named(m bot.Mail) []int32 {
	text := m.Report.Account
	if list := d.numbered(text); len(list) > 0 {
		return list
	}
	if i, ok := d.byID[bot.AccountID("SN-"+strings.TrimSpace(text))]; ok {
		return []int32{i}
	}
	if list := d.byName[company(text)]; len(list) > 0 {
		return list
	}
	// "Bakkerij De Korenaar (dekorenaar.example)"
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("()[],;/|", r) }) {
		if list := d.byName[company(part)]; len(list) > 0 {
			return list
		}
		for _, w := range strings.Fields(part) {
			w = strings.Trim(strings.ToLower(w), ".:<>\"'")
			if at := strings.LastIndexByte(w, '@'); at >= 0 {
				w = w[at+1:]
			}
			if list := d.byDomain[strings.TrimPrefix(w, "www.")]; len(list) > 0 {
				return list
			}
		}
	}
	return d.numbered(m.Subject)
}

func (d *Directory) numbered(text string) []int32 {
	if len(text) > 2000 {
		text = text[:2000]
	}
	var list []int32
	for _, n := range number.FindAllStringSubmatch(text, 20) {
		if i, ok := d.byID[bot.AccountID("SN-"+n[1])]; ok && !slices.Contains(list, i) {
			list = append(list, i)
		}
	}
	return list
}

// names returns the names under which the author may be registered: who asks,
// and who wrote.
func names(m bot.Mail) []string {
	var list []string
	for _, name := range []string{person(m.Report.Requester), person(m.Reporter.Name)} {
		// One word is a first name, which half the country shares.
		if strings.Contains(name, " ") && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}

func (d *Directory) byAdminName(m bot.Mail) []int32 {
	for _, name := range names(m) {
		if list := d.adminName[name]; len(list) > 0 {
			return list
		}
	}
	return nil
}

// recognise looks for the author among the admins of the accounts: by the whole
// address, which must be registered for all of them, or by name.
func (d *Directory) recognise(r *bot.Match, m bot.Mail, from bot.Address, found []int32) {
	if len(found) == 0 {
		return
	}
	r.ByAddress = from != ""
	for _, i := range found {
		r.ByAddress = r.ByAddress && slices.ContainsFunc(d.accounts[i].Admins, func(p Person) bool { return p.Email == from })
	}
	for _, i := range found {
		for _, p := range d.accounts[i].Admins {
			if r.ByAddress && p.Email == from {
				r.Admin, r.Phone, r.Address = p.Name, p.Phone.String(), p.Email
				r.ByName = slices.Contains(names(m), person(p.Name))
				return
			}
			if !r.ByAddress && slices.Contains(names(m), person(p.Name)) {
				r.Admin, r.Phone, r.Address, r.ByName = p.Name, p.Phone.String(), p.Email, true
				return
			}
		}
	}
}

// warn adds what staff should look at before they believe the mail.
func (d *Directory) warn(r *bot.Match, m bot.Mail, from bot.Address, own, found []int32) {
	warn := func(code, about string) { r.Warnings = append(r.Warnings, bot.Warning{Code: code, About: about}) }
	if imitated := d.imitated(from.Domain()); len(imitated) > 0 {
		// In a large directory nearly every domain looks like some other one:
		// beside a known account only its own domains count.
		if len(found) == 0 || slices.ContainsFunc(found, func(i int32) bool { return slices.Contains(imitated, i) }) {
			warn(bot.WarnLookalike, from.Domain())
		}
	}
	if r.Account != "" {
		similar := d.similar(found[0])
		for _, id := range d.ids(similar)[:min(len(similar), maxSimilar)] {
			warn(bot.WarnSimilarAccount, string(id))
		}
	}
	if r.ByName && !r.ByAddress && from != "" {
		if freeMail[from.Domain()] {
			warn(bot.WarnFreeMail, from.Domain())
		} else {
			warn(bot.WarnNameNotAddress, from.Domain())
		}
	}
	for _, i := range found {
		if slices.ContainsFunc(d.accounts[i].FormerAdmins, func(p Person) bool {
			return from != "" && p.Email == from || slices.Contains(names(m), person(p.Name))
		}) {
			warn(bot.WarnExAdmin, string(d.accounts[i].ID))
		}
		if d.removesAdmins(i, m, from) {
			warn(bot.WarnRemovesAdmins, string(d.accounts[i].ID))
		}
	}
	if len(own) > 0 && len(found) > 0 && !slices.ContainsFunc(found, func(i int32) bool { return slices.Contains(own, i) }) {
		for _, id := range d.ids(own)[:min(len(own), maxSimilar)] {
			warn(bot.WarnOtherSender, string(id))
		}
	}
}

// freeMail are providers at which anybody can have any name (chosen: the large
// ones in the Netherlands and abroad).
var freeMail = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "outlook.com": true, "hotmail.com": true, "hotmail.nl": true, "live.nl": true,
	"live.com": true, "msn.com": true, "yahoo.com": true, "icloud.com": true, "me.com": true, "proton.me": true, "protonmail.com": true,
	"gmx.net": true, "gmx.com": true, "mail.com": true, "ziggo.nl": true, "kpnmail.nl": true, "planet.nl": true, "home.nl": true,
	"xs4all.nl": true, "hetnet.nl": true, "upcmail.nl": true, "zonnet.nl": true, "casema.nl": true, "freedom.nl": true,
}

// removesAdmins reports whether the mail asks to remove an admin of the account
// other than its author: the first thing that somebody does who took a login over.
func (d *Directory) removesAdmins(i int32, m bot.Mail, from bot.Address) bool {
	if !slices.Contains(m.Report.Actions, bot.AskRevokeUser) {
		return false
	}
	own := names(m)
	for _, p := range d.accounts[i].Admins {
		if p.Email == from || slices.Contains(own, person(p.Name)) {
			continue
		}
		for _, t := range m.Report.Targets {
			if lower(bot.Address(t)) == p.Email || person(t) == person(p.Name) {
				return true
			}
		}
	}
	return false
}
