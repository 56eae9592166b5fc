package register

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"meldwacht/bot"
	"meldwacht/bot/dossier"
	"meldwacht/bot/view"
)

// A tongue writes what a row holds for people to read.
type tongue struct {
	face view.Face
	zone *time.Location
	page bool // the page names months, and no date of it breaks
}

func tongueOf(face view.Face) tongue {
	zone := face.Zone
	if zone == nil {
		zone = time.UTC
	}
	return tongue{face: face, zone: zone}
}

// say returns a sentence with its values filled in: pairs of a name and a value.
// Where a value n is 1 and there is a key.one, that one is taken.
func (t tongue) say(key string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if _, one := words[key+".one"]; one && pairs[i] == "n" && pairs[i+1] == "1" {
			key += ".one"
		}
	}
	in, ok := words[key]
	s := in[bot.NL]
	if t.face.Lang == bot.EN {
		s = in[bot.EN]
	}
	if !ok {
		s = key // seen in every golden file
	}
	if len(pairs) > 0 {
		for i := 0; i < len(pairs); i += 2 {
			pairs[i] = "{" + pairs[i] + "}"
		}
		s = strings.NewReplacer(pairs...).Replace(s) // one pass: a value is never filled in again
	}
	return s
}

// at writes a moment with its zone, since an hour comes twice in October.
func (t tongue) at(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return t.day(at) + at.In(t.zone).Format(" 15:04 MST")
}

func (t tongue) day(at time.Time) string {
	at = at.In(t.zone)
	if !t.page {
		return at.Format(time.DateOnly)
	}
	months := strings.Fields(t.say("months"))
	return strconv.Itoa(at.Day()) + noBreak + months[at.Month()-1] + noBreak + strconv.Itoa(at.Year())
}

const noBreak = "\u00a0"

func (t tongue) who(id bot.PersonID) string {
	if id == "" {
		return ""
	}
	return t.face.PersonName(id)
}

// by writes who and when: "Mira Visser, 2026-11-20 14:20 CET".
func (t tongue) by(b By) string {
	return listed(", ", t.who(b.By), t.at(b.At))
}

// known writes a word of ours for a value, or the value itself.
func (t tongue) known(group, value string) string {
	if _, ok := words[group+"."+value]; ok {
		return t.say(group + "." + value)
	}
	return value
}

func (t tongue) role(r Row) string {
	s := t.known("role", string(r.Role))
	if r.RoleDerived {
		s += " (" + t.say("derived") + ")"
	}
	return s
}

func (t tongue) scope(r Row) string {
	var out []string
	for _, s := range r.Scope {
		out = append(out, t.known("scope", string(s)))
	}
	return strings.Join(out, ", ")
}

func (t tongue) status(r Row) string {
	if r.Open {
		return t.say("open")
	}
	return t.say("closed")
}

func (t tongue) cause(c Cause) string {
	s := c.Finding
	if c.Evidence != "" {
		s += " (" + t.say("seen") + " " + c.Evidence + ")"
	}
	return s + " – " + t.by(c.By)
}

func (t tongue) awareChange(c AwareChange) string {
	return t.say("aware.change", "was", t.at(c.Was), "aware", t.at(c.Aware), "by", t.by(c.By), "reason", c.Reason)
}

func (t tongue) turnedDown(d TurnedDown) string {
	s := d.Reason + " – " + t.by(d.By)
	if d.Proposal != "" {
		s += " (" + t.say("proposal", "reason", d.Proposal, "by", t.by(d.Proposed)) + ")"
	}
	return s
}

func (t tongue) filing(f Filing) string {
	s := t.say("filing", "at", t.at(f.Filed), "by", t.who(f.By.By))
	if f.Number != "" { // what was erased may have none
		s = t.say("filing.number", "number", f.Number) + s
	}
	if f.Reason != "" {
		s += ": " + f.Reason
	}
	return s
}

// late writes how late a notice was: "25 u 10 min".
func (t tongue) late(seconds int64) string {
	if seconds == 0 {
		return ""
	}
	m := (seconds + 59) / 60 // a second late is late
	return t.say("late", "h", strconv.FormatInt(m/60, 10), "m", strconv.FormatInt(m%60, 10))
}

