//go:build !race

package app

// manyAccounts are as many as the test of stopping many accounts stops.
const manyAccounts = 5_000

// manyHolders are as many as the test of telling account holders tells; make
// tell tells 20,000.
const manyHolders = 2_000
