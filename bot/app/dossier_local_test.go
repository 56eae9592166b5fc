package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
)

// While the desk runs it holds its store: the command asks it for the dossier,
// and hears from it why there is none.
func TestTheRunningDeskMakesTheDossier(t *testing.T) {
	w, customers, file := ackDesk(t)
	form := dossier.Built()
	w.face.Form = &form
	in, err := w.desk.Declare(t.Context(), "", bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}, bot.Declaration{What: "Een export stond open."})
	w.must(err)
	out := filepath.Join(t.TempDir(), "dossier.json")
	var said strings.Builder
	write := func(ref bot.Ref) error {
		return Dossier(t.Context(), DossierOptions{Config: file, Ref: string(ref), Format: FormatJSON, Out: out}, &said)
	}
	if err := write(in.Ref); err == nil {
		t.Error("a store that another holds is read without a desk to ask")
	}
	w.serve()
	if err := write(in.Ref); err != nil {
		t.Fatal(err)
	}
	var d struct{ Incident bot.Ref }
	data, _ := os.ReadFile(out)
	if err := json.Unmarshal(data, &d); err != nil || d.Incident != in.Ref || !strings.Contains(said.String(), "to be confirmed") {
		t.Errorf("%v, of %s, says %q", err, d.Incident, &said)
	}
	if err := write(customers); err == nil || !strings.Contains(err.Error(), "customer's own leak") {
		t.Errorf("a customer's leak: %v", err)
	}
}
