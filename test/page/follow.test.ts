/** What a pager is told after the call: that somebody has it, that it is over, that it is open again; in that order. */
import { expect, test } from 'vitest';
import { incidentNote } from '../../blocks/incident-note.ts';
import { call } from '../../src/incident/call.ts';
import { incidentRef } from '../../src/incident/document.ts';
import type { Severity } from '../../src/incident/state.ts';
import { apply, type DocumentType } from '../../src/journal/document.ts';
import type { Pager, PageText } from '../../src/page/pager.ts';
import { sendPage } from '../../src/page/send.ts';
import { pageDocument, pageRef, TRIES_MAX } from '../../src/page/state.ts';
import { wordsOf } from '../blocks/look.ts';
import { TOMAS } from '../incident/bench.ts';
import { AT_MS, DAVID, declared, HOUR_MS, MINUTE_MS } from '../incident/fixtures.ts';
import { openPaged } from './paged.ts';
import { type Received, status } from './receivers.ts';

type Body = {
  readonly event_action: string;
  readonly dedup_key: string;
  readonly payload?: { readonly summary: string; readonly severity: string };
};

const summary = (one: Received | undefined) => (one?.body as Body | undefined)?.payload?.summary;

const acts = (received: readonly Received[]) =>
  received.map(({ body }) => {
    const { event_action, payload } = body as Body;
    return payload === undefined ? event_action : `${event_action} ${payload.severity}`;
  });

test('somebody responds and ends it: the alert is acknowledged and resolved, each once and under its own key', async () => {
  const { id, as, incidents, until, received, journal } = await openPaged();
  await until(8);
  await incidents.advance(as(DAVID), id, 'acknowledged');
  await until(9);
  await incidents.advance(as(DAVID), id, 'investigating');
  await incidents.resolve(as(DAVID), id, 'Rolled back.');
  await until(30);
  await incidents.close(as(TOMAS), id);
  await until(40);
  expect(acts(received)).toEqual(['trigger critical', 'acknowledge', 'resolve']);
  expect(new Set(received.map(({ body }) => (body as Body).dedup_key))).toEqual(new Set([`${id}/on-call`]));
  expect(new Set(received.map(({ key }) => key)).size).toBe(3);
  expect((await journal.load(incidentRef(id)))?.state).toMatchObject({ attention: { paged: ['on-call'] } });
});

test('resolved at once, it is resolved there', async () => {
  const { id, as, incidents, until, received } = await openPaged();
  await until(8);
  await incidents.resolve(as(DAVID), id, 'Rolled back.');
  await until(20);
  expect(acts(received)).toEqual(['trigger critical', 'resolve']);
});

test('what says so names whoever responded and has the thread’s address', async () => {
  const texts: PageText[] = [];
  const pager: Pager = (page) => Promise.resolve({ outcome: 'accepted', sent: texts.push(page) });
  const { id, as, incidents, until, journal, directory } = await openPaged({ 'on-call': pager });
  const [row] = await journal.outbox.take(AT_MS, 1, 0);
  const card = { ref: incidentRef(id), view: 'incident-card', channel: 'C0INCIDENTS', ts: '1.5', digest: '' };
  await journal.outbox.done(row?.rowId ?? '', card);
  const david = directory.people.get(DAVID);
  if (david !== undefined && david !== 'unknown')
    directory.people.set(DAVID, { ...david, name: 'David, david@bank.example' });
  await until(8);
  await incidents.advance(as(DAVID), id, 'acknowledged');
  await until(9);
  const link = 'https://bank.slack.test/archives/C0INCIDENTS/p1.5';
  expect(texts).toMatchObject([
    { act: 'trigger', by: null, link, follows: null, isAnswered: false },
    { act: 'acknowledge', by: expect.stringMatching(/^David, /) as string, link, follows: texts[0]?.key },
  ]);
  expect(JSON.stringify(texts)).not.toContain('david@bank.example');
});

test('somebody who responds before it is tried is not followed by a page at all', async () => {
  const { id, as, at, deps, incidents, work, until, received, page } = await openPaged();
  at(8 * MINUTE_MS);
  await call(deps, { ref: incidentRef(id), name: 'call', atMs: 0 });
  await incidents.advance(as(DAVID), id, 'acknowledged');
  await work();
  await until(20);
  expect(received).toEqual([]);
  expect(await page()).toMatchObject({ status: 'called_off' });
});

test('one that is still being tried when somebody responds is not tried again: they are told of the answer', async () => {
  const { id, as, incidents, until, received, next, paged, page } = await openPaged();
  next.push(status(503));
  await until(8);
  await incidents.advance(as(DAVID), id, 'acknowledged');
  await until(30);
  expect(acts(received)).toEqual(['trigger critical', 'acknowledge']);
  expect(await page()).toMatchObject({ status: 'accepted', alert: { is: 'acknowledged' } });
  expect((await paged()).map(({ paged: { outcome } }) => outcome)).toEqual(['trying']);
});

