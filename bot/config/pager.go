package config

import (
	"slices"
	"strings"

	"meldwacht/bot"
)

// The paths by which people are paged, in the order in which they are tried
// unless the file says otherwise: those that can say that somebody was reached
// before those that cannot.
const (
	PathPagerDuty = "pagerduty"
	PathNtfy      = "ntfy"
	PathMail      = "mail"
	PathWebhook   = "webhook"
)

// Pager is who is called when Slack is not enough.
type Pager struct {
	Order     []string   `yaml:"order"`  // absent: those that are configured, in the order above
	Listen    Listen     `yaml:"listen"` // for acknowledge links and for what PagerDuty says
	URL       string     `yaml:"url"`    // under which people reach Listen
	Webhook   Webhook    `yaml:"webhook"`
	PagerDuty *PagerDuty `yaml:"pagerduty"`
	Ntfy      *Ntfy      `yaml:"ntfy"`
	Mail      bool       `yaml:"mail"` // by the server of mail.out
}

// PagerDuty is a service there: Events API v2 out, Webhooks v3 back.
type PagerDuty struct {
	URL         string `yaml:"url"` // "": that of PagerDuty
	KeyEnv      string `yaml:"routing_key_env"`
	KeyFile     string `yaml:"routing_key_file"`
	WebhookEnv  string `yaml:"webhook_secret_env"`
	WebhookFile string `yaml:"webhook_secret_file"`

	Key           Secret `yaml:"-"`
	WebhookSecret Secret `yaml:"-"` // zero: nothing comes back
}

// Ntfy is a server that sends to telephones.
type Ntfy struct {
	URL       string `yaml:"url"`
	TokenEnv  string `yaml:"token_env"`
	TokenFile string `yaml:"token_file"`
	Token     Secret `yaml:"-"` // zero: the server lets anybody write
}

// Paths are the configured paths, in the order in which they are tried.
func (p Pager) Paths() []string {
	if len(p.Order) > 0 {
		return slices.Clone(p.Order)
	}
	return p.named()
}

func (p Pager) named() []string {
	var names []string
	for _, way := range []struct {
		name string
		is   bool
	}{{PathPagerDuty, p.PagerDuty != nil}, {PathNtfy, p.Ntfy != nil}, {PathWebhook, p.Webhook.URL != ""}, {PathMail, p.Mail}} {
		if way.is {
			names = append(names, way.name)
		}
	}
	return names
}

func (k *check) pager(c *Config) {
	p := &c.Pager
	if k.outline.has("pager.webhook") || p.Webhook.URL != "" {
		k.signed("pager.webhook", &p.Webhook, "PAGER_SECRET")
	}
	if d := p.PagerDuty; d != nil {
		if d.URL != "" {
			k.url("pager.pagerduty.url", d.URL)
		}
		d.Key = k.secret("pager.pagerduty.routing_key", d.KeyEnv, d.KeyFile, "PAGERDUTY_ROUTING_KEY")
		if d.WebhookEnv != "" || d.WebhookFile != "" {
			d.WebhookSecret = k.secret("pager.pagerduty.webhook_secret", d.WebhookEnv, d.WebhookFile, "PAGERDUTY_WEBHOOK_SECRET")
			if p.URL == "" {
				k.required("pager.listen", string(p.Listen), "PagerDuty answers by a webhook. Write where the desk takes it, such as 127.0.0.1:8082.")
			}
		}
	}
	k.listen("pager.listen", p.Listen)
	if n := p.Ntfy; n != nil {
		k.required("pager.ntfy.url", n.URL, "Write the address of the ntfy server, such as https://ntfy.snoobi.nl.")
		k.url("pager.ntfy.url", n.URL)
		if n.TokenEnv != "" || n.TokenFile != "" {
			n.Token = k.secret("pager.ntfy.token", n.TokenEnv, n.TokenFile, "NTFY_TOKEN")
		}
	}
	if p.Mail && c.Mail.Out == nil && !k.mistyped("mail.out") {
		k.problem("pager.mail", "pager.mail needs a mail server. Write mail.out, or leave pager.mail out.")
	}
	if p.URL != "" {
		k.url("pager.url", p.URL)
		k.required("pager.listen", string(p.Listen), "pager.url leads to the desk. Write where it listens, such as 127.0.0.1:8082.")
	}
	k.order(p)
	k.topics(c)
	if len(p.named()) == 0 && !k.anyMistyped("pager") && pages(c.Rules()) {
		k.problem("pager", "the ladder pages people and there is no pager. Write pager.webhook, pager.pagerduty, pager.ntfy or pager.mail.")
	}
}

// order demands that every path that is configured has its place, once.
func (k *check) order(p *Pager) {
	for i, name := range p.Order {
		at := index("pager.order", i)
		switch {
		case !slices.Contains([]string{PathPagerDuty, PathNtfy, PathMail, PathWebhook}, name):
			unknown(k, at, name, "path", []string{PathPagerDuty, PathNtfy, PathMail, PathWebhook})
		case !slices.Contains(p.named(), name):
			k.problem(at, "%s names %s, which is not configured. Write pager.%s, or leave it out here.", at, name, name)
		case slices.Contains(p.Order[:i], name):
			k.problem(at, "%s names %s for the second time. Keep one.", at, name)
		}
	}
	for _, name := range p.named() {
		if len(p.Order) > 0 && !slices.Contains(p.Order, name) {
			k.problem("pager.order", "pager.order leaves out %s, which is configured and would never be used. Give it a place.", name)
		}
	}
}

// topics reads what is as good as a password, and demands that somebody who is
// paged is reached by one path at least.
func (k *check) topics(c *Config) {
	paged := map[bot.Role]bool{}
	for _, o := range c.Rules().Obligations {
		for _, r := range o.Ladder {
			for _, role := range append(slices.Clone(r.Page), r.Outside...) {
				paged[role] = true
			}
		}
	}
	for i := range c.People {
		p := &c.People[i]
		at := index("people", i)
		if p.TopicEnv != "" || p.TopicFile != "" {
			p.Topic = k.secret(at+".ntfy_topic", p.TopicEnv, p.TopicFile, "NTFY_TOPIC_ANNA")
		}
		if k.anyMistyped("pager", "people", "roles") || len(c.Pager.named()) == 0 {
			continue
		}
		onLadder := slices.ContainsFunc(c.RolesOf(p.ID), func(r bot.Role) bool { return paged[r] })
		if onLadder && !c.reachable(*p) {
			k.problem(at, "%s is paged and none of the paths (%s) reaches them. Write what the path needs: mail, phone, ntfy_topic_env, or add a path.", at, strings.Join(c.Pager.Paths(), ", "))
		}
	}
}

// reachable reports whether one of the paths reaches a person. PagerDuty and a
// webhook know whom to call.
func (c Config) reachable(p Person) bool {
	for _, name := range c.Pager.named() {
		switch name {
		case PathMail:
			if p.Mail != "" {
				return true
			}
		case PathNtfy:
			if !p.Topic.IsZero() || p.TopicEnv != "" || p.TopicFile != "" {
				return true
			}
		default:
			return true
		}
	}
	return false
}
