package register

import (
	"encoding/json"
	"io"
	"time"
)

// jsonForm is raised when a key changes its meaning.
const jsonForm = 1

func (r *Register) json(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	rows := r.Rows
	if rows == nil {
		rows = []Row{}
	}
	return e.Encode(struct {
		Form      int       `json:"form"`
		Made      time.Time `json:"made_at"`
		From      time.Time `json:"from,omitzero"`  // the first moment
		Until     time.Time `json:"until,omitzero"` // the first moment behind it
		Incidents []Row     `json:"incidents"`
	}{jsonForm, r.Made, r.Period.From.UTC(), r.Period.To.UTC(), rows})
}
