/** Slack's numbers, all of them here. Source: Block Kit reference and the method pages; the message total is measured. */
export const HEADER_CHARACTERS_MAX = 150;
export const SECTION_CHARACTERS_MAX = 3_000;
export const VIEW_TITLE_CHARACTERS_MAX = 24;
export const BUTTON_CHARACTERS_MAX = 75;
export const OPTION_CHARACTERS_MAX = 75;
export const OPTION_VALUE_CHARACTERS_MAX = 150;
export const OPTIONS_MAX = 100;
export const PRIVATE_METADATA_CHARACTERS_MAX = 3_000;
/** Slack fails near 13,200 over all blocks of a message, and once failed at 11,341: we stay well below. */
export const MESSAGE_CHARACTERS_MAX = 9_000;
/** The line on a lock screen; Slack itself would take 40,000. */
export const FALLBACK_CHARACTERS_MAX = 300;
export const TABLE_COLUMNS_MAX = 20;
export const TABLE_ROWS_MAX = 100;
/** Over all cells of a message's table; Slack takes 10,000, and the message has other words besides. */
export const TABLE_CHARACTERS_MAX = 8_000;
/** Ours: 20 rows of 8 such cells stay below the 10,000 characters that Slack allows over a message's table. */
export const TABLE_CELL_CHARACTERS_MAX = 60;
/** Of a picture that is uploaded. */
export const ALT_TEXT_CHARACTERS_MAX = 1_000;
export const OVERFLOW_OPTIONS_MAX = 5;
/** Of a modal or a Home tab. */
export const VIEW_BLOCKS_MAX = 100;
export const VIEW_BYTES_MAX = 250_000;

/** Our own: a title or a reason on Home, where it is one of many. */
export const HOME_LINE_CHARACTERS_MAX = 150;

/** What a person types. */
export const NOTE_CHARACTERS_MAX = 1_000;
/** What somebody said in Slack, as it is kept and previewed: Slack itself takes 40,000. */
export const MESSAGE_KEPT_CHARACTERS_MAX = 2_900;
/** What the thread shows of a message that was said elsewhere; the timeline’s file has the whole. */
export const NOTE_ON_CARD_CHARACTERS_MAX = 600;

export const TITLE_CHARACTERS_MAX = 120;
export const AFFECTED_CHARACTERS_MAX = 200;
export const REASON_CHARACTERS_MAX = 500;
/** What a procedure's field holds, as in the address of a ticket. */
export const FIELD_CHARACTERS_MAX = 200;
export const IMPACT_CHARACTERS_MAX = 1_000;
export const FACTORS_CHARACTERS_MAX = 2_000;
export const TODO_CHARACTERS_MAX = 200;
/** What stands on an approval card beside what it is decided on: title, names, buttons, footnotes. */
export const CARD_FRAME_CHARACTERS_MAX = 1_500;
/** A statement longer than this does not stand whole on the card beside the rest, so there is no Approve there. */
export const STATEMENT_ON_CARD_CHARACTERS_MAX = 2_500;
/** A statement longer than this is nothing that one person reads through before pressing, so nobody can approve it. */
export const STATEMENT_IN_REVIEW_CHARACTERS_MAX = 10_000;
/** One piece of a text that is shown whole over several blocks. */
export const PAGE_CHARACTERS_MAX = 2_900;
/** Of a timeline on a phone, at a time; and of each entry. */
export const TIMELINE_PAGE_ENTRIES = 12;
export const TIMELINE_ENTRY_CHARACTERS_MAX = 240;
/** Of the lines of a timeline in a file; Slack takes far more, but nobody reads it, and it is built in one go. */
export const TIMELINE_FILE_CHARACTERS_MAX = 1_000_000;
/**
 * Ours, of each of the two lists of a post-mortem's canvas; the file has more. Slack takes 1,048,576 characters of Markdown:
 * where it means bytes, as a form carries them, nine for each of these still leave room for the rest.
 */
export const CANVAS_LIST_CHARACTERS_MAX = 50_000;
/** What an incident card lists of the checks that were run. */
export const CHECKS_ON_CARD_MAX = 10;
/** Of what each of them said: the report in the thread has the whole, and on a phone the buttons stay in sight. */
export const CHECK_ON_CARD_CHARACTERS_MAX = 110;
