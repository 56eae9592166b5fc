// The short names that a desk uses. An unknown name stays as it was written,
// as it does in the real client.
export const EMOJI = {
  warning: "⚠️", white_check_mark: "✅", x: "❌", heavy_check_mark: "✔️", rotating_light: "🚨", bell: "🔔",
  no_bell: "🔕", alarm_clock: "⏰", stopwatch: "⏱️", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock3: "🕒",
  lock: "🔒", unlock: "🔓", key: "🔑", closed_lock_with_key: "🔐", shield: "🛡️", no_entry: "⛔", no_entry_sign: "🚫",
  octagonal_sign: "🛑", email: "📧", envelope: "✉️", incoming_envelope: "📨", mailbox: "📫", mailbox_with_mail: "📬",
  inbox_tray: "📥", outbox_tray: "📤", telephone_receiver: "📞", phone: "☎️", pager: "📟", memo: "📝", pencil: "📝",
  pencil2: "✏️", clipboard: "📋", page_facing_up: "📄", open_file_folder: "📂", file_folder: "📁", link: "🔗", mag: "🔍",
  eyes: "👀", bulb: "💡", question: "❓", exclamation: "❗", bangbang: "‼️", information_source: "ℹ️", wave: "👋",
  raised_hand: "✋", ok_hand: "👌", "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", pray: "🙏", tada: "🎉",
  fire: "🔥", bust_in_silhouette: "👤", busts_in_silhouette: "👥", office: "🏢", classical_building: "🏛️", calendar: "📅",
  date: "📅", bar_chart: "📊", gear: "⚙️", wrench: "🔧", hammer_and_wrench: "🛠️", electric_plug: "🔌", robot_face: "🤖",
  red_circle: "🔴", large_orange_circle: "🟠", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵",
  white_circle: "⚪", black_circle: "⚫", large_green_square: "🟩", large_red_square: "🟥", large_orange_square: "🟧",
  white_large_square: "⬜", black_large_square: "⬛", small_red_triangle: "🔺", arrow_right: "➡️", arrow_left: "⬅️",
  arrow_up: "⬆️", arrow_down: "⬇️", arrows_counterclockwise: "🔄", repeat: "🔁", leftwards_arrow_with_hook: "↩️",
  point_right: "👉", speech_balloon: "💬", zzz: "💤", crescent_moon: "🌙", sunny: "☀️", moneybag: "💰", scales: "⚖️",
  triangular_flag_on_post: "🚩", checkered_flag: "🏁", construction: "🚧", sos: "🆘", new: "🆕", heavy_plus_sign: "➕",
  slightly_smiling_face: "🙂", smile: "😄", thinking_face: "🤔", grimacing: "😬", seedling: "🌱", ballot_box_with_check: "☑️",
};

// Where no emoji font is installed, as on many servers, signs from ordinary
// fonts stand in; the style sheet gives the circles their colours.
const PLAIN = { white_check_mark: "✔", heavy_check_mark: "✔", x: "✖", warning: "⚠", rotating_light: "⚠", exclamation: "!", bangbang: "‼", question: "?", information_source: "ℹ", link: "↗", arrow_right: "→", arrow_left: "←", arrow_up: "↑", arrow_down: "↓", repeat: "↻", arrows_counterclockwise: "↻", leftwards_arrow_with_hook: "↩", email: "✉", envelope: "✉", incoming_envelope: "✉", pencil2: "✎", memo: "✎", pencil: "✎", no_entry: "⊘", no_entry_sign: "⊘", octagonal_sign: "⊘", telephone_receiver: "☎", phone: "☎", scales: "⚖", gear: "⚙", triangular_flag_on_post: "⚑", checkered_flag: "⚑", hourglass: "⌛", hourglass_flowing_sand: "⌛" };
const plain = (name) => PLAIN[name] || (/circle$/.test(name) ? "●" : /square$/.test(name) ? "■" : "•");

const hasFont = (() => {
  const paint = (text) => {
    const context = Object.assign(document.createElement("canvas"), { width: 24, height: 24 }).getContext("2d", { willReadFrequently: true });
    context.font = "16px sans-serif";
    context.fillText(text, 0, 18);
    return context.getImageData(0, 0, 24, 24).data;
  };
  // A font of emoji paints in colours; the box of a missing sign is grey.
  const data = paint("🚨");
  for (let i = 0; i < data.length; i += 4) if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return true;
  return false;
})();

export const glyph = (name) => (hasFont ? EMOJI[name] : plain(name));

// withEmoji replaces :short_names: in a plain_text object that allows them.
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => (Object.hasOwn(EMOJI, name) ? glyph(name) : whole));
}
