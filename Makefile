# What takes longer than the tests. The two commands of the README need no make.

# 200 kills at random moments while 400 mails arrive and Slack misbehaves.
chaos:
	MELDWACHT_CHAOS=200,400 go test ./bot/app -run TestChaos -count=1 -v -timeout 30m

# 100 kills at random moments while 5,000 mails pour in.
flood:
	MELDWACHT_FLOOD=100,5000 go test ./bot/app -run TestEveryMailThatIsTakenIsKept -count=1 -v -timeout 30m

# 20,000 account holders are told, with a crash in the middle.
tell:
	MELDWACHT_HOLDERS=20000 go test ./bot/app -run TestManyAccountHoldersAreToldOnce -count=1 -v -timeout 30m

# The figures of docs/benchmarks.md.
bench:
	go test ./... -run '^$$' -bench . -benchmem

.PHONY: chaos flood tell bench
