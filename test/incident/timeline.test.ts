/** What happened, in order: merged from the journal's entries, with messages where they were said and as they are now. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { timelineWords } from '../../blocks/timeline-words.ts';
import { approvalDocument } from '../../src/approval/document.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { saidIndex } from '../../src/incident/document.ts';
import { leadingTime } from '../../src/incident/past-time.ts';
import {
  EDITS_FOLLOWED_MAX,
  MESSAGES_EVER_MAX,
  MESSAGES_MAX,
  messagesOf,
  NOTES_MAX,
  type SaidMessage,
  saidAtMs,
} from '../../src/incident/said.ts';
import type { IncidentAnswer } from '../../src/incident/service.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import { timelineOf } from '../../src/incident/timeline.ts';
import { apply } from '../../src/journal/document.ts';
import { procedureDocument } from '../../src/procedure/document.ts';
import { boxedGood } from '../approval/box-fixtures.ts';
import { request } from '../approval/fixtures.ts';
import { hostile } from '../blocks/hostile.ts';
import { aborted, filled, heard, news, starting, ticked } from '../procedure/fixtures.ts';
import { type Bench, GUEST, openBench, STORES, TOMAS } from './bench.ts';
import { AT_MS, after, DAVID, declaration, declared, HOUR_MS, MARIA, refusalOf } from './fixtures.ts';

const outcome = (answer: IncidentAnswer | { readonly outcome: 'invalid' }): string =>
  answer.outcome === 'refused' ? answer.code : answer.outcome;

/** The message of that second, in the incidents channel. */
const said = (atMs: number, text: string, author = DAVID): SaidMessage => {
  const ts = `${(atMs / 1_000).toFixed(0)}.000100`;
  return { channel: 'C0INCIDENTS', ts, atMs: saidAtMs(ts), author, text };
};

async function told({ incidents }: Bench, id: string): Promise<readonly string[]> {
  const { items } = await incidents.timeline(id);
  return items.flatMap((item) => {
    const words = timelineWords(item);
    const spelled = words?.pieces.map((piece) => (typeof piece === 'string' ? piece : piece.person));
    return spelled === undefined ? [] : [spelled.join('')];
  });
}

