package mail

import (
	"os"
	"path/filepath"
	"testing"

	"meldwacht/bot"
)

func samples(b testing.TB) [][]byte {
	files, _ := filepath.Glob("../../testdata/sample/mails/*.eml")
	if len(files) == 0 {
		b.Fatal("the samples are not here")
	}
	var all [][]byte
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, raw)
	}
	return all
}

// BenchmarkRead reads one sample mail whole, each in turn.
func BenchmarkRead(b *testing.B) {
	all := samples(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		desk.Read(all[i%len(all)])
	}
}

// BenchmarkMIME takes one sample mail apart and makes it text.
func BenchmarkMIME(b *testing.B) {
	all := samples(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		h, body := splitHeader(all[i%len(all)])
		takeApart(h, body).text()
	}
}

// BenchmarkUnwrap finds the original in the text of one sample mail.
func BenchmarkUnwrap(b *testing.B) {
	var texts []string
	for _, raw := range samples(b) {
		h, body := splitHeader(raw)
		t, _ := takeApart(h, body).text()
		texts = append(texts, t)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		unwrap(texts[i%len(texts)], heading{first: prefixForward})
	}
}

// BenchmarkExtract reads the report from the words of one sample mail.
func BenchmarkExtract(b *testing.B) {
	var mails []bot.Mail
	for _, raw := range samples(b) {
		mails = append(mails, desk.Read(raw))
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		desk.extract(&mails[i%len(mails)])
	}
}
