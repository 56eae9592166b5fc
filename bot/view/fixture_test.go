package view

import (
	"fmt"
	"time"

	"meldwacht/bot"
)

var amsterdam = must(time.LoadLocation("Europe/Amsterdam"))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

var testFace = Face{
	Lang: bot.NL, Zone: amsterdam, Command: "/datalek", Form: &testForm,
	Cast: Cast{
		Users: map[bot.PersonID]bot.UserID{"anna": "U0ANNA", "piet": "U0PIET", "mira": "U0MIRA"},
		Names: map[bot.PersonID]string{"anna": "Anna de Boer", "piet": "Piet Kuipers", "mira": "Mira Osei", "fati": "Fati Yilmaz", "joep": "Joep Smit"},
		Groups: map[bot.Role][]string{
			bot.Support: {"S0SUPPORT"}, bot.Manager: {"S0MANAGERS"}, bot.Privacy: {"U0MIRA"}, bot.OnCall: {"U0PIET"},
		},
	},
}

var (
	anna = bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	piet = bot.Person{ID: "piet", Roles: []bot.Role{bot.Support, bot.OnCall}}
	mira = bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
)

// A story is an incident with its record, moved on by decisions of package bot.
type story struct {
	in     bot.Incident
	events []bot.Event
	now    time.Time
}

func (s *story) apply(c bot.Change, err error) {
	if err != nil {
		panic(fmt.Sprintf("story: %v", err))
	}
	for _, e := range c.Events {
		e.Hash = e.Sum(s.in.Ref, []byte(e.Kind))
		s.in = s.in.Apply(e)
		s.events = append(s.events, e)
	}
}

var start = time.Date(2026, 11, 27, 13, 20, 0, 0, time.UTC)

// opened starts a story with a mail at start.
func opened(m bot.Mail, match bot.Match) *story {
	s := &story{in: bot.Incident{Ref: "DL-2026-0007"}, now: start}
	s.apply(bot.Open("DL-2026-0007", bot.Opened{
		Track: bot.Customer, Mail: m, Match: match, Verdict: bot.Judge(m, match), Aware: start, Rules: bot.DefaultRules(),
	}, start), nil)
	s.now = start.Add(10 * time.Minute)
	return s
}

func sampleMail() bot.Mail {
	return bot.Mail{
		Class: bot.ClassReport, Forwarded: bot.ForwardInline,
		Forwarder: &bot.Mailbox{Name: "Liam O'Connell", Address: "l.oconnell@snoobi.nl"},
		Sender:    bot.Mailbox{Name: "Liam O'Connell", Address: "l.oconnell@snoobi.nl"},
		Reporter:  bot.Mailbox{Name: "Marleen Huls", Address: "marleen@fietsenhuls.example"},
		Subject:   "Melding mogelijk datalek - inloggegevens kwijt",
		SentAt:    start.Add(-20 * time.Minute),
		Text: "Hallo,\n\nJoost (joost.brinkman@fietsenhuls.example, 06-12345678) heeft zijn wachtwoord ingevuld op\n" +
			"https://evil.example/login?u=joost. Zijn wachtwoord was: fiets123!\nDe sleutel is sk_live_51Hx8aK2eZvKYlo2C.\n\nGroet,\nMarleen",
		Note: "Kan iemand hiernaar kijken? Bel me op +31 50 000 04 23.",
		Lang: bot.NL,
		Report: bot.Report{
			Requester: "Marleen Huls", Account: "SN-10423", Scope: []bot.Scope{bot.ScopeAPI, bot.ScopeUser},
			Actions: []bot.Ask{bot.AskRevokeUser, bot.AskSuspendAPI},
			Targets: []string{"joost.brinkman@fietsenhuls.example", "magazijn-dashboard"},
			Missing: []bot.MissingItem{bot.MissingOccurred},
		},
	}
}

func sampleMatch() bot.Match {
	return bot.Match{Account: "SN-10423", Name: "Fietsenhuls Groningen B.V.", Admin: "Marleen Huls",
		ByAddress: true, ByName: true, Phone: "••• •• 23"}
}

