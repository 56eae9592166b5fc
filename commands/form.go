package commands

import (
	"github.com/slack-go/slack"

	"meldwacht/bot"
	"meldwacht/bot/view"
)

// modal is the form of the verb, with what the incident already says filled in.
func (d *Desk) modal(in bot.Incident, a ask) (slack.ModalViewRequest, bool) {
	f := d.Face.In(a.Lang)
	pick := d.Accounts != nil
	switch a.verb.Name {
	case view.VerbAsk:
		return f.AskModal(in, d.admins(in)), true
	case view.VerbCorrect:
		return f.CorrectModal(in, bot.Mail{}, pick), true
	case view.VerbChange:
		return f.ChangeModal(in, a.number), true
	case view.VerbValidate:
		return f.ValidateModal(in), true
	case view.VerbReject:
		return f.RejectModal(in), true
	case view.VerbRevokeUser:
		return f.RequestModal(in, bot.RevokeUser, pick), true
	case view.VerbBlockReports:
		return f.RequestModal(in, bot.BlockReports, pick), true
	case view.VerbSuspendAPI:
		return f.RequestModal(in, bot.SuspendAPI, pick), true
	case view.VerbStopAll:
		if in.Track == bot.Internal {
			return f.StopManyModal(in, d.directorySize()), true
		}
		return f.RequestModal(in, bot.StopAll, pick), true
	case view.VerbDeny:
		return f.DenyModal(in, a.number), true
	case view.VerbDone:
		return f.DoneModal(in, a.number), true
	case view.VerbFailed:
		return f.FailedModal(in, a.number), true
	case view.VerbRestore:
		return f.RestoreModal(in, a.number), true
	case view.VerbAware:
		return f.AwareModal(in), true
	case view.VerbNote:
		return f.NoteModal(in), true
	case view.VerbClose:
		return f.CloseModal(in), true
	case view.VerbReopen:
		return f.ReopenModal(in), true
	}
	if m, ok := d.eraseModal(in, a); ok {
		return m, true
	}
	return d.internalModal(in, a)
}

// textField is the input of the verb's modal that holds what the person wrote.
func textField(verb string) string {
	switch verb {
	case view.VerbDone:
		return view.BlockProof
	case view.VerbNote, view.VerbDeclare, view.VerbConvert, view.VerbCause, view.VerbRestored:
		return view.BlockNote
	case view.VerbRevokeUser, view.VerbBlockReports, view.VerbSuspendAPI, view.VerbChange:
		return view.BlockTarget
	case view.VerbAsk:
		return view.BlockWords
	}
	return view.BlockReason
}

// fieldFor returns the input of the submitted modal in which a refusal can be
// mended, or "" when the modal has none: Slack takes errors for inputs alone.
func (a ask) fieldFor(r bot.Refusal) string {
	field := ""
	switch r.Reason {
	case bot.NeedsReason, bot.NeedsProof, bot.NeedsTarget, bot.NeedsText, bot.NeedsWhat, bot.TooLong, bot.StillOwed, bot.AlreadyRequested,
		bot.NoSuchTarget, bot.NothingToAsk:
		field = textField(a.verb.Name)
	case bot.WhichAction, bot.NoAction, bot.NotApproved:
		field = view.BlockAction
	case bot.NoAccount:
		field = view.BlockAccount
	case bot.EndsInPast:
		field = view.BlockUntil
	case bot.NotYet:
		field = a.momentField(r)
	case bot.TooLongAgo, bot.SameMoment, bot.NeedsMoment, bot.EndsFirst, bot.TooEarly, bot.FiledFirst, needsMoment, noSuchHour:
		field = view.BlockTime
	case bot.NeedsCategory:
		field = view.BlockCategories
	case bot.NotSevere:
		field = view.BlockIdent
	case bot.NeedsMessage, bot.AlreadyTold:
		field = view.BlockHappened
	case bot.NeedsEnglish:
		field = view.BlockHappened + view.BlockEnglish
	case bot.NeedsNumber:
		field = view.BlockNumber
	case bot.NeedsDelay:
		field = view.BlockReason
	case bot.NeedsDelayToo:
		field = view.BlockDelay
	case bot.NeedsLater:
		field = view.BlockLater
	case bot.NoStage, bot.DecideInstead, bot.StageIsOver:
		field = view.BlockStage
	case bot.AlreadyNotified, bot.NotNotified, bot.WithdrawnBefore:
		field = view.BlockNotice
	case needsAdmin:
		field = view.BlockAdmin
	case needsMethod, bot.OwnEvidence:
		field = view.BlockMethod
	case needsConfirm, needsCount:
		field = view.BlockTyped
	case bot.NoAccounts, bot.TooManyAccounts, bot.NoSuchAccount, bot.NoDirectory, bot.NoRecipients, bot.TwoLists:
		field = view.BlockAccounts
	case bot.BrokenList, bot.BadHeader, bot.NotText:
		if field = view.BlockAccounts; a.Values[view.BlockFile] != "" {
			field = view.BlockFile
		}
	case bot.FileNotMeant, bot.FileTooLarge, bot.FileGone, bot.FileNotFetched:
		field = view.BlockFile
	}
	if _, ok := a.Values[field]; !ok || a.Door != DoorModal {
		return ""
	}
	return field
}

// momentField is the input of the moment that a refusal is about: its time, or
// its day where no time was given.
func (a ask) momentField(r bot.Refusal) string {
	day, clock := view.BlockTime, view.BlockTime
	if len(r.Words) > 0 {
		switch r.Words[0] {
		case bot.MomentFrom:
			day, clock = view.BlockFrom, view.BlockFromTime
		case bot.MomentFound:
			day, clock = view.BlockFound, view.BlockFoundTime
		}
	}
	if a.Values[clock] == "" {
		return day
	}
	return clock
}
