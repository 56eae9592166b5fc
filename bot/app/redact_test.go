package app

import (
	"bytes"
	"strings"
	"testing"

	"meldwacht/bot/config"
)

// Whatever slips into a log line, no secret and no address comes out.
func TestLogsTellNothing(t *testing.T) {
	for _, format := range []string{"json", "console"} {
		var out bytes.Buffer
		log, err := logger(config.Log{Level: "info", Format: format}, &out)
		if err != nil {
			t.Fatal(err)
		}
		secrets := []string{"xoxb-123-abc", "xapp-1-A0-9-ff", "whsec_bWVsZHdhY2h0", "hooks.slack.com/services/T0/B0/xyz",
			"Bearer abc.def", "marleen@fietsenhuls.example", "zoë.o'neil@keukenhuis.example"}
		for _, s := range secrets {
			log.Info().Str("field", "before "+s+" after").Msg("a line with " + s)
		}
		for _, s := range secrets {
			if strings.Contains(out.String(), s) {
				t.Errorf("%s: %s stands in the log", format, s)
			}
		}
		if !strings.Contains(out.String(), "after") {
			t.Errorf("%s: the rest of the line is gone: %s", format, out.String())
		}
	}
}
