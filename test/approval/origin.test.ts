/** A request lives where it was asked for: an incident's thread or another's, and those of old in their incident's. */
import { expect, test } from 'vitest';
import { approvalDocument } from '../../src/approval/document.ts';
import { nudge } from '../../src/approval/nudge.ts';
import { incidentOrigin, originOf, threadOf } from '../../src/approval/origin.ts';
import { prepare } from '../../src/approval/prepare.ts';
import { approvalService } from '../../src/approval/service.ts';
import type { Approval, Told } from '../../src/approval/state.ts';
import { checklistDocument } from '../../src/checklist/document.ts';
import { apply } from '../../src/journal/document.ts';
import { opening } from '../checklist/fixtures.ts';
import { altered, parsed, runbookOf } from '../runbook/fixtures.ts';
import { ASKED_AT_MS, good, MINUTE_MS, reached, request, who } from './fixtures.ts';
import { asked, type Bench, bench, current, ITEM } from './ports.ts';

const OF_ITEM = { kind: 'checklist', id: 'CHK-1', part: 'logs' } as const;
const THREAD = { ref: { kind: 'checklist', id: 'CHK-1' }, view: 'checklist-card' } as const;
const runbook = runbookOf(
  parsed(
    altered('contacts: {}', 'contacts: { lead: { title: Lead, slack_user: U0LEAD00 } }').replace(
      '    actions: [restore]',
      '    actions: [restore]\n    escalation: [lead]',
    ),
  ),
);

function serviceOn(deps: Bench) {
  return approvalService({ ...deps, runbook, actionsConfigured: true, wallClockMs: deps.clock.now });
}

async function askedInChecklist(deps: Bench): Promise<Approval> {
  await apply(deps.journal, checklistDocument, 'CHK-1', opening);
  const wish = {
    origin: OF_ITEM,
    action: 'restore',
    raw: { table: 'c.s.t', version: '24' },
    reason: 'It is due',
    undoOf: null,
  };
  await serviceOn(deps).request(who.requester, 'a-key', wish);
  return current(deps);
}

/** As it was stored before a request could come from elsewhere. */
function ofOld({ origin: _origin, thread: _thread, ...rest }: Approval): Approval {
  return { ...rest, incident: 'INC-7' };
}

test('what was stored with an incident’s id alone is that incident’s, in its thread and among its requests', () => {
  const before = ofOld(reached('measuring'));
  expect(originOf(before)).toEqual(incidentOrigin('INC-7'));
  expect(threadOf(before)).toEqual({ ref: { kind: 'incident', id: 'INC-7' }, view: 'incident-card' });
  const event = good('prepared');
  const step = approvalDocument.transition(before, event, ASKED_AT_MS);
  if (!step.ok) throw new Error(step.code);
  const change = { before, after: step.state, event, seq: 2, atMs: ASKED_AT_MS };
  const { indexes, outbox } = approvalDocument.consequences(change);
  expect(indexes).toMatchObject({ 'incident/INC-7': ASKED_AT_MS });
  expect(outbox).toMatchObject([{ lane: 'incident/INC-7', intent: { thread: threadOf(before) } }]);
});

test('asked for in a checklist, it is posted in that thread and channel, and listed there', async () => {
  const deps = bench();
  const approval = await askedInChecklist(deps);
  expect(approval).toMatchObject({ origin: OF_ITEM, channel: opening.channel, thread: THREAD });
  await prepare(deps, ITEM);
  const rows = await deps.journal.outbox.take(deps.clock.now(), 10, MINUTE_MS);
  expect(rows.map(({ lane }) => lane)).toContain('checklist/CHK-1');
  expect(await serviceOn(deps).askedIn(OF_ITEM)).toMatchObject({ newest: [{ id: 'APR-1' }], others: 0 });
  expect(await serviceOn(deps).askedIn(incidentOrigin('INC-1'))).toEqual({ newest: [], others: 0 });
});

test('nothing is asked for in what is not there', async () => {
  const wish = { origin: OF_ITEM, action: 'restore', raw: { table: 'c.s.t', version: '24' }, reason: 'Due' };
  const asking = serviceOn(bench()).request(who.requester, 'a-key', { ...wish, undoOf: null });
  await expect(asking).rejects.toThrow('There is no CHK-1.');
});

test('outside of incidents whoever comes next is of the area that has the action', async () => {
  const deps = bench();
  await asked(deps, { origin: OF_ITEM, thread: THREAD, channel: opening.channel });
  await prepare(deps, ITEM);
  deps.clock.pass(16 * MINUTE_MS);
  await nudge({ ...deps, runbook }, { ...ITEM, name: 'nudge' });
  const [last] = (await deps.journal.history({ kind: 'approval', id: request.id })).slice(-1);
  const lead: Told = { kind: 'user', id: 'U0LEAD00' };
  expect(last?.event).toEqual({ type: 'nudged', also: [lead] });
});
