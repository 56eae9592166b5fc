package sandbox

// TestTrigger issues a trigger_id, as a click would.
func (w *Workspace) TestTrigger(user string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.newTrigger(user)
}
