package config

// Retention is how long what is personal is kept after an incident was closed.
// 0 keeps it.
type Retention struct {
	RawMailDays   int `yaml:"raw_mail_days"`
	IncidentYears int `yaml:"incident_years"`
}

// defaultRetention follows from what the law asks (law.md §6): it sets no
// period, and asks for one.
func defaultRetention() Retention { return Retention{RawMailDays: 90, IncidentYears: 5} }

func (k *check) retention(r Retention) {
	if r.RawMailDays < 0 || r.RawMailDays > 36500 {
		k.problem("retention.raw_mail_days", "retention.raw_mail_days is no number of days. Write one such as 90, or 0 to keep raw mails as long as their incident.")
	}
	if r.IncidentYears < 0 || r.IncidentYears > 100 {
		k.problem("retention.incident_years", "retention.incident_years is no number of years. Write one such as 5, or 0 to keep incidents until two people erase them.")
	}
}
