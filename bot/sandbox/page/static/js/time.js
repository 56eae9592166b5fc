// All times on the page are those of the desk's clock, shown as they are on
// the wall in Amsterdam, whatever the zone of this computer.
import { lang } from "./i18n.js";

const ZONE = "Europe/Amsterdam";
const cache = new Map();

function format(date, options) {
  const locale = lang() === "nl" ? "nl-NL" : "en-GB";
  const key = locale + JSON.stringify(options);
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(locale, { timeZone: ZONE, ...options }));
  return cache.get(key).format(date);
}

export const tsDate = (ts) => new Date(Number.parseFloat(ts) * 1000);
export const time = (d) => format(d, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const timeSecs = (d) => format(d, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
export const dateShort = (d) => format(d, { weekday: "short", day: "numeric", month: "short" });
export const dateLong = (d) => format(d, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
export const dateNum = (d) => format(d, { day: "2-digit", month: "2-digit", year: "numeric" });
export const full = (d) => `${dateLong(d)} ${timeSecs(d)} ${zoneName(d)}`;
export const zoneName = (d) => format(d, { timeZoneName: "short", hour: "2-digit" }).replace(/^\d+\s*/, "").replace(/^(uur|h)\s*/, "");

// Sortable day in Amsterdam, so that "the same day" holds across DST nights.
export const dayKey = (d) => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(d);

// "vandaag", "morgen" or "gisteren" when that is what the day is, seen from now.
export function relativeDay(d, now) {
  const days = Math.round((Date.parse(dayKey(d)) - Date.parse(dayKey(now))) / 864e5);
  if (Math.abs(days) > 1) return "";
  return new Intl.RelativeTimeFormat(lang(), { numeric: "auto" }).format(days, "day");
}

export function ago(d, now) {
  const s = (d - now) / 1000;
  const rtf = new Intl.RelativeTimeFormat(lang(), { numeric: "auto" });
  const [n, unit] = Math.abs(s) < 3600 ? [s / 60, "minute"] : Math.abs(s) < 86400 ? [s / 3600, "hour"] : [s / 86400, "day"];
  return rtf.format(Math.round(n), unit);
}

export function duration(ms) {
  const minutes = Math.max(0, Math.round(ms / 6e4));
  const h = Math.floor(minutes / 60);
  const u = lang() === "nl" ? "u" : "h";
  if (h === 0) return `${minutes} min`;
  return minutes % 60 ? `${h} ${u} ${minutes % 60} min` : `${h} ${u}`;
}

// slackDate fills the tokens of a <!date^…> in the zone of the desk.
export function slackDate(seconds, template, now) {
  const d = new Date(seconds * 1000);
  const pretty = (plain) => relativeDay(d, now) || plain;
  const tokens = {
    date_num: () => format(d, { day: "2-digit", month: "2-digit", year: "numeric" }),
    date: () => format(d, { day: "numeric", month: "long", year: "numeric" }),
    date_short: () => format(d, { day: "numeric", month: "short", year: "numeric" }),
    date_long: () => dateLong(d),
    time: () => time(d),
    time_secs: () => timeSecs(d),
    ago: () => ago(d, now),
  };
  tokens.date_pretty = () => pretty(tokens.date());
  tokens.date_short_pretty = () => pretty(tokens.date_short());
  tokens.date_long_pretty = () => pretty(tokens.date_long());
  return template.replace(/\{([a-z_]+)\}/g, (whole, name) => (Object.hasOwn(tokens, name) ? tokens[name]() : whole));
}
