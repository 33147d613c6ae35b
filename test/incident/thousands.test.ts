/** Ten thousand incidents: whoever looks reads as much as of a hundred, and what is not shown is counted. */
import { expect, onTestFinished, test, vi } from 'vitest';
import { incidentAndRest } from '../../handlers/incident-argument.ts';
import { gather } from '../../src/home/gather.ts';
import { homeItems } from '../../src/home/items.ts';
import { digestDue } from '../../src/incident/digest.ts';
import { incidentDocument, incidentRef, incidentThread } from '../../src/incident/document.ts';
import { LISTED_MAX } from '../../src/incident/listed.ts';
import { incidentService } from '../../src/incident/service.ts';
import type { Incident } from '../../src/incident/state.ts';
import { COUNTED_MAX, monthOf } from '../../src/incident/statistics.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { startDeadlines } from '../../src/schedule/deadlines.ts';
import { fakeDirectory, memberFacts } from '../approval/ports.ts';
import { realRunbook } from '../runbook/fixtures.ts';
import { handTimers, recorded } from '../schedule/hand.ts';
import { redisStore, type Store, sqliteStore } from '../support/stores.ts';
import { STORES } from './bench.ts';
import { after, DAVID, declared, HOUR_MS, MARIA, MINUTE_MS } from './fixtures.ts';

vi.setConfig({ testTimeout: 60_000 });

const CHANNEL = 'C0INCIDENTS';
/** In the small world there are enough to fill every list. */
const SMALL = { closed: 40, resolved: 40, open: 40 };
const BIG = { closed: 8_760, resolved: 40, open: 1_200 };
/** Of the open ones the clock runs out for these now. */
const AT_RISK = 5;
/** So many of the oldest have a card in Slack. */
const CARDS = 100;
const LINK = (channel: string, ts: string): string => `https://bank.example/${channel}/${ts}`;

/** Documents, entries and posts of one that were read; a place in an index is none. */
function counting(journal: Journal): { readonly journal: Journal; readonly read: () => number } {
  let read = 0;
  const counted = <Answer>(answer: Answer, many: number): Answer => {
    read += many;
    return answer;
  };
  return {
    read: () => read,
    journal: {
      ...journal,
      load: async (ref) => counted(await journal.load(ref), 1),
      posts: async (ref) => counted(await journal.posts(ref), 1),
      postAt: async (channel, ts) => counted(await journal.postAt(channel, ts), 1),
      history: async (ref, from, limit) => {
        const entries = await journal.history(ref, from, limit);
        return counted(entries, entries.length);
      },
    },
  };
}

type Size = typeof SMALL;

async function fill(journal: Journal, { closed, resolved, open }: Size): Promise<void> {
  const nowMs = await journal.now();
  const total = closed + resolved + open;
  const put = async (index: number): Promise<void> => {
    const id = `INC-${index + 1}`;
    // The newest are the open ones, five seconds apart.
    const atMs = nowMs - (total - index) * 5_000;
    const severity = index >= total - AT_RISK ? 'P0' : 'P2';
    const first = declared({ id, title: `Table ${index} is late`, severity, by: MARIA });
    const state = over(first, index < closed ? 'closed' : index < closed + resolved ? 'resolved' : 'open', {
      atMs,
      dueAtMs: severity === 'P0' ? nowMs : nowMs + HOUR_MS,
    });
    const { due = [], indexes = {} } = incidentDocument.consequences({
      before: null,
      after: state,
      event: { type: 'joined', by: MARIA },
      seq: 1,
      atMs,
    });
    await journal.commit({
      ref: incidentRef(id),
      version: 0,
      head: '',
      atMs,
      state,
      event: { type: 'joined', by: MARIA },
      due: severity === 'P0' && state.status === 'open' ? due : [],
      indexes,
    });
    if (index >= CARDS) return;
    const post = { ref: incidentRef(id), view: incidentThread(id).view, channel: CHANNEL, digest: 'd' };
    await journal.outbox.done('000000000000001', { ...post, ts: tsOf(index) });
  };
  for (let from = 0; from < total; from += 500)
    await Promise.all(Array.from({ length: Math.min(500, total - from) }, (_, offset) => put(from + offset)));
}

const tsOf = (index: number): string => `${1_700_000_000 + index}.000100`;

type Times = { readonly atMs: number; readonly dueAtMs: number };

function over(first: Incident, status: 'open' | 'resolved' | 'closed', { atMs, dueAtMs }: Times): Incident {
  const incident = { ...first, declaredAtMs: atMs, clock: { ...first.clock, startedAtMs: atMs, dueAtMs } };
  const resolved = [{ type: 'resolved', by: MARIA, summary: 'Done.' }, atMs + MINUTE_MS] as const;
  if (status === 'open') return incident;
  if (status === 'resolved') return after(incident, resolved);
  return after(incident, resolved, [
    { type: 'closed', by: MARIA, inCommandersGroup: true },
    atMs + MINUTE_MS,
  ]);
}

