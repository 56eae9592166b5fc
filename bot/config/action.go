package config

import (
	"net/url"
	"slices"
	"time"

	"meldwacht/bot"
)

// An Action is what one kind of action demands, as the file gives it; see
// [bot.ActionRule].
type Action struct {
	Kind      bot.ActionKind `yaml:"kind"`
	Anybody   bool           `yaml:"anybody"`
	Approvers bot.Role       `yaml:"approvers"`
	Stands    time.Duration  `yaml:"stands"`
	Carrier   bot.Carrier    `yaml:"carrier"`
}

// What an approval may hold at least, so that there is time to carry it out, and
// at most, so that it is about what is still the case (chosen).
const (
	minStands = 10 * time.Minute
	maxStands = 72 * time.Hour
)

// actions checks each action, and fills in what the file leaves out.
func (k *check) actions(c *Config) {
	if k.moved("actions", len(c.Actions)) {
		return
	}
	kinds := map[bot.ActionKind]string{}
	for i := range c.Actions {
		a, at := &c.Actions[i], index("actions", i)
		usual := bot.Rules{}.Action(a.Kind)
		switch {
		case a.Kind == "":
			k.problem(at+".kind", "%s.kind is missing. Write one of %s.", at, joined(bot.ActionKinds()))
		case !slices.Contains(bot.ActionKinds(), a.Kind):
			unknown(k, at+".kind", a.Kind, "action", bot.ActionKinds())
		default:
			k.once(at+".kind", string(a.Kind), claim(kinds, a.Kind, at), "Make one of the two.")
			k.approval(at, *a, c)
		}
		if !k.outline.has(at + ".carrier") {
			a.Carrier = usual.Carrier
		}
		k.oneOf(at+".carrier", string(a.Carrier), string(bot.ByHand), string(bot.ByAPI))
		if !k.outline.has(at + ".approvers") {
			a.Approvers = usual.Approvers
		}
		k.oneOf(at+".approvers", string(a.Approvers), string(bot.Manager), string(bot.Privacy))
		if !k.outline.has(at + ".stands") {
			a.Stands = usual.Stands
		}
		if a.Stands < minStands || a.Stands > maxStands {
			k.problem(at+".stands", "%s.stands must be from 10m to 72h. Write how long a request waits for its approval, and an approval holds, such as 4h.", at)
		}
	}
}

// approval demands that who is named as approver can be one. Whoever writes down
// how an action is approved relies on it that it is.
func (k *check) approval(at string, a Action, c *Config) {
	if !c.Rules().NeedsApproval(a.Kind) {
		for _, field := range []string{at + ".approvers", at + ".stands"} {
			if k.outline.has(field) && !k.anyMistyped("approval") {
				k.problem(field, "%s has no effect, since %s needs no approval. Add %s to the list approval, or remove this.", field, a.Kind, a.Kind)
			}
		}
		return
	}
	if a.Approvers == bot.Privacy && !c.held(bot.Privacy) && !k.anyMistyped("roles") {
		k.problem(at+".approvers", "%s.approvers is a role that nobody holds. List people or groups in roles.privacy, or write manager.", at)
	}
}

// actionsAPI demands an API where an action is carried out by one. An API for no
// action is no slip: an incident keeps the rules under which it opened, and may
// need it when the file has gone back to manual.
func (k *check) actionsAPI(c *Config) {
	const at = "actions_api"
	if !k.outline.has(at) {
		i := slices.IndexFunc(c.Actions, func(a Action) bool { return a.Carrier == bot.ByAPI })
		if i >= 0 && !k.moved("actions", len(c.Actions)) {
			k.problem(index("actions", i)+".carrier", "no API is there that could carry it out. Write actions_api.url and its secret, or carrier: manual.")
		}
		return
	}
	k.signed(at, &c.ActionsAPI, "ACTIONS_SECRET")
	// /actions is added to it, which would end up in the query.
	if u, err := url.Parse(c.ActionsAPI.URL); err == nil && (u.RawQuery != "" || u.Fragment != "") {
		k.problem(at+".url", "%s.url has a query or a fragment. Write the address in front of ? and #; /actions is added to it.", at)
	}
}
