//go:build !race

package bolt_test

// racing reports whether the race detector looks on.
const racing = false
