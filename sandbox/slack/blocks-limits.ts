/**
 * Block Kit's documented figures, https://docs.slack.dev/reference/block-kit. They are kept apart from the bot's own
 * on purpose: a wrong figure there has to be found here.
 */
export const MESSAGE_BLOCKS_MAX = 50;
export const VIEW_BLOCKS_MAX = 100;
/** Undocumented. Refusals begin near 13,200 characters over all blocks and were once seen at 11,341. */
export const MESSAGE_BLOCK_CHARS_MAX = 11_340;
export const VIEW_BYTES_MAX = 250_000;

export const ID_CHARS_MAX = 255;
export const TEXT_CHARS_MAX = 3_000;
export const SECTION_FIELDS_MAX = 10;
export const SECTION_FIELD_CHARS_MAX = 2_000;
export const HEADER_CHARS_MAX = 150;
export const CONTEXT_ELEMENTS_MAX = 10;
export const ACTIONS_ELEMENTS_MAX = 25;
export const IMAGE_URL_CHARS_MAX = 3_000;
export const IMAGE_TEXT_CHARS_MAX = 2_000;
/** Over all markdown blocks of one message. */
export const MARKDOWN_CHARS_MAX = 12_000;

export const TABLE_ROWS_MAX = 100;
export const DATA_TABLE_ROWS_MIN = 2;
export const DATA_TABLE_ROWS_MAX = 101;
export const TABLE_CELLS_MAX = 20;
/** Over all cells of all tables of one message. */
export const TABLE_CHARS_MAX = 10_000;
export const DATA_TABLE_PAGE_MAX = 100;

export const CARD_TITLE_CHARS_MAX = 150;
export const CARD_BODY_CHARS_MAX = 200;
export const CONTAINER_BLOCKS_MAX = 10;
export const CONTAINER_TITLE_CHARS_MAX = 150;
export const CONTEXT_ACTIONS_MAX = 5;

export const BUTTON_TEXT_CHARS_MAX = 75;
export const BUTTON_VALUE_CHARS_MAX = 2_000;
export const URL_CHARS_MAX = 3_000;
export const CONFIRM_TITLE_CHARS_MAX = 100;
export const CONFIRM_TEXT_CHARS_MAX = 300;
export const CONFIRM_BUTTON_CHARS_MAX = 30;
export const OPTION_TEXT_CHARS_MAX = 75;
export const OPTION_VALUE_CHARS_MAX = 150;
export const OPTION_GROUPS_MAX = 100;
export const SELECT_OPTIONS_MAX = 100;
/** Two options used to be the least; the reference now says "up to five". */
export const OVERFLOW_OPTIONS_MAX = 5;
export const CHOICES_MAX = 10;
export const PLACEHOLDER_CHARS_MAX = 150;
export const LABEL_CHARS_MAX = 2_000;
export const INPUT_LENGTH_MAX = 3_000;

export const VIEW_TITLE_CHARS_MAX = 24;
export const PRIVATE_METADATA_CHARS_MAX = 3_000;