func (t tongue) action(a Action) string {
	what := t.known("action", string(a.Kind))
	if a.Reverses > 0 {
		what = t.say("action.reverse", "what", what, "no", strconv.Itoa(a.Reverses))
	}
	if a.Accounts > 0 && a.Kind == bot.Inform {
		what = t.say("action.letters", "what", what, "n", strconv.Itoa(a.Accounts))
	} else if a.Accounts > 0 {
		what = t.say("action.many", "what", what, "n", strconv.Itoa(a.Accounts))
	}
	last := a.Requested
	for _, b := range []By{a.Decided, a.Finished} {
		if !b.At.IsZero() {
			last = b
		}
	}
	return strconv.Itoa(a.No) + ". " + what + ": " + t.known("state", string(a.State)) + " – " + t.by(last)
}

func (t tongue) skipped(s Skipped) string {
	return t.known("stage", string(s.Stage)) + ": " + s.Reason + " – " + t.by(s.By)
}

func (t tongue) lang() bot.Lang {
	if t.face.Lang == bot.EN {
		return bot.EN
	}
	return bot.NL
}

// severity writes a score with its two decimals and its band: "2,25 (middel)".
func (t tongue) severity(s *Severity) string {
	if s == nil {
		return ""
	}
	score := fmt.Sprintf("%d%s%02d", s.Score/4, t.say("point"), s.Score%4*25)
	return listed(" – ", score+" ("+t.known("band", string(s.Band))+")", t.by(s.By))
}

func (t tongue) field(f Fact) dossier.Field {
	q, _ := dossier.Built().Field(f.Field)
	return q
}

func (t tongue) answer(f Fact) string {
	s := strings.ReplaceAll(t.field(f).Words(f.Value, f.Options, t.lang(), t.zone), "\n", "; ")
	if f.Derived {
		s += " (" + t.say("derived") + ")"
	}
	return s
}

func (t tongue) fact(f Fact) string { return t.field(f).Label(t.lang()) + ": " + t.answer(f) }

func (t tongue) letters(i Inform) string {
	if i.Letters == 0 {
		return ""
	}
	n := strconv.Itoa
	return t.say("letters", "n", n(i.Letters), "returned", n(i.Returned), "answered", n(i.Answered))
}

func (t tongue) held(h *Held) string {
	if h == nil {
		return ""
	}
	return h.Reason + " – " + t.by(h.By)
}

func (t tongue) erased(e *Erased) string {
	if e == nil {
		return ""
	}
	s := t.known("erased", string(e.Why)) + " – " + t.by(e.By)
	if e.First != "" {
		s += ", " + t.say("erased.first", "who", t.who(e.First))
	}
	if e.Via == bot.ViaCommand {
		s += ", " + t.say("erased.command")
	}
	return s
}

func (t tongue) reopening(r Reopening) string { return r.Reason + " – " + t.by(r.By) }

// maxControllers is how many accounts stand in one cell one by one (chosen): a
// cell of a spreadsheet holds 32,767 characters, and nobody reads so many.
const maxControllers = 25

// controllers are the counts by state, and the first of the accounts; those
// whom nobody has reached stand in front.
func (t tongue) controllers(list []Informed) (out []string) {
	if len(list) == 0 {
		return nil
	}
	sorted := slices.Clone(list)
	order := []bot.ToldState{bot.ToldFailed, bot.ToldReturned, bot.ToldQueued, bot.ToldAccepted, bot.ToldAnswered}
	slices.SortStableFunc(sorted, func(a, b Informed) int { return slices.Index(order, a.State) - slices.Index(order, b.State) })
	var counts []string
	for _, s := range order {
		n := 0
		for _, c := range list {
			if c.State == s {
				n++
			}
		}
		if n > 0 {
			counts = append(counts, t.say("told."+string(s))+": "+strconv.Itoa(n))
		}
	}
	out = append(out, t.say("controllers", "n", strconv.Itoa(len(list)), "counts", strings.Join(counts, ", ")))
	for _, c := range sorted[:min(len(sorted), maxControllers)] {
		out = append(out, listed(", ", string(c.Account)+": "+t.say("told."+string(c.State)), t.at(c.At)))
	}
	if more := len(list) - maxControllers; more > 0 {
		out = append(out, t.say("controllers.more", "n", strconv.Itoa(more)))
	}
	return out
}

