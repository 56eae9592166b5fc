package app

// Untraced is for the scenarios, which receive their mails when their script says.
var Untraced = untraced
