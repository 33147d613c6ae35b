/** One canvas for a post-mortem, whatever Slack and people do meanwhile: the real service and store, the local Slack. */
import { expect, test } from 'vitest';
import { bankFixture, rooms } from '../../sandbox/slack/fixture.ts';
import { slackCanvases } from '../../src/adapters/slack-canvases.ts';
import { slackClient } from '../../src/adapters/slack-client.ts';
import { type CanvasDeps, putOnCanvas } from '../../src/incident/put-on-canvas.ts';
import { botToken, localSlack } from '../support/slack-with-bolt.ts';
import { GUEST, openBench, TOMAS } from './bench.ts';
import { DAVID, MARIA } from './fixtures.ts';

const channel = 'C0INCIDENTS';
const fixture = {
  ...bankFixture,
  rooms: bankFixture.rooms.map((room) => (room.id === rooms.incidents ? { ...room, id: channel } : room)),
};
const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** A resolved incident, and what a press does with what is drawn. */
async function opened() {
  const bench = await openBench();
  const slack = await localSlack({ fixture, rateLimits: false });
  const client = slackClient({ token: botToken, apiUrl: slack.apiUrl, log });
  const canvasUrl = (id: string) => `${slack.url}/docs/${fixture.team.id}/${id}`;
  const deps: CanvasDeps = { ...bench.deps, log, canvases: slackCanvases({ client, canvasUrl }) };
  const id = await bench.declare('P2');
  await bench.incidents.resolve(bench.as(MARIA), id, 'Restored.');
  const put = (words: string, by = MARIA, meanwhile: () => Promise<unknown> = () => Promise.resolve()) =>
    putOnCanvas(deps, bench.as(by), id, async () => {
      await meanwhile();
      return { title: 'Post-mortem', markdown: words };
    });
  const kept = async () => (await bench.incidents.find(id)).canvas ?? null;
  const there = () => slack.canvases().map((one) => [one.id, one.markdown] as const);
  const fail = (method: string, fault: { kind: 'error'; error: string } | { kind: 'reset_after' }) =>
    slack.faults.add({ method, ...fault });
  return { ...bench, slack, id, put, kept, there, fail };
}

test('the first press makes it, for the channel to read; the next ones write it anew', async () => {
  const { put, kept, there, slack, incidents, id } = await opened();
  const before = Date.now();
  expect(await put('one')).toEqual({ outcome: 'put', isNew: true, unshared: null });
  const first = await kept();
  expect(first).toMatchObject({ url: `${slack.url}/docs/${fixture.team.id}/${first?.id}` });
  expect(first?.asOfMs).toBeGreaterThanOrEqual(before);
  expect(slack.canvases()[0]?.channels).toEqual(new Map([[channel, 'read']]));
  expect(await put('two', DAVID)).toEqual({ outcome: 'put', isNew: false, unshared: null });
  expect(there()).toEqual([[first?.id, 'two']]);
  expect((await kept())?.asOfMs).toBeGreaterThanOrEqual(first?.asOfMs ?? Infinity);
  const events = (await incidents.timeline(id)).items.flatMap((item) =>
    item.of === 'incident' && item.event.type === 'canvas_written' ? [item.event] : [],
  );
  expect(events.map(({ by, instead }) => [by, instead])).toEqual([
    [MARIA, null],
    [DAVID, first?.id],
  ]);
});

test('one that was deleted, or takes no changes, gives way to a new one', async () => {
  const { put, kept, there, slack, fail } = await opened();
  await put('one');
  const first = await kept();
  slack.removeCanvas(first?.id ?? '');
  expect(await put('two')).toMatchObject({ outcome: 'put', isNew: true });
  const second = await kept();
  expect(there()).toEqual([[second?.id, 'two']]);
  fail('canvases.edit', { kind: 'error', error: 'canvas_editing_failed' });
  expect(await put('three')).toMatchObject({ outcome: 'put', isNew: true });
  expect(there()).toEqual([[(await kept())?.id, 'three']]);
  expect((await kept())?.id).not.toBe(second?.id);
});

