/** Procedures on both stores: where they stand, who may do what, what is told and posted, and what a second press does. */
import { describe, expect, onTestFinished, test } from 'vitest';
import { approvalService } from '../../src/approval/service.ts';
import { incidentDocument } from '../../src/incident/document.ts';
import { apply } from '../../src/journal/document.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { procedureDocument, runDeadline } from '../../src/procedure/document.ts';
import { runStep } from '../../src/procedure/run.ts';
import { procedureService } from '../../src/procedure/service.ts';
import type { Runbook } from '../../src/runbook/runbook.ts';
import { GROUP, who } from '../approval/fixtures.ts';
import { fakeDirectory, memberFacts } from '../approval/ports.ts';
import { declared } from '../incident/fixtures.ts';
import { altered, parsed, runbookOf } from '../runbook/fixtures.ts';
import { redisStore, sqliteStore } from '../support/stores.ts';
import { stepIn } from './fixtures.ts';

const PROCEDURES = `procedures:
  deploy:
    title: Deploy
    about: All of it.
    fields: { table: Table }
    phases:
      - title: Before
        steps:
          - { id: fill, text: Which table, fill: table }
      - title: Change
        steps:
          - { id: restore, text: Restore it, action: restore, with: { table: "{table}" } }
      - title: After
        steps:
          - { id: rows, text: Count it, check: row-count, with: { table: "{table}" }, look: true }
          - { id: lead, text: Tell the lead, tell: lead, how: It is done. }
    roll_back:
      - title: Back
        steps: [{ id: undo, text: Undo it, undo: true }]
contacts: { lead: { title: Lead, slack_group: data-approvers } }
`;
const runbook: Runbook = runbookOf(parsed(altered('contacts: {}\n', PROCEDURES)));

const STORES = [
  ['SQLite', async () => sqliteStore(Date.now)],
  ['Redis', redisStore],
] as const;

async function bench(open: (typeof STORES)[number][1]) {
  const store = await open();
  const journal = await store.open();
  onTestFinished(async () => {
    await journal.close();
    await store.remove();
  });
  const directory = fakeDirectory();
  const shared = { journal, runbook, directory, monotonicMs: () => 0, wake: () => undefined };
  const service = procedureService({ ...shared, channel: 'C0INCIDENTS' });
  let presses = 0;
  const as = (by: string) => ({ by, requestKey: `press/${(presses += 1)}` });
  return { journal, directory, shared, service, as, maria: () => as(who.requester) };
}

const rowsOf = async (journal: Journal) =>
  (await journal.outbox.take(await journal.now(), 50, 60_000)).map(({ lane, intent }) => ({ lane, intent }));

