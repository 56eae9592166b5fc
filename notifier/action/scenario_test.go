package action_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"meldwacht/bot"
	"meldwacht/notifier/action/actiontest"
)

const carry = bot.EffectKey("DL-2026-0007/carry/1/2")

// The API is away twice, then does what is asked and loses its answer. The
// action is done once, and said to be done once the API says so.
func TestStopAPIIsDoneOnceWhateverGetsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Unavailable(503, ""), actiontest.Unavailable(503, ""), actiontest.Hang())
		w.stopAPI()
		w.run(15 * time.Second)
		if n := len(w.api.Carried()); n != 1 || len(w.said()) != 0 {
			t.Errorf("carried out %d times, and the record says %q before the API has", n, w.said())
		}
		w.run(time.Minute)
		want := []actiontest.Request{{ID: string(carry), Incident: "DL-2026-0007", Action: "suspend-api", Hold: "DL-2026-0007/1", Account: "SN-10423",
			Target: "key-7", RequestedBy: "sanne", ApprovedBy: "mira", RequestedAt: w.start.UTC()}}
		if d := cmp.Diff(want, w.api.Carried()); d != "" {
			t.Errorf("what was done (-want +got):\n%s", d)
		}
		w.equal("calls", w.calls(), "+0s POST 503", "+1s POST 503", "+3s POST 0", "+18s POST 200")
		w.equal("record", w.said(), "done 1: ADM-0001")
		w.ended(carry, "ADM-0001")
	})
}

func TestTheAPIRefusesInItsOwnWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Refuse(422, "The key is managed by a partner", "Ask Partner Care to stop it."))
		w.stopAPI()
		w.run(time.Minute)
		w.equal("calls", w.calls(), "+0s POST 422")
		w.equal("record", w.said(), "failed 1: The key is managed by a partner: Ask Partner Care to stop it.")
		w.ended(carry, "refused")
		if len(w.api.Carried()) != 0 {
			t.Error("it was done all the same")
		}
	})
}

// A refusal whose answer is lost is found by looking, not by asking until the
// API means something else.
func TestALostRefusalIsLookedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Refuse(409, "The account is being moved", "").And(actiontest.Cut()))
		w.stopAPI()
		w.run(5 * time.Minute)
		w.equal("calls", w.calls(), "+0s POST 0", "+15s POST 409", "+15s GET 200")
		w.equal("record", w.said(), "failed 1: The account is being moved")
	})
}

func TestAnAcceptedActionIsAskedAfterUntilItIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Queue(4))
		w.revoke()
		w.run(2500 * time.Millisecond)
		w.equal("record", w.said())
		// After a start nobody knows that it was accepted: it is asked for again.
		w.run(time.Minute)
		w.equal("calls", w.calls(), "+0s POST 202", "+1s GET 202", "+3s POST 202", "+6s GET 202", "+13s GET 200")
		w.equal("record", w.said(), "done 1: ADM-0001")
		if len(w.api.Carried()) != 1 {
			t.Errorf("done %d times", len(w.api.Carried()))
		}
	})
}

func TestAnAcceptedActionMayFail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.QueueThenFail(2, "The user owns the account", "Name another owner first."))
		w.revoke()
		w.run(time.Minute)
		w.equal("record", w.said(), "failed 1: The user owns the account: Name another owner first.")
		w.ended(carry, "refused")
	})
}

// An API that answers 409 while it works on the first call is looked at.
func TestABusyKeyIsLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Busy())
		w.stopAPI()
		w.run(time.Minute)
		w.equal("calls", w.calls(), "+0s POST 409", "+0s GET 200")
		w.equal("record", w.said(), "done 1: ADM-0001")
	})
}

// An API that forgets what it accepted is asked once more, under the same key.
func TestAForgottenActionIsAskedForAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Queue(9), actiontest.Say(404, "text/html", "<h1>Not Found</h1>"))
		w.revoke()
		w.run(2 * time.Second)
		w.equal("calls", w.calls(), "+0s POST 202", "+1s GET 404", "+1s POST 202")
		w.equal("record", w.said())
	})
}

// A repetition that is refused proves nothing about the call before it.
func TestTheRefusalOfARepetitionIsLookedInto(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Cut(), actiontest.Say(422, "application/problem+json", `{"title":"Already stopped"}`))
		w.stopAPI()
		w.run(time.Minute)
		w.equal("calls", w.calls(), "+0s POST 0", "+15s POST 422", "+15s GET 200")
		w.equal("record", w.said(), "done 1: ADM-0001")
	})
}

