//go:build !race

package app

// manyAccounts are as many as the test of stopping many accounts stops.
const manyAccounts = 5_000
