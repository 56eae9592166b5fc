package dossier

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"meldwacht/bot"
)

// jsonFormat is the version of what JSON writes: fields are added to it, and
// their names never change.
const jsonFormat = 1

type (
	jsonDossier struct {
		Format    int           `json:"format"`
		Incident  bot.Ref       `json:"incident"`
		Exercise  bool          `json:"exercise,omitempty"`
		Language  bot.Lang      `json:"language"`
		Questions string        `json:"questions"` // the day from which they hold
		Made      time.Time     `json:"made"`
		Kind      string        `json:"kind"`
		Deadline  time.Time     `json:"deadline,omitzero"`
		Late      bool          `json:"late"`
		Filed     []jsonFiling  `json:"filed"`
		Missing   []string      `json:"missing"`    // keys
		ToConfirm []string      `json:"to_confirm"` // keys
		Sections  []jsonSection `json:"sections"`
	}
	jsonFiling struct {
		Kind   bot.NoticeKind `json:"kind"`
		Number string         `json:"number"`
		Filed  time.Time      `json:"filed"`
		Late   string         `json:"late,omitempty"`
		Event  int            `json:"event"`
	}
	jsonSection struct {
		No     int         `json:"no"`
		Key    string      `json:"key"`
		Title  string      `json:"title"`
		Fields []jsonField `json:"fields"`
	}
	jsonField struct {
		Key        string       `json:"key"`
		No         string       `json:"no,omitempty"` // the AP's
		EDPB       []string     `json:"edpb,omitempty"`
		Label      string       `json:"label"`
		Literal    bool         `json:"literal,omitempty"`
		Type       Type         `json:"type"`
		Asked      bool         `json:"asked"`
		Optional   bool         `json:"optional,omitempty"`
		Provenance Provenance   `json:"provenance"`
		Value      string       `json:"value,omitempty"`
		Options    []jsonOption `json:"options,omitempty"`
		Text       string       `json:"text,omitempty"` // as it is copied into the form
		Source     *jsonSource  `json:"source,omitempty"`
		Suspects   []string     `json:"suspects,omitempty"`
		Changed    bool         `json:"changed,omitempty"`
		Before     string       `json:"before,omitempty"`
		Unchecked  string       `json:"unchecked,omitempty"` // L, O, F: not compared with the form
	}
	jsonOption struct {
		Key   string `json:"key"`
		Label string `json:"label"`
	}
	jsonSource struct {
		Configuration bool         `json:"configuration,omitempty"`
		Event         int          `json:"event,omitempty"`
		Kind          bot.Kind     `json:"kind,omitempty"`
		By            bot.PersonID `json:"by,omitempty"`
		At            time.Time    `json:"at,omitzero"`
	}
)

// JSON returns the dossier for a program, in the language of the form. A program
// must take a DERIVED answer for a proposal.
func (f Form) JSON(d Dossier) ([]byte, error) {
	out := jsonDossier{Format: jsonFormat, Incident: d.Ref, Exercise: d.Drill, Language: f.Lang, Questions: d.Effective, Made: d.Made,
		Kind: string(d.Kind), Deadline: d.Deadline, Late: d.Late, Filed: []jsonFiling{}, Missing: keys(d.Missing()), ToConfirm: keys(d.ToConfirm())}
	for _, n := range d.Filed {
		filed := jsonFiling{Kind: n.What, Number: n.Number, Filed: n.Filed, Event: n.Event}
		if n.Late > 0 {
			filed.Late = n.Late.String()
		}
		out.Filed = append(out.Filed, filed)
	}
	for _, p := range d.Parts {
		s := jsonSection{No: p.Section.No, Key: p.Section.Key, Title: p.Section.Label(f.Lang), Fields: []jsonField{}}
		for _, r := range p.Rows {
			s.Fields = append(s.Fields, f.jsonField(r))
		}
		out.Sections = append(out.Sections, s)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return nil, fmt.Errorf("%s: dossier: %w", d.Ref, err)
	}
	return b.Bytes(), nil
}

func (f Form) jsonField(r Row) jsonField {
	j := jsonField{Key: r.Key, No: r.No, EDPB: r.EDPB, Label: r.Label(f.Lang), Literal: r.Literal, Type: r.Type, Asked: r.Applies,
		Optional: r.Optional || r.Settled, Provenance: r.Provenance, Value: r.Value, Text: r.Words(r.Value, r.Options, f.Lang, f.Zone),
		Suspects: r.Suspects, Changed: r.Changed, Before: r.Words(r.Before.Value, r.Before.Options, f.Lang, f.Zone), Unchecked: r.Check}
	for _, k := range r.Options {
		o, _ := r.Field.Option(k)
		j.Options = append(j.Options, jsonOption{k, o.Label(f.Lang)})
	}
	if r.Provenance != Missing {
		j.Source = &jsonSource{r.Source.Config, r.Source.Event, r.Source.Kind, r.Source.By, r.Source.At}
	}
	return j
}

func keys(rows []Row) []string {
	list := []string{}
	for _, r := range rows {
		list = append(list, r.Key)
	}
	return list
}
