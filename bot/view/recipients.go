package view

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"meldwacht/bot"
)

// The columns of a list of recipients, in the order that a list without a header
// has them. The language may be left out; without one it is Dutch.
const (
	columnAccount = iota
	columnName
	columnAddress
	columnLanguage
	columns
)

// columnNames are what people and their spreadsheets call the columns: in small
// letters, and without what is no letter.
var columnNames = map[string]int{
	"account": columnAccount, "accountnummer": columnAccount, "accountnumber": columnAccount, "accountid": columnAccount,
	"naam": columnName, "name": columnName,
	"adres": columnAddress, "address": columnAddress, "mail": columnAddress, "email": columnAddress,
	"mailadres": columnAddress, "mailaddress": columnAddress, "emailadres": columnAddress, "emailaddress": columnAddress,
	"taal": columnLanguage, "language": columnLanguage, "lang": columnLanguage,
}

// maxCell is how long a name, an address or an account may be. An address has
// 254 characters at most (RFC 5321 §4.5.3.1, erratum 1690).
const maxCell = 254

// RecipientsIn reads a list of recipients, pasted or out of a file: one a line,
// with quotes as RFC 4180 has them, and commas, semicolons or tabs between the
// cells, whichever the first line has. A first line that names the columns may
// have them in any order. A line that cannot be read is a refusal with the
// numbers of all such lines: then nobody is told.
func RecipientsIn(text string) ([]bot.Recipient, error) {
	text = strings.TrimPrefix(text, "\uFEFF") // Excel's mark of UTF-8
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return nil, bot.Refusal{Reason: bot.NotText}
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = separator(text), -1, true
	r.TrimLeadingSpace = r.Comma != '\t' // it would take an empty cell for space
	at := []int{columnAccount, columnName, columnAddress, columnLanguage}
	var list []bot.Recipient
	var broken []string
	for first := true; ; first = false {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if len(broken) > 0 {
				return nil, bot.Refusal{Reason: bot.BrokenList, Words: broken}
			}
			return list, nil
		case errors.As(err, &bad):
			broken = append(broken, strconv.Itoa(bad.StartLine))
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if strings.Join(cells, "") == "" {
			continue // what a spreadsheet leaves of an empty row
		}
		if first && isHeader(cells) {
			if at, err = columnsOf(cells); err != nil {
				return nil, err
			}
			continue
		}
		one, ok := recipientOf(cells, at)
		if !ok {
			line, _ := r.FieldPos(0)
			broken = append(broken, strconv.Itoa(line))
			continue
		}
		list = append(list, one)
	}
}

// separator is what stands between the cells of the first line that says
// something. Of two that stand there as often it is the one that is rarer in
// names: "Huls, M." has a comma.
func separator(text string) rune {
	best, most := ',', 0
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		for _, c := range []rune{'\t', ';', ','} {
			n, quoted := 0, false
			for _, r := range line {
				switch {
				case r == '"':
					quoted = !quoted
				case r == c && !quoted:
					n++
				}
			}
			if n > most {
				best, most = c, n
			}
		}
		break
	}
	return best
}

// isHeader reports whether a line names columns: two of them or more, and it
// holds no address.
func isHeader(cells []string) bool {
	known := 0
	for _, c := range cells {
		if strings.Contains(c, "@") {
			return false
		}
		if _, ok := columnNames[folded(c)]; ok {
			known++
		}
	}
	return known >= 2
}

// columnsOf returns which column each cell of a line is, -1 for none. A column that
// is not known is refused: a mistyped "taal" would have everybody told in Dutch,
// and what the desk has no use for should not be given to it.
func columnsOf(cells []string) ([]int, error) {
	at := make([]int, len(cells))
	for i, c := range cells {
		at[i] = -1
		if c == "" {
			continue
		}
		column, ok := columnNames[folded(c)]
		if !ok || slices.Contains(at[:i], column) {
			return nil, bot.Refusal{Reason: bot.BadHeader, Words: []string{c}}
		}
		at[i] = column
	}
	if !slices.Contains(at, columnAccount) || !slices.Contains(at, columnAddress) {
		return nil, bot.Refusal{Reason: bot.BadHeader}
	}
	return at, nil
}

// folded is a name of a column as columnNames have it.
func folded(cell string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, cell)
}

// recipientOf reads one line whose cells are the columns at.
func recipientOf(cells []string, at []int) (r bot.Recipient, ok bool) {
	var row [columns]string
	for i, c := range cells {
		if i < len(at) && at[i] >= 0 {
			row[at[i]] = c
		} else if c != "" {
			return r, false
		}
		if utf8.RuneCountInString(c) > maxCell || strings.ContainsFunc(c, unicode.IsControl) {
			return r, false
		}
	}
	account, address := row[columnAccount], row[columnAddress]
	if account == "" || strings.ContainsAny(account, " @") {
		return r, false
	}
	local, host, isOne := strings.Cut(address, "@")
	if !isOne || local == "" || !strings.Contains(host, ".") || strings.ContainsAny(address, "<>\"(),;:") || strings.ContainsFunc(address, unicode.IsSpace) || strings.Contains(host, "@") {
		return r, false
	}
	r = bot.Recipient{Accounts: []bot.AccountID{bot.AccountID(account)}, Name: row[columnName], Address: bot.Address(strings.ToLower(address)), Lang: bot.NL}
	switch strings.ToLower(row[columnLanguage]) {
	case "", "nl":
	case "en":
		r.Lang = bot.EN
	default:
		return r, false
	}
	return r, true
}
