package pagerduty

import (
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// The events that a Webhook passes on. Others are taken and dropped.
const (
	Triggered      = "incident.triggered"
	Acknowledged   = "incident.acknowledged"
	Unacknowledged = "incident.unacknowledged"
	Escalated      = "incident.escalated"
	Reassigned     = "incident.reassigned"
	Delegated      = "incident.delegated"
	Resolved       = "incident.resolved"
	Reopened       = "incident.reopened"
)

var types = []string{Triggered, Acknowledged, Unacknowledged, Escalated, Reassigned, Delegated, Resolved, Reopened}

// An Event is what PagerDuty says of an incident of its own. The same event may
// come more than once, late, or sent again by somebody who saw it. So whoever
// takes it
//
//   - takes an ID once, and a Delivery once. The ID is signed; the Delivery
//     stands in a header, is the same on each attempt, and is not;
//   - drops an event whose OccurredAt lies before that of the last one taken of
//     the same Incident.
type Event struct {
	ID         string
	Delivery   string // X-Webhook-Id, "" when there was none
	Type       string
	OccurredAt time.Time // UTC
	Key        string    // incident_key, as DedupKey makes it; "" when PagerDuty grouped alerts under another
	Incident   string    // PagerDuty's own id
	Agent      Agent     // who did it; zero when it was no person and no integration
	URL        string    // of the incident at PagerDuty
}

// An Agent is who did something at PagerDuty. It prints its id alone.
type Agent struct {
	ID   string
	Mail string // "" unless PagerDuty sends it, which it seldom does
}

// String hides the address.
func (a Agent) String() string { return a.ID }

// GoString hides it for %#v too.
func (a Agent) GoString() string { return "pagerduty.Agent{" + a.ID + "}" }

// read reads the body of Webhooks v3. It demands what an Event cannot do without
// and lets everything else be: PagerDuty adds fields.
func read(body []byte) (Event, error) {
	var in struct {
		Event struct {
			ID         string          `json:"id"`
			Type       string          `json:"event_type"`
			OccurredAt time.Time       `json:"occurred_at"`
			Agent      json.RawMessage `json:"agent"`
			Data       json.RawMessage `json:"data"`
		} `json:"event"`
	}
	// What encoding/json says of a body may quote it.
	if json.Unmarshal(body, &in) != nil {
		return Event{}, errors.New("it is no JSON of Webhooks v3")
	}
	e := Event{ID: in.Event.ID, Type: in.Event.Type, OccurredAt: in.Event.OccurredAt.UTC()}
	if e.Type == "" {
		return Event{}, errors.New("it has no type")
	}
	if !slices.Contains(types, e.Type) {
		return e, nil // its data are of a kind that nobody asked for
	}
	var data struct {
		ID  string `json:"id"`
		Key string `json:"incident_key"`
		URL string `json:"html_url"`
	}
	if json.Unmarshal(in.Event.Data, &data) != nil {
		return Event{}, errors.New("its data are no incident")
	}
	if e.ID == "" || e.OccurredAt.IsZero() || data.ID == "" {
		return Event{}, errors.New("it lacks its id, its time or its incident")
	}
	e.Key, e.Incident, e.URL = data.Key, data.ID, data.URL
	e.Agent = agent(in.Event.Agent)
	return e, nil
}

// agent reads who did it. What happened counts also when this cannot be read.
func agent(raw json.RawMessage) Agent {
	var a struct {
		ID    string `json:"id"`
		Email string `json:"email"`
	}
	if json.Unmarshal(raw, &a) != nil {
		return Agent{}
	}
	return Agent{a.ID, a.Email}
}
