package app_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Telephones are a server of ntfy on the network of the bubble: one message for
// each topic.
type telephones struct {
	mu    sync.Mutex
	lines []string
}

func (n *telephones) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	text, _ := io.ReadAll(q.Body)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lines = append(n.lines, fmt.Sprintf("%s  ntfy %s (priority %s): %s\n", stamp(time.Now()), strings.TrimPrefix(q.URL.Path, "/"), q.Header.Get("Priority"), text))
	fmt.Fprint(w, `{"id":"m1","event":"message"}`)
}

// write writes down the messages that are new.
func (n *telephones) write(s *stage) {
	n.mu.Lock()
	defer n.mu.Unlock()
	slices.Sort(n.lines)
	s.lines.WriteString(strings.Join(n.lines, ""))
	n.lines = nil
}

func (s *stage) openNtfy() error {
	l, err := s.net.Listen("tcp", "127.0.0.1:8787")
	if err != nil {
		return err
	}
	s.ntfy = &telephones{}
	server := &http.Server{Handler: s.ntfy}
	go server.Serve(l)
	s.closers = append(s.closers, func() { server.Close() })
	return nil
}