test('one that was refused was never there, and is not followed', async () => {
  const { id, as, incidents, until, received, next } = await openPaged();
  next.push(status(400));
  await until(8);
  await incidents.advance(as(DAVID), id, 'acknowledged');
  await until(30);
  expect(acts(received)).toEqual(['trigger critical']);
});

test('who responds while a page is on its way is told of after it, not before', async () => {
  const sent: string[] = [];
  let arrive = (): void => undefined;
  const onItsWay = new Promise<void>((resolve) => (arrive = resolve));
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const pager: Pager = async ({ act }) => {
    sent.push(act);
    if (act === 'trigger') {
      arrive();
      await answered;
    }
    return { outcome: 'accepted' };
  };
  const { id, as, at, incidents, work, until, deps, deliverOwed } = await openPaged({ 'on-call': pager });
  at(8 * MINUTE_MS);
  const working = work();
  await onItsWay;
  await incidents.advance(as(DAVID), id, 'acknowledged');
  // Another process hears of it and has its deadline meanwhile; the one that is at it goes on alone.
  await deliverOwed();
  await sendPage(deps, { ref: pageRef(`${id}.on-call`), name: 'send', atMs: 0 });
  expect(sent).toEqual(['trigger']);
  answer();
  await working;
  await until(10);
  expect(sent).toEqual(['trigger', 'acknowledge']);
});

test('an acknowledgement that is not taken is tried again, and said when it is given up', async () => {
  const { id, as, incidents, until, received, next, paged } = await openPaged();
  await until(8);
  next.push(...Array.from({ length: TRIES_MAX }, () => status(503)));
  await incidents.advance(as(DAVID), id, 'acknowledged');
  await until(20);
  expect(acts(received)).toEqual([
    'trigger critical',
    ...Array.from({ length: TRIES_MAX }, () => 'acknowledge'),
  ]);
  expect(new Set(received.slice(1).map(({ key }) => key)).size).toBe(1);
  const [, failed] = await paged();
  expect(failed).toMatchObject({ paged: { act: 'acknowledge', outcome: 'failed', tries: TRIES_MAX } });
  if (failed === undefined) throw new Error('nothing was said');
  const words = wordsOf(incidentNote(declared({ id }), failed, AT_MS)?.blocks ?? []);
  expect(words).toContain('On-call engineer’s pager does not know that it is acknowledged.');
  expect(words).toContain('Close the alert there by hand.');
  // What comes after it is told all the same.
  await incidents.resolve(as(DAVID), id, 'Rolled back.');
  await until(25);
  expect(acts(received).at(-1)).toBe('resolve');
});

test('reopened, the alert is opened again, as somebody’s, and resolved again', async () => {
  const { id, as, incidents, until, received } = await openPaged();
  await until(8);
  await incidents.resolve(as(DAVID), id, 'Rolled back.');
  await until(9);
  await incidents.reopen(as(TOMAS), id, 'It is back.');
  await until(10);
  await incidents.resolve(as(DAVID), id, 'Rolled back again.');
  await until(20);
  expect(acts(received)).toEqual([
    'trigger critical',
    'resolve',
    'trigger critical',
    'acknowledge',
    'resolve',
  ]);
  expect(summary(received[2])).toBe(
    `P0 ${id}: it is open again, ${TOMAS} has it. Transactions table is stale`,
  );
});

test('reopened and resolved again before that was told, nothing is', async () => {
  const { id, as, incidents, until, received } = await openPaged();
  await until(8);
  await incidents.resolve(as(DAVID), id, 'Rolled back.');
  await until(9);
  await incidents.reopen(as(TOMAS), id, 'It is back.');
  await incidents.resolve(as(DAVID), id, 'It was not.');
  await until(20);
  expect(acts(received)).toEqual(['trigger critical', 'resolve']);
});

async function openAt(severity: Severity, minutes: number, others?: Parameters<typeof openPaged>[0]) {
  const world = await openPaged(others);
  await world.incidents.advance(world.as(DAVID), world.id, 'acknowledged');
  const id = await world.declare(severity);
  world.at(minutes * MINUTE_MS);
  await world.work();
  return { ...world, id };
}

