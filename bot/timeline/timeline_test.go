package timeline

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"image/png"
	"io"
	"os"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var amsterdam = func() *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		panic(err)
	}
	return zone
}()

// start is 20:00 on the evening before the clock goes back.
var start = time.Date(2026, 10, 24, 18, 0, 0, 0, time.UTC)

func look(lang bot.Lang) Look {
	names := map[bot.PersonID]string{"anna": "Anna de Boer", "mira": "Mira Visser"}
	return Look{Face: view.Face{Lang: lang, Zone: amsterdam, Cast: view.Cast{Names: names}},
		Closed: func(from, to time.Time) []Band {
			return []Band{{Span{from, from.Add(6 * time.Hour)}, Weekend, ""}, {Span{from.Add(30 * time.Hour), from.Add(40 * time.Hour)}, Holiday, "feest"}}
		}}
}

// story is an incident that people worked on, and which is open at now.
func story(t *testing.T) (in bot.Incident, events []bot.Event, now time.Time) {
	t.Helper()
	anna := bot.Person{ID: "anna", Roles: []bot.Role{bot.Support}}
	mira := bot.Person{ID: "mira", Roles: []bot.Role{bot.Manager}}
	in = bot.Incident{Ref: "DL-2026-0007"}
	take := func(c bot.Change, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range c.Events {
			in = in.Apply(e)
			events = append(events, e)
		}
	}
	at := func(hours float64) time.Time { return start.Add(time.Duration(hours * float64(time.Hour))) }
	until := func(now time.Time) {
		for due, ok := in.Due(); ok && due.Before(now); due, ok = in.Due() {
			take(in.ComeDue(due, bot.Staff{}))
		}
	}
	take(bot.Open(in.Ref, bot.Opened{Track: bot.Customer, Verdict: bot.VerdictAdmin, Aware: start, Rules: bot.DefaultRules(),
		Match: bot.Match{Account: "SN-10423"}}, start), nil)
	until(at(0.1))
	take(in.Claim(anna, at(0.2)))
	take(in.RequestAction(anna, bot.ActionRequest{Kind: bot.RevokeUser, Target: "x.veen"}, at(0.5)))
	until(at(4.2))
	take(in.Acknowledge(mira, bot.ViaSlack, at(4.3)))
	until(at(6))
	take(in.Finish(anna, 1, "gezien in het scherm", at(6.1)))
	until(at(50))
	return in, events, at(50)
}

// The picture of an incident is as it was.
func TestAnIncidentLooksAsBefore(t *testing.T) {
	in, events, now := story(t)
	for _, lang := range []bot.Lang{bot.NL, bot.EN} {
		var b bytes.Buffer
		if err := Of(in, events, now, look(lang)).Draw().SVG(&b); err != nil {
			t.Fatal(err)
		}
		path := "testdata/incident." + string(lang) + ".svg"
		if *update {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
			t.Errorf("%s (-update rewrites it; look at it then):\n%s", path, diff)
		}
	}
}

// Words that hold marks of XML break nothing.
func TestTheSVGIsWellFormed(t *testing.T) {
	in, events, now := story(t)
	var b bytes.Buffer
	picture := Of(in, events, now, look(bot.NL)).Draw()
	picture.text(ink, sizeHead, false, margin, margin, "<script>&")
	if err := picture.SVG(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "&lt;script&gt;&amp;") {
		t.Error("the words are missing")
	}
	d := xml.NewDecoder(&b)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "image" || e.Name.Local == "a") {
			t.Errorf("the picture has a %s", e.Name.Local)
		}
	}
}

// Slack gets a PNG of twice the size, with something on it.
func TestThePNGHasItsSize(t *testing.T) {
	in, events, now := story(t)
	picture := Of(in, events, now, look(bot.NL)).Draw()
	var b bytes.Buffer
	if err := picture.PNG(&b); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	if got := img.Bounds().Size(); got.X != 1600 || got.Y != 2*picture.Height || picture.Height < 1200 {
		t.Errorf("%v for a picture of %d by %d", got, picture.Width, picture.Height)
	}
	dark := 0
	for x := range img.Bounds().Dx() {
		if r, _, _, _ := img.At(x, 2*int(margin+sizeTitle)-10).RGBA(); r < 0x6000 {
			dark++
		}
	}
	if dark < 50 {
		t.Errorf("the title is not on the picture: %d dark points", dark)
	}
}

