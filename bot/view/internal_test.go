package view

import (
	"fmt"
	"time"

	"meldwacht/bot"
)

var fati = bot.Person{ID: "fati", Roles: []bot.Role{bot.Privacy}}

// internalStories are days of leaks at Snoobi itself.
func internalStories(all map[string]*story) {
	rules := bot.DefaultRules()
	declared := func(dec bot.Declaration) *story {
		s := &story{in: bot.Incident{Ref: "DL-2026-0012"}, now: start}
		s.apply(bot.Declare("DL-2026-0012", anna, dec, rules, start))
		s.now = start.Add(10 * time.Minute)
		return s
	}
	what := bot.Declaration{What: "Een export van 14 accounts stond open; jan@snoobi.example zag het in de log.",
		From: start.Add(-30 * time.Hour), To: start.Add(-2 * time.Hour), Found: start.Add(-3 * time.Hour), Finder: "Jan de Bruin", Aware: start.Add(-time.Hour), Later: "De logs moesten eerst worden nagezien."}
	s := declared(what)
	all["40 declared"] = s.copy()
	s.apply(s.in.Skip(mira, bot.StageStop, "De export is al dicht; er is niets te stoppen.", s.now))
	s.apply(s.in.FindCause(anna, bot.CauseFound{Finding: "De rechten van de map stonden op openbaar.", Evidence: "ticket 4711", Contained: start.Add(-2 * time.Hour)}, s.now))
	all["41 cause found"] = s.copy()

	quiet := s.copy()
	quiet.apply(quiet.in.DecideNoNotice(mira, "Alleen geanonimiseerde tellingen; niet te herleiden.", quiet.now))
	all["42 no notice proposed"] = quiet.copy()
	no := quiet.copy()
	no.apply(no.in.DenyNoNotice(fati, "Er stonden IP-adressen in.", no.now.Add(time.Minute)))
	all["43 no notice turned down"] = no.copy()
	quiet.apply(quiet.in.DecideNoNotice(fati, "", quiet.now.Add(time.Minute)))
	all["44 no notice"] = quiet.copy()

	s.apply(s.in.Notify(fati, bot.Notice{What: bot.NoticeInitial, Number: "2026-44123", Filed: s.now}, s.now))
	all["45 notified"] = s.copy()
	s.apply(s.in.Notify(fati, bot.Notice{What: bot.NoticeSupplement, Number: "2026-44123", Filed: s.now.Add(time.Hour)}, s.now.Add(time.Hour)))
	s.apply(s.in.Skip(mira, bot.StageInform, "De verwerkers zijn gebeld; er zijn geen accounthouders geraakt.", s.now.Add(2*time.Hour)))
	s.apply(s.in.Skip(mira, bot.StageAssess, "Door de FG op papier gedaan.", s.now.Add(2*time.Hour)))
	s.apply(s.in.RestoreService(anna, bot.ServiceRestored{Words: "Map op slot, controle per nacht.", At: s.now.Add(2 * time.Hour)}, s.now.Add(3*time.Hour)))
	s.now = s.now.Add(3 * time.Hour)
	all["46 restored"] = s.copy()

	late := declared(what)
	late.now = start.Add(80 * time.Hour)
	late.apply(late.in.Notify(fati, bot.Notice{What: bot.NoticeInitial, Number: "2026-44200", Filed: late.now, Reason: "De omvang was pas vandaag duidelijk."}, late.now))
	late.apply(late.in.Notify(fati, bot.Notice{What: bot.NoticeWithdrawal, Number: "2026-44200", Filed: late.now, Reason: "Er bleek niets gelekt."}, late.now))
	all["47 notified late, withdrawn"] = late.copy()

	drill := declared(bot.Declaration{What: "Stel: een laptop met alles erop is weg.", Drill: true})
	drill.due(start.Add(30 * time.Minute))
	all["48 exercise"] = drill.copy()

	dossierStories(all, declared(what))

	many := declared(what)
	accounts := make([]bot.AccountID, 250)
	for i := range accounts {
		accounts[i] = bot.AccountID(fmt.Sprintf("SN-%05d", 10000+i))
	}
	many.in.Rules.Actions = []bot.ActionRule{{Kind: bot.StopAll, Carrier: bot.ByAPI}}
	many.apply(many.in.StopMany(anna, bot.ManyRequest{All: true, Accounts: accounts}, many.now))
	all["50 many waiting"] = many.copy()
	many.apply(many.in.Approve(mira, 1, 0, many.now))
	all["51 many approved"] = many.copy()
	many.apply(many.in.Progressed(bot.ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 100, Over: true}, many.now))
	many.apply(many.in.Progressed(bot.ActionProgress{ID: 1, Batch: 2, Try: 1, Done: 60}, many.now))
	all["52 many running"] = many.copy()
	off := many.copy()
	off.apply(off.in.Fail(anna, 1, "Breek af.", off.now))
	off.apply(off.in.Progressed(bot.ActionProgress{ID: 1, Batch: 2, Try: 1, Done: 75}, off.now))
	all["52b many broken off"] = off
	many.apply(many.in.Progressed(bot.ActionProgress{ID: 1, Batch: 2, Try: 1, Done: 99, Over: true, Failed: []bot.AccountFailure{{Account: "SN-10111", Code: "http_503"}}}, many.now))
	many.apply(many.in.Progressed(bot.ActionProgress{ID: 1, Batch: 3, Try: 1, Done: 49, Over: true, Failed: []bot.AccountFailure{{Account: "SN-10222", Code: "account is op slot"}}}, many.now))
	all["53 many stuck"] = many.copy()
	many.apply(many.in.Retry(anna, 0, many.now.Add(time.Minute)))
	all["54 many tried again"] = many.copy()
	many.apply(many.in.Progressed(bot.ActionProgress{ID: 1, Batch: 2, Try: 2, Done: 100, Over: true}, many.now))
	many.apply(many.in.Progressed(bot.ActionProgress{ID: 1, Batch: 3, Try: 2, Done: 50, Over: true}, many.now))
	all["55 many done"] = many.copy()
	many.apply(many.in.StopMany(anna, bot.ManyRequest{Accounts: accounts[:25], Reverses: 1}, many.now.Add(time.Hour)))
	all["56 many first wave"] = many.copy()

	part := declared(what)
	part.apply(part.in.StopMany(anna, bot.ManyRequest{Accounts: accounts[:1], Of: 12}, part.now))
	part.apply(part.in.Approve(mira, 1, 0, part.now))
	part.apply(part.in.Finish(anna, 1, "In het beheer uitgezet.", part.now))
	all["56b one of twelve stopped"] = part.copy()
	part.apply(part.in.StopMany(anna, bot.ManyRequest{Accounts: accounts[:3], Of: 12}, part.now))
	part.apply(part.in.Approve(mira, 2, 0, part.now))
	part.apply(part.in.Finish(anna, 2, "In het beheer uitgezet.", part.now))
	all["56c perhaps four of twelve stopped"] = part.copy()

	tell := declared(what)
	tell.in.Rules.Letters = true
	holders := make([]bot.Recipient, 120)
	for i := range holders {
		holders[i] = bot.Recipient{Name: "Marleen Huls", Address: bot.Address(fmt.Sprintf("marleen%03d@winkel.example", i)), Accounts: []bot.AccountID{"SN-10423"}}
	}
	message := bot.Message{As: bot.AsController, Happened: "Een export van 14 accounts stond open; mail jan@snoobi.example voor vragen.", Data: "Bezoektellingen.", Consequences: "Geen bekend.",
		Advice: "Kijk of u moet melden.", Measures: "De export is dicht."}
	tell.apply(tell.in.Tell(mira, bot.InformRequest{Message: message, Recipients: holders}, tell.now))
	all["57 telling waits"] = tell.copy()
	tell.apply(tell.in.TryTelling(mira, 0, "mira@snoobi.example", tell.now))
	all["58 tested"] = tell.copy()
	tell.apply(tell.in.Approve(fati, 1, 0, tell.now))
	tell.apply(tell.in.Progressed(bot.ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 60}, tell.now))
	all["59 telling"] = tell.copy()
	tell.apply(tell.in.Progressed(bot.ActionProgress{ID: 1, Batch: 1, Try: 1, Done: 100, Over: true}, tell.now))
	tell.apply(tell.in.ReturnMail(bot.Mail{Bounced: "0ab" + bot.InformID(1, 1, 7) + "@snoobi.example", Status: "5.1.1"}, "", tell.now))
	answer := sampleMail()
	answer.IDs = []string{"0ab" + bot.InformID(1, 1, 8) + "@snoobi.example"}
	tell.apply(tell.in.AddMail(answer, bot.NoCode, tell.now))
	tell.apply(tell.in.Progressed(bot.ActionProgress{ID: 1, Batch: 2, Try: 1, Done: 19, Over: true, Failed: []bot.AccountFailure{{Account: "SN-10423", Code: "smtp-5.1.1", No: 3}}}, tell.now))
	all["60 not all told"] = tell.copy()
	tell.apply(tell.in.Finish(mira, 1, "De laatste is gebeld.", tell.now))
	all["61 told"] = tell.copy()

	more := bot.InformRequest{Message: message, Recipients: append(holders[:20:20], bot.Recipient{Name: "Ann Other", Address: "ann@winkel.example", Accounts: []bot.AccountID{"SN-10431"}})}
	more.Unreached = []bot.AccountID{"SN-10588", "SN-10677"}
	more.Again = tell.in.ToldBefore(tell.events, more.Recipients)
	tell.apply(tell.in.Tell(mira, more, tell.now))
	all["62 telling again"] = tell.copy()
	tell.apply(tell.in.Approve(fati, 2, 0, tell.now))
	tell.apply(tell.in.Progressed(bot.ActionProgress{ID: 2, Batch: 1, Try: 1, Done: 21, Over: true}, tell.now))
	all["63 not all have an address"] = tell.copy()
	tell.apply(tell.in.Finish(mira, 2, "Beide gebeld, vandaag om 15 uur.", tell.now))
	all["64 all reached"] = tell.copy()

	conv := opened(sampleMail(), sampleMatch())
	conv.apply(conv.in.Convert(anna, bot.Declaration{What: "De sleutel lekte uit onze eigen log."}, conv.now))
	all["49 converted"] = conv.copy()
}
