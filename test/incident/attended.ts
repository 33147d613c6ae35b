/** An incident whose deadlines are worked off by the real functions, on a clock that only the test moves. */
import type { GroupAnswer } from '../../src/approval/directory.ts';
import { incidentDeadlines } from '../../src/incident/deadlines.ts';
import { incidentDocument, incidentRef } from '../../src/incident/document.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import { apply } from '../../src/journal/document.ts';
import type { Emitted } from '../../src/journal/journal.ts';
import type { Pagers } from '../../src/page/pager.ts';
import { type PageEvent, pageDocument } from '../../src/page/state.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { openBench } from './bench.ts';
import { AT_MS } from './fixtures.ts';

export const ON_CALL = 'U0ONCALL';
export const LEAD_GROUP = 'S0LEADS';

/** First a person, then a group, then somebody who is not in Slack. */
export const CHAINED = SMALL.replace(
  '    actions: [restore]\n',
  '    actions: [restore]\n    escalation: [on-call, leads, duty]\n',
)
  .replace(
    'contacts: {}',
    `contacts:
  on-call: { title: On-call engineer, slack_user: ${ON_CALL} }
  leads: { title: Leads, slack_group: leads }
  duty: { title: Duty manager, phone: "+49 30 1" }`,
  )
  .replace('respond_within: 4h', 'respond_within: 4h, quiet_hours: { from: "22:00", to: "07:00" }');

export async function openAttended(runbook: Runbook = runbookOf(parsed(CHAINED)), pagers: Pagers = {}) {
  let nowMs = AT_MS;
  const bench = await openBench('sqlite', () => nowMs);
  const { journal } = bench;
  const groups: { answer: GroupAnswer } = {
    answer: { outcome: 'found', id: LEAD_GROUP, handle: 'leads', isDisabled: false },
  };
  const deps = {
    journal,
    runbook,
    zone: 'Europe/Berlin',
    pagers,
    directory: { group: () => Promise.resolve(groups.answer), person: bench.directory.person },
    permalink: (channel: string, ts: string) => `https://bank.slack.test/archives/${channel}/p${ts}`,
    monotonicMs: () => 0,
    wake: () => undefined,
  };
  const handlers = incidentDeadlines(deps);
  const deliver = async ({ to, event, once }: Emitted): Promise<void> => {
    const options = { once: [{ key: once }] };
    if (to.kind === 'page') await apply(journal, pageDocument, to.id, event as PageEvent, options);
    else await apply(journal, incidentDocument, to.id, event as IncidentEvent, options);
  };
  const deliverOwed = async (): Promise<number> => {
    const emitted = await journal.emitted.take(nowMs, 50, 0);
    for (const row of emitted) {
      await deliver(row);
      await journal.emitted.done(row.rowId);
    }
    return emitted.length;
  };
  /** What is due by now, until nothing is. */
  const work = async (): Promise<void> => {
    for (;;) {
      const items = await journal.due(nowMs, 50, 0);
      for (const item of items) {
        const handler = handlers[`${item.ref.kind}/${item.name}`];
        if (handler === undefined) throw new Error(`Nobody knows what to do at ${item.name}.`);
        await handler(item);
      }
      if (items.length + (await deliverOwed()) === 0) return;
    }
  };
  const eventsOf = async (id: string) =>
    (await journal.history(incidentRef(id))).map(({ atMs, event }) => ({
      atMs,
      event: event as IncidentEvent,
    }));
  return {
    ...bench,
    runbook,
    groups,
    work,
    deliverOwed,
    deps,
    nowMs: () => nowMs,
    /** To `AT_MS` and so long; nobody looks in between. */
    at: (ms: number): void => {
      nowMs = AT_MS + ms;
    },
    eventsOf,
    /** Who was told or asked, and how many minutes after the beginning. */
    told: async (id: string): Promise<readonly string[]> =>
      (await eventsOf(id)).flatMap(({ atMs, event }) => {
        const minutes = Math.floor((atMs - AT_MS) / 60_000);
        if (event.type === 'update_asked') return [`${minutes} ask ${event.whom}`];
        if (event.type !== 'called') return [];
        const { told } = event.called;
        const whom = told === null ? 'nobody' : told.kind === 'words' ? told.text : told.id;
        return [`${minutes} ${event.isLate ? 'late' : 'soon'} ${whom}`];
      }),
  };
}

export type Attended = Awaited<ReturnType<typeof openAttended>>;
