package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/paper"
)

// A Checked is what Verify found of a report that is whole.
type Checked struct {
	Ref     bot.Ref
	Events  int
	Head    bot.Hash
	Made    time.Time
	Program string // that wrote it
	// Words says that the page is, byte for byte, what this program writes of its
	// record. It is false when another version wrote it and this one writes
	// otherwise: then the record alone was checked.
	Words bool
}

var (
	dataBegin = []byte(`<script type="application/json" id="` + dataID + `">`)
	dataEnd   = []byte(`</script>`)
)

// dataID is where the record stands in the page.
const dataID = "meldwacht-record"

// dataMost is how many bytes of data a PDF may hold (chosen): as much as the
// running desk gives for a report, and far less than a packed file can swell to.
const dataMost = 256 << 20

// Verify checks a report, HTML or PDF. Its error says the first thing that is
// wrong with it.
func Verify(file []byte, program string) (Checked, error) {
	find, write := inHTML, Case.HTML
	if paper.IsPDF(file) {
		find, write = inPDF, Case.PDF
	}
	raw, err := find(file)
	if err != nil {
		return Checked{}, err
	}
	var d data
	if err := json.Unmarshal(raw, &d); err != nil {
		return Checked{}, fmt.Errorf("its record cannot be read: %w", err)
	}
	if d.Format != dataFormat {
		return Checked{}, fmt.Errorf("its format is %d, and this program reads %d: use the meldwacht that wrote it", d.Format, dataFormat)
	}
	c, err := read(d)
	if err != nil {
		return Checked{}, err
	}
	again, err := json.Marshal(d)
	if err != nil || !bytes.Equal(again, raw) {
		return Checked{}, errors.New("its data is not in the one form in which it is written: it was changed")
	}
	if sum, err := d.sum(); err != nil || sum != d.Sum {
		return Checked{}, errors.New("its data does not have the sum that it carries: it was changed")
	}
	var b bytes.Buffer
	if err := write(c, &b); err != nil {
		return Checked{}, err
	}
	words := bytes.Equal(b.Bytes(), file)
	if !words && d.Program == program {
		return Checked{}, errors.New("its record is whole, but what it shows is not what this record says: the page was changed")
	}
	return Checked{Ref: d.Ref, Events: len(d.Events), Head: c.in.Head, Made: d.Made, Program: d.Program, Words: words}, nil
}

var (
	errNoRecord   = errors.New("it holds no record; only what meldwacht report writes can be checked")
	errCutShort   = errors.New("its record does not end: the file was cut short")
	errTwoRecords = errors.New("it holds two records")
)

// inHTML returns the data that stands in a page.
func inHTML(page []byte) ([]byte, error) {
	_, rest, ok := bytes.Cut(page, dataBegin)
	raw, _, ended := bytes.Cut(rest, dataEnd)
	switch {
	case !ok:
		return nil, errNoRecord
	case !ended:
		return nil, errCutShort
	case bytes.Contains(rest, dataBegin):
		return nil, errTwoRecords
	}
	return raw, nil
}

// inPDF returns the data that is attached to a PDF.
func inPDF(file []byte) ([]byte, error) {
	raw, err := paper.DataIn(file, dataID, dataMost)
	switch {
	case errors.Is(err, paper.ErrNoData):
		return nil, errNoRecord
	case errors.Is(err, paper.ErrCutShort):
		return nil, errCutShort
	case errors.Is(err, paper.ErrTwice):
		return nil, errTwoRecords
	case err != nil:
		return nil, fmt.Errorf("its record cannot be read: %w", err)
	}
	return raw, nil
}
