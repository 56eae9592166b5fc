package mail

import (
	"strings"
	"testing"
)

// TestHTMLText holds how HTML becomes text.
func TestHTMLText(t *testing.T) {
	for src, want := range map[string]string{
		`<p>a</p><p>b</p>`:                            "a\n\nb",
		`<div>a</div><div>b</div>`:                    "a\nb",
		`a<br>b<br/>c`:                                "a\nb\nc",
		`<div>a<br></div><div><br></div><div>b</div>`: "a\n\nb",
		"a\n  b\t c":                                  "a b c",
		`a&nbsp;b&lt;!channel&gt;`:                    "a b<!channel>",
		`<table><tr><td>Naam</td><td>Tijd</td></tr><tr><td>A</td><td>10:00</td></tr></table>`: "Naam\tTijd\nA\t10:00",
		`<ul><li>a<li>b</ul>`: "- a\n- b",
		`<blockquote>a<br>b<blockquote>c</blockquote></blockquote>d`:                        "> a\n> b\n> > \n> > c\n\nd",
		`<pre>a  b` + "\n" + `  c</pre>`:                                                    "a  b\n  c",
		`<a href="https://x.example/y">hier</a>`:                                            "hier",
		`<head><title>t</title><style>p{}</style></head>a`:                                  "a",
		`<script>x<y</script>a<!-- b --><!--[if mso]>c<![endif]-->d<![if !mso]>e<![endif]>`: "ade",
		`<b>a</b><i>b</i> <u>c</u>`:                                                         "ab c",
		`<template>x</template><iframe>x</iframe>a`:                                         "a",
		`a<`:                "a<",
		`<p>a`:              "a",
		`<div>a<hr>b</div>`: "a\nb",
		`&#65279;a&#8203;b`: "ab",
	} {
		got, hidden := htmlText(src)
		var o odd
		if got = strings.TrimRight(clean(got, &o), "\n"); got != want || hidden {
			t.Errorf("%s: %q, want %q; hidden %v", src, got, want, hidden)
		}
	}
}

// TestHiddenHTML holds what is not shown, and that nothing that is shown goes
// with it.
func TestHiddenHTML(t *testing.T) {
	for _, src := range []string{
		`<p style="display:none">secret</p>`,
		`<p style="DISPLAY : None !important">secret</p>`,
		`<span style="visibility:hidden">secret</span>`,
		`<span style="font-size:0px">secret</span>`,
		`<span style="font-size:0">sec<b>ret</b></span>`,
		`<span style="opacity:0.0">secret</span>`,
		`<div style="max-height:0;overflow:hidden">secret</div>`,
		`<p style="mso-hide:all">secret</p>`,
		`<p style="color:transparent">secret</p>`,
		`<div style="position:absolute;left:-9999px">secret</div>`,
		`<p style="text-indent:-9999px">secret</p>`,
		`<div hidden>secret<div>secret</div>secret</div>`,
		`<p class="big x">secret</p>`,
		`<div id="y">secret</div>`,
		`<em>secret</em>`,
		`<p class="w">secret</p>`,
		`<o:p hidden>secret</o:p>`,
		`<p hidden>secret<p>seen</p>`,
		`<p hidden>secret<div>seen</div>`,
		`<div><span hidden>secret</div>`,
		`<table><tr><td hidden>secret<tr><td>secret</td></tr></table>`,
		`<blockquote hidden>secret</blockquote>`,
		`<ul><li hidden>secret</li><li>seen</li></ul>`,
		`<td style="font-size:0"><div style="font-size:14px">seen</div>secret<span style="font-size:12pt">seen <b>seen</b></span></td>`,
		`<div style="font-size:0"><p style="font-size:14px">seen<p style="font-size:14px">seen</div><p hidden>secret</p>`,
	} {
		got, hidden := htmlText(`<style type="text/css">.a,.x { visibility : hidden } #y{display:none} em{display:none} @media print { p{display:none} } table .w{font-size:0}</style><blockquote><p>first</p>` + src + "<p>last</p></blockquote>")
		if strings.Contains(got, "secret") || !hidden {
			t.Errorf("%s: %q, hidden %v", src, got, hidden)
		}
		if strings.Count(got, "seen") != strings.Count(src, "seen") || !strings.Contains(got, "> first") || !strings.Contains(got, "> last") {
			t.Errorf("%s: something that is shown is gone: %q", src, got)
		}
	}
	for _, src := range []string{
		`<p style="font-size:10px">seen</p>`,
		`<p style="opacity:0.5">seen</p>`,
		`<p style="display:block;margin-left:-5px">seen</p>`,
		`<p style="max-height:none">seen</p>`,
		`<p class="xx">seen</p>`,
		`<style>@media (max-width:600px){.only{display:none}}</style><p class="only">seen</p>`,
	} {
		if got, hidden := htmlText(src); strings.TrimSpace(got) != "seen" || hidden {
			t.Errorf("%s: %q, hidden %v", src, got, hidden)
		}
	}
}

// FuzzHTML feeds HTML: it becomes text, and no more of it than there was.
func FuzzHTML(f *testing.F) {
	for _, h := range hostileHTML {
		f.Add(h.build(300))
	}
	for _, c := range clients {
		f.Add(c.nl.html)
	}
	f.Fuzz(func(t *testing.T, src string) {
		text, _ := htmlText(src)
		if len(text) > 20*len(src)+100 { // a quoted line has up to 16 bytes of marks
			t.Errorf("%d bytes became %d", len(src), len(text))
		}
	})
}
