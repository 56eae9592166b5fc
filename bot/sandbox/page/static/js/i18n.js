// The words of the page itself, Dutch first. What the bot says comes from the
// bot, in the locale of the person who is looking.

const NL = {
  workspace: "werkruimte", sandbox: "lokale werkruimte", skip: "Naar het bericht", nav: "Werkruimte", openNav: "Menu openen", 
  channels: "Kanalen", apps: "Apps", dms: "Privéberichten", home: "Start", messages: "Berichten", youAre: "Wissel van persoon", kind_guest: "gast", kind_single_guest: "gast van één kanaal", kind_stranger: "van buiten", 
  archived: "gearchiveerd", shared: "gedeeld", members: "{n} leden",
  thread: "Thread", closeThread: "Thread sluiten", rootDeleted: "Dit bericht is verwijderd.", reply: "Antwoorden in thread", replies: "{n} antwoorden", reply1: "1 antwoord", lastReply: "laatste {when}", 
  edited: "bewerkt", onlyYou: "Alleen zichtbaar voor jou", alsoSent: "Ook naar het kanaal gestuurd", repliedThread: "Antwoordde in een thread:", pinned: "Vastgezet", app: "APP",
  emptyChannel: "Nog geen berichten. Stuur een voorbeeldmail uit het paneel, of schrijf iets.", emptyDM: "Hier praat {name} met jou. Nog geen berichten.",
  more: "Meer acties", copyLink: "Link kopiëren", linkCopied: "Link gekopieerd", deleteMessage: "Bericht verwijderen", messageActions: "Acties bij dit bericht",
  writeTo: "Bericht in {name}", writeReply: "Antwoord in de thread", send: "Versturen", alsoChannel: "Ook naar {name}", newLine: "Enter verstuurt, Shift+Enter is een nieuwe regel",
  noSlashInThread: "{command} werkt niet in threads. Schrijf @meldwacht met hetzelfde woord, of gebruik ⋯ bij het bericht.", unknownCommand: "{command} is geen geldige opdracht.",
  completions: "Suggesties", command: "opdracht", 
  choose: "Kies…", search: "Zoeken", loading: "Laden…", nothingFound: "Niets gevonden", typeMore: "Typ minstens {n} teken(s)", optionsFailed: "De opties konden niet worden geladen.", optional: "(optioneel)", image: "Afbeelding", moreOptions: "Meer keuzes",
  cancel: "Annuleren", close: "Sluiten", back: "Terug", submit: "Verzenden", required: "Vul dit veld in.", tooShort: "Minstens {n} tekens.", unknownBlock: "Onbekend blok: {type}",
  chooseFile: "Kies een bestand", chooseFiles: "Kies bestanden", removeFile: "{name} weghalen", uploading: "Bezig met uploaden…", unreadable: "Dit bestand is niet te lezen.",
  noHome: "Hier verschijnt Start zodra de app het publiceert.",
  clock: "Klok van de desk", forward1: "+1 u", forward12: "+12 u", forwardHours: "Klok {n} uur vooruit", toNext: "Naar de volgende trede", noNext: "Geen trede gepland", frozen: "De klok kan hier niet worden verzet.",
  connected: "verbonden", noBot: "geen bot", offline: "pagina los", connTitle: "Open verbindingen van de bot: {n}", mode_http: "HTTP",
  panel: "Bedieningspaneel", openPanel: "Paneel openen", closePanel: "Paneel sluiten", mail: "Mail", pages: "Oproepen", faults: "Storingen", log: "Log",
  samples: "Voorbeeldmails", feed: "Stuur", fed: "Mail afgeleverd bij de desk", noSamples: "Geen voorbeeldmails geladen.", compose: "Zelf schrijven", from: "Van", to: "Aan", subject: "Onderwerp", text: "Tekst", sendMail: "Mail versturen", mailbox: "Verkeer", noMail: "Nog geen mail. Stuur hierboven een voorbeeld naar de desk.", in: "naar de desk", out: "van de desk", raw: "Ruwe mail", answerMail: "Beantwoorden",
  noPages: "Nog niemand opgeroepen. Een oproep volgt als een trede onbeantwoord blijft.", 
  armFault: "Storing zetten", arm: "Zet klaar", method: "Methode", anyMethod: "alle methodes", nth: "Bij aanroep", count: "Aantal", seconds: "Seconden", untilCleared: "tot opgeheven", activeFaults: "Klaargezet", noFaults: "Alles werkt normaal.", clear: "Opheffen", clearAll: "Alles opheffen", hits: "{n}× geraakt", fault: "Storing", detail: "Verfijnen", faultArmed: "Storing klaargezet",
  f_429: "429 met Retry-After 30 s", f_429bare: "429 zonder Retry-After", f_500: "500, niet aangenomen", f_after: "Aangenomen, daarna geen antwoord", f_after500: "Aangenomen, daarna 500", f_dup: "Elke envelop dubbel", f_drop: "Verbinding verbreken", f_outage: "Uitval van heel Slack, 10 min", f_revoked: "Token ingetrokken", f_reset: "Verbinding weg zonder antwoord", f_mute: "Spookverbinding, 60 s", f_lose: "Bevestiging raakt zoek", f_malformed: "Onleesbare envelop", f_pager: "Pager antwoordt 503", f_mail: "Mailserver weigert",
  filter: "Filter", all: "alles", calls: "aanroepen", envelopes: "enveloppen", other: "overig", noLog: "Nog geen verkeer.", unexpected: "Onverwacht: {n}", unexpectedTitle: "De bot riep iets aan dat de werkruimte niet kent", request: "Vraag", response: "Antwoord",
  err_network: "De werkruimte is niet bereikbaar.", err_command: "De opdracht is niet aangekomen.", err_action: "Dat is niet gelukt.", language: "Taal van de pagina", unread: "{n} nieuw",
};

