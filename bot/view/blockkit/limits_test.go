package blockkit

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

var desk = Rule{
	Tokens:  regexp.MustCompile(`<@U0ANNA>`),
	Foreign: "ZQX",
	Button: func(action, _ string) error {
		if !strings.HasPrefix(action, "verb:") {
			return errors.New("no verb")
		}
		return nil
	},
}

// n is so many letters.
func n(length int) string { return strings.Repeat("x", length) }

func plain(s string) string { return `{"type":"plain_text","emoji":false,"text":"` + s + `"}` }

func mrkdwn(s string) string { return `{"type":"mrkdwn","verbatim":true,"text":"` + s + `"}` }

func option(text, value string) string { return `{"text":` + plain(text) + `,"value":"` + value + `"}` }

func section(text string) string { return `{"type":"section","text":` + text + `}` }

func input(element string) string {
	return `{"type":"input","block_id":"b","label":` + plain("x") + `,"element":` + element + `}`
}

func actions(elements ...string) string {
	return `{"type":"actions","elements":[` + strings.Join(elements, ",") + `]}`
}

func button(id, label, more string) string {
	return `{"type":"button","action_id":"` + id + `","text":` + plain(label) + more + `}`
}

func rich(elements string) string {
	return `{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + elements + `]}]}`
}

// many repeats a piece of JSON; %d in it is the number of the repetition.
func many(count int, piece string) string {
	all := make([]string, count)
	for i := range all {
		all[i] = strings.ReplaceAll(piece, "%d", fmt.Sprint(i))
	}
	return strings.Join(all, ",")
}

func modal(blocks, more string) string {
	return `{"type":"modal","callback_id":"c","title":` + plain("x") + `,"blocks":[` + blocks + `]` + more + `}`
}

// Each length and count of slack.md §1.2 is refused by one more than it, and
// each of the desk's own rules by what breaks it.
func TestLimits(t *testing.T) {
	select100 := func(count int) string {
		return input(`{"type":"static_select","action_id":"a","options":[` + many(count, option("x", "v%d")) + `]}`)
	}
	boxes := func(count int) string {
		return input(`{"type":"checkboxes","action_id":"a","options":[` + many(count, option("x", "v%d")) + `]}`)
	}
	typed := func(more string) string { return input(`{"type":"plain_text_input","action_id":"a"` + more + `}`) }
	submit := `,"submit":` + plain("x")
	for name, c := range map[string]struct {
		shape     Shape
		good, bad string
		want      string
	}{
		"blocks of a message":      {Blocks, many(50, section(plain("x"))), many(51, section(plain("x"))), "51 blocks"},
		"a message of none":        {Blocks, section(plain("x")), "", "0 blocks"},
		"blocks of a modal":        {Modal, modal(many(100, section(plain("x"))), ""), modal(many(101, section(plain("x"))), ""), "101 blocks"},
		"all bytes":                {Modal, modal(many(80, section(plain(n(3000)))), ""), modal(many(84, section(plain(n(3000)))), ""), "bytes"},
		"title":                    {Modal, strings.Replace(modal(section(plain("x")), ""), plain("x"), plain(n(24)), 1), strings.Replace(modal(section(plain("x")), ""), plain("x"), plain(n(25)), 1), "text of 25, 24 fit"},
		"submit":                   {Modal, modal(section(plain("x")), `,"submit":`+plain(n(24))), modal(section(plain("x")), `,"submit":`+plain(n(25))), "text of 25, 24 fit"},
		"private_metadata":         {Modal, modal(section(plain("x")), `,"private_metadata":"`+n(3000)+`"`), modal(section(plain("x")), `,"private_metadata":"`+n(3001)+`"`), "private_metadata of 3001"},
		"callback_id":              {Modal, modal(section(plain("x")), ""), strings.Replace(modal(section(plain("x")), ""), `"callback_id":"c"`, `"callback_id":"`+n(256)+`"`, 1), "callback_id"},
		"an input without submit":  {Modal, modal(boxes(1), submit), modal(boxes(1), ""), "an input without submit"},
		"block_id":                 {Blocks, `{"type":"section","block_id":"` + n(255) + `","text":` + plain("x") + `}`, `{"type":"section","block_id":"` + n(256) + `","text":` + plain("x") + `}`, "block_id"},
		"a block_id twice":         {Modal, modal(boxes(1), submit), modal(boxes(1)+","+boxes(1), submit), `block_id "b"`},
		"header":                   {Blocks, `{"type":"header","text":` + plain(n(150)) + `}`, `{"type":"header","text":` + plain(n(151)) + `}`, "text of 151, 150 fit"},
		"section":                  {Blocks, section(plain(n(3000))), section(plain(n(3001))), "text of 3001, 3000 fit"},
		"an emoji is two":          {Blocks, section(plain(strings.Repeat("😀", 1500))), section(plain(strings.Repeat("😀", 1501))), "text of 3002, 3000 fit"},
		"an empty text":            {Blocks, section(plain("x")), section(plain("")), "text of 0"},
		"fields are not looked at": {Blocks, section(plain("x")), `{"type":"section","text":` + plain("x") + `,"fields":[` + plain("x") + `]}`, "fields of section is new"},
		"context":                  {Blocks, `{"type":"context","elements":[` + many(10, plain("x")) + `]}`, `{"type":"context","elements":[` + many(11, plain("x")) + `]}`, "11 elements"},
		"actions":                  {Blocks, actions(many(25, button("verb:%d", "x", ""))), actions(many(26, button("verb:%d", "x", ""))), "26 buttons"},
		"an action_id twice":       {Blocks, actions(button("verb:a", "x", "")), actions(button("verb:a", "x", ""), button("verb:a", "x", "")), "action_id verb:a twice"},
		"two that are primary":     {Blocks, actions(button("verb:a", "x", `,"style":"primary"`)), actions(button("verb:a", "x", `,"style":"primary"`), button("verb:b", "x", `,"style":"primary"`)), "styles"},
		"a label":                  {Blocks, actions(button("verb:a", n(75), "")), actions(button("verb:a", n(76), "")), "text of 76, 75 fit"},
		"an action_id":             {Blocks, actions(button("verb:"+n(250), "x", "")), actions(button("verb:"+n(251), "x", "")), "action_id"},
		"the value of a button":    {Blocks, actions(button("verb:a", "x", `,"value":"`+n(2000)+`"`)), actions(button("verb:a", "x", `,"value":"`+n(2001)+`"`)), "value of 2001"},
		"a button nobody reads":    {Blocks, actions(button("verb:a", "x", "")), actions(button("a", "x", "")), "no verb"},
		"a link of a button":       {Blocks, actions(button("verb:a", "x", "")), actions(button("verb:a", "x", `,"url":"https://desk.example"`)), "url of button is new"},
		"options":                  {Modal, modal(select100(100), submit), modal(select100(101), submit), "101 options"},
		"boxes":                    {Modal, modal(boxes(10), submit), modal(boxes(11), submit), "11 options"},
		"an option":                {Options, option(n(75), "v"), option(n(76), "v"), "text of 76, 75 fit"},
		"the value of an option":   {Options, option("x", n(75)), option("x", n(76)), "option value"},
		"suggestions":              {Options, many(100, option("x", "v")), many(101, option("x", "v")), "101 options"},
		"no suggestion":            {Options, "", option("x", ""), "option value"},
		"label of an input":        {Modal, modal(boxes(1), submit), modal(strings.Replace(boxes(1), plain("x"), plain(n(2001)), 1), submit), "text of 2001, 2000 fit"},
		"placeholder":              {Modal, modal(input(`{"type":"datepicker","action_id":"a","placeholder":`+plain(n(150))+`}`), submit), modal(input(`{"type":"datepicker","action_id":"a","placeholder":`+plain(n(151))+`}`), submit), "text of 151, 150 fit"},
		"a day":                    {Modal, modal(input(`{"type":"datepicker","action_id":"a","initial_date":"2026-12-01"}`), submit), modal(input(`{"type":"datepicker","action_id":"a","initial_date":"1-12-2026"}`), submit), "initial_date"},
		"a time of day":            {Modal, modal(input(`{"type":"timepicker","action_id":"a","initial_time":"09:00"}`), submit), modal(input(`{"type":"timepicker","action_id":"a","initial_time":"9 am"}`), submit), "initial_time"},
		"max_length":               {Modal, modal(typed(`,"max_length":3000`), submit), modal(typed(`,"max_length":3001`), submit), "max_length 3001"},
		"more than may be typed":   {Modal, modal(typed(`,"max_length":9,"initial_value":"`+n(9)+`"`), submit), modal(typed(`,"max_length":9,"initial_value":"`+n(10)+`"`), submit), "initial_value of 10"},
		"rich text":                {Blocks, rich(`{"type":"text","text":"` + n(3000) + `"}`), rich(`{"type":"text","text":"` + n(3001) + `"}`), "rich text of 3001"},
		"emoji":                    {Blocks, section(plain("x")), section(`{"type":"plain_text","emoji":true,"text":"x"}`), "emoji in plain_text"},
		"verbatim":                 {Blocks, section(mrkdwn("x")), section(`{"type":"mrkdwn","text":"x"}`), "mrkdwn is not verbatim"},
		"mentions":                 {Blocks, section(mrkdwn("<@U0ANNA>")), section(mrkdwn("<!channel>")), "live mrkdwn"},
		"words of others":          {Blocks, section(plain("ZQX")), section(mrkdwn("ZQX")), "somebody's text in mrkdwn"},
		"a person":                 {Blocks, rich(`{"type":"user","user_id":"U0ANNA"}`), rich(`{"type":"user","user_id":"U0ELSE"}`), "user U0ELSE"},
		"a link":                   {Blocks, rich(`{"type":"text","text":"x"}`), rich(`{"type":"link","url":"https://desk.example"}`), "live element link"},
		"everybody":                {Blocks, rich(`{"type":"text","text":"x"}`), rich(`{"type":"broadcast","range":"here"}`), "live element broadcast"},
		"a block without a limit":  {Blocks, `{"type":"divider"}`, `{"type":"image","alt_text":"x","image_url":"https://desk.example/x.png"}`, "unknown block image"},
	} {
		list := func(s string) json.RawMessage {
			if c.shape == Blocks || c.shape == Options {
				s = "[" + s + "]"
			}
			return json.RawMessage(s)
		}
		if found := desk.Check(c.shape, list(c.good)); len(found) > 0 {
			t.Errorf("%s: what fits is refused: %.300q", name, found)
		}
		if found := desk.Check(c.shape, list(c.bad)); len(found) != 1 || !strings.Contains(found[0], c.want) {
			t.Errorf("%s: want %q alone, found %.300q", name, c.want, found)
		}
	}
}

// A desk may want less than Slack takes.
func TestADeskOfFewButtons(t *testing.T) {
	small := Rule{Label: 3, Buttons: 2}
	two := json.RawMessage("[" + actions(many(2, button("a%d", "xxx", ""))) + "]")
	if found := small.Check(Blocks, two); len(found) > 0 {
		t.Errorf("%q", found)
	}
	three := json.RawMessage("[" + actions(many(3, button("a%d", "xxxx", ""))) + "]")
	if found := small.Check(Blocks, three); len(found) != 4 {
		t.Errorf("%q", found)
	}
}

// A notification is short, is there, and mentions nobody.
func TestNotifications(t *testing.T) {
	for text, want := range map[string]string{
		"DL-2026-0007 &lt;nu&gt;": "", n(4000): "", n(4001): "text of 4001", "": "text of 0", "<!here>": "live text", "a\xff": "UTF-8",
	} {
		found := strings.Join(desk.Message(text, nil), "; ")
		if (found == "") != (want == "") || !strings.Contains(found, want) {
			t.Errorf("%.20q: %q, want %q", text, found, want)
		}
	}
	if found := desk.Message("x", json.RawMessage(`[]`)); len(found) != 1 {
		t.Errorf("no blocks: %q", found)
	}
}
