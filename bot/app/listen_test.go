package app

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"meldwacht/bot/config"
	"meldwacht/bot/intake/mailbox"
)

// A mailbox's protection goes to the watcher as it stands in the configuration.
func TestProtectionHasOneName(t *testing.T) {
	for written, mode := range map[string]mailbox.TLSMode{
		config.TLSImplicit: mailbox.TLSImplicit, config.TLSStart: mailbox.TLSStart, config.TLSNone: mailbox.TLSNone,
	} {
		if written != string(mode) {
			t.Errorf("%s in the configuration is %s to the watcher", written, mode)
		}
	}
}

// A socket that a killed desk left behind does not keep the next one from
// starting; a file, or a socket on which somebody answers, does.
func TestUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lmtp")
	l, err := listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o666 {
		t.Errorf("the socket has mode %v (%v): a mail server of another user cannot connect", info.Mode(), err)
	}
	if second, err := listen("unix", path); err == nil {
		second.Close()
		t.Error("two desks listen on one socket")
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	l.Close() // as a kill leaves it
	again, err := listen("unix", path)
	if err != nil {
		t.Fatalf("after a kill: %v", err)
	}
	again.Close()
	if err := os.WriteFile(path, []byte("somebody's file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := listen("unix", path); err == nil {
		t.Error("somebody's file was taken away")
	}
}