// Each change of the target is a call of its own, and only the last is made.
func TestOnlyTheLastTargetIsSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.revoke()
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retarget(sanne, 1, "piet", now) })
		w.run(time.Minute)
		w.equal("calls", w.calls(), "+0s POST 201")
		if got := w.api.Carried(); len(got) != 1 || got[0].Target != "piet" || got[0].ID != "DL-2026-0007/carry/1/3" {
			t.Errorf("done: %+v", got)
		}
	})
}

// What nobody waits for any more is not sent.
func TestWhatIsNoLongerWantedIsNotSent(t *testing.T) {
	no := func(in bot.Incident, now time.Time) (bot.Change, error) { return in.ComeDue(now, bot.Staff{}) }
	for name, happens := range map[string]func(w *world){
		"lapsed, and recorded":     func(w *world) { time.Sleep(5 * time.Hour); w.do(no) },
		"lapsed, not yet recorded": func(*world) { time.Sleep(4 * time.Hour) },
		"done by hand": func(w *world) {
			w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Finish(sanne, 1, "by hand", now) })
		},
		"another target": func(w *world) {
			w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retarget(sanne, 1, "key-8", now) })
		},
		"closed": func(w *world) {
			w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Close(sanne, "a mistake", now) })
		},
		"the requester was an impostor": func(w *world) {
			w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Reject(sanne, "an impostor", now) })
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.stopAPI()
				happens(w)
				w.run(time.Minute)
				w.equal("calls", w.calls())
				w.ended(carry, "moot")
			})
		})
	}
}

// A call that may have arrived is asked after, also when nobody waits for it:
// what was done is a fact.
func TestAFactIsRecordedWhoeverStillWantsIt(t *testing.T) {
	lapse := func(w *world) {
		time.Sleep(4 * time.Hour)
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.ComeDue(now, bot.Staff{}) })
	}
	t.Run("it was done", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.api.Next(actiontest.Hang())
			w.stopAPI()
			w.run(5 * time.Second)
			lapse(w)
			w.run(time.Minute)
			w.equal("calls", w.calls(), "+0s POST 0", "+4h0m6s GET 200")
			w.equal("record", w.said(), "done 1: ADM-0001")
			w.ended(carry, "ADM-0001")
		})
	})
	t.Run("it never arrived", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.api.Next(actiontest.Lost())
			w.stopAPI()
			w.run(5 * time.Second)
			lapse(w)
			w.run(time.Minute)
			w.equal("calls", w.calls(), "+0s POST 0", "+4h0m6s GET 404")
			w.equal("record", w.said())
			w.ended(carry, "moot")
		})
	})
	t.Run("the API does not say", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.api.Next(actiontest.Hang(), actiontest.Unavailable(405, ""), actiontest.Unavailable(500, ""))
			w.stopAPI()
			w.run(5 * time.Second)
			lapse(w)
			w.run(time.Minute)
			w.equal("record", w.said(), "done 1: ADM-0001")
		})
	})
}

// When the target is another by the time the first is done, the action must
// not read as done: what it is about now was not.
func TestDoneForAnotherTargetIsNotDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Queue(2))
		w.stopAPI()
		w.run(500 * time.Millisecond)
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retarget(sanne, 1, "key-8", now) })
		w.run(time.Minute)
		w.equal("record", w.said(), "overtaken 1 (key-7 of event 3): ADM-0001")
		w.ended(carry, "ADM-0001")
		if a := w.in.Actions[0]; a.State != bot.ActionWaiting || a.Target != "key-8" {
			t.Errorf("the action is %s for %s", a.State, a.Target)
		}
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Approve(mira, 1, 0, now) })
		w.run(time.Minute)
		if a := w.in.Actions[0]; a.State != bot.ActionIsDone || len(w.api.Carried()) != 2 {
			t.Errorf("the action is %s after %d calls", a.State, len(w.api.Carried()))
		}
	})
}

// The target may change at the very moment at which the answer is recorded: the
// decision holds the answer against what it was about.
func TestAnAnswerIsForWhatWasAsked(t *testing.T) {
	for _, tt := range []struct {
		says  string
		fault actiontest.Fault
		want  []string
	}{
		{"done", actiontest.Fault{}, []string{"overtaken 1 (kees of event 2): ADM-0001", "done 1: ADM-0002"}},
		{"refused", actiontest.Refuse(422, "No such user", ""), []string{"done 1: ADM-0001"}},
	} {
		t.Run(tt.says, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				w.api.Next(tt.fault)
				w.answered = func() {
					w.answered = nil
					w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retarget(sanne, 1, "piet", now) })
				}
				w.revoke()
				w.run(time.Minute)
				w.equal("record", w.said(), tt.want...)
				if a := w.in.Actions[0]; a.State != bot.ActionIsDone || a.Target != "piet" {
					t.Errorf("the action is %s for %s", a.State, a.Target)
				}
			})
		})
	}
}

