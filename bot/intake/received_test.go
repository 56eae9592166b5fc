package intake

import (
	"strings"
	"testing"
	"time"
)

// Whatever the sender writes into a mail, the clock starts when our own server
// took it.
func TestReceivedAt(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	internal := time.Date(2026, 3, 10, 11, 0, 0, 0, time.UTC)
	own := []string{"mx.snoobi.nl", "store.snoobi.nl"}
	const (
		ours    = "Received: from out.winkel.example (out.winkel.example [192.0.2.7])\r\n\tby mx.snoobi.nl (Postfix) with ESMTPS id 4F2\r\n\tfor <avg-incident@snoobi.nl>; Tue, 10 Mar 2026 10:00:00 +0100 (CET)\r\n"
		foreign = "Received: from pc (unknown [192.0.2.8]) by out.winkel.example; Tue, 10 Mar 2026 08:00:00 +0100\r\n"
		rest    = "Date: Mon, 2 Mar 2026 10:00:00 +0100\r\nFrom: a@winkel.example\r\n\r\ntext\r\n"
	)
	nine, eleven := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC), internal
	cases := []struct {
		rule     string
		raw      string
		internal time.Time
		want     time.Time
	}{
		{"our own server's line is the moment", ours + foreign + rest, internal, nine},
		{"also below one of a server that is not ours, such as the mailbox's", "Received: from mx.snoobi.nl by imap.hoster.example; Tue, 10 Mar 2026 10:30:00 +0100\r\n" + ours + rest, internal, nine},
		{"the topmost of ours", "Received: from mx.snoobi.nl by STORE.snoobi.nl.; Tue, 10 Mar 2026 11:30:00 +0100\r\n" + ours + rest, internal, time.Date(2026, 3, 10, 10, 30, 0, 0, time.UTC)},
		{"without one, the moment at which the mailbox got it", foreign + rest, internal, eleven},
		{"without any, now", rest, time.Time{}, now},
		{"1970 is no moment", rest, time.Unix(0, 0), now},
		{"nor is the future, of the mailbox", rest, now.Add(time.Minute), now},
		{"nor of our server, whose next line below counts", strings.Replace(ours, "10 Mar", "11 Mar", 1) + ours + rest, internal, nine},
		{"a line of ours from last year is a broken clock", strings.Replace(ours, "2026", "2025", 1) + rest, internal, eleven},
		{"30 days are believed", strings.Replace(ours, "10 Mar 2026 10:00:00 +0100 (CET)", "8 Feb 2026 12:00:00 +0000", 1) + rest, internal, time.Date(2026, 2, 8, 12, 0, 0, 0, time.UTC)},
		{"a date that cannot be read is none", strings.Replace(ours, "10 Mar", "10 Brumaire", 1) + rest, internal, eleven},
		{"a line without a date", "Received: by mx.snoobi.nl\r\n" + rest, internal, eleven},
		{"a client that calls itself as we do", "Received: from mx.snoobi.nl by evil.example; Tue, 10 Mar 2026 10:00:00 +0100\r\n" + rest, internal, eleven},
		{"a client whose name holds a by", "Received: from x by mx.snoobi.nl; by evil.example; Tue, 10 Mar 2026 10:00:00 +0100\r\n" + rest, internal, eleven},
		{"a comment that holds a by", "Received: from x (by mx.snoobi.nl) by evil.example; Tue, 10 Mar 2026 10:00:00 +0100\r\n" + rest, internal, eleven},
		{"a comment that does not close", "Received: from x (y by mx.snoobi.nl; Tue, 10 Mar 2026 10:00:00 +0100\r\n" + rest, internal, eleven},
		{"a comment that closes twice", "Received: from x) by mx.snoobi.nl; Tue, 10 Mar 2026 10:00:00 +0100\r\n" + rest, internal, eleven},
		{"a by at the end", "Received: from x by; Tue, 10 Mar 2026 10:00:00 +0100\r\n" + rest, internal, eleven},
		{"what stands in the text", foreign + rest + ours, internal, eleven},
		{"an empty mail", "", internal, eleven},
	}
	for _, c := range cases {
		if got := ReceivedAt([]byte(c.raw), own, c.internal, now); !got.Equal(c.want) || got.Location() != time.UTC {
			t.Errorf("%s: got %s, want %s", c.rule, got, c.want)
		}
	}
	if got := ReceivedAt([]byte(ours+rest), nil, internal, now); !got.Equal(internal) {
		t.Errorf("a line by a server that is not named as ours: got %s", got)
	}
}

// A megabyte of what strangers can put into a header names nobody, and does not
// hold the desk up: what is not linear takes minutes here.
func TestReceivedAtHostile(t *testing.T) {
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	for _, line := range []string{
		"Received: by mx.snoobi.nl; x\r\n",
		"Received: " + strings.Repeat("(", 1<<20) + "\r\n",
		"Received: " + strings.Repeat("by ", 1<<18) + ";\r\n",
		"Received: by mx.snoobi.nl" + strings.Repeat("\r\n ;", 1<<18) + "\r\n",
		"Received: by mx.snoobi.nl;" + strings.Repeat("(x)", 1<<18) + "\r\n",
	} {
		raw := []byte(strings.Repeat(line, max(1, 1<<20/len(line))))
		if got := ReceivedAt(raw, []string{"mx.snoobi.nl"}, time.Time{}, now); !got.Equal(now) {
			t.Errorf("%.30q…: got %s", line, got)
		}
	}
}

func FuzzReceivedAt(f *testing.F) {
	f.Add("Received: from a (b) by mx.snoobi.nl with ESMTP; Tue, 10 Mar 2026 10:00:00 +0100\r\n\r\n")
	now := time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, raw string) {
		got := ReceivedAt([]byte(raw), []string{"mx.snoobi.nl"}, time.Time{}, now)
		if got.After(now) || now.Sub(got) > oldest {
			t.Errorf("the clock would start at %s", got)
		}
	})
}