// easter has the holiday and the change of the clock in one night.
func easter() Drawing {
	from := time.Date(2027, 3, 27, 12, 0, 0, 0, time.UTC)
	return Drawing{Title: "Pasen", From: from, To: from.Add(74 * time.Hour), Zone: amsterdam, Words: WordsOf(bot.NL),
		Day:   view.Face{Zone: amsterdam}.Day,
		Lanes: []Lane{{Name: "AP", Law: true, From: from, Deadline: from.Add(72 * time.Hour)}},
		Bands: []Band{{Span{from.Add(11 * time.Hour), from.Add(34 * time.Hour)}, Holiday, "eerste paasdag"}}}
}

// Nothing is written outside the picture, and no words cover others.
func TestEverythingIsOnThePaper(t *testing.T) {
	in, events, now := story(t)
	for _, d := range []Drawing{Of(in, events, now, look(bot.NL)), Of(in, events, now, look(bot.EN)), easter()} {
		p := d.Draw()
		letters := ruler{}
		type line struct {
			shape
			right float64
		}
		var written []line
		for _, s := range p.shapes {
			for _, at := range s.outline {
				if at.x < 0 || at.x > width || at.y < 0 || at.y > float64(p.Height) {
					t.Errorf("an area goes beyond the edge: %v", at)
				}
			}
			if s.words == "" {
				continue
			}
			l := line{s, s.at.x + letters.width(s.words, s.size, s.bold)}
			if s.at.x < 0 || l.right > width || s.at.y > float64(p.Height) {
				t.Errorf("%q goes beyond the edge", s.words)
			}
			for _, o := range written {
				if o.at.x < l.right && s.at.x < o.right && o.at.y-o.size*0.7 < s.at.y && s.at.y-s.size*0.7 < o.at.y {
					t.Errorf("%q covers %q", s.words, o.words)
				}
			}
			written = append(written, l)
		}
	}
}

// What is pressed together is moved apart, in order, and no further than it must.
func TestSpread(t *testing.T) {
	for _, tc := range []struct {
		name         string
		wanted, want []float64
	}{
		{"there is room", []float64{0, 50, 90}, []float64{0, 50, 90}},
		{"two want the same place", []float64{50, 50}, []float64{45, 55}},
		{"one pushes the next", []float64{40, 48, 49}, []float64{35.666666666666664, 45.666666666666664, 55.666666666666664}},
		{"at the edge", []float64{-5, -5}, []float64{0, 10}},
		{"at the other edge", []float64{98, 99}, []float64{80, 90}},
	} {
		heights := make([]float64, len(tc.wanted))
		for i := range heights {
			heights[i] = 10
		}
		if diff := cmp.Diff(tc.want, spread(tc.wanted, heights, 0, 100)); diff != "" {
			t.Errorf("%s:\n%s", tc.name, diff)
		}
	}
}

// A mark of each kind stands on the clock that it belongs to.
func TestWhatIsRead(t *testing.T) {
	in, events, now := story(t)
	d := Of(in, events, now, look(bot.NL))
	kinds := map[MarkKind]int{}
	for _, l := range d.Labels {
		kinds[l.Kind]++
	}
	for _, k := range []MarkKind{Said, Told, Asked, Acked, Mail, Done} {
		if kinds[k] == 0 {
			t.Errorf("no label of kind %d in %+v", k, d.Labels)
		}
	}
	if law := d.Lanes[0]; !law.Law || !law.Deadline.Equal(start.Add(72*time.Hour)) || !law.End.IsZero() {
		t.Errorf("the law: %+v", law)
	}
	for _, l := range d.Lanes {
		if l.Name == "toegang afsluiten" && !l.End.Equal(start.Add(366*time.Minute)) {
			t.Errorf("what was carried out at 6.1 h ends its clock: %v", l.End)
		}
	}
}

// A long story keeps its beginning and its end.
func TestTooManyLabels(t *testing.T) {
	in, events, now := story(t)
	for i := range 200 {
		events = append(events, bot.Event{No: 1000 + i, At: start.Add(time.Duration(i) * time.Minute), Kind: "noted", Actor: "anna", Body: bot.Noted{}})
	}
	d := Of(in, events, now, look(bot.NL))
	if len(d.Labels) != maxLabels+1 || !strings.Contains(d.Labels[maxLabels/2].Head, "zie het verslag") {
		t.Errorf("%d labels", len(d.Labels))
	}
	if p := d.Draw(); p.Height > 6000 {
		t.Errorf("%d high", p.Height)
	}
}

// Both languages have all words.
func TestWordsInBothLanguages(t *testing.T) {
	for key, w := range words {
		if w[bot.NL] == "" || w[bot.EN] == "" || strings.Count(w[bot.NL], "{") != strings.Count(w[bot.EN], "{") {
			t.Errorf("%s: %q", key, w)
		}
	}
}
