package directory

import (
	"strings"

	"meldwacht/bot"
)

// badLanguage is what is said of a language that is none.
const badLanguage = "this is no language. Write nl or en; for any other, its code of two letters: its people get the English letters."

// settle makes of a language one that letters are written in, and reports
// whether it is a language at all. It is a code of ISO 639-1, with or without a
// region as in nl-BE (RFC 5646 §2.1), or the code of Dutch or English in three
// letters. There are letters in Dutch and in English alone: who reads another
// language gets the English ones, as one account that is run in German must not
// keep the whole directory from being read.
func settle(l *bot.Lang) bool {
	tag := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(string(*l))), "_", "-") // nl_BE, as Java writes it
	code, region, more := strings.Cut(tag, "-")
	if more && !letters(region, 2) {
		return false
	}
	switch {
	case tag == "":
		*l = ""
	case code == "nl" || code == "nld" || code == "dut":
		*l = bot.NL
	case code == "eng" || letters(code, 2):
		*l = bot.EN
	default:
		return false
	}
	return true
}

// letters reports whether s is n letters of ASCII, all of them small.
func letters(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// Holders returns the admins of accounts, as those who are told of a leak: once
// for each account, in the same language each time.
func (d *Directory) Holders(ids []bot.AccountID) (list []bot.Recipient) {
	languages := map[bot.Address]bot.Lang{}
	for _, id := range ids {
		a, _ := d.Account(id)
		for _, p := range a.Admins {
			if languages[p.Email] == "" {
				languages[p.Email] = a.Language
			}
			list = append(list, bot.Recipient{Name: p.Name, Address: p.Email, Accounts: []bot.AccountID{id}})
		}
	}
	for address := range languages {
		if own := d.own(address); own != "" {
			languages[address] = own
		}
	}
	for i := range list {
		list[i].Lang = languages[list[i].Address]
	}
	return list
}

// own is the language that somebody's own entry says, also that in an account
// which is not at issue: it is about the person. "" where none says one.
func (d *Directory) own(address bot.Address) bot.Lang {
	for _, i := range d.byAdmin[address] {
		for _, p := range d.accounts[i].Admins {
			if p.Email == address && p.Language != "" {
				return p.Language
			}
		}
	}
	return ""
}
