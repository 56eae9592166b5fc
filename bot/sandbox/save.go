package sandbox

import (
	"encoding/json"
	"fmt"
)

// saved is what of a workspace outlives its process: what people said, in which
// channels, and the mails and pages of the panel. Open modals, triggers, sockets
// and faults end with it.
type saved struct {
	Users    []*User               `json:"users"`
	Channels []*Channel            `json:"channels"`
	Groups   []*UserGroup          `json:"groups"`
	Messages map[string][]*Message `json:"messages"`
	Seq      map[string]int        `json:"seq"`
	LastTS   int64                 `json:"last_ts"`
	Mails    []Mail                `json:"mails"`
	Pages    []Page                `json:"pages"`
}

// Save returns the workspace as JSON, for Restore.
func (w *Workspace) Save() ([]byte, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return json.Marshal(saved{Users: w.users, Channels: w.channels, Groups: w.groups, Messages: w.messages,
		Seq: w.seq, LastTS: w.lastTS, Mails: w.mails, Pages: w.pages})
}

// Restore puts a saved workspace in the place of a new one, before anybody uses
// it. Message ts go on from where they were.
func (w *Workspace) Restore(data []byte) error {
	var s saved
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("sandbox: this is no saved workspace: %w", err)
	}
	if len(s.Users) == 0 || len(s.Channels) == 0 || s.Seq == nil || s.Messages == nil {
		return fmt.Errorf("sandbox: this saved workspace has no people or no channels")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.users, w.channels, w.groups, w.messages = s.Users, s.Channels, s.Groups, s.Messages
	w.seq, w.lastTS, w.mails, w.pages = s.Seq, s.LastTS, s.Mails, s.Pages
	return nil
}
