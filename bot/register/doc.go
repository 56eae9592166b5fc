// Package register makes the register of breaches that GDPR art. 33(5) asks for:
// one row for every incident, notified or not, with the decisions and their
// reasons, so that the AP can verify them.
//
//	reg := register.New(period, retention, now)
//	reg.Add(incident, events) // each incident; exercises are left out
//	err := reg.Write(w, register.HTML, face) // or CSV, JSON
//
// A row holds what the record holds and nothing that follows from a guess: a
// moment that nobody recorded is left empty, and none is made from another.
// Requesters, mail texts and targets of actions stay out of it. What members of
// staff wrote as facts and reasons stands in it word for word, and so does who
// decided.
package register
