//go:build race

package mail

// underRace says that times mean nothing.
const underRace = true
