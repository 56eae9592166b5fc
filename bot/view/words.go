package view

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"meldwacht/bot"
)

// ref shows a ref as our own word; anything of another form is dropped to what
// may be quoted.
func ref(r bot.Ref) word {
	if p, ok := bot.ParseRef(string(r)); ok && p == r && len(r) <= 40 {
		return word(r)
	}
	return word(quotable(string(r)))
}

// requester names who asks, masked.
func (f Face) requester(in bot.Incident) text {
	switch {
	case in.Reporter.Address != "":
		return of(data(MaskAddress(in.Reporter.Address)))
	case in.Report.Requester != "":
		return of(data(MaskName(in.Report.Requester)))
	case in.Reporter.Name != "":
		return of(data(MaskName(in.Reporter.Name)))
	}
	return f.say("requester.none")
}

// verdict says what the desk knows of the requester, and who says so.
func (f Face) verdict(in bot.Incident) text {
	v := f.say("verdict." + string(in.Verdict))
	if in.Validated == nil {
		return v
	}
	by := f.say("verdict.by", "who", f.who(in.Validated.By))
	switch {
	case in.Verdict == bot.VerdictRejected:
	case in.Validated.Method == bot.MethodCode:
		by = f.say("verdict.code")
	case in.Validated.Method == bot.MethodCallBack:
		by = f.say("verdict.called", "who", f.who(in.Validated.By))
	case in.Validated.Second != "":
		by = f.say("verdict.two", "first", f.who(in.Validated.Second), "who", f.who(in.Validated.By))
	}
	return join(", ", v, by)
}

// account names the account, or what is known of it.
func (f Face) account(in bot.Incident) text {
	switch {
	case in.Account != "" && in.AccountName != "":
		return join(" · ", accountID(in.Account), of(data(oneLine(in.AccountName, 80))))
	case in.Account != "":
		return accountID(in.Account)
	case len(in.Candidates) > 0:
		return f.say("account.several", "accounts", f.someOf(in.Candidates))
	case strings.TrimSpace(in.Report.Account) != "":
		return f.say("account.written", "account", data(oneLine(Redact(oneLine(in.Report.Account, 200)), 60)))
	}
	return f.say("account.none")
}

func accountID(id bot.AccountID) text { return of(data(oneLine(string(id), 40))) }

func (f Face) someOf(ids []bot.AccountID) text {
	var out []text
	for _, id := range ids[:min(len(ids), 4)] {
		out = append(out, accountID(id))
	}
	return join(", ", append(out, f.more(len(ids)-4))...)
}

// more counts what was left out of a list; nothing when nothing was.
func (f Face) more(n int) text {
	if n <= 0 {
		return nil
	}
	return f.say("more", "count", n)
}

// asked says what the mail asks for, on which targets.
func (f Face) asked(in bot.Incident) text {
	var asks, targets, scopes []text
	for _, a := range in.Report.Actions {
		asks = append(asks, f.say("ask."+string(a)))
	}
	const shown = 3
	for _, t := range in.Report.Targets[:min(len(in.Report.Targets), shown)] {
		targets = append(targets, of(data(MaskTarget(t))))
	}
	targets = append(targets, f.more(len(in.Report.Targets)-shown))
	for _, s := range in.Report.Scope {
		scopes = append(scopes, f.say("scope."+string(s)))
	}
	what := join(", ", asks...)
	if len(what) == 0 {
		what = f.say("ask.none")
	}
	out := join(": ", what, join(", ", targets...))
	if len(scopes) > 0 && len(asks) == 0 {
		return f.say("asked.scope", "asked", out, "scope", join(", ", scopes...))
	}
	return out
}

func (f Face) missing(in bot.Incident) text {
	var out []text
	for _, m := range in.Report.Missing {
		out = append(out, f.say("missing."+string(m)))
	}
	return join(", ", out...)
}

// action says what an action does: "API-toegang stoppen (magazijn-dashboard)".
func (f Face) action(a bot.Action) text {
	key := "action." + string(a.Kind)
	if a.Reverses > 0 {
		key = "action.reverse." + string(a.Kind)
	}
	what := f.say(key)
	if a.Target != "" {
		what = f.say("action.on", "what", what, "target", data(targetOf(a.Kind, a.Target)))
	}
	if a.Reverses > 0 {
		return f.say("action.reverse", "no", a.Reverses, "what", what)
	}
	return what
}

// targetOf masks a target. A user is always a person; the label of a key or
// the name of a report is not.
func targetOf(k bot.ActionKind, target string) string {
	if k == bot.RevokeUser && !strings.Contains(target, "@") && strings.Contains(strings.TrimSpace(target), " ") {
		return MaskName(target)
	}
	return MaskTarget(target)
}

// duty names an obligation.
func (f Face) duty(o bot.Obligation) text {
	if key := "duty." + o.Rule.Name; has(key) {
		if len(o.Rule.Theirs) > 0 && has(key+".theirs") {
			key += ".theirs"
		}
		return f.say(key)
	}
	return f.say("duty.other", "name", data(oneLine(o.Rule.Name, 40)))
}

func obligation(in bot.Incident, name string) (bot.Obligation, bool) {
	i := slices.IndexFunc(in.Obligations, func(o bot.Obligation) bool { return o.Rule.Name == name })
	if i < 0 {
		return bot.Obligation{}, false
	}
	return in.Obligations[i], true
}

// owed says in words what must still happen: "requester", "action/2", "obligation/ap".
func (f Face) owed(o bot.Owed) text {
	what, of, _ := strings.Cut(string(o), "/")
	switch what {
	case "requester":
		return f.say("owed.requester")
	case "action":
		return f.say("owed.action", "no", word(quotable(of)))
	case "stage":
		return f.known("owed.stage."+of, "owed.other")
	case "suspension":
		return f.say("owed.suspension", "no", word(quotable(of)))
	case "obligation":
		if key := "duty." + of; has(key) {
			return f.say("owed.obligation", "duty", f.say(key))
		}
	}
	return f.say("owed.other", "what", word(quotable(string(o))))
}

// capital begins a text with a capital.
func capital(t text) text {
	if len(t) == 0 || t[0].kind != ours || t[0].text == "" {
		return t
	}
	first, n := utf8.DecodeRuneInString(t[0].text)
	out := slices.Clone(t)
	out[0].text = string(unicode.ToUpper(first)) + t[0].text[n:]
	return out
}