describe.each(STORES)('on %s', (store) => {
  test('it is one list of the incident and its requests, notes and messages at their own times', async () => {
    const bench = await openBench(store);
    const { incidents, as, journal } = bench;
    const id = await bench.declare('P1');
    const nowMs = await journal.now();
    await incidents.advance(as(DAVID), id, 'acknowledged');
    await incidents.note(as(MARIA), id, { text: 'The load stopped', when: '20m ago', isInThread: false });
    const wish = {
      message: said(nowMs - 10 * 60_000, 'Odd numbers'),
      way: 'reaction',
      isInThread: true,
    } as const;
    expect(outcome(await incidents.addMessage(as(MARIA), id, wish))).toBe('committed');
    const asked = { ...request, origin: { kind: 'incident', id } } as const;
    await apply(journal, approvalDocument, request.id, { type: 'requested', request: asked });
    await incidents.resolve(as(MARIA), id, 'Restored.');

    expect(await told(bench, id)).toEqual([
      `${MARIA}: The load stopped`,
      `${DAVID} said: Odd numbers · added by ${MARIA}`,
      `${MARIA} declared it P1: Transactions table is stale`,
      `Acknowledged by ${DAVID}`,
      `${request.id}: ${request.requester} asked for ${request.title}, ${request.target}: ${request.reason}`,
      `Resolved by ${MARIA}: Restored.`,
    ]);
  });

  test('what happened in a procedure of the incident is in it, what it was asked for once, and of others nothing', async () => {
    const bench = await openBench(store);
    const { journal } = bench;
    const id = await bench.declare('P1');
    const begin = async (procedure: string, incident: string | null): Promise<void> => {
      const begun = { ...starting.procedure, id: procedure, incident };
      await apply(journal, procedureDocument, procedure, { ...starting, procedure: begun });
    };
    await begin('PRC-1', id);
    await begin('PRC-2', null);
    await begin('PRC-3', 'INC-99');
    for (const event of [
      filled('fill', 'CHG-7'),
      ticked('tick', DAVID),
      heard('restore', news('waiting')),
      aborted,
    ])
      expect(await apply(journal, procedureDocument, 'PRC-1', event)).toMatchObject({ outcome: 'committed' });

    const [declaredIt, ...rest] = await told(bench, id);
    expect(declaredIt).toContain('declared it P1');
    expect(rest).toEqual([
      `PRC-1: ${MARIA} began Deploy`,
      `PRC-1: ${MARIA}, Do fill: CHG-7`,
      `PRC-1: ${DAVID} did: Do tick`,
      `PRC-1: Deploy was aborted by ${MARIA}: It is no use`,
    ]);
  });

  test('a message is there once, with its last words, and gone when it was deleted or unpinned by who pinned it', async () => {
    const bench = await openBench(store);
    const { incidents, as, journal } = bench;
    const id = await bench.declare();
    const message = said((await journal.now()) - HOUR_MS, 'It was the loud job');
    const wish = { message, way: 'reaction', isInThread: true } as const;
    await incidents.addMessage(as(MARIA), id, wish);
    expect(outcome(await incidents.addMessage(as(DAVID), id, wish))).toBe('already_added');
    await incidents.followMessage('edit', message, 'It was the load job');
    await incidents.followMessage('edit', message, 'It was the load job');
    const [first, second] = await told(bench, id);
    expect(first).toBe(`${DAVID} said (edited): It was the load job · added by ${MARIA}`);
    expect(second).toContain('declared it');

    expect(await incidents.takeMessageOut(as(DAVID), message)).toEqual([]);
    expect(await incidents.takeMessageOut(as(MARIA), message)).toEqual([id]);
    expect(await told(bench, id)).toHaveLength(1);
    expect(outcome(await incidents.addMessage(as(DAVID), id, wish))).toBe('committed');
    await incidents.followMessage('deleted', message, null);
    expect(await told(bench, id)).toHaveLength(1);
    expect(messagesOf(await incidents.find(id))).toEqual([]);
    // Nothing follows it any more.
    await incidents.followMessage('late', message, 'too late');
    expect(await told(bench, id)).toHaveLength(1);
  });

  test('one message in two timelines is followed in both', async () => {
    const bench = await openBench(store);
    const { incidents, as, journal } = bench;
    const ids = [await bench.declare('P1', 'One'), await bench.declare('P2', 'Other')];
    const message = said((await journal.now()) - HOUR_MS, 'Before');
    for (const id of ids)
      await incidents.addMessage(as(MARIA), id, { message, way: 'shortcut', isInThread: false });
    await incidents.followMessage('edit', message, 'After');
    for (const id of ids) expect((await told(bench, id))[0]).toContain('said (edited): After');
    expect((await journal.find('incident', saidIndex(message), { limit: 5 })).ids.toSorted()).toEqual(
      ids.toSorted(),
    );
    // By a shortcut it was added on purpose: taking a reaction away takes nothing out.
    expect(await incidents.takeMessageOut(as(MARIA), message)).toEqual([]);
  });
});

test('notes: a time that is no time is told, one that is to come or long past is refused', async () => {
  const bench = await openBench();
  const { incidents, as } = bench;
  const id = await bench.declare();
  const note = async (when: string | null) =>
    outcome(await incidents.note(as(MARIA), id, { text: 'x', when, isInThread: false }));
  expect(await note('soon')).toBe('invalid');
  expect(await note('2099-01-01 10:00 UTC')).toBe('in_the_future');
  expect(await note('2001-01-01 10:00 UTC')).toBe('too_long_ago');
  expect(await note('5m ago')).toBe('committed');
  await expect(incidents.note(as(GUEST), id, { text: 'x', when: null, isInThread: true })).rejects.toThrow(
    'Only full members',
  );
  expect(await told(bench, id)).toHaveLength(2);
});

test('an hour is one of the team’s zone', async () => {
  const nowMs = Date.UTC(2026, 6, 1, 12, 0);
  const bench = await openBench('sqlite', () => nowMs);
  const id = await bench.declare();
  await bench.incidents.note(bench.as(MARIA), id, { text: 'x', when: '13:30', isInThread: false });
  const { items } = await bench.incidents.timeline(id);
  expect(items.map(({ atMs }) => new Date(atMs).toISOString())).toEqual([
    '2026-07-01T11:30:00.000Z',
    '2026-07-01T12:00:00.000Z',
  ]);
});

