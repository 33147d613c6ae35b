/** The rich_text block: sections, lists, quotes and preformatted text, and what may stand in them. */
import type { Check } from './blocks-check.ts';
import { among, byType, flag, id, integer, list, object, string } from './blocks-check.ts';
import { TEXT_CHARS_MAX, URL_CHARS_MAX } from './blocks-limits.ts';

/** Slack documents no count here; a number that no sane message reaches keeps the walk bounded. */
const PARTS_MAX = 1_000;
const TIMESTAMP_MAX = 253_402_300_799;
const INDENT_MAX = 8;

const style = object({}, { bold: flag, italic: flag, strike: flag, code: flag, underline: flag });
const text = string(TEXT_CHARS_MAX);
const url = string(URL_CHARS_MAX);
const styled = { style };

const inline: Check = byType({
  text: object({ text }, styled),
  link: object({ url }, { ...styled, text, unsafe: flag }),
  user: object({ user_id: id }, styled),
  usergroup: object({ usergroup_id: id }, styled),
  channel: object({ channel_id: id }, styled),
  team: object({ team_id: id }, styled),
  emoji: object({ name: id }, { ...styled, unicode: id, url }),
  broadcast: object({ range: among('here', 'channel', 'everyone') }, styled),
  color: object({ value: id }, styled),
  date: object({ timestamp: integer(0, TIMESTAMP_MAX), format: text }, { ...styled, url, fallback: text }),
});

const plainInline: Check = byType({
  text: object({ text }, styled),
  link: object({ url }, { ...styled, text, unsafe: flag }),
});

const border = { border: integer(0, 1) };
const parts = (item: Check): Check => list(item, PARTS_MAX, 0);
const section = object({ elements: parts(inline) });

export const richText: Check = object(
  {
    elements: list(
      byType({
        rich_text_section: section,
        rich_text_list: object(
          { elements: parts(byType({ rich_text_section: section })), style: among('bullet', 'ordered') },
          { ...border, indent: integer(0, INDENT_MAX), offset: integer(0, PARTS_MAX) },
        ),
        rich_text_quote: object({ elements: parts(inline) }, border),
        rich_text_preformatted: object({ elements: parts(plainInline) }, { ...border, language: id }),
      }),
      PARTS_MAX,
    ),
  },
  { block_id: id },
);
