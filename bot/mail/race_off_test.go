//go:build !race

package mail

// raceFactor is how much longer a bound on time may be under the race detector.
const raceFactor = 1
