package mail

import "testing"

// TestStampForms reads the dates that stand above forwarded mails.
func TestStampForms(t *testing.T) {
	const want = "2025-02-03 09:14 +0100"
	for _, c := range []struct {
		words string
		want  string
	}{
		{"ma 3 feb 2025 om 09:14", want},
		{"ma 3 feb. 2025 09:14", want},
		{"maandag 3 februari 2025 09:14", want},
		{"maandag, 3 februari 2025 om 09:14", want},
		{"3 februari 2025 om 09:14:02 CET", want},
		{"maandag 3 februari 2025 09:14:00 CET", want},
		{"maandag 3 februari 2025 09:14:00 +0100", want},
		{"03-02-2025 09:14 (GMT+01:00)", want},
		{"03-02-25 09:14 (GMT+01:00)", want},
		{"Op maandag 3 februari 2025 om 09:14", want},
		{"3 februari 2025 09.14 uur", want},
		{"3 februari 2025 om 9u14", want},
		{"maandag februari 3, 2025 9:14 AM", want},
		{"2025-02-03 09:14", want},
		{"2025-02-03T09:14:00+01:00", want},
		{"2025-02-03T08:14:00Z", "2025-02-03 08:14 +0000"},
		{"3-feb-2025 09:14", want},
		{"di 4 mrt. 2025 om 09:14", "2025-03-04 09:14 +0100"},
		{"za 3 mei 2025 om 09:14", "2025-05-03 09:14 +0200"},
		{"26 oktober 2021 om 14:25:08 EEST", "2021-10-26 14:25 +0300"},
		{"28/10/2021 12:46", "2021-10-28 12:46 +0200"},
		{"03/02/2025 09:14", want}, // Dutch: the day first
		{"3 feb. 2025", ""},        // a day is no moment
		{"gisteren 09:14", ""},
		{"30 februari 2025 09:14", ""},
	} {
		checkStamp(t, c.words, false, c.want)
	}
	for _, c := range []struct {
		words string
		want  string
	}{
		{"Mon, 3 Feb 2025 09:14:00 +0100", want},
		{"Mon, 3 Feb 2025 at 09:14", want},
		{"Mon, Feb 3, 2025 at 9:14\u202fAM", want},
		{"Monday, February 3, 2025 9:14 AM", want},
		{"Monday, 3 February 2025 09:14", want},
		{"03 February 2025 09:14", want},
		{"On Monday, February 3rd, 2025 at 9:14 AM", want},
		{"February 3, 2025 at 9:14:02 AM GMT+1", want},
		{"Mon Feb 3 09:14:02 2025", want},
		{"Mon, 3 Feb 2025 8:14 p.m.", "2025-02-03 20:14 +0100"},
		{"12:05 AM February 3, 2025", "2025-02-03 00:05 +0100"},
		{"Mon, 3 Feb 2025 09:14:02 -0500 (EST)", "2025-02-03 09:14 -0500"},
		{"2/3/2025 9:14 AM", want},                             // AM: the month first
		{"2/3/2025 09:14", "2025-03-02 09:14 +0100"},           // nothing tells: the day first
		{"Monday 2/3/2025 09:14", want},                        // 3 February was a Monday
		{"Sunday, 2/3/2025 9:14 AM", "2025-03-02 09:14 +0100"}, // 2 March was a Sunday
		{"2/13/2025 09:14", "2025-02-13 09:14 +0100"},
		{"Montag, 3. Februar 2025 09:14", want},
		{"Montag, 3. Februar 2025 um 09:14 Uhr", want},
		{"3. März 2025 um 09:14:02 MEZ", "2025-03-03 09:14 +0100"},
		{"lundi 3 février 2025 09:14", want},
		{"lun. 3 févr. 2025 à 09:14", want},
		{"lundi 3 février 2025 à 9h14", want},
		{"17 août 2022 à 09:06:24 UTC+2", "2022-08-17 09:06 +0200"},
		{"Sun, 26 Oct 2025 02:30", "2025-10-26 02:30 +0200"}, // twice: the earlier
		{"Sun, 30 Mar 2025 02:30", "2025-03-30 03:30 +0200"}, // never: by the offset from before
		{"Foo, 99 Bar 2025 09:14", ""},
	} {
		checkStamp(t, c.words, true, c.want)
	}
}

func checkStamp(t *testing.T, words string, english bool, want string) {
	t.Helper()
	at, ok := readStamp(words, english)
	got := ""
	if ok {
		got = at.Format("2006-01-02 15:04 -0700")
	} else if !at.IsZero() {
		t.Errorf("%q: not read, and yet %s", words, at)
	}
	if got != want {
		t.Errorf("%q: %s, want %s", words, got, want)
	}
}