test('a hundred messages and no more; and notes are taken of what is closed too', () => {
  const added = (at: number): IncidentEvent => ({
    type: 'message_added',
    by: MARIA,
    message: said(AT_MS + at * 1_000, 'x'),
    way: 'shortcut',
    isInThread: false,
  });
  const full = after(
    declared(),
    ...Array.from({ length: MESSAGES_MAX }, (_, at) => [added(at), AT_MS] as const),
  );
  expect(refusalOf(full, added(MESSAGES_MAX))).toBe('too_many_messages');
  const closed = { ...declared(), status: 'closed' } as const;
  const noted: IncidentEvent = { type: 'noted', by: MARIA, text: 'x', occurredAtMs: null, isInThread: false };
  expect(refusalOf(closed, noted)).toBe('=closed');
});

test('notes are written up to a limit, with which the whole of the timeline is still read, and also where none were counted', async () => {
  const noted: IncidentEvent = { type: 'noted', by: MARIA, text: 'x', occurredAtMs: null, isInThread: false };
  const full = after(declared(), ...Array.from({ length: NOTES_MAX }, () => [noted, AT_MS] as const));
  expect(full.notes).toBe(NOTES_MAX);
  expect(refusalOf(full, noted)).toBe('too_many_notes');
  const { notes: _counted, ...early } = full;
  expect(refusalOf(early, noted)).toBe('=open');
  // Each with the longest that it may say: what is stored of the incident itself does not grow with them.
  expect(JSON.stringify(full).length).toBeLessThan(2_000);
  const { incidents, as, declare, journal } = await openBench();
  const id = await declare();
  const wish = { text: 'x'.repeat(500), when: null, isInThread: true };
  for (let count = 0; count < NOTES_MAX; count += 1) await incidents.note(as(MARIA), id, wish);
  expect(await incidents.note(as(MARIA), id, wish)).toMatchObject({ code: 'too_many_notes' });
  const { items, isCut } = await timelineOf(journal, id);
  expect({ items: items.length, isCut }).toEqual({ items: NOTES_MAX + 1, isCut: false });
});

test('a message that is edited or pinned without end is followed up to a limit, and its deletion still', () => {
  const message = said(AT_MS, 'x');
  const at = { channel: message.channel, ts: message.ts };
  const added = { type: 'message_added', by: MARIA, message, way: 'reaction', isInThread: true } as const;
  const edited = { type: 'message_edited', at, text: 'y' } as const;
  const removed = { type: 'message_removed', at, by: null } as const;
  const worn = after(
    declared(),
    [added, AT_MS],
    ...Array.from({ length: EDITS_FOLLOWED_MAX }, () => [edited, AT_MS] as const),
  );
  expect(refusalOf(worn, edited)).toBe('too_many_edits');
  expect(refusalOf(worn, removed)).toBe('=open');

  const toggled = after(
    declared(),
    ...Array.from({ length: MESSAGES_EVER_MAX }, () => [added, removed]).flatMap((two) =>
      two.map((event) => [event, AT_MS] as const),
    ),
  );
  expect(messagesOf(toggled)).toEqual([]);
  expect(refusalOf(toggled, added)).toBe('too_many_ever');
  // In a document from before this was counted, those that are there count.
  const { messagesEver: _counted, ...early } = after(declared(), [added, AT_MS], [removed, AT_MS]);
  expect(after(early, [added, AT_MS]).messagesEver).toBe(1);
});

test('of more than is looked at, it keeps the declaration and the newest, and says that it is cut', async () => {
  const version = 6_000;
  const entry = (seq: number) => ({
    ref: { kind: 'incident', id: 'INC-1' },
    seq,
    atMs: AT_MS + seq,
    event: seq === 1 ? declaration : { type: 'noted', by: MARIA, text: `${seq}`, occurredAtMs: null },
  });
  const journal = {
    load: () => Promise.resolve({ version, state: {}, head: '' }),
    history: (_ref: unknown, from: number, limit: number) =>
      Promise.resolve(
        Array.from({ length: Math.min(limit, version - from + 1) }, (_, at) => entry(from + at)),
      ),
    find: () => Promise.resolve({ ids: [] }),
  };
  const { items, isCut } = await timelineOf(journal as never, 'INC-1');
  expect(isCut).toBe(true);
  expect(items.map(({ seq }) => seq)).toEqual([1, ...Array.from({ length: 4_999 }, (_, at) => at + 1_002)]);
});

