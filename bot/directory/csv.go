package directory

import (
	"bytes"
	"encoding/csv"
	"errors"
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
//	account;name;domain;kind;label;email;phone;language
//	SN-10423;Fietsenhuls B.V.;fietsenhuls.example;admin;Marleen Huls;marleen@fietsenhuls.example;+31 50 000 04 23;nl
//	SN-10423;;;api;webshop-feed;;;
//
// kind is admin, user, former-admin, api, json or report. label is the name of
// the person or the report, or the label of the key. Of a report, email is one
// recipient; further ones stand in rows of their own. Several domains are parted
// by blanks. In a row of a person, language is theirs; in any other, also one
// without a kind, it is the account's. A spreadsheet may write it in UTF-8 or Windows-1252, with commas,
// semicolons or tabs, and with the columns in any order.
var columns = [...]string{"account", "name", "domain", "kind", "label", "email", "phone", "language"}

// The places of the columns in columns.
const (
	inAccount = iota
	inName
	inDomain
	inKind
	inLabel
	inEmail
	inPhone
	inLanguage
)

// A csvRow is what stands in each of the columns, without blanks around it. It
// is overwritten by the next one.
type csvRow [len(columns)]string

// A csvReport is a report that rows tell of: its account's place, and its name.
type csvReport struct {
	account int
	name    string
}

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
		l.add(1, 1, "there is no header row. Write one: "+strings.Join(columns[:], ";"))
		return file{}
	}
	at, ok := l.header(head)
	if !ok {
		return file{}
	}
	var f file
	var texts texts
	index := map[bot.AccountID]int{}
	reports := map[csvReport]int{}
	var lines []int // where each account begins
	last := -1
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			l.add(line, 1, "this row cannot be read. Look at its quotes.")
			return f
		}
		var row csvRow
		for c, i := range at {
			if i >= 0 && i < len(fields) {
				row[c] = strings.TrimSpace(fields[i])
			}
		}
		if id := bot.AccountID(strings.ToUpper(row[inAccount])); id != "" && (last < 0 || id != f.Accounts[last].ID) {
			var known bool
			if last, known = index[id]; !known {
				last = len(f.Accounts)
				id = bot.AccountID(texts.keep(string(id)))
				index[id] = last
				lines = append(lines, line)
				f.Accounts = append(f.Accounts, Account{ID: id})
			}
		}
		if last >= 0 {
			l.row(&f.Accounts[last], last, line, &row, reports, &texts)
		} else if strings.Join(fields, "") != "" {
			l.add(line, at[inAccount]+1, "this row names no account, and none stands above it.")
		}
	}
	examine(f.Accounts, func(i int, _, text string) {
		if i == nowhere {
			l.add(1, 1, text)
		} else {
			l.add(lines[i], 1, text)
		}
	})
	return f
}

// row adds what one row tells of an account.
func (l *loading) row(a *Account, place, line int, row *csvRow, reports map[csvReport]int, texts *texts) {
	if a.Name == "" {
		a.Name = texts.keep(row[inName])
	}
	for d := range strings.FieldsSeq(row[inDomain]) {
		if d = strings.ToLower(d); !slices.Contains(a.Domains, d) {
			a.Domains = append(a.Domains, texts.keep(d))
		}
	}
	label, email := texts.keep(row[inLabel]), bot.Address(texts.keep(strings.ToLower(row[inEmail])))
	p := Person{Name: label, Email: email, Phone: Phone(texts.keep(row[inPhone])), Language: bot.Lang(texts.keep(row[inLanguage]))}
	kind := strings.ToLower(row[inKind])
	if !slices.Contains(persons, kind) && a.Language == "" {
		a.Language = p.Language
	}
	switch kind {
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
		a.APIKeys = append(a.APIKeys, Key{Label: label, Kind: texts.keep(kind)})
	case "report":
		n, ok := reports[csvReport{place, label}]
		if !ok {
			n = len(a.Reports)
			reports[csvReport{place, label}] = n
			a.Reports = append(a.Reports, Report{Name: label})
		}
		if email != "" {
			a.Reports[n].Recipients = append(a.Reports[n].Recipients, email)
		}
	default:
		l.add(line, 1, "this kind is not known. Write admin, user, former-admin, api, json or report.")
	}
}

// persons are the kinds of rows that tell of one.
var persons = []string{"admin", "user", "former-admin"}

// header returns where each of the columns stands, -1 for one that is missing.
func (l *loading) header(head []string) (at [len(columns)]int, ok bool) {
	for c := range at {
		at[c] = -1
	}
	ok = true
	for i, h := range head {
		name := strings.ToLower(strings.TrimSpace(h))
		if name == "" {
			continue
		}
		switch c := slices.Index(columns[:], name); {
		case c < 0:
			l.add(1, i+1, "this column is not known. The columns are "+strings.Join(columns[:], ", ")+".")
			ok = false
		case at[c] >= 0:
			l.add(1, i+1, "this column is there twice. Keep one of the two.")
			ok = false
		default:
			at[c] = i
		}
	}
	for _, c := range []int{inAccount, inKind, inLabel} {
		if at[c] < 0 {
			l.add(1, 1, "the column "+columns[c]+" is missing. The columns are "+strings.Join(columns[:], ", ")+".")
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
