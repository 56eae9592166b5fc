package app_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"meldwacht/bot/app"
	"meldwacht/bot/config"
	"meldwacht/bot/sandbox"
)

// With signed HTTP instead of Socket Mode the same desk answers the same way.
func TestSignedHTTP(t *testing.T) {
	dir := t.TempDir()
	deskConfig(t, dir)
	page, door, mail := listen(t), listen(t), listen(t)
	base := "http://" + door.Addr().String() + "/slack/"
	w := sandbox.New(sandbox.Options{BaseURL: "http://" + page.Addr().String(), SigningSecret: "scenario-signing-secret",
		RequestURLs: &sandbox.RequestURLs{Events: base + "events", Interactivity: base + "interactivity", Commands: base + "commands"}})
	server := &http.Server{Handler: w.Handler()}
	go server.Serve(page)
	defer func() { w.Close(); server.Close() }()

	file := filepath.Join(dir, "config.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer("127.0.0.1:8484", page.Addr().String(), "mode: socket", "mode: http\n  listen: "+door.Addr().String(),
		"app_token_env: SCENARIO_APP_TOKEN", "signing_secret_env: SCENARIO_SIGNING_SECRET").Replace(string(text))
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file, func(name string) (string, bool) {
		if name == "SCENARIO_SIGNING_SECRET" {
			return "scenario-signing-secret", true
		}
		v, ok := scenarioSecrets[name]
		return v, ok
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.New(cfg, app.Options{Log: quiet, Resolver: readNames(t), Listen: func(network, address string) (net.Listener, error) {
		if network == "unix" {
			return net.Listen(network, address)
		}
		if address == door.Addr().String() {
			return door, nil
		}
		return mail, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()

	c, err := dialMail(mail.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.conn.Close()
	if err := c.send(1); err != nil {
		t.Fatal(err)
	}
	if err := w.Wait(ctx, func() bool { return len(w.Messages(channel)) == 1 }); err != nil {
		t.Fatalf("no thread: %v", err)
	}
	out, err := w.Command(sandbox.Command{User: "U0ANNA", Channel: channel, Text: "/datalek pak"})
	if err != nil || !out.OK {
		t.Fatalf("the command was not taken: %+v %v", out, err)
	}
	if err := w.Wait(ctx, func() bool {
		for _, m := range w.Ephemerals("U0ANNA") {
			if strings.Contains(m.Text, "DL-") && strings.Contains(m.Text, "van jou") {
				return true
			}
		}
		return false
	}); err != nil {
		t.Fatalf("no answer: %v", err)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
