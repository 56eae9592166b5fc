package directory

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"meldwacht/bot"
)

// The columns of a CSV file. It has one row for each person, key and report of
// an account; account, name and domain are repeated, or left empty below the
// first row of the account.
//
//	account;name;domain;kind;label;email;phone
//	SN-10423;Fietsenhuls B.V.;fietsenhuls.example;admin;Marleen Huls;marleen@fietsenhuls.example;+31 50 000 04 23
//	SN-10423;;;api;webshop-feed;;
//
// kind is admin, user, former-admin, api, json or report. label is the name of
// the person or the report, or the label of the key. Of a report, email is one
// recipient; further ones stand in rows of their own. Several domains are parted
// by blanks. A spreadsheet may write it in UTF-8 or Windows-1252, with commas,
// semicolons or tabs, and with the columns in any order.
var columns = []string{"account", "name", "domain", "kind", "label", "email", "phone"}

// fromCSV reads the rows of a file.
func (l *loading) fromCSV(data []byte) file {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		data, _ = charmap.Windows1252.NewDecoder().Bytes(data) // every byte stands for something
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = comma(data), -1, true, true
	head, err := r.Read()
	if err != nil {
		l.add(1, 1, "there is no header row. Write one: "+strings.Join(columns, ";"))
		return file{}
	}
	at, ok := l.header(head)
	if !ok {
		return file{}
	}
	var f file
	index := map[bot.AccountID]int{}
	reports := map[string]int{}
	last := ""
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			l.add(line, 1, "this row cannot be read. Look at its quotes.")
			return f
		}
		cell := func(column string) string {
			if i := at[column]; i >= 0 && i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		id := strings.ToUpper(cell("account"))
		if id == "" {
			id = last
		}
		if last = id; id == "" {
			if strings.Join(row, "") != "" {
				l.add(line, at["account"]+1, "this row names no account, and none stands above it.")
			}
			continue
		}
		i, known := index[bot.AccountID(id)]
		if !known {
			i = len(f.Accounts)
			index[bot.AccountID(id)] = i
			f.Accounts = append(f.Accounts, Account{ID: bot.AccountID(strings.Clone(id)), Name: strings.Clone(cell("name"))})
		}
		l.row(&f.Accounts[i], i, line, cell, reports)
	}
	examine(f.Accounts, func(path, text string) { l.add(1, 1, path+": "+text) })
	return f
}

// row adds what one row tells of an account.
func (l *loading) row(a *Account, i, line int, cell func(string) string, reports map[string]int) {
	if a.Name == "" {
		a.Name = strings.Clone(cell("name"))
	}
	for _, d := range strings.Fields(cell("domain")) {
		if d = strings.ToLower(strings.Clone(d)); !slices.Contains(a.Domains, d) {
			a.Domains = append(a.Domains, d)
		}
	}
	label, email := strings.Clone(cell("label")), lower(bot.Address(strings.Clone(cell("email"))))
	p := Person{Name: label, Email: email, Phone: Phone(strings.Clone(cell("phone")))}
	switch kind := strings.ToLower(cell("kind")); kind {
	case "":
		if label != "" || email != "" {
			l.add(line, 1, "this row does not say what it is. Write admin, user, former-admin, api, json or report into the column kind.")
		}
	case "admin":
		a.Admins = append(a.Admins, p)
	case "user":
		a.Users = append(a.Users, p)
	case "former-admin":
		a.FormerAdmins = append(a.FormerAdmins, p)
	case "api", "json":
		a.APIKeys = append(a.APIKeys, Key{Label: label, Kind: kind})
	case "report":
		key := fmt.Sprintf("%d/%s", i, label)
		n, ok := reports[key]
		if !ok {
			n = len(a.Reports)
			reports[key] = n
			a.Reports = append(a.Reports, Report{Name: label})
		}
		if email != "" {
			a.Reports[n].Recipients = append(a.Reports[n].Recipients, email)
		}
	default:
		l.add(line, 1, "this kind is not known. Write admin, user, former-admin, api, json or report.")
	}
}

// header returns where each column stands, -1 for one that is missing.
func (l *loading) header(head []string) (map[string]int, bool) {
	at := map[string]int{}
	for _, c := range columns {
		at[c] = -1
	}
	ok := true
	for i, h := range head {
		name := strings.ToLower(strings.TrimSpace(h))
		n, known := at[name]
		switch {
		case name == "":
		case !known:
			l.add(1, i+1, "this column is not known. The columns are "+strings.Join(columns, ", ")+".")
			ok = false
		case n >= 0:
			l.add(1, i+1, "this column is there twice. Keep one of the two.")
			ok = false
		default:
			at[name] = i
		}
	}
	for _, c := range []string{"account", "kind", "label"} {
		if at[c] < 0 {
			l.add(1, 1, "the column "+c+" is missing. The columns are "+strings.Join(columns, ", ")+".")
			ok = false
		}
	}
	return at, ok
}

// comma is what parts the columns of the header.
func comma(data []byte) rune {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	best, most := ',', 0
	for _, c := range []rune{';', ',', '\t'} {
		if n := bytes.Count(line, []byte(string(c))); n > most {
			best, most = c, n
		}
	}
	return best
}