// What was done for an earlier target is recorded once, also when the desk stops
// before the receipt is kept and asks again.
func TestAnOvertakenAnswerIsRecordedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.Queue(1))
		w.revoke()
		w.run(500 * time.Millisecond)
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retarget(sanne, 1, "piet", now) })
		fails := 2
		w.box.Fail = func(op string, _ bot.EffectKey) error {
			if op == "Done" && fails > 0 {
				fails--
				return errFull
			}
			return nil
		}
		w.run(time.Hour)
		w.equal("record", w.said(), "done 1: ADM-0001", "overtaken 1 (kees of event 2): ADM-0002")
		if fails != 0 {
			t.Error("no receipt was lost")
		}
	})
}

// A refusal of the old target is no refusal of the new one.
func TestARefusalOfAnotherTargetIsNone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.api.Next(actiontest.QueueThenFail(1, "No such user", ""), actiontest.Unavailable(503, "20"))
		w.revoke()
		w.run(500 * time.Millisecond)
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Retarget(sanne, 1, "piet", now) })
		w.run(time.Minute)
		w.equal("calls", w.calls(), "+0s POST 202", "+1s POST 503", "+1s GET 200", "+21s POST 201")
		w.equal("record", w.said(), "done 1: ADM-0001")
		if got := w.api.Carried(); len(got) != 1 || got[0].Target != "piet" {
			t.Errorf("done: %+v", got)
		}
	})
}

func TestARestoreIsTheReverse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) {
			return in.RequestAction(sanne, bot.ActionRequest{Kind: bot.BlockReports, Target: "weekly", Until: now.Add(time.Hour)}, now)
		})
		w.run(time.Second)
		w.do(func(in bot.Incident, now time.Time) (bot.Change, error) { return in.Restore(sanne, 1, nil, now) })
		w.run(time.Minute)
		got := w.api.Carried()
		if len(got) != 2 || got[0].Reverse || !got[0].Until.Equal(w.start.Add(time.Hour)) || !got[1].Reverse || !got[1].Until.IsZero() ||
			got[1].Target != "weekly" || got[0].ID == got[1].ID || got[0].ApprovedBy != "" {
			t.Errorf("done: %+v", got)
		}
	})
}

// With a wrong secret nothing can be done at all: the desk is told, the actions
// stay due, and go once the secrets agree.
func TestWrongCredentialsStopTheSender(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		if err := w.api.SetSecret(other); err != nil {
			t.Fatal(err)
		}
		w.stopAPI()
		w.run(150 * time.Second)
		w.equal("calls", w.calls(), "+0s POST 401", "+1m0s POST 401", "+2m0s POST 401")
		w.equal("alarms", w.alarm, "http_401")
		w.equal("record", w.said())
		if err := w.api.SetSecret(secret); err != nil {
			t.Fatal(err)
		}
		w.run(2 * time.Minute)
		w.equal("record", w.said(), "done 1: ADM-0001")
	})
}

// The incident says what was done before the receipt is kept. A stop between
// the two, or before the first, says it once.
func TestAStopBetweenAnswerAndReceipt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.down = true
		w.stopAPI()
		w.run(500 * time.Millisecond)
		w.down = false
		w.box.Fail = func(method string, _ bot.EffectKey) error {
			if method != "Done" {
				return nil
			}
			if d := w.said(); len(d) != 1 {
				t.Errorf("the receipt comes before the record, which says %q", d)
			}
			w.box.Fail = nil
			return errFull
		}
		w.run(5 * time.Second)
		w.equal("record", w.said(), "done 1: ADM-0001")
		w.run(time.Minute)
		w.equal("record", w.said(), "done 1: ADM-0001")
		w.equal("calls", w.calls(), "+0s POST 201", "+1s POST 200", "+21s GET 200")
		w.ended(carry, "ADM-0001")
		if log := w.log.String(); strings.Count(log, "cannot be recorded") != 1 || strings.Contains(log, "key-7") || strings.Contains(log, "ADM-") {
			t.Errorf("log:\n%s", log)
		}
	})
}
