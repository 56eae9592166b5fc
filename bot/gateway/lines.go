package gateway

import (
	"context"
	"sync"
)

// lines run work in the order in which it came within one line, and different
// lines side by side, a bounded number at a time. slack-go's own handler starts
// a goroutine for each event: no order, no bound, no recover (slack.md §4.1, 9).
type lines struct {
	slots  chan struct{}
	ctx    context.Context
	cancel context.CancelFunc
	all    sync.WaitGroup

	mu      sync.Mutex
	waiting map[string][]func(context.Context) // a key that is present has a goroutine
	closed  bool
}

func newLines(n int) *lines {
	l := &lines{slots: make(chan struct{}, n), waiting: map[string][]func(context.Context){}}
	l.ctx, l.cancel = context.WithCancel(context.Background())
	return l
}

// add queues work. After close nothing is taken any more: it is in the inbox.
func (l *lines) add(line string, work func(context.Context)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	queue, running := l.waiting[line]
	l.waiting[line] = append(queue, work)
	if !running {
		l.all.Go(func() { l.run(line) })
	}
}

func (l *lines) run(line string) {
	for {
		l.mu.Lock()
		queue := l.waiting[line]
		if len(queue) == 0 || l.closed {
			delete(l.waiting, line)
			l.mu.Unlock()
			return
		}
		work := queue[0]
		l.waiting[line] = queue[1:]
		l.mu.Unlock()
		l.slots <- struct{}{}
		work(l.ctx)
		<-l.slots
	}
}

// close lets the work in hand be cut off, and waits until it is.
func (l *lines) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.cancel()
	l.all.Wait()
}

func (l *lines) closing() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}
