package sandbox

import "time"

// Sizes in characters or items. Where Slack's types package and its reference
// disagree, the smaller number holds: what passes here must pass there.
const (
	maxTextCut       = 40_000 // chat.postMessage: longer is cut, warning message_truncated
	maxMarkdownText  = 12_000 // chat.postMessage, reference/block-kit/blocks/markdown-block
	maxMessageBlocks = 50     // reference/block-kit/blocks
	maxViewBlocks    = 100    // reference/views/modal-views
	maxAttachments   = 100    // chat.postMessage

	maxText         = 3_000 // reference/block-kit/composition-objects/text-object
	maxFields       = 10    // reference/block-kit/blocks/section-block
	maxFieldText    = 2_000
	maxHeader       = 150 // reference/block-kit/blocks/header-block
	maxContext      = 10  // reference/block-kit/blocks/context-block
	maxActions      = 25  // reference/block-kit/blocks/actions-block
	maxButtonText   = 75  // reference/block-kit/block-elements/button-element
	maxButtonValue  = 2_000
	maxURL          = 3_000
	maxAccessLabel  = 75
	maxID           = 255 // block_id, action_id, callback_id
	maxConfirmTitle = 100 // reference/block-kit/composition-objects/confirmation-dialog-object
	maxConfirmText  = 300
	maxConfirmLabel = 30
	maxOption       = 75  // reference/block-kit/composition-objects/option-object
	maxOptions      = 100 // reference/block-kit/block-elements/select-menu-element
	maxOverflow     = 5
	maxChoices      = 10    // radio buttons, checkboxes
	maxLabel        = 2_000 // reference/block-kit/blocks/input-block: label, hint
	maxPlaceholder  = 150
	maxInputLength  = 3_000      // plain_text_input max_length
	maxFiles        = 10         // reference/block-kit/block-elements/file-input-element
	maxFileSize     = 10_000_000 // same page: "a 10MB file size limit"; the smaller of what that may be
	maxImageTitle   = 2_000      // reference/block-kit/blocks/image-block: title, alt_text
	maxTableRows    = 100        // reference/block-kit/blocks/table-block
	maxTableCells   = 20

	maxModalTitle      = 24 // reference/views/modal-views: title, submit, close
	maxPrivateMetadata = 3_000
	maxStack           = 3 // surfaces/modals

	maxEventType = 50 // schema: metadata event_type
	// Slack does not document where metadata_too_large begins. The desk keeps
	// below 1 KB, so that is where the sandbox complains.
	maxMetadata = 1_024
)

// Times and counts of the transport.
const (
	ackTimeout     = 3 * time.Second // interactivity/handling-user-interaction
	triggerLife    = 3 * time.Second // same page
	responseLife   = 30 * time.Minute
	responseUses   = 5
	pingEvery      = 5 * time.Second // seen on live sockets
	connectionTime = time.Hour       // apis/events-api/using-socket-mode
	warnBefore     = 10 * time.Second
	ticketLife     = 30 * time.Second
	maxConns       = 10     // apis/events-api/using-socket-mode
	maxAck         = 20_480 // bytes; a larger ack is dropped without a word
)

// retryAfter are the waits before the retries of an event (apis/events-api).
func retryWaits(delayed bool) []time.Duration {
	waits := []time.Duration{0, time.Minute, 5 * time.Minute}
	if delayed {
		for range 24 {
			waits = append(waits, time.Hour)
		}
	}
	return waits
}
