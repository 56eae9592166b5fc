package storage

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
)

// The quick way reads the headers that there are, and of no other bytes makes
// something that the long way would not.
func TestTheQuickWayIsTheLongWay(t *testing.T) {
	quick := 0
	for i, actor := range []bot.PersonID{"anna", "", "ann\"a", "<b>", "zoë", "a\\b"} {
		r := Record{No: 7 + i, At: at(i), Kind: "noted", Actor: actor, Payload: []byte("{}")}
		r.Hash = r.Sum(ref)
		stored, err := r.Encode()
		if err != nil {
			t.Fatal(err)
		}
		line, _, _ := bytes.Cut(stored, []byte{'\n'})
		got, ok := quickRecord(line)
		if ok {
			quick++
			got.Payload = r.Payload
			if diff := cmp.Diff(r, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", actor, diff)
			}
		}
		for pos := range line {
			for _, mask := range []byte{0x01, 0x20, 0x80, 0x11} {
				changed := bytes.Clone(line)
				changed[pos] ^= mask
				got, ok := quickRecord(changed)
				if !ok {
					continue
				}
				if again, err := got.Encode(); err != nil || !bytes.Equal(again, append(changed, '\n')) {
					t.Fatalf("%q is read, and would be written as %q (%v)", changed, again, err)
				}
			}
		}
	}
	if quick != 3 { // of the others JSON writes escapes, or bytes that are left to it
		t.Errorf("%d headers were read the quick way", quick)
	}
	for _, line := range []string{"", "{}", `{"v":1,"no":`, strings.Repeat("x", 300)} {
		if _, ok := quickRecord([]byte(line)); ok {
			t.Errorf("%q is no header", line)
		}
	}
}
