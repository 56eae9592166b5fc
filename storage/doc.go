// Package storage is the stored form of the record: how an event becomes bytes
// that can be verified years later, and how an incident is kept beside its
// events as a cache of them.
//
// The stores in the folders below keep what this package makes. None of them
// numbers, chains or folds by itself:
//
//	records, after, err := storage.Seal(in, change)
//
// An event is stored as one line of header and its payload. The header is held
// to one spelling, and the hash covers the payload byte by byte, so that no byte
// of a stored event can change without [Verify] finding it. What a reader sees
// and what a commit folds come from the same stored bytes; nothing that a
// decision had in memory, a zone or a monotonic clock, can slip past the record.
//
// The stored form only grows: fields are added, names never change, and the
// golden files under testdata hold each released version.
package storage
