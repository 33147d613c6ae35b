/** What a check found that somebody ran by themselves: as a message for them or the channel, and in a modal. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { CheckReport } from '../src/check/report.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { cellText, checkReport } from './check-report.ts';
import { blocks, bullets, line, paragraph, person, plain, small, words } from './kit.ts';
import { VIEW_TITLE_CHARACTERS_MAX } from './limits.ts';
import { modal } from './modals.ts';

/** `leads`: what the report leads to, as the runbook calls it; `by`: who asked, where others read it. */
export type LookReport = {
  readonly report: CheckReport;
  readonly leads: readonly string[];
  readonly by: string | null;
};

/** It belongs to no incident, so there is nothing that a button under it could ask for. */
const NO_PLACE = { of: 'runbook', seq: 0, leads: [] } as const;
/** A modal takes no table, so its rows are lines. */
const ROWS_AS_LINES_MAX = 10;

export function lookMessage({ report, leads, by }: LookReport): Message {
  const { text, blocks: body } = checkReport(NO_PLACE, report);
  const asked = by === null ? null : paragraph(line(words('Asked by '), person(by)));
  return { text, blocks: blocks(body, leadsTo(leads), asked) };
}

export function lookModal({ report, leads }: LookReport): ModalView {
  const { blocks: body } = checkReport(NO_PLACE, report);
  const readable = body.flatMap((block) => (block.type === 'table' ? rowLines(report) : [block]));
  const view = modal({ title: 'Runbook', metadata: {} }, blocks(readable, leadsTo(leads)));
  return { ...view, close: plain('Close', VIEW_TITLE_CHARACTERS_MAX) };
}

function leadsTo(leads: readonly string[]): KnownBlock | null {
  return leads.length === 0
    ? null
    : small(`It leads to: ${leads.join(', ')}. Declare an incident with /incident to go on from there.`);
}

function rowLines({ columns, rows }: CheckReport): readonly KnownBlock[] {
  const shown = rows.slice(0, ROWS_AS_LINES_MAX);
  const over = rows.length - shown.length;
  return [
    bullets(
      shown.map((row) => [
        words(
          columns
            .map((column) => `${column.replaceAll('_', ' ')} ${cellText(row[column] ?? null)}`)
            .join(' · '),
        ),
      ]),
    ),
    ...(over > 0 ? [small(`Rows besides these: ${over}`)] : []),
  ];
}
