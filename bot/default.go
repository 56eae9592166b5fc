package bot

import "time"

// DefaultRules are what the desk follows unless its configuration says
// otherwise. Every ladder ends in a rung that repeats, so that only what meets
// an obligation, or a recorded decision, silences it.
func DefaultRules() Rules {
	both, everybody := []Track{Customer, Internal}, []Role{Support, Manager, Privacy, OnCall}
	last := func(r Rung) Rung {
		r.Tell, r.Page, r.Ack, r.Second, r.Broadcast = everybody, everybody, true, true, true
		return r
	}
	return Rules{
		Obligations: []ObligationRule{
			// GDPR art. 33(1): 72 elapsed hours. On the customer track it is the
			// customer who notifies, and whose hours we do not waste.
			{Name: "ap", Tracks: both, Theirs: []Track{Customer}, Trigger: TriggerAware, Within: 72 * time.Hour, MetBy: MetByNotice, Ladder: []Rung{
				{Name: "48h", Left: 48 * time.Hour},
				{Name: "24h", Left: 24 * time.Hour, Tell: []Role{Support}, Outside: []Role{OnCall}},
				{Name: "12h", Left: 12 * time.Hour, Tell: []Role{Manager}, Ack: true, Outside: []Role{Manager, OnCall}},
				{Name: "6h", Left: 6 * time.Hour, Tell: []Role{Manager}, Ack: true, Page: []Role{Manager, OnCall}, PageAfter: 30 * time.Minute, Outside: []Role{Manager, OnCall}},
				{Name: "2h", Left: 2 * time.Hour, Tell: []Role{Manager, OnCall}, Ack: true, Page: []Role{Manager, OnCall}, Second: true, Broadcast: true},
				last(Rung{Name: "1h", Left: time.Hour}),
				last(Rung{Name: "0h", Left: 0}),
				last(Rung{Name: "overdue", Left: -time.Hour, Every: time.Hour}),
			}},
			// Art. 33(2) and 34 say "without undue delay"; 24 hours is our own measure.
			{Name: "inform", Tracks: []Track{Internal}, Within: 24 * time.Hour, MetBy: MetByInform, Ladder: []Rung{
				{Name: "12h", Left: 12 * time.Hour, Tell: []Role{Support, Manager}},
				{Name: "4h", Left: 4 * time.Hour, Tell: []Role{Manager}, Ack: true, Outside: []Role{OnCall}},
				{Name: "1h", Left: time.Hour, Tell: []Role{Manager, Privacy}, Ack: true, Page: []Role{Manager, OnCall}, PageAfter: 15 * time.Minute, Outside: []Role{Manager, OnCall}},
				{Name: "0h", Left: 0, Tell: []Role{Manager, Privacy}, Ack: true, Page: []Role{Manager, OnCall}},
				{Name: "overdue", Left: -2 * time.Hour, Every: 2 * time.Hour, Tell: []Role{Manager, Privacy}, Ack: true, Page: []Role{Manager, OnCall}},
			}},
			// Every hour that a stolen login works is a worse leak; the times are ours.
			{Name: "contain", Tracks: both, Trigger: TriggerMail, Within: 4 * time.Hour, MetBy: MetByActions, Ladder: []Rung{
				{Name: "new", Left: 4 * time.Hour, Tell: []Role{Support}, Outside: []Role{OnCall}},
				{Name: "1h", Left: time.Hour, Tell: []Role{Support}, Outside: []Role{OnCall}},
				{Name: "0h", Left: 0, Tell: []Role{Support, Manager}, Ack: true, Outside: []Role{OnCall, Manager}},
				{Name: "overdue", Left: -12 * time.Hour, Every: 12 * time.Hour, Tell: []Role{Support, Manager}, Ack: true},
			}},
			{Name: "validate", Tracks: both, Trigger: TriggerMail, Within: time.Hour, MetBy: MetByVerdict, Ladder: []Rung{
				{Name: "30m", Left: 30 * time.Minute, Tell: []Role{Support}, Outside: []Role{OnCall}},
				{Name: "0h", Left: 0, Tell: []Role{Support, Manager}, Ack: true, Outside: []Role{OnCall, Manager}},
				{Name: "overdue", Left: -8 * time.Hour, Every: 8 * time.Hour, Tell: []Role{Support, Manager}},
			}},
		},
		Approval: []ActionKind{SuspendAPI, StopAll},
	}
}

// defaultAcks are of DESIGN §9: 4 h, 1 h, 20 min as the deadline nears.
var defaultAcks = []AckBand{
	{1<<63 - 1, 4 * time.Hour},
	{24 * time.Hour, time.Hour},
	{6 * time.Hour, 20 * time.Minute},
}

var defaultWaits = Waits{Office: 15 * time.Minute, Outside: 5 * time.Minute}

func (r Rules) acks() []AckBand {
	if len(r.Acks) == 0 {
		return defaultAcks
	}
	return r.Acks
}

// wait is how long a page waits that has reached somebody, or took the last path.
func (r Rules) wait(closed bool) time.Duration {
	w, d := r.Waits.Office, defaultWaits.Office
	if closed {
		w, d = r.Waits.Outside, defaultWaits.Outside
	}
	if w <= 0 {
		return d
	}
	return w
}
