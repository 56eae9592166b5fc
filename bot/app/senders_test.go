package app

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"meldwacht/bot/config"
	"meldwacht/notifier/mail"
)

// The letters' tokens come from the source that a mailbox has, and a refusal of
// the giver is one that only a person can mend.
func TestLettersGoByTheTokensOfAMailbox(t *testing.T) {
	for _, tt := range []struct {
		status  int
		answer  string
		token   string
		refused bool
	}{
		{http.StatusOK, `{"access_token":"t-1","expires_in":3600}`, "t-1", false},
		{http.StatusUnauthorized, `{"error":"invalid_client"}`, "", true},
		{http.StatusServiceUnavailable, "", "", false},
	} {
		giver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.FormValue("scope") != "https://outlook.office365.com/.default" || r.FormValue("client_secret") != "geheim" {
				t.Errorf("asked with %v", r.Form)
			}
			w.WriteHeader(tt.status)
			_, _ = w.Write([]byte(tt.answer))
		}))
		source, err := tokens(&config.OAuth{Provider: config.ClientCredentials, TokenURL: giver.URL, ClientID: "id",
			ClientSecret: config.NewSecret("geheim"), Scope: "https://outlook.office365.com/.default"}, "avg-incident@snoobi.nl")
		if err != nil {
			t.Fatal(err)
		}
		got, err := letterTokens{source}.Token(t.Context())
		if got != tt.token || (err == nil) != (tt.token != "") || errors.Is(err, mail.ErrNoToken) != tt.refused {
			t.Errorf("status %d: %q, %v", tt.status, got, err)
		}
		giver.Close()
	}
}