const EN = {
  workspace: "workspace", sandbox: "local workspace", skip: "Skip to message", nav: "Workspace", openNav: "Open menu", 
  channels: "Channels", apps: "Apps", dms: "Direct messages", home: "Home", messages: "Messages", youAre: "Switch person", kind_guest: "guest", kind_single_guest: "single-channel guest", kind_stranger: "external", 
  archived: "archived", shared: "shared", members: "{n} members",
  thread: "Thread", closeThread: "Close thread", rootDeleted: "This message was deleted.", reply: "Reply in thread", replies: "{n} replies", reply1: "1 reply", lastReply: "last {when}", 
  edited: "edited", onlyYou: "Only visible to you", alsoSent: "Also sent to the channel", repliedThread: "Replied to a thread:", pinned: "Pinned", app: "APP",
  emptyChannel: "No messages yet. Send a sample mail from the panel, or write something.", emptyDM: "This is where {name} talks to you. No messages yet.",
  more: "More actions", copyLink: "Copy link", linkCopied: "Link copied", deleteMessage: "Delete message", messageActions: "Actions for this message",
  writeTo: "Message {name}", writeReply: "Reply in the thread", send: "Send", alsoChannel: "Also send to {name}", newLine: "Enter sends, Shift+Enter starts a new line",
  noSlashInThread: "{command} is not supported in threads. Write @meldwacht with the same word, or use ⋯ on the message.", unknownCommand: "{command} is not a valid command.",
  completions: "Suggestions", command: "command", 
  choose: "Choose…", search: "Search", loading: "Loading…", nothingFound: "Nothing found", typeMore: "Type at least {n} character(s)", optionsFailed: "The options could not be loaded.", optional: "(optional)", image: "Image", moreOptions: "More choices",
  cancel: "Cancel", close: "Close", back: "Back", submit: "Submit", required: "Please fill in this field.", tooShort: "At least {n} characters.", unknownBlock: "Unknown block: {type}",
  chooseFile: "Choose a file", chooseFiles: "Choose files", removeFile: "Remove {name}", uploading: "Uploading…", unreadable: "This file cannot be read.",
  noHome: "Home appears here as soon as the app publishes it.",
  clock: "Clock of the desk", forward1: "+1 h", forward12: "+12 h", forwardHours: "Move the clock {n} hours forward", toNext: "To the next rung", noNext: "No rung planned", frozen: "The clock cannot be moved here.",
  connected: "connected", noBot: "no bot", offline: "page offline", connTitle: "Open connections of the bot: {n}", mode_http: "HTTP",
  panel: "Control panel", openPanel: "Open panel", closePanel: "Close panel", mail: "Mail", pages: "Pages", faults: "Faults", log: "Log",
  samples: "Sample mails", feed: "Send", fed: "Mail delivered to the desk", noSamples: "No sample mails loaded.", compose: "Write your own", from: "From", to: "To", subject: "Subject", text: "Text", sendMail: "Send mail", mailbox: "Traffic", noMail: "No mail yet. Send a sample to the desk above.", in: "to the desk", out: "from the desk", raw: "Raw mail", answerMail: "Reply",
  noPages: "Nobody has been paged yet. A page follows when a rung stays unanswered.", 
  armFault: "Arm a fault", arm: "Arm", method: "Method", anyMethod: "any method", nth: "At call", count: "Count", seconds: "Seconds", untilCleared: "until cleared", activeFaults: "Armed", noFaults: "Everything works normally.", clear: "Clear", clearAll: "Clear all", hits: "hit {n}×", fault: "Fault", detail: "Refine", faultArmed: "Fault armed",
  f_429: "429 with Retry-After 30 s", f_429bare: "429 without Retry-After", f_500: "500, not accepted", f_after: "Accepted, then no answer", f_after500: "Accepted, then 500", f_dup: "Each envelope twice", f_drop: "Drop the connection", f_outage: "Outage of all of Slack, 10 min", f_revoked: "Token revoked", f_reset: "Connection gone without answer", f_mute: "Ghost connection, 60 s", f_lose: "Acknowledgement lost", f_malformed: "Unreadable envelope", f_pager: "Pager answers 503", f_mail: "Mail server refuses",
  filter: "Filter", all: "all", calls: "calls", envelopes: "envelopes", other: "other", noLog: "No traffic yet.", unexpected: "Unexpected: {n}", unexpectedTitle: "The bot called something that the workspace does not know", request: "Request", response: "Response",
  err_network: "The workspace cannot be reached.", err_command: "The command did not arrive.", err_action: "That did not work.", language: "Language of the page", unread: "{n} new",
};

let current = new URLSearchParams(location.search).get("lang") || localStorage.getItem("lang") || "nl";
if (current !== "en") current = "nl";
document.documentElement.lang = current;

export const lang = () => current;

export function setLang(next) {
  current = next;
  localStorage.setItem("lang", next);
  document.documentElement.lang = next;
}

// t returns the words for key, with {names} filled in.
export function t(key, vars = {}) {
  const words = (current === "nl" ? NL : EN)[key];
  if (words === undefined) throw new Error(`no words for ${key}`);
  return words.replace(/\{(\w+)\}/g, (_, name) => vars[name]);
}
