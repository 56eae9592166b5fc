package view

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"meldwacht/bot"
)

// The verbs that views ask for, by their Dutch names. They stand in action and
// callback ids; package commands holds the table of what they do.
const (
	VerbList         = "lijst"
	VerbShow         = "toon"
	VerbClaim        = "pak"
	VerbValidate     = "valideer"
	VerbAsk          = "vraag"
	VerbCorrect      = "corrigeer"
	VerbReject       = "wijs-af"
	VerbRevokeUser   = "verwijder-gebruiker"
	VerbBlockReports = "blokkeer-rapporten"
	VerbSuspendAPI   = "stop-api"
	VerbStopAll      = "stop-alles"
	VerbChange       = "wijzig"
	VerbApprove      = "keur-goed"
	VerbDeny         = "weiger"
	VerbDone         = "gedaan"
	VerbFailed       = "mislukt"
	VerbRestore      = "herstel"
	VerbAck          = "bevestig"
	VerbAware        = "kennisname"
	VerbNote         = "notitie"
	VerbTimeline     = "tijdlijn"
	VerbClose        = "sluit"
	VerbReopen       = "heropen"
	VerbDetails      = "details"
	VerbDuty         = "dienst"
	VerbInform       = "informeer"
	VerbTry          = "proef"   // of Inform
	VerbTold         = "verteld" // who was told, and how far each mail has come
	VerbLetter       = "brief"   // of Inform
	VerbRetry        = "opnieuw"
	VerbDeclare      = "meld"
	VerbConvert      = "zet-om"
	VerbNotify       = "ap"
	VerbNoNotice     = "geen-melding"
	VerbNotice       = "wel-melden" // against a proposal not to notify
	VerbSkip         = "sla-over"
	VerbCause        = "oorzaak"
	VerbRestored     = "hersteld"
	VerbAssess       = "ernst"
	VerbDossier      = "dossier"
	VerbDossierFile  = "dossier-bestand"
	VerbErase        = "wis"
	VerbHold         = "bewaar"
	VerbRelease      = "geef-vrij"
	VerbMenu         = "help" // what fits here and now
)

// VerbOf returns the verb that asks for an action of that kind.
func VerbOf(k bot.ActionKind) string {
	switch k {
	case bot.RevokeUser:
		return VerbRevokeUser
	case bot.BlockReports:
		return VerbBlockReports
	case bot.SuspendAPI:
		return VerbSuspendAPI
	case bot.StopAll:
		return VerbStopAll
	}
	return ""
}

// A ButtonValue says what a button or a modal is about: which incident, as of
// which version, and which action. It says what, never who may.
type ButtonValue struct {
	Ref     bot.Ref `json:"ref"`
	Version int     `json:"v"`
	ID      int     `json:"id,omitempty"` // number of the action; 0 for none
}

// Encode returns the value as it stands in button values and private_metadata.
func (v ButtonValue) Encode() string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a struct of two ints and a string
	}
	return string(b)
}

// ParseButtonValue reads what Encode wrote.
func ParseButtonValue(s string) (ButtonValue, error) {
	var v ButtonValue
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		return ButtonValue{}, fmt.Errorf("button value: %w", err)
	}
	return v, nil
}

const verbPrefix = "verb:"

// ActionID returns the action_id of a button for verb: "verb:gedaan", or
// "verb:gedaan:2" where one block has several of the same verb.
func ActionID(verb string, n int) string {
	if n == 0 {
		return verbPrefix + verb
	}
	return verbPrefix + verb + ":" + strconv.Itoa(n)
}

// CallbackID returns the callback_id of the modal for verb.
func CallbackID(verb string) string { return verbPrefix + verb }

// ParseVerb returns the verb of an action_id or a callback_id.
func ParseVerb(id string) (verb string, ok bool) {
	rest, ok := strings.CutPrefix(id, verbPrefix)
	verb, _, _ = strings.Cut(rest, ":")
	return verb, ok && verb != ""
}