// stories are the days that the golden files show.
func stories() map[string]*story {
	all := map[string]*story{}

	s := opened(sampleMail(), sampleMatch())
	all["01 reported"] = s.copy()

	s.apply(s.in.Claim(anna, s.now))
	all["02 claimed"] = s.copy()

	two := s.copy()
	two.apply(two.in.Validate(anna, bot.MethodEvidence, "", "Uittreksel KvK gezien; zij tekent voor het account.", two.now))
	all["03 evidence"] = two.copy()
	two.apply(two.in.Validate(piet, bot.MethodEvidence, "", "", two.now.Add(time.Hour)))
	all["04 responsible"] = two.copy()

	no := s.copy()
	no.apply(no.in.Reject(anna, "Nummer is niet van haar; bel mij op +31 6 1234 5678.", no.now))
	all["05 rejected"] = no.copy()

	s.apply(s.in.Validate(anna, bot.MethodCallBack, "", "Teruggebeld op het vaste nummer, stem herkend.", s.now))
	all["06 validated"] = s.copy()

	s.now = s.now.Add(time.Hour)
	s.apply(s.in.RequestAction(anna, bot.ActionRequest{Kind: bot.SuspendAPI, Target: "magazijn-dashboard"}, s.now))
	all["07 waiting"] = s.copy()
	s.apply(s.in.RequestAction(anna, bot.ActionRequest{Kind: bot.RevokeUser, Target: "joost.brinkman@fietsenhuls.example"}, s.now))
	s.apply(s.in.Approve(mira, 1, 0, s.now.Add(5*time.Minute)))
	all["08 to do"] = s.copy()
	late, asked := s.copy(), s.in.Actions[1]
	late.apply(late.in.Retarget(anna, 2, "j.brinkman@fietsenhuls.example", s.now.Add(10*time.Minute)))
	late.apply(late.in.Carried(bot.Errand{Action: 2, Event: asked.Changed, Target: asked.Target}, "ADM-0042", s.now.Add(11*time.Minute)))
	all["28 carried out for an earlier target"] = late
	s.apply(s.in.Finish(piet, 1, "In het beheer staat de sleutel op uit.", s.now.Add(20*time.Minute)))
	s.apply(s.in.Fail(piet, 2, "Gebruiker niet gevonden.", s.now.Add(25*time.Minute)))
	all["09 one done one failed"] = s.copy()

	back := s.copy()
	back.apply(back.in.Restore(anna, 1, nil, back.now.Add(time.Hour)))
	all["10 restore"] = back.copy()
	back.apply(back.in.Deny(mira, 3, "Eerst de oorzaak weten.", back.now.Add(70*time.Minute)))
	all["11 denied"] = back.copy()

	both := s.copy()
	both.apply(both.in.RequestAction(anna, bot.ActionRequest{Kind: bot.SuspendAPI, Target: "webshop-feed"}, both.now.Add(time.Hour)))
	both.apply(both.in.Approve(mira, 3, 0, both.now.Add(time.Hour)))
	both.apply(both.in.Finish(piet, 3, "Staat uit.", both.now.Add(time.Hour)))
	both.apply(both.in.Restore(anna, 1, nil, both.now.Add(2*time.Hour)))
	both.apply(both.in.Approve(mira, 4, 0, both.now.Add(2*time.Hour)))
	both.now = both.now.Add(2 * time.Hour)
	all["11b given back while another stop stands"] = both

	clock := s.copy()
	clock.due(start.Add(60 * time.Hour))
	all["12 rung 12h after outage"] = clock.copy()
	clock.due(start.Add(66 * time.Hour))
	all["13 rung 6h"] = clock.copy()
	clock.due(start.Add(66*time.Hour + 30*time.Minute))
	all["14 nobody acknowledged"] = clock.copy()
	clock.now = start.Add(67 * time.Hour)
	clock.apply(clock.in.Acknowledge(mira, bot.ViaSlack, clock.now))
	all["15 acknowledged"] = clock.copy()
	clock.due(start.Add(67*time.Hour + 20*time.Minute))
	all["16 acknowledgement ran out"] = clock.copy()
	clock.due(start.Add(71 * time.Hour))
	all["17 last hour"] = clock.copy()
	clock.due(start.Add(74 * time.Hour))
	all["18 overdue"] = clock.copy()

	end := s.copy()
	end.apply(end.in.Note(anna, "Klant belt morgen terug.", end.now.Add(2*time.Hour)))
	end.apply(end.in.OpenDetails(anna, end.now.Add(2*time.Hour)))
	end.apply(end.in.GiveUp(bot.Effect{Key: "DL-2026-0007/event/3", Kind: bot.EffectReply}, "is_archived", end.now.Add(2*time.Hour)))
	all["19 noted, undelivered"] = end.copy()
	end.apply(end.in.Close(anna, "Klant neemt het over.", end.now.Add(3*time.Hour)))
	end.now = end.now.Add(3 * time.Hour)
	all["20 closed"] = end.copy()
	more := sampleMail()
	more.Forwarded, more.Forwarder, more.Note, more.Text = bot.ForwardNone, nil, "", "Nog iets vergeten: ook de webshop-feed graag."
	more.Authentic.Pass = true
	end.apply(end.in.AddMail(more, bot.NoCode, end.now.Add(time.Hour)))
	all["21 mail after closing"] = end.copy()
	end.apply(end.in.Reopen(mira, "Er is meer gelekt.", end.now.Add(2*time.Hour)))
	all["22 reopened"] = end.copy()

	night := opened(sampleMail(), sampleMatch())
	closed := bot.Staff{Closed: true, Holders: map[bot.Role][]bot.PersonID{bot.Manager: {mira.ID}, bot.Support: {anna.ID, piet.ID}}}
	night.now = start
	night.apply(night.in.ComeDue(night.now, closed))
	all["28 night, nobody on call"] = night.copy()
	night.apply(night.in.ConfirmPage(night.in.Pages()[0], start.Add(time.Minute)))
	night.apply(night.in.ComeDue(start.Add(20*time.Minute), closed))
	all["29 night, paged again"] = night.copy()
	night.apply(night.in.CorrectAware(mira, start.Add(-3*time.Hour), "De klant belde om elf uur al met de helpdesk.", "", start.Add(25*time.Minute)))
	night.now = start.Add(25 * time.Minute)
	all["30 aware earlier"] = night.copy()

	every := opened(sampleMail(), sampleMatch())
	all["31 everybody must"] = every.everybodyMust()

	early := opened(sampleMail(), sampleMatch())
	early.apply(early.in.Close(anna, "Dubbele melding van 0006.", early.now))
	all["23 closed while owed"] = early.copy()

	odd := sampleMail()
	odd.Warnings = []string{"bidi", "several-from", "brand-new-code"}
	odd.Report = bot.Report{Account: "Fietsenhuls", Missing: []bot.MissingItem{bot.MissingAction, bot.MissingOccurred, bot.MissingScope}}
	odd.Reporter = bot.Mailbox{Name: "Marleen Huls"}
	o := opened(odd, bot.Match{Candidates: []bot.AccountID{"SN-10431", "SN-10432"}, Warnings: []bot.Warning{
		{Code: bot.WarnLookalike, About: "fietsen-huls.example"}, {Code: bot.WarnSimilarAccount, About: "SN-10432"}}})
	o.in.Mentions = "DL-2026-0003"
	all["24 odd mail"] = o.copy()

	all["25 unreadable"] = opened(bot.Mail{Class: bot.ClassReport, Unreadable: "too many parts", Forwarded: bot.ForwardNone}, bot.Match{}).copy()
	internalStories(all)
	return all
}

