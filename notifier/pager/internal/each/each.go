// Package each places one page with several people, for the paths on which
// every person is a call of their own.
package each

import (
	"errors"
	"fmt"
	"sync"

	"meldwacht/bot"
	"meldwacht/notifier"
	"meldwacht/notifier/pager/path"
)

// atOnce is how many calls go out side by side: one slow server must not use up
// the time of an attempt before the last person's turn (chosen).
const atOnce = 4

// A Group is people who are reached by one call.
type Group struct {
	First  path.Contact
	People []bot.PersonID
}

// Groups puts people together for whom at is the same, in the order of the first
// of each. Whoever has "" is left out.
func Groups(people []path.Contact, at func(path.Contact) string) []Group {
	var groups []Group
	index := map[string]int{}
	for _, p := range people {
		where := at(p)
		if where == "" {
			continue
		}
		i, ok := index[where]
		if !ok {
			i = len(groups)
			index[where] = i
			groups = append(groups, Group{First: p})
		}
		groups[i].People = append(groups[i].People, p.ID)
	}
	return groups
}

// Call calls for each of groups and returns the receipt of the first that was
// taken. When not all were, the error is a path.Partial, or a class when nobody
// was reached. Everybody gets an attempt, whatever becomes of the others.
func Call(groups []Group, call func(Group) (bot.Receipt, error)) (bot.Receipt, error) {
	receipts, errs := make([]bot.Receipt, len(groups)), make([]error, len(groups))
	free := make(chan struct{}, atOnce)
	var wg sync.WaitGroup
	for i, g := range groups {
		wg.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			receipts[i], errs[i] = guarded(call, g)
		})
	}
	wg.Wait()
	var first bot.Receipt
	var reached []bot.PersonID
	var worst error
	for i, err := range errs {
		switch {
		case err != nil && (worst == nil || weight(err) > weight(worst)):
			worst = err
		case err == nil && first == (bot.Receipt{}):
			first = receipts[i]
		}
		if err == nil {
			reached = append(reached, groups[i].People...)
		}
	}
	if worst != nil && len(reached) > 0 {
		return bot.Receipt{}, path.Partial{Reached: reached, Err: worst}
	}
	return first, worst
}

// guarded turns a panic into an outcome that nobody knows. The loop does so for
// its own goroutine alone, and here one would end the desk.
func guarded(call func(Group) (bot.Receipt, error), g Group) (receipt bot.Receipt, err error) {
	defer func() {
		if v := recover(); v != nil {
			receipt, err = bot.Receipt{}, notifier.Unknown{Code: "panic", Err: fmt.Errorf("%T", v)}
		}
	}()
	return call(g)
}

// weight orders classes by what has to be done next: what may succeed when it is
// tried again stands before what will not.
func weight(err error) int {
	var (
		later     notifier.Later
		stop      notifier.Stop
		permanent notifier.Permanent
	)
	switch {
	case errors.As(err, &permanent):
		return 0
	case errors.As(err, &stop):
		return 1
	case errors.As(err, &later):
		return 2
	}
	return 3
}
