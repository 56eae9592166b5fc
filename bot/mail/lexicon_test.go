package mail

import "testing"

// TestSlips forgives a slip of the keyboard in what is asked, and takes no word
// that is another one for it.
func TestSlips(t *testing.T) {
	for _, w := range []string{"delet", "deleet", "delte", "remvoe", "remov", "revoek", "verwijdren", "verwijderern", "verwijderne", "blokeren", "suspent", "dissable"} {
		if meaningOf(w)&stops == 0 {
			t.Errorf("%q stops nothing", w)
		}
	}
	for _, w := range []string{"remote", "resort", "relate", "invoke", "devote", "delegate", "remorse"} {
		if meaningOf(w)&stops != 0 {
			t.Errorf("%q stops something", w)
		}
	}
}