test('declared from a message, that message is the first thing in it, and followed', async () => {
  const bench = await openBench();
  const { incidents, as, journal } = bench;
  const message = said((await journal.now()) - HOUR_MS, 'Payments look odd');
  const event = { ...declaration, message };
  const incident = after(null, [event, AT_MS]);
  expect(messagesOf(incident)).toMatchObject([{ ts: message.ts, way: 'declaration' }]);
  const answer = await incidents.declare(as(TOMAS), {
    title: 'Payments look odd',
    severity: 'P2',
    area: null,
    message,
  });
  const id = answer.outcome === 'committed' ? answer.state.id : '';
  await incidents.followMessage('edit', message, 'Payments are wrong');
  expect((await told(bench, id))[0]).toBe(`${DAVID} said (edited): Payments are wrong · added by ${TOMAS}`);
});

describe('a request whose end is looked at again and again', () => {
  async function looking(looks: number) {
    const bench = await openBench();
    const id = await bench.declare();
    const asked = { ...request, origin: { kind: 'incident', id } } as const;
    const happened: readonly ApprovalEvent[] = [
      { type: 'requested', request: asked },
      ...(['prepared', 'approved', 'claimed', 'answer_lost'] as const).map((type, index) =>
        boxedGood(type, Math.min(index + 1, 2)),
      ),
    ];
    const away: ApprovalEvent = {
      type: 'evidence_found',
      evidence: { applied: 'could_not_see', sentence: 'It is away.' },
    };
    for (const event of [...happened, ...Array.from({ length: looks }, () => away)]) {
      const { outcome: came } = await apply(bench.journal, approvalDocument, request.id, event);
      expect(came).toBe('committed');
    }
    const seen = { type: 'evidence_found', evidence: { applied: 'seen', sentence: 'It ran.' } } as const;
    await apply(bench.journal, approvalDocument, request.id, seen);
    return { lines: await told(bench, id), ...(await bench.incidents.timeline(id)) };
  }

  test('says once what it saw each time, and how it came out', async () => {
    const { lines, isCut } = await looking(5);
    expect(lines.filter((line) => line.includes('It is away.'))).toHaveLength(1);
    expect(lines.at(-1)).toContain('It ran.');
    expect(isCut).toBe(false);
  });

  test('says that there was more than is looked at, and keeps the end of it', async () => {
    const { lines, isCut } = await looking(300);
    expect(lines.join()).toContain('It ran.');
    expect(isCut).toBe(true);
  });
});

describe('a time before what happened', () => {
  test.each([
    ['14:05 the job was stopped', '14:05', 'the job was stopped'],
    ['at 14:05, the job', '14:05', 'the job'],
    ['20m ago it began', '20m ago', 'it began'],
    ['20 minutes ago: it began', '20 minutes ago', 'it began'],
    ['yesterday 23:10 nobody looked', 'yesterday 23:10', 'nobody looked'],
    ['yesterday at 23:10 nobody looked', 'yesterday 23:10', 'nobody looked'],
    ['2026-01-31 10:00: it began', '2026-01-31 10:00', 'it began'],
    ['2026-01-31 10:00 Europe/Berlin it began', '2026-01-31 10:00 Europe/Berlin', 'it began'],
    ['the job was stopped at 14:05', null, 'the job was stopped at 14:05'],
    ['25:99 is no hour', null, '25:99 is no hour'],
    ['20 rows are missing', null, '20 rows are missing'],
    ['look at 14:05 again', null, 'look at 14:05 again'],
    ['yesterday at noon', null, 'yesterday at noon'],
    ['at last it runs', null, 'at last it runs'],
    ['', null, ''],
  ])('“%s”', (line, when, text) => {
    expect(leadingTime(line)).toEqual({ when, text });
  });

  test('of whatever was typed is found without an error, and no word of the rest is lost', () => {
    fc.assert(
      fc.property(hostile, (line) => {
        const { when, text } = leadingTime(line);
        if (when === null) expect(text).toBe(line.trim());
        else expect(line.replaceAll(/\s+/g, ' ')).toContain(text);
      }),
    );
  });
});