// lines are the measures, and what is still to be done.
func (f *FollowUp) lines(t tongue) (out []string) {
	if f == nil {
		return nil
	}
	if f.Measures != "" {
		out = append(out, strings.ReplaceAll(f.Measures, "\n", "; "))
	}
	var todo []string
	for _, s := range f.Stages {
		todo = append(todo, t.known("stage", string(s)))
	}
	if len(todo) > 0 {
		out = append(out, t.say("todo", "what", strings.Join(todo, ", ")))
	}
	if f.Suspended > 0 {
		out = append(out, t.say("suspended", "n", strconv.Itoa(f.Suspended)))
	}
	return out
}

func same(s string) string { return s }

// listed joins what is not empty.
func listed(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// each writes every one of a list on a line of its own.
func each[T any](list []T, write func(T) string) string {
	var out []string
	for _, x := range list {
		out = append(out, write(x))
	}
	return strings.Join(out, "\n")
}

var words = map[string]map[bot.Lang]string{
	"title":       {bot.NL: "Register van datalekken", bot.EN: "Register of data breaches"},
	"law":         {bot.NL: "Artikel 33 lid 5 AVG", bot.EN: "Article 33(5) GDPR"},
	"made":        {bot.NL: "Gemaakt op {at}", bot.EN: "Made on {at}"},
	"zone":        {bot.NL: "Tijden in {zone}", bot.EN: "Times in {zone}"},
	"months":      {bot.NL: "jan feb mrt apr mei jun jul aug sep okt nov dec", bot.EN: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"},
	"period.all":  {bot.NL: "Alle incidenten", bot.EN: "All incidents"},
	"period.from": {bot.NL: "Geopend vanaf {from}", bot.EN: "Opened from {from} on"},
	"period.to":   {bot.NL: "Geopend tot en met {to}", bot.EN: "Opened up to and including {to}"},
	"period":      {bot.NL: "Geopend van {from} tot en met {to}", bot.EN: "Opened from {from} up to and including {to}"},
	"sum": {
		bot.NL: "Incidenten: {n}, waarvan bij onszelf: {internal}. Gemeld bij de AP: {yes}. Besloten niet te melden: {no}. Nog niet besloten: {undecided}. Nog open: {open}.",
		bot.EN: "Incidents: {n}, of which at ourselves: {internal}. Notified to the AP: {yes}. Decided not to notify: {no}. Not decided yet: {undecided}. Still open: {open}.",
	},
	"none":         {bot.NL: "In deze periode is geen incident geopend.", bot.EN: "No incident was opened in this period."},
	"foot":         {bot.NL: "Oefeningen staan niet in het register. Wat leeg is, staat niet in het verslag van het incident.", bot.EN: "Exercises are not in the register. What is empty is not in the record of the incident."},
	"head.case":    {bot.NL: "Zaak", bot.EN: "Case"},
	"head.what":    {bot.NL: "Aard en oorzaak", bot.EN: "Nature and cause"},
	"head.when":    {bot.NL: "Tijdstippen", bot.EN: "Moments"},
	"head.ap":      {bot.NL: "Melding aan de AP", bot.EN: "Notification to the AP"},
	"head.inform":  {bot.NL: "Betrokkenen", bot.EN: "People concerned"},
	"head.actions": {bot.NL: "Maatregelen", bot.EN: "Measures"},

	"col.ref":                  {bot.NL: "zaaknummer", bot.EN: "case"},
	"col.status":               {bot.NL: "status", bot.EN: "status"},
	"col.track":                {bot.NL: "spoor", bot.EN: "track"},
	"col.role":                 {bot.NL: "rol", bot.EN: "role"},
	"col.account":              {bot.NL: "account", bot.EN: "account"},
	"col.account_name":         {bot.NL: "accountnaam", bot.EN: "account name"},
	"col.requester":            {bot.NL: "aanvrager", bot.EN: "requester"},
	"col.occurred_from":        {bot.NL: "gebeurd vanaf", bot.EN: "occurred from"},
	"col.occurred_to":          {bot.NL: "gebeurd tot", bot.EN: "occurred until"},
	"col.detected_at":          {bot.NL: "ontdekt", bot.EN: "discovered"},
	"col.mail_date_header":     {bot.NL: "datum in de mail", bot.EN: "date in the mail"},
	"col.reported_to_us_at":    {bot.NL: "door ons ontvangen", bot.EN: "received by us"},
	"col.declared_at":          {bot.NL: "intern gemeld", bot.EN: "declared"},
	"col.declared_by":          {bot.NL: "intern gemeld door", bot.EN: "declared by"},
	"col.aware_at":             {bot.NL: "kennisname", bot.EN: "aware"},
	"col.aware_by":             {bot.NL: "kennisname volgens", bot.EN: "aware according to"},
	"col.aware_changes":        {bot.NL: "kennisname gewijzigd", bot.EN: "awareness corrected"},
	"col.customer_aware_at":    {bot.NL: "klok van de klant", bot.EN: "customer's clock"},
	"col.ap_deadline":          {bot.NL: "termijn AP", bot.EN: "AP deadline"},
	"col.ap_notified_at":       {bot.NL: "gemeld bij de AP", bot.EN: "AP notified"},
	"col.subjects_informed_at": {bot.NL: "betrokkenen geïnformeerd", bot.EN: "people informed"},
	"col.contained_at":         {bot.NL: "lek dicht", bot.EN: "contained"},
	"col.restored_at":          {bot.NL: "hersteld", bot.EN: "restored"},
	"col.closed_at":            {bot.NL: "gesloten", bot.EN: "closed"},
	"col.nature":               {bot.NL: "aard", bot.EN: "nature"},
	"col.scope":                {bot.NL: "omvang", bot.EN: "extent"},
	"col.causes":               {bot.NL: "oorzaak", bot.EN: "cause"},
	"col.ap_decision":          {bot.NL: "besluit AP", bot.EN: "AP decision"},
	"col.ap_reason":            {bot.NL: "reden om niet te melden", bot.EN: "reason not to notify"},
	"col.ap_first":             {bot.NL: "voorgesteld door", bot.EN: "proposed by"},
	"col.ap_second":            {bot.NL: "bevestigd door", bot.EN: "confirmed by"},
	"col.ap_turned_down":       {bot.NL: "voorstel om niet te melden afgewezen", bot.EN: "proposal not to notify turned down"},
	"col.ap_number":            {bot.NL: "meldingsnummer", bot.EN: "AP number"},
	"col.ap_recorded":          {bot.NL: "melding vastgelegd door", bot.EN: "notification recorded by"},
	"col.ap_late":              {bot.NL: "na de termijn", bot.EN: "after the deadline"},
	"col.ap_late_reason":       {bot.NL: "reden van de vertraging", bot.EN: "reason for the delay"},
	"col.ap_remark":            {bot.NL: "toelichting bij de melding", bot.EN: "remark on the notification"},
	"col.ap_supplements":       {bot.NL: "aanvullingen", bot.EN: "supplements"},
	"col.ap_withdrawals":       {bot.NL: "intrekking", bot.EN: "withdrawal"},
	"col.subjects_decision":    {bot.NL: "besluit betrokkenen", bot.EN: "decision on informing people"},
	"col.subjects_reason":      {bot.NL: "reden om niet te informeren", bot.EN: "reason not to inform"},
	"col.subjects_decided":     {bot.NL: "besluit betrokkenen door", bot.EN: "decided by"},
	"col.actions":              {bot.NL: "acties", bot.EN: "actions"},
	"col.restored":             {bot.NL: "herstel", bot.EN: "restoration"},
	"col.skipped":              {bot.NL: "overgeslagen stappen", bot.EN: "steps left out"},
	"col.close_reason":         {bot.NL: "reden bij sluiten", bot.EN: "reason on closing"},
	"col.closed_by":            {bot.NL: "gesloten door", bot.EN: "closed by"},
	"col.reopened":             {bot.NL: "keer heropend", bot.EN: "times reopened"},

	"col.severity":                {bot.NL: "ernst (ENISA)", bot.EN: "severity (ENISA)"},
	"col.severity_reason":         {bot.NL: "reden van de ernst", bot.EN: "reason of the severity"},
	"col.facts":                   {bot.NL: "gegevens, personen en gevolgen", bot.EN: "data, people and consequences"},
	"col.letters":                 {bot.NL: "brieven", bot.EN: "letters"},
	"col.legal_hold":              {bot.NL: "bewaarplicht", bot.EN: "legal hold"},
	"col.erased":                  {bot.NL: "gewist", bot.EN: "erased"},
	"col.follow_up":               {bot.NL: "vervolg", bot.EN: "follow-up"},
	"col.controllers":             {bot.NL: "klanten die zelf verantwoordelijk zijn", bot.EN: "customers who are the controller"},
	"col.reopenings":              {bot.NL: "heropend omdat", bot.EN: "reopened because"},
	"col.aware_reason":            {bot.NL: "reden van latere kennisname", bot.EN: "reason for later awareness"},
	"col.controllers_informed_at": {bot.NL: "klanten geïnformeerd", bot.EN: "customers informed"},
	"col.subjects_asked":          {bot.NL: "informeren gevraagd door", bot.EN: "informing requested by"},
	"col.kept_until":              {bot.NL: "bewaard tot", bot.EN: "kept until"},
	"controllers":                 {bot.NL: "per e-mail aan {n} accounts ({counts})", bot.EN: "by e-mail to {n} accounts ({counts})"},
	"controllers.more":            {bot.NL: "en nog {n}; alle accounts staan in de JSON van dit register", bot.EN: "and {n} more; all accounts stand in the JSON of this register"},
	"told.queued":                 {bot.NL: "wacht op verzending", bot.EN: "waits to be sent"},
	"told.accepted":               {bot.NL: "aangenomen", bot.EN: "accepted"},
	"told.failed":                 {bot.NL: "niet aangenomen", bot.EN: "not accepted"},
	"told.returned":               {bot.NL: "teruggekomen", bot.EN: "returned"},
	"told.answered":               {bot.NL: "beantwoord", bot.EN: "answered"},
	"todo":                        {bot.NL: "nog te doen: {what}", bot.EN: "still to do: {what}"},
	"suspended":                   {bot.NL: "acties die nog toegang tegenhouden: {n}", bot.EN: "actions that still hold access back: {n}"},
	"stage.notify":                {bot.NL: "melden bij de AP, of besluiten van niet", bot.EN: "notify the AP, or decide not to"},
	"stage.inform":                {bot.NL: "accounthouders informeren", bot.EN: "inform the account holders"},
	"point":                       {bot.NL: ",", bot.EN: "."},
	"band.low":                    {bot.NL: "laag", bot.EN: "low"},
	"band.medium":                 {bot.NL: "gemiddeld", bot.EN: "medium"},
	"band.high":                   {bot.NL: "hoog", bot.EN: "high"},
	"band.very-high":              {bot.NL: "zeer hoog", bot.EN: "very high"},
	"derived":                     {bot.NL: "afgeleid, niet bevestigd", bot.EN: "derived, not confirmed"},
	"letters":                     {bot.NL: "verstuurd: {n}, teruggekomen: {returned}, beantwoord: {answered}", bot.EN: "sent: {n}, returned: {returned}, answered: {answered}"},
	"erased.asked":                {bot.NL: "op verzoek", bot.EN: "on request"},
	"erased.retention":            {bot.NL: "bewaartermijn voorbij", bot.EN: "retention time over"},
	"erased.first":                {bot.NL: "gevraagd door {who}", bot.EN: "requested by {who}"},
	"controllers.one":             {bot.NL: "per e-mail aan 1 account ({counts})", bot.EN: "by e-mail to 1 account ({counts})"},
	"erased.command":              {bot.NL: "op de opdrachtregel", bot.EN: "on the command line"},

	"open":          {bot.NL: "open", bot.EN: "open"},
	"closed":        {bot.NL: "gesloten", bot.EN: "closed"},
	"converted":     {bot.NL: "omgezet", bot.EN: "converted"},
	"seen":          {bot.NL: "te zien in:", bot.EN: "seen in:"},
	"late":          {bot.NL: "{h} u {m} min", bot.EN: "{h} h {m} min"},
	"proposal":      {bot.NL: "het voorstel: {reason} – {by}", bot.EN: "the proposal: {reason} – {by}"},
	"filing":        {bot.NL: "ingediend {at}, vastgelegd door {by}", bot.EN: "filed {at}, recorded by {by}"},
	"filing.number": {bot.NL: "nummer {number}, ", bot.EN: "number {number}, "},
	"aware.change": {
		bot.NL: "van {was} naar {aware} – {by}: {reason}",
		bot.EN: "from {was} to {aware} – {by}: {reason}",
	},
	"role.processor":        {bot.NL: "verwerker", bot.EN: "processor"},
	"role.controller":       {bot.NL: "verwerkingsverantwoordelijke", bot.EN: "controller"},
	"role.both":             {bot.NL: "verwerkingsverantwoordelijke en verwerker", bot.EN: "controller and processor"},
	"scope.user":            {bot.NL: "gebruiker", bot.EN: "user"},
	"scope.api":             {bot.NL: "API", bot.EN: "API"},
	"scope.other":           {bot.NL: "anders", bot.EN: "other"},
	"requester.admin":       {bot.NL: "beheerder", bot.EN: "admin"},
	"requester.responsible": {bot.NL: "aantoonbare verantwoordelijke", bot.EN: "demonstrably responsible"},
	"requester.claimed":     {bot.NL: "beheerder, niet bewezen", bot.EN: "admin, not proven"},
	"requester.unknown":     {bot.NL: "niet bekend bij dit account", bot.EN: "not known at this account"},
	"requester.rejected":    {bot.NL: "afgewezen", bot.EN: "rejected"},
	"requester.staff":       {bot.NL: "eigen melding", bot.EN: "own staff"},
	"ap.theirs":             {bot.NL: "aan de klant", bot.EN: "the customer's"},
	"ap.undecided":          {bot.NL: "nog niet besloten", bot.EN: "not decided yet"},
	"ap.proposed":           {bot.NL: "voorstel: niet melden", bot.EN: "proposed: not to notify"},
	"ap.no":                 {bot.NL: "niet melden", bot.EN: "not to notify"},
	"ap.yes":                {bot.NL: "gemeld", bot.EN: "notified"},
	"ap.withdrawn":          {bot.NL: "gemeld en ingetrokken", bot.EN: "notified and withdrawn"},
	"inform.theirs":         {bot.NL: "aan de klant", bot.EN: "the customer's"},
	"inform.undecided":      {bot.NL: "nog niet besloten", bot.EN: "not decided yet"},
	"inform.no":             {bot.NL: "niet geïnformeerd", bot.EN: "not informed"},
	"inform.yes":            {bot.NL: "geïnformeerd", bot.EN: "informed"},
	"action.revoke-user":    {bot.NL: "gebruiker verwijderen", bot.EN: "remove a user"},
	"action.block-reports":  {bot.NL: "rapportmails blokkeren", bot.EN: "block report mails"},
	"action.suspend-api":    {bot.NL: "API-toegang stoppen", bot.EN: "suspend API access"},
	"action.stop-all":       {bot.NL: "alle toegang stoppen", bot.EN: "stop all access"},
	"action.reverse":        {bot.NL: "herstel van {no}, {what}", bot.EN: "reversal of {no}, {what}"},
	"action.inform":         {bot.NL: "accounthouders informeren", bot.EN: "inform account holders"},
	"action.letters":        {bot.NL: "{what}, {n} ontvangers", bot.EN: "{what}, {n} recipients"},
	"action.letters.one":    {bot.NL: "{what}, 1 ontvanger", bot.EN: "{what}, 1 recipient"},
	"action.many.one":       {bot.NL: "{what}, 1 account", bot.EN: "{what}, 1 account"},
	"action.many":           {bot.NL: "{what}, {n} accounts", bot.EN: "{what}, {n} accounts"},
	"state.waiting":         {bot.NL: "wacht op goedkeuring", bot.EN: "waits for approval"},
	"state.to-do":           {bot.NL: "nog uit te voeren", bot.EN: "to be carried out"},
	"state.done":            {bot.NL: "gedaan", bot.EN: "done"},
	"state.failed":          {bot.NL: "mislukt", bot.EN: "failed"},
	"state.denied":          {bot.NL: "geweigerd", bot.EN: "denied"},
	"state.lapsed":          {bot.NL: "verlopen", bot.EN: "lapsed"},
	"stage.stop":            {bot.NL: "alle toegang stoppen", bot.EN: "stop all access"},
	"stage.assess":          {bot.NL: "ernst beoordelen", bot.EN: "assess the severity"},
	"stage.cause":           {bot.NL: "oorzaak vinden", bot.EN: "find the cause"},
	"stage.restore":         {bot.NL: "dienst herstellen", bot.EN: "restore the service"},
}