describe.each(STORES)('on %s', (_name, open) => {
  test('one stands by itself, or in its incident’s thread, and is begun once whoever repeats it', async () => {
    const { journal, service, maria } = await bench(open);
    const asker = maria();
    expect(await service.start(asker, 'deploy', null)).toBe('PRC-1');
    expect(await service.start(asker, 'deploy', null)).toBe('PRC-1');
    const incident = declared();
    await apply(journal, incidentDocument, incident.id, {
      type: 'declared',
      id: incident.id,
      title: incident.title,
      severity: incident.severity,
      area: incident.area,
      channel: incident.channel,
      by: incident.declaredBy,
      respondWithinMs: 3_600_000,
    });
    const id = await service.start(maria(), 'deploy', incident.id);
    expect(await service.find(id)).toMatchObject({
      incident: incident.id,
      channel: incident.channel,
      thread: { ref: { kind: 'incident', id: incident.id }, view: 'incident-card' },
    });
    expect((await journal.find('procedure', `incident/${incident.id}`, { limit: 5 })).ids).toEqual([id]);
    const lanes = (await rowsOf(journal)).map(({ lane }) => lane);
    expect(lanes).toEqual(expect.arrayContaining(['procedure/PRC-1', `incident/${incident.id}`]));
    await expect(service.start(maria(), 'deploy', 'INC-404')).rejects.toThrow('There is no INC-404.');
    await expect(service.start(maria(), 'depoly', null)).rejects.toThrow(/Did you mean "deploy"\?/);
    await expect(service.start(maria(), 'constructor', null)).rejects.toThrow(/no procedure/);
  });

  test('a step is pressed by full members only, in its turn, and once', async () => {
    const { service, directory, as, maria } = await bench(open);
    const id = await service.start(maria(), 'deploy', null);
    directory.people.set(who.other, memberFacts(who.other, { isFullMember: false, isRestricted: true }));
    await expect(service.fill(as(who.other), id, 'fill', 'c.s.t')).rejects.toMatchObject({ code: 'refused' });
    await expect(service.start(as(who.other), 'deploy', null)).rejects.toMatchObject({ code: 'refused' });
    expect(await service.runCheck(maria(), id, 'rows')).toMatchObject({ code: 'not_its_turn' });
    const press = maria();
    expect(await service.fill(press, id, 'fill', 'c.s.t')).toMatchObject({ outcome: 'committed' });
    expect(await service.fill(press, id, 'fill', 'c.s.t')).toMatchObject({ outcome: 'duplicate' });
    expect(await service.fill(maria(), id, 'fill', 'c.s.u')).toMatchObject({ code: 'already_done' });
    expect(await service.tick(maria(), 'PRC-404', 'fill')).toMatchObject({ code: 'not_found' });
  });

  test('a request belongs to its step: in the procedure’s thread, told once to it, refused where it is not its turn', async () => {
    const { journal, shared, service, maria } = await bench(open);
    const id = await service.start(maria(), 'deploy', null);
    const approvals = approvalService({
      ...shared,
      actionsConfigured: true,
      own: { all: async () => [], soon: async () => [] },
      zone: 'UTC',
      wallClockMs: Date.now,
      timers: { after: () => () => undefined },
    });
    const wish = {
      origin: { kind: 'procedure', id, part: 'restore' },
      action: 'restore',
      raw: { table: 'c.s.t', version: '1' },
      reason: 'It is due',
      undoOf: null,
    } as const;
    await expect(approvals.request(who.requester, 'early', wish)).rejects.toThrow('Nothing can be asked for');
    await service.fill(maria(), id, 'fill', 'c.s.t');
    expect(await approvals.request(who.requester, 'now', wish)).toMatchObject({ outcome: 'requested' });
    expect(await approvals.find('APR-1')).toMatchObject({ thread: { ref: { kind: 'procedure', id } } });
    const [told] = await journal.emitted.take(await journal.now(), 5, 60_000);
    expect(told).toMatchObject({ to: { kind: 'procedure', id }, once: `told/APR-1/1/${id}` });
    const event = told?.event as Parameters<typeof procedureDocument.transition>[1];
    const once = [{ key: told?.once ?? '' }];
    expect((await apply(journal, procedureDocument, id, event, { once })).outcome).toBe('committed');
    expect((await apply(journal, procedureDocument, id, event, { once })).outcome).toBe('duplicate');
    expect(await service.whyNotAsked({ by: who.requester }, id, 'restore')).toBe('request_waiting');
    await expect(approvals.request(who.requester, 'twice', wish)).rejects.toThrow('Nothing can be asked for');
  });

  test('a check runs with what was filled in, at its stored deadline, and a contact is named by a new message', async () => {
    const { journal, shared, service, maria } = await bench(open);
    const id = await service.start(maria(), 'deploy', null);
    await service.fill(maria(), id, 'fill', 'c.s.t');
    await service.skip(maria(), id, 'restore', 'Nothing to restore');
    await service.runCheck(maria(), id, 'rows');
    const [due] = await journal.due((await journal.now()) + 1_000, 5, 60_000);
    expect(due).toMatchObject({ ref: { kind: 'procedure', id }, name: runDeadline('rows') });
    const asked: unknown[] = [];
    const reader = {
      identity: async () => ({ principal: 'r', warehouse: 'w' }),
      read: async (statement: { readonly text: string }) => {
        asked.push(statement.text);
        return { outcome: 'read', columns: ['n'], rows: [{ n: 3 }], truncated: false, takenMs: 1 } as const;
      },
    };
    if (due === undefined) throw new Error('Nothing is due.');
    const readers = { ...shared, reader, rest: {} } as unknown as Parameters<typeof runStep>[0];
    await runStep(readers, due);
    expect(asked).toEqual(['SELECT count(*) AS n FROM `c`.`s`.`t`']);
    expect(stepIn(await service.find(id), 'rows')).toMatchObject({
      mark: 'done',
      found: { verdict: 'pass' },
    });
    // The deadline comes again where its answer was lost: nothing runs twice.
    await runStep(readers, due);
    expect(asked).toHaveLength(1);
    expect(await service.tell(maria(), id, 'lead')).toMatchObject({ state: { status: 'complete' } });
    const entries = await journal.history({ kind: 'procedure', id });
    expect(entries.at(-1)?.event).toMatchObject({ whom: { kind: 'group', id: GROUP.id } });
    expect(await service.abort(maria(), id, 'Too late')).toMatchObject({ code: 'is_over' });
    expect(await service.rollBack(maria(), id, 'It was wrong')).toMatchObject({
      state: { status: 'rolled_back' },
    });
  });
});
