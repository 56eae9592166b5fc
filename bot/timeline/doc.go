// Package timeline draws an incident against its 72 hours: the mail, what people
// did, each reminder by how much it demands, pages, acknowledgements and the
// deadline, with nights, weekends and holidays shaded.
//
//	picture := timeline.Of(incident, events, now, timeline.Look{Face: face, Closed: closed}).Draw()
//	err := picture.PNG(w) // or SVG
//
// Time runs down, so that a phone shows a whole incident with words that can be
// read, a desk shows it without scrolling sideways, and paper takes it upright.
// Every kind of mark has a shape of its own beside its color: colors are those of
// Okabe and Ito, which people who are color-blind tell apart, and a printer has
// none.
//
// Nothing from a mail is drawn: the picture can stand where the card can.
package timeline
