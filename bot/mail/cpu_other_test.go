//go:build !linux

package mail

import "time"

// cpu returns how long f took: elsewhere the clock on the wall has to do.
func cpu(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}
