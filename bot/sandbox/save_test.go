package sandbox

import "testing"

// A saved workspace goes on where it was: the same messages, and ts that ascend.
func TestSavedWorkspaceGoesOn(t *testing.T) {
	w := New(Options{})
	defer w.Close()
	first, err := w.Post(Post{User: "U0ANNA", Channel: "C0DESK", Text: "hallo"})
	if err != nil {
		t.Fatal(err)
	}
	data, err := w.Save()
	if err != nil {
		t.Fatal(err)
	}
	again := New(Options{})
	defer again.Close()
	if err := again.Restore(data); err != nil {
		t.Fatal(err)
	}
	if list := again.Messages("C0DESK"); len(list) != 1 || list[0].TS != first.TS || list[0].Text != "hallo" {
		t.Errorf("messages after restoring: %+v", list)
	}
	second, err := again.Post(Post{User: "U0ANNA", Channel: "C0DESK", Text: "nog een"})
	if err != nil || second.TS <= first.TS {
		t.Errorf("the next ts is %s after %s (%v)", second.TS, first.TS, err)
	}
	for _, bad := range []string{"", "{", "{}", `{"users":[]}`} {
		if err := again.Restore([]byte(bad)); err == nil {
			t.Errorf("%q was restored", bad)
		}
	}
}