/** Of each thing that people and clocks do with incidents, how much was read for it. */
async function readsOf(store: Store, size: Size) {
  const kept = store === 'redis' ? await redisStore() : sqliteStore(Date.now);
  const opened = await kept.open();
  onTestFinished(async () => {
    await opened.close();
    await kept.remove();
  });
  await fill(opened, size);
  const { journal, read } = counting(opened);
  const directory = fakeDirectory();
  for (const id of [MARIA, DAVID]) directory.people.set(id, memberFacts(id));
  const runbook = await realRunbook();
  const zone = 'Europe/Berlin';
  const wake = () => undefined;
  const shared = { journal, directory, runbook, channel: CHANNEL, zone, wake, monotonicMs: () => 0 };
  const incidents = incidentService({ ...shared, commandersGroup: 'incident-commanders' });
  const asker = (requestKey: string) => ({ by: MARIA, requestKey });
  const last = size.closed + size.resolved + size.open;
  const month = monthOf(Date.now()) as `${number}-${number}`;
  const home = {
    journal,
    directory,
    groups: () => Promise.resolve([]),
    permalink: LINK,
    items: (user: string) => homeItems({ journal, permalink: LINK }, user),
  };
  const things: { readonly [thing: string]: () => Promise<unknown> } = {
    list: () => incidents.list('open'),
    'another page of it': () => incidents.list('open', 4),
    'the last page of it': () => incidents.list('open', 9_999),
    mine: () => incidents.list({ of: MARIA }),
    'list resolved': () => incidents.list('resolved'),
    'list of a month': () => incidents.list(month),
    'show of one that is not named': () =>
      incidentAndRest({ deps: { incidents }, asker: asker('n'), place: 'command', rest: '' }).catch(
        () => null,
      ),
    show: () => Promise.all([incidents.find(`INC-${last}`), journal.posts(incidentRef(`INC-${last}`))]),
    handover: () => incidents.assign(asker('h'), `INC-${last}`, { role: 'commander', to: DAVID }),
    timeline: () => incidents.timeline(`INC-${last}`),
    'a thread': () => incidents.ofThread(CHANNEL, tsOf(7)),
    'no thread of ours': () => incidents.ofThread(CHANNEL, '1600000000.000100'),
    'what a message may be added to': () => incidents.toAddTo(MARIA),
    'an edit of a message': () =>
      incidents.followMessage('e', { channel: CHANNEL, ts: '1600000000.000100' }, 'x'),
    Home: () => gather(home, MARIA, true),
    'Home of somebody else': () => gather(home, DAVID, true),
    'the start': () => atRiskOnes(shared),
    'the morning': () => digestDue(shared),
    declare: () =>
      incidents
        .declare(asker('d'), { title: 'Fraud model is offline', severity: 'P1', area: null })
        .catch((error: unknown) => error),
    stats: () => incidents.statistics(366),
  };
  const reads: Record<string, number> = {};
  for (const [thing, run] of Object.entries(things)) {
    const before = read();
    await run();
    reads[thing] = read() - before;
  }
  return { reads, incidents, home };
}

/** What has come due is taken up, and nothing else is looked at. */
async function atRiskOnes({ journal }: { readonly journal: Journal }): Promise<void> {
  const taken: string[] = [];
  const take = async ({ ref }: { readonly ref: { readonly kind: 'incident'; readonly id: string } }) => {
    await journal.load(ref);
    taken.push(ref.id);
  };
  const deadlines = startDeadlines({
    journal,
    handlers: {
      'incident/at_risk': take as never,
      'incident/breached': take as never,
      'incident/call': take as never,
      'incident/ask_update': take as never,
    },
    deliver: () => Promise.resolve(),
    timers: handTimers(),
    log: recorded(),
  });
  await deadlines.idle();
  await deadlines.stop();
  expect(new Set(taken).size).toBe(AT_RISK);
}

test.each(STORES)('whoever looks reads as much of 10,000 as of 120, on %s', async (store) => {
  const small = await readsOf(store, SMALL);
  const big = await readsOf(store, BIG);
  const { 'the morning': morning, 'list of a month': month, declare, stats, ...others } = big.reads;
  const { 'the morning': _a, 'list of a month': _b, declare: _c, stats: _d, ...same } = small.reads;
  expect(others).toEqual(same);
  expect(others['list']).toBe(LISTED_MAX);
  expect(month).toBeLessThanOrEqual(LISTED_MAX);
  // These look at more, up to a limit of their own, and say so.
  expect(morning).toBeLessThanOrEqual(201);
  expect(declare).toBeLessThanOrEqual(61);
  expect(stats).toBeLessThanOrEqual(COUNTED_MAX + 200);
  expect((await big.incidents.statistics(366)).isCut).toBe(true);

  expect(await big.incidents.list('open')).toMatchObject({ total: 1_200, page: 1, pages: 120 });
  const all = await Promise.all(
    Array.from({ length: 120 }, (_, page) => big.incidents.list('open', page + 1)),
  );
  expect(new Set(all.flatMap(({ incidents }) => incidents.map(({ id }) => id))).size).toBe(1_200);
  expect(await big.incidents.list('resolved')).toMatchObject({ total: 40 });
  expect(await gather(big.home, MARIA, true)).toMatchObject({ incidents: { others: 1_195 } });
  expect(await big.incidents.ofThread(CHANNEL, tsOf(7))).toBe('INC-8');
});
