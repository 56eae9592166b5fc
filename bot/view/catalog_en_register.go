package view

var registerEN = catalog{
	"register.none":      "*Register {year}:* no incidents yet.",
	"register.head":      "*Register {year}:* {n} incidents.",
	"register.head.one":  "*Register {year}:* one incident.",
	"register.internal":  "at ourselves: {internal} (notified to the AP: {notified}, decided not to notify: {not}, not decided yet: {undecided})",
	"register.customers": "at customers: {customers}",
	"register.open":      "still open: {open}",
	"register.export":    "An administrator of the desk makes the whole register, with the reason of every decision, as a page, CSV or JSON; --from and --to choose a period, and exercises are not in it:\nmeldwacht register export -c meldwacht.yaml --format html -o register.html",
	"button.register":    "Register",
}
