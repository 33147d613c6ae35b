/** What a check found: the verdict first, then what to do, then the rows that say so. */
import type { KnownBlock, RichTextSection, TableBlock } from '@slack/types';
import type { CheckReport } from '../src/check/report.ts';
import type { Cell } from '../src/check/warehouse.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { Verdict } from '../src/runbook/verdict.ts';
import { ACTION } from './action-ids.ts';
import { VERDICT_MARKS } from './incident-card.ts';
import {
  actions,
  blocks,
  bold,
  bullets,
  button,
  clip,
  duration,
  fallback,
  line,
  link,
  overflow,
  paragraph,
  quote,
  small,
  words,
} from './kit.ts';
import { TABLE_CELL_CHARACTERS_MAX, TABLE_COLUMNS_MAX, TABLE_ROWS_MAX } from './limits.ts';

const VERDICT_WORDS = {
  pass: 'pass',
  warn: 'warning',
  fail: 'fail',
  could_not_see: 'could not see',
} as const satisfies { [verdict in Verdict]: string };

/** `seq` is the number of the report's entry; `leads` has the words of what it leads to, place by place. */
export type ReportPlace = {
  /** What it was run in, as in INC-1. */
  readonly of: string;
  readonly seq: number;
  readonly leads: readonly string[];
  /** How the contact is called whom its causes say to alert. */
  readonly alert?: string;
  /** Where to look further: addresses of the runbook. */
  readonly links?: readonly NamedLink[];
};

export type NamedLink = { readonly label: string; readonly url: string };

export function checkReport(place: ReportPlace, report: CheckReport): Message {
  const { title, verdict, sentence } = report;
  return {
    text: fallback(`${VERDICT_MARKS[verdict]} ${title}: ${sentence}`),
    blocks: blocks(
      paragraph(
        line(words(`${VERDICT_MARKS[verdict]} `), bold(`${title}: ${VERDICT_WORDS[verdict]}`)),
        line(words(sentence)),
        ...(report.change === undefined ? [] : [line(words(report.change))]),
      ),
      report.next.length === 0 ? null : bullets(report.next.map((sentence) => [words(sentence)])),
      pointsTo(report),
      // Before the rows: on a phone twenty of them are three screens.
      leadsTo(place),
      lookFurther(place),
      table(report),
      small(footer(place.of, report)),
    ),
  };
}

function pointsTo({ causes = [] }: CheckReport): KnownBlock | null {
  if (causes.length === 0) return null;
  const told = causes.map(({ cause, look, fix }) => [
    bold(cause),
    ...(look === null ? [] : [words(`: ${look}`)]),
    ...(fix === undefined ? [] : [words(` → ${fix}`)]),
  ]);
  const [only = []] = told;
  return told.length === 1
    ? quote([words('Points to '), ...only])
    : quote([words('Points to one of these')], ...told);
}

function lookFurther({ links = [] }: ReportPlace): KnownBlock | null {
  return links.length === 0 ? null : paragraph(linksLine('See', links));
}

/** `See Logs · Traces`, each of them to be pressed. */
export function linksLine(word: string, links: readonly NamedLink[]): RichTextSection {
  const each = links.flatMap(({ url, label }) => [words(' · '), link(url, label)]);
  return line(words(`${word} `), ...each.slice(1));
}

const PLACES = [ACTION.leadFirst, ACTION.leadSecond, ACTION.leadThird] as const;

/** Buttons carry where the report is kept and the place in it, never what it says. */
function leadsTo({ of, seq, leads, alert }: ReportPlace): KnownBlock | null {
  const offered = leads.map((label, place) => ({ label, value: `${of}|${seq}|${place}` }));
  const shown = alert === undefined ? PLACES.length : PLACES.length - 1;
  const buttons = [
    ...offered
      .slice(0, shown)
      .map(({ label, value }, place) => button(label, PLACES[place] ?? ACTION.leadMore, { value })),
    ...(alert === undefined ? [] : [button(`Alert ${alert}`, ACTION.leadAlert, { value: `${of}|${seq}` })]),
  ];
  const rest = offered.slice(shown);
  if (buttons.length === 0) return null;
  return actions(...buttons, ...(rest.length === 0 ? [] : [overflow(ACTION.leadMore, rest)]));
}

function table({ columns, rows }: CheckReport): KnownBlock | null {
  if (rows.length === 0 || columns.length === 0) return null;
  const shown = columns.slice(0, TABLE_COLUMNS_MAX);
  // Slack refuses an empty cell, the name of a column too.
  const raw = (text: string) => ({ type: 'raw_text' as const, text: text === '' ? '–' : text });
  const block: TableBlock = {
    type: 'table',
    rows: [
      shown.map((column) => raw(clip(column.replaceAll('_', ' '), TABLE_CELL_CHARACTERS_MAX))),
      ...rows
        .slice(0, TABLE_ROWS_MAX - 1)
        .map((row) => shown.map((column) => raw(cellText(row[column] ?? null)))),
    ],
  };
  return block;
}

/** An instant as the warehouse writes it; nobody reads its milliseconds at night. */
const INSTANT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/;

export function cellText(cell: Cell): string {
  const text = cell === null ? '–' : String(cell).replace(INSTANT, '$1 $2Z');
  return clip(text, TABLE_CELL_CHARACTERS_MAX);
}

function footer(of: string, { check, parameters, takenMs, truncated }: CheckReport): string {
  const used = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const more = truncated ? [`only the first rows are shown`] : [];
  return [of, check, ...used, `took ${duration(takenMs)}`, ...more].join(' · ');
}
