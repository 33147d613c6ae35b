/** From a call to a page that somebody got, or to words that nobody did. */
import { expect, test } from 'vitest';
import { incidentNote } from '../../blocks/incident-note.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import { sendPage } from '../../src/page/send.ts';
import { pageId, pageRef, TRIES_MAX } from '../../src/page/state.ts';
import { mentions, wordsOf } from '../blocks/look.ts';
import { AT_MS, declared, MARIA, MINUTE_MS } from '../incident/fixtures.ts';
import { openPaged } from './paged.ts';
import { status } from './receivers.ts';

const outcomes = (events: readonly Extract<IncidentEvent, { type: 'paged' }>[]) =>
  events.map(({ paged: { outcome, tries } }) => `${outcome} ${tries}`);

test('whoever is told and has a pager is paged, once, and the timeline has it', async () => {
  const { id, until, received, paged, eventsOf } = await openPaged();
  await until(16);
  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({ body: { dedup_key: `${id}/on-call` } });
  expect(outcomes(await paged())).toEqual(['accepted 1']);
  const calls = (await eventsOf(id)).flatMap(({ event }) =>
    event.type === 'called' ? [event.called.pages] : [],
  );
  expect(calls).toEqual([true, false]);
});

test('what a person typed leaves masked', async () => {
  const { until, received } = await openPaged(
    undefined,
    'Card 4111 1111 1111 1111 of anna@bank.example leaked',
  );
  await until(9);
  expect(JSON.stringify(received)).not.toMatch(/4111 1111 1111 1111|anna@/);
});

test('a receiver that is busy is tried again with the same key, not before it asked for, and it is said once', async () => {
  const { id, until, received, paged, next, incidents } = await openPaged();
  next.push(status(429, { 'retry-after': '120' }), status(500));
  await until(9);
  expect(received).toHaveLength(1);
  await until(14);
  expect(new Set(received.map(({ key }) => key)).size).toBe(1);
  expect(received).toHaveLength(3);
  const events = await paged();
  expect(outcomes(events)).toEqual(['trying 1', 'accepted 3']);
  const [trying] = events.map((event) => incidentNote(declared({ id }), event, AT_MS));
  expect(wordsOf(trying?.blocks ?? [])).toContain(
    'On-call engineer could not be paged yet. It answered 429. It is tried again.',
  );
  expect(mentions(trying?.blocks ?? [])).toEqual([`user:${MARIA}`]);
  expect(await incidents.find(id)).toMatchObject({ status: 'open' });
});

test('one that nobody takes is given up and said to be, by name', async () => {
  const { until, received, paged, next } = await openPaged();
  next.push(...Array.from({ length: 30 }, () => status(503)));
  await until(24);
  expect(received).toHaveLength(TRIES_MAX);
  expect(outcomes(await paged())).toEqual(['trying 1', `failed ${TRIES_MAX}`]);
});

test('one that is refused is not tried again', async () => {
  const { until, received, paged, next } = await openPaged();
  next.push(status(400));
  await until(14);
  expect(received).toHaveLength(1);
  expect(outcomes(await paged())).toEqual(['failed 1']);
});

test('two processes at once send it once; one that died over it sends it again under the same key', async () => {
  const { id, until, received, next, deps, journal, at } = await openPaged();
  next.push(status(503), status(503));
  await until(8);
  const item = { ref: pageRef(pageId(id, 'on-call')), name: 'send', atMs: 0 };
  at(9 * MINUTE_MS);
  await Promise.all([sendPage(deps, item), sendPage(deps, item), sendPage(deps, item)]);
  expect(received).toHaveLength(2);
  at(12 * MINUTE_MS);
  const dying = { ...journal, commit: () => Promise.reject(new Error('died')) };
  await expect(sendPage({ ...deps, journal: dying }, item)).rejects.toThrow('died');
  await sendPage(deps, item);
  expect(received.map(({ key }) => key)).toEqual(Array.from({ length: 4 }, () => received[0]?.key));
  expect(received[0]?.key).toContain(id);
});

test('a contact that lost its pager, whatever it is called, is told of', async () => {
  const { until, paged } = await openPaged({});
  await until(9);
  expect(await paged()).toMatchObject([
    { paged: { outcome: 'failed', text: 'No pager is set up for them any more.' } },
  ]);
});

test('nobody is paged for a drill', async () => {
  const { incidents, as, until, received, eventsOf } = await openPaged();
  const wish = { title: 'Model is offline', severity: 'P0', area: 'pipes', drill: true } as const;
  const drill = await incidents.declare(as(MARIA), wish);
  await until(30);
  const id = drill.outcome === 'committed' ? drill.state.id : '';
  const calls = (await eventsOf(id)).flatMap(({ event }) => (event.type === 'called' ? [event.called] : []));
  expect(calls.length).toBeGreaterThan(2);
  expect(calls.every(({ pages }) => !pages)).toBe(true);
  expect(JSON.stringify(received)).not.toContain(id);
});