// due lets the ladder come due at now.
func (s *story) due(now time.Time) {
	s.now = now
	s.apply(s.in.ComeDue(now, bot.Staff{}))
}

func (s *story) copy() *story {
	c := *s
	c.events = append([]bot.Event(nil), s.events...)
	return &c
}

// everybodyMust is a day on which all managers are asked at 12 h, and one has
// acknowledged.
func (s *story) everybodyMust() *story {
	rules := bot.DefaultRules()
	rules.Obligations = rules.Obligations[:1]
	rules.Obligations[0].Ladder[2].AckBy, rules.Obligations[0].Ladder[2].All = []bot.Role{bot.Manager}, true
	o := &story{in: bot.Incident{Ref: s.in.Ref}}
	o.apply(bot.Open(s.in.Ref, bot.Opened{Track: bot.Internal, Mail: sampleMail(), Match: sampleMatch(), Verdict: bot.VerdictAdmin, Aware: start, Rules: rules}, start), nil)
	o.now = start.Add(60 * time.Hour)
	o.apply(o.in.ComeDue(o.now, bot.Staff{Holders: map[bot.Role][]bot.PersonID{bot.Manager: {mira.ID, "joep"}}}))
	o.now = o.now.Add(time.Minute)
	o.apply(o.in.Acknowledge(mira, bot.ViaSlack, o.now))
	return o
}
