// Package dossier prepares what a notification to the AP needs (GDPR art.
// 33(3), law.md §3). The AP's form has no API: a person files, and copies the
// answers from here.
//
// The questions are data, a [Form], because the AP changes them. Filling it in
// needs nothing but the incident:
//
//	form := dossier.Built().For(organisation, zone, bot.NL)
//	d := form.Fill(incident, now)
//	for _, row := range d.Missing() {
//		fmt.Println(row.Field.No, row.Field.Label(bot.NL))
//	}
//
// Each answer says where it comes from. One that the desk worked out is a
// proposal until a person has confirmed it, and is never told as fact. No
// personal data of affected people belongs in it: what looks like that is named,
// and hidden in what the desk itself takes over from the record.
package dossier
