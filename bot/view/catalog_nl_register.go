package view

// registerNL is what is said of the register of art. 33(5).
var registerNL = catalog{
	"register.none":      "*Register {year}:* nog geen incidenten.",
	"register.head":      "*Register {year}:* {n} incidenten.",
	"register.head.one":  "*Register {year}:* één incident.",
	"register.internal":  "bij onszelf: {internal} (gemeld bij de AP: {notified}, besloten niet te melden: {not}, nog niet besloten: {undecided})",
	"register.customers": "bij klanten: {customers}",
	"register.open":      "nog open: {open}",
	"register.export":    "Het hele register, met de reden van elk besluit, maakt een beheerder van de desk als pagina, CSV of JSON; --from en --to kiezen een periode, en oefeningen staan er niet in:\nmeldwacht register export -c meldwacht.yaml --format html -o register.html",
	"button.register":    "Register",
}
