// Package bolt keeps the desk in one bbolt file: events, incidents, mail, the
// outbox, the due index and the inbox of Slack's envelopes.
//
//	s, err := bolt.Open("meldwacht.db", bolt.Options{})
//	defer s.Close()
//	desk := &bot.Desk{Store: s, …}
//
// All writes go through one goroutine, which takes whatever is queued into one
// transaction: a single writer pays two fdatasync, and so do sixty-four. Within
// a batch each decision sees what those before it decided, and one that refuses
// leaves no trace. When a write itself goes wrong, the whole batch is undone
// and everybody in it is told.
//
// Readers see the last commit and never wait for a writer. No read stays open
// while the caller works, because a long read keeps the file from growing.
//
// One process has the file, on a local disk: bbolt locks it, and network file
// systems do not keep such locks.
package bolt
