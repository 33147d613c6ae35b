/** Short names that a bot for incidents uses, and the everyday ones. A name that is not here stays `:name:`. */
const LINES = `
rotating_light 🚨|fire 🔥|warning ⚠️|bell 🔔|no_bell 🔕|siren 🚨|sos 🆘|zap ⚡|boom 💥|bomb 💣|ambulance 🚑|fire_engine 🚒
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|no_entry ⛔
no_entry_sign 🚫|octagonal_sign 🛑|stop_sign 🛑|question ❓|grey_question ❔|exclamation ❗|heavy_exclamation_mark ❗|bangbang ‼️
red_circle 🔴|large_red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵
large_purple_circle 🟣|large_brown_circle 🟤|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_orange_square 🟧
large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦|white_large_square ⬜|black_large_square ⬛|radio_button 🔘
large_orange_diamond 🔶|large_blue_diamond 🔷|small_orange_diamond 🔸|small_blue_diamond 🔹|small_red_triangle 🔺
small_red_triangle_down 🔻|arrow_up ⬆️|arrow_down ⬇️|arrow_left ⬅️|arrow_right ➡️|arrow_forward ▶️|rewind ⏪|fast_forward ⏩
leftwards_arrow_with_hook ↩️|arrow_right_hook ↪️|arrows_counterclockwise 🔄|arrows_clockwise 🔃|back 🔙|repeat 🔁
black_square_for_stop ⏹️|double_vertical_bar ⏸️|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|timer_clock ⏲️|alarm_clock ⏰
watch ⌚|clock1 🕐|clock3 🕒|clock9 🕘|calendar 📆|date 📅|spiral_calendar_pad 🗓️|zzz 💤
mag 🔍|mag_right 🔎|microscope 🔬|test_tube 🧪|stethoscope 🩺|eyes 👀|eye 👁️|thinking_face 🤔|bulb 💡|information_source ℹ️|speech_balloon 💬
lock 🔒|unlock 🔓|closed_lock_with_key 🔐|key 🔑|shield 🛡️|passport_control 🛂|identification_card 🪪|scales ⚖️|scroll 📜
memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|notebook 📓|books 📚|book 📖|bookmark 🔖|label 🏷️|page_facing_up 📄|page_with_curl 📃
file_folder 📁|open_file_folder 📂|card_index_dividers 🗂️|file_cabinet 🗄️|wastebasket 🗑️|package 📦|inbox_tray 📥|outbox_tray 📤
bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|moneybag 💰|bank 🏦|credit_card 💳|euro 💶|dollar 💵
gear ⚙️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|screwdriver 🪛|toolbox 🧰|nut_and_bolt 🔩|broom 🧹|link 🔗|paperclip 📎|pushpin 📌
round_pushpin 📍|computer 💻|desktop_computer 🖥️|keyboard ⌨️|floppy_disk 💾|satellite_antenna 📡|electric_plug 🔌|battery 🔋|robot_face 🤖
hash #️⃣|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|wave 👋|raised_hand ✋|hand ✋|raising_hand 🙋|clap 👏|pray 🙏|muscle 💪|point_right 👉
point_left 👈|point_up ☝️|point_down 👇|handshake 🤝|writing_hand ✍️|busts_in_silhouette 👥|bust_in_silhouette 👤|technologist 🧑‍💻
smile 😄|slightly_smiling_face 🙂|grin 😁|joy 😂|sweat_smile 😅|sob 😭|cry 😢|worried 😟|scream 😱|tired_face 😫|sleeping 😴|wink 😉
heart ❤️|green_heart 💚|blue_heart 💙|broken_heart 💔|star ⭐|sparkles ✨|tada 🎉|trophy 🏆|checkered_flag 🏁|triangular_flag_on_post 🚩
white_flag 🏳️|rocket 🚀|ship 🚢|construction 🚧|traffic_light 🚦|vertical_traffic_light 🚦|mega 📣|loudspeaker 📢|telephone_receiver 📞
phone ☎️|pager 📟|email 📧|envelope ✉️|incoming_envelope 📨|coffee ☕|sunny ☀️|cloud ☁️|umbrella ☂️|snowflake ❄️|ocean 🌊|earth_africa 🌍
bug 🐛|ghost 👻|skull 💀|snail 🐌|turtle 🐢|hourglass_done ⌛|heavy_plus_sign ➕|heavy_minus_sign ➖|recycle ♻️|new 🆕|ok 🆗|free 🆓
beginner 🔰|trident 🔱|dart 🎯|compass 🧭|ladder 🪜|lifebuoy 🛟|ring_buoy 🛟|handbag 👜|detective 🕵️|cop 👮|fog 🌫️|droplet 💧
`;

const BY_NAME: ReadonlyMap<string, string> = new Map(
  LINES.trim()
    .split(/[|\n]/)
    .map((pair) => pair.split(' ') as [string, string]),
);

export function isEmojiName(name: string): boolean {
  return BY_NAME.has(name);
}

/** The character, or `:name:` where it is not known. */
export function emojiCharacter(name: string): string {
  return BY_NAME.get(name) ?? `:${name}:`;
}

/** Short names in plain text. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+'-]+):/g, (whole, name: string) => BY_NAME.get(name) ?? whole);
}
