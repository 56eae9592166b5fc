# What takes longer than the tests. The two commands of the README need no make.

# 200 kills at random moments while 400 mails arrive and Slack misbehaves.
chaos:
	MELDWACHT_CHAOS=200,400 go test ./bot/app -run TestChaos -count=1 -v -timeout 30m

# The figures of docs/benchmarks.md.
bench:
	go test ./... -run '^$$' -bench . -benchmem

.PHONY: chaos bench