test('raised before anybody responds, whoever was paged is paged again, as what it is now; lowered they are not', async () => {
  const { id, as, at, work, incidents, received } = await openAt('P1', 31);
  expect(acts(received)).toEqual(['trigger error']);
  await incidents.changeSeverity(as(TOMAS), id, 'P2');
  await work();
  expect(acts(received)).toHaveLength(1);
  await incidents.changeSeverity(as(TOMAS), id, 'P0');
  await work();
  expect(acts(received)).toEqual(['trigger error', 'trigger critical']);
  expect(summary(received[1])).toContain('its severity was raised. ');
  at(32 * MINUTE_MS);
  await work();
  expect(received).toHaveLength(2);
});

test('raised once somebody has it, the alert is raised, and stays theirs', async () => {
  const { id, as, work, incidents, received } = await openAt('P1', 31);
  await incidents.advance(as(DAVID), id, 'acknowledged');
  await work();
  await incidents.changeSeverity(as(TOMAS), id, 'P0');
  await work();
  expect(acts(received)).toEqual(['trigger error', 'acknowledge', 'trigger critical', 'acknowledge']);
});

test('a raise that is still being tried when somebody responds is not told after it', async () => {
  const { id, as, at, work, incidents, received, next } = await openAt('P1', 31);
  next.push(status(503));
  await incidents.changeSeverity(as(TOMAS), id, 'P0');
  await work();
  await incidents.advance(as(DAVID), id, 'acknowledged');
  at(40 * MINUTE_MS);
  await work();
  expect(acts(received)).toEqual(['trigger error', 'trigger critical', 'acknowledge']);
});

test('by night nobody is told once more of what lets them sleep, but the answer is', async () => {
  // AT_MS is 04:00 in Berlin, and 21:50 is before a P2’s quiet hours.
  const evening = 17 * 60 + 50;
  const { id, as, at, work, incidents, received } = await openAt('P3', evening);
  expect(acts(received)).toEqual(['trigger info']);
  at((evening + 60) * MINUTE_MS);
  await work();
  const before = received.length;
  await incidents.changeSeverity(as(TOMAS), id, 'P2');
  await work();
  expect(acts(received).slice(before)).toEqual([]);
  await incidents.advance(as(DAVID), id, 'acknowledged');
  await work();
  expect(acts(received).slice(before)).toEqual(['acknowledge']);
});

test('a call while an earlier one is still being tried is tried in its place', async () => {
  const { id, until, at, work, journal, received, next, paged } = await openPaged();
  next.push(...Array.from({ length: 3 }, () => status(503)));
  await until(9);
  expect(received).toHaveLength(3);
  const wish = {
    incident: id,
    contact: 'on-call',
    contactTitle: 'On-call engineer',
    severity: 'P0',
  } as const;
  const asked = {
    type: 'asked',
    id: `${id}.on-call`,
    key: `${id}.99`,
    title: 'Stale',
    isLate: true,
    ...wish,
  } as const;
  await apply(journal, pageDocument, asked.id, asked);
  at(20 * MINUTE_MS);
  await work();
  expect(received.map(({ key }) => key === asked.key)).toEqual([false, false, false, true]);
  expect((await paged()).map(({ paged: { outcome, tries } }) => `${outcome} ${tries}`)).toEqual([
    'trying 1',
    'accepted 4',
  ]);
});

test('a page that was stored when each call was one of its own is sent, and nothing of it is lost', async () => {
  const { id, journal, at, work, received } = await openPaged();
  const old = {
    incident: id,
    contact: 'on-call',
    contactTitle: 'On-call engineer',
    severity: 'P0',
    title: 'Stale',
    isLate: false,
    id: `${id}.9`,
    askedAtMs: AT_MS,
    status: 'waiting',
    tries: 1,
    nextAtMs: AT_MS,
  };
  const stored: DocumentType<typeof old, { readonly type: 'asked' }, never> = {
    kind: 'page',
    transition: () => ({ ok: true, state: old }),
    consequences: () => ({ due: [{ name: 'send', atMs: AT_MS }] }),
  };
  await apply(journal, stored, old.id, { type: 'asked' });
  at(MINUTE_MS);
  await work();
  expect(received).toMatchObject([{ key: old.id, body: { dedup_key: `${id}/on-call` } }]);
  expect((await journal.load(pageRef(old.id)))?.state).toMatchObject({ status: 'accepted' });
});

test('over two hours of an outage at the pager nothing piles up: it is told what is so then', async () => {
  const { id, as, at, work, incidents, received, next } = await openPaged();
  next.push(...Array.from({ length: 100 }, () => status(503)));
  for (let minute = 8; minute < 120; minute += 1) {
    at(minute * MINUTE_MS);
    await work();
  }
  await incidents.advance(as(DAVID), id, 'acknowledged');
  next.length = 0;
  received.length = 0;
  at(2 * HOUR_MS);
  await work();
  expect(acts(received)).toEqual(['acknowledge']);
});
