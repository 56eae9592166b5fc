// Package directory knows the accounts of Snoobi and who may speak for them. It
// reads them from a file and says of a mail which account it is about and
// whether its author is an admin there:
//
//	d, err := directory.Load("directory.yaml")
//	match := d.Match(mail)
//	verdict := bot.Judge(mail, match)
//
// What it recognises without doubt is a match; what only looks like one (a
// domain that imitates a registered one, a company with nearly the same name)
// is a warning and never a match. A Directory does not change once it is
// loaded, so any number of goroutines may use it.
package directory

import (
	"slices"
	"strings"
	"sync"

	"meldwacht/bot"
)

// An Account is one customer's account.
type Account struct {
	ID      bot.AccountID `yaml:"id" json:"id"`
	Name    string        `yaml:"name" json:"name"`
	Domains []string      `yaml:"domains" json:"domains"`
	Admins  []Person      `yaml:"admins" json:"admins"`
	Users   []Person      `yaml:"users" json:"users"`
	APIKeys []Key         `yaml:"api_keys" json:"api_keys"`
	Reports []Report      `yaml:"reports" json:"reports"`
	// Language is that of letters to those of the account who have none of their
	// own: nl or en, see settle. Empty where the file says nothing.
	Language bot.Lang `yaml:"language" json:"language"`

	// FormerAdmins are warned of and never recognised.
	FormerAdmins []Person `yaml:"former_admins" json:"former_admins"`
}

// A Person is an admin or a user of an account. The whole address counts: one
// at the company's domain makes nobody an admin, and an admin may use a private one.
type Person struct {
	Name  string      `yaml:"name" json:"name"`
	Email bot.Address `yaml:"email" json:"email"`
	Phone Phone       `yaml:"phone" json:"phone"`
	// Language goes before that of the account.
	Language bot.Lang `yaml:"language" json:"language"`
}

// A Key is an API key or a JSON feed.
type Key struct {
	Label string `yaml:"label" json:"label"`
	Kind  string `yaml:"kind" json:"kind"` // api or json
}

// A Report is one that Snoobi mails.
type Report struct {
	Name       string        `yaml:"name" json:"name"`
	Recipients []bot.Address `yaml:"recipients" json:"recipients"`
}

// A Phone is a registered number. It prints itself masked; string(p) is the
// full number.
type Phone string

// String shows the last two digits: enough to tell two numbers apart, and too
// little to call one.
func (p Phone) String() string {
	digits := make([]byte, 0, len(p))
	for i := range len(p) {
		if p[i] >= '0' && p[i] <= '9' {
			digits = append(digits, p[i])
		}
	}
	switch n := len(digits); {
	case p == "":
		return ""
	case n < 6:
		return "•••"
	default:
		return "••• •• " + string(digits[n-2:])
	}
}

// GoString masks as String does, for %#v.
func (p Phone) GoString() string { return p.String() }

// A Directory holds accounts, with an index for each thing that a mail may know
// of one. Indexes hold positions in accounts.
type Directory struct {
	accounts  []Account
	folded    []string // the names of accounts, see company
	byID      map[bot.AccountID]int32
	byName    map[string][]int32      // folded, without legal form
	byWord    map[string][]int32      // the words of those names
	byDomain  map[string][]int32      // the accounts' own domains
	byAdmin   map[bot.Address][]int32 // an agency has several accounts
	adminName map[string][]int32      // folded
	domains   near                    // what registered domains look like
	names     near                    // what account names look like
	hosts     map[string]bool         // all registered domains, those of admins too
}

// New builds a directory. Ids must be unique and addresses in lower case, as
// Load leaves them.
func New(accounts []Account) *Directory {
	n := len(accounts)
	d := &Directory{accounts: accounts,
		byID: make(map[bot.AccountID]int32, n), byName: make(map[string][]int32, n), byWord: make(map[string][]int32, n),
		byDomain: make(map[string][]int32, n), byAdmin: make(map[bot.Address][]int32, 2*n), adminName: make(map[string][]int32, 2*n),
		domains: newNear(n), names: newNear(n), hosts: make(map[string]bool, n)}
	// The indexes do not know each other, so they are built beside each other.
	var work sync.WaitGroup
	for _, add := range []func(int32, *Account){d.addName, d.addDomains, d.addAdmins} {
		work.Go(func() {
			for i := range accounts {
				add(int32(i), &accounts[i])
			}
		})
	}
	work.Wait()
	return d
}

func (d *Directory) addName(i int32, a *Account) {
	d.byID[a.ID] = i
	name := company(a.Name)
	d.folded = append(d.folded, name)
	put(d.byName, name, i)
	for _, w := range strings.Fields(name) {
		put(d.byWord, w, i)
	}
	d.names.add(strings.ReplaceAll(name, " ", ""), i)
}

func (d *Directory) addDomains(i int32, a *Account) {
	for _, domain := range a.Domains {
		put(d.byDomain, domain, i)
		d.host(domain, i)
	}
	for _, p := range a.Admins {
		if domain := p.Email.Domain(); !slices.Contains(a.Domains, domain) {
			d.host(domain, i)
		}
	}
}

func (d *Directory) addAdmins(i int32, a *Account) {
	for _, p := range a.Admins {
		put(d.byAdmin, p.Email, i)
		put(d.adminName, person(p.Name), i)
	}
}

func (d *Directory) host(domain string, i int32) {
	if domain != "" {
		d.hosts[organisation(domain)] = true
		d.domains.add(looks(domain), i)
	}
}

// put adds i to a list, once.
func put[K ~string](index map[K][]int32, key K, i int32) {
	if list := index[key]; key != "" && (len(list) == 0 || list[len(list)-1] != i) {
		index[key] = append(list, i)
	}
}

// Accounts returns all accounts in the order of the file. The slice must not be
// changed.
func (d *Directory) Accounts() []Account { return d.accounts }

// Account returns one account by its number.
func (d *Directory) Account(id bot.AccountID) (Account, bool) {
	i, ok := d.byID[bot.AccountID(strings.ToUpper(string(id)))]
	if !ok {
		return Account{}, false
	}
	return d.accounts[i], true
}

// ByAdmin returns the accounts of which the holder of an address is admin.
func (d *Directory) ByAdmin(a bot.Address) []Account { return d.pick(d.byAdmin[lower(a)]) }

func (d *Directory) pick(list []int32) []Account {
	var out []Account
	for _, i := range list {
		out = append(out, d.accounts[i])
	}
	return out
}

func (d *Directory) ids(list []int32) []bot.AccountID {
	ids := make([]bot.AccountID, len(list))
	for n, i := range list {
		ids[n] = d.accounts[i].ID
	}
	slices.Sort(ids)
	return ids
}

func lower(a bot.Address) bot.Address {
	return bot.Address(strings.ToLower(strings.TrimSpace(string(a))))
}