test('while somebody writes in it, it is neither changed nor replaced', async () => {
  const { put, kept, there, fail } = await opened();
  await put('one');
  const first = await kept();
  fail('canvases.edit', { kind: 'error', error: 'canvas_editing_locked' });
  expect(await put('two')).toMatchObject({
    outcome: 'not_taken',
    isNew: false,
    failure: { outcome: 'unreachable' },
  });
  expect(await kept()).toEqual(first);
  expect(there()).toEqual([[first?.id, 'one']]);
});

test('of two that are made at once one is kept, and the other one is gone again', async () => {
  const { put, kept, there } = await opened();
  const gate = Promise.withResolvers<void>();
  const slow = put('slow', MARIA, () => gate.promise);
  expect(await put('fast', DAVID)).toMatchObject({ outcome: 'put', isNew: true });
  gate.resolve();
  expect(await slow).toMatchObject({
    outcome: 'not_kept',
    answer: { outcome: 'refused', code: 'canvas_meanwhile' },
  });
  expect(there()).toEqual([[(await kept())?.id, 'fast']]);
});

test('reopened before it was kept, it has none, and none is left behind', async () => {
  const { put, kept, there, incidents, as, id } = await opened();
  const put1 = await put('one', MARIA, () => incidents.reopen(as(TOMAS), id, 'It is back.'));
  expect(put1).toMatchObject({ outcome: 'not_kept', answer: { code: 'not_resolved' } });
  expect(await kept()).toBeNull();
  expect(there()).toEqual([]);
  await expect(put('two')).rejects.toMatchObject({ code: 'refused' });
});

test('a lost answer may leave one behind, which nothing keeps and nobody can open; the next one is linked', async () => {
  const { put, kept, there, slack, fail } = await opened();
  const mended = fail('canvases.create', { kind: 'reset_after' });
  expect(await put('one')).toMatchObject({
    outcome: 'not_taken',
    isNew: true,
    failure: { outcome: 'unknown' },
  });
  expect(await kept()).toBeNull();
  expect(slack.canvases().map(({ channels }) => channels.size)).toEqual([0]);
  mended();
  expect(await put('two')).toMatchObject({ outcome: 'put', isNew: true });
  expect(there().map(([, words]) => words)).toEqual(['one', 'two']);

  fail('canvases.edit', { kind: 'reset_after' });
  expect(await put('three')).toMatchObject({ outcome: 'not_taken', isNew: false });
  expect(there().map(([, words]) => words)).toEqual(['one', 'three']);
});

test('one that is not shared is kept, and told; the next press shares it', async () => {
  const { put, kept, slack, fail } = await opened();
  const mended = fail('canvases.access.set', { kind: 'error', error: 'channel_not_found' });
  const unshared = { outcome: 'refused', code: 'channel_not_found' };
  expect(await put('one')).toEqual({ outcome: 'put', isNew: true, unshared });
  const first = await kept();
  mended();
  expect(await put('two')).toEqual({ outcome: 'put', isNew: false, unshared: null });
  expect((await kept())?.id).toBe(first?.id);
  expect(slack.canvases()[0]?.channels.get(channel)).toBe('read');
});

test('where there are none to be had nothing is kept; a guest gets as far as being told so', async () => {
  const { put, kept, there, slack, fail } = await opened();
  await expect(put('one', GUEST)).rejects.toMatchObject({ code: 'refused' });
  expect(slack.count('canvases.create')).toBe(0);
  fail('canvases.create', { kind: 'error', error: 'missing_scope' });
  expect(await put('one')).toEqual({
    outcome: 'not_taken',
    isNew: true,
    failure: { outcome: 'refused', code: 'missing_scope' },
  });
  expect([await kept(), there()]).toEqual([null, []]);
});
