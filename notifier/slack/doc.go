// Package slack carries out cards, replies and updates in Slack.
//
// Slack has no idempotency key, so a message carries an opaque id in its
// metadata, and an attempt whose outcome is unknown is looked up in the channel
// before it is repeated (reference/slack.md §5). An urgent one is repeated also
// when it cannot be looked up: two reminders are better than none.
package slack
