//go:build race

package app

// manyAccounts are fewer under the race detector, which takes ten times as long.
const manyAccounts = 1_000

// manyHolders are fewer too.
const manyHolders = 500
