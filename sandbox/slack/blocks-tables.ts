/** The two tables. Their characters are counted over the whole message. */
import type { Check } from './blocks-check.ts';
import {
  all,
  among,
  byType,
  flag,
  id,
  integer,
  isRecord,
  list,
  object,
  problem,
  string,
} from './blocks-check.ts';
import * as limits from './blocks-limits.ts';
import { richText } from './blocks-rich-text.ts';
import { textLength } from './blocks-size.ts';

const rawText = object({ text: string(limits.TABLE_CHARS_MAX) });
const number: Check = (value, at, report) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) problem(report, at, 'must be a number');
};
const rawNumber = object({ value: number, text: string(limits.TABLE_CHARS_MAX) });

const cell = byType({ raw_text: rawText, raw_number: rawNumber, rich_text: richText });
const headerCell = byType({ raw_text: rawText, raw_number: rawNumber });
const row = list(cell, limits.TABLE_CELLS_MAX);

const counted: Check = (value, at, report) => {
  if (!isRecord(value)) return;
  report.tableChars += textLength(value.rows);
  if (report.tableChars > limits.TABLE_CHARS_MAX) {
    problem(
      report,
      `${at}/rows`,
      `must be less than ${limits.TABLE_CHARS_MAX + 1} characters over all cells`,
    );
  }
};

/** https://docs.slack.dev/reference/block-kit/blocks/table-block: one table a message (`only_one_table_allowed`). */
const single: Check = (_value, at, report) => {
  report.tables += 1;
  if (report.tables > 1) problem(report, at, 'only one table block is allowed in a message');
};

export const table: Check = all(
  object(
    { rows: list(row, limits.TABLE_ROWS_MAX) },
    {
      block_id: id,
      column_settings: list(
        object({}, { align: among('left', 'center', 'right'), is_wrapped: flag }),
        limits.TABLE_CELLS_MAX,
      ),
    },
  ),
  single,
  counted,
);

const equalRows: Check = (value, at, report) => {
  if (!isRecord(value) || !Array.isArray(value.rows)) return;
  const [header, ...rest] = value.rows as readonly unknown[];
  list(headerCell, limits.TABLE_CELLS_MAX)(header, `${at}/rows/0`, report);
  rest.forEach((cells, index) => {
    if (Array.isArray(cells) && Array.isArray(header) && cells.length !== header.length) {
      problem(report, `${at}/rows/${index + 1}`, `must have exactly ${header.length} items`);
    }
  });
};

export const dataTable: Check = all(
  object(
    {
      rows: list(row, limits.DATA_TABLE_ROWS_MAX, limits.DATA_TABLE_ROWS_MIN),
      caption: string(limits.TEXT_CHARS_MAX),
    },
    {
      block_id: id,
      page_size: integer(1, limits.DATA_TABLE_PAGE_MAX),
      row_header_column_index: integer(0, limits.TABLE_CELLS_MAX - 1),
    },
  ),
  equalRows,
  counted,
);
