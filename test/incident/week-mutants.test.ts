/** Each rule is taken out once. A week that does not turn red then proves nothing when it is green. */
import { afterEach, expect, test, vi } from 'vitest';
import type { Incident, IncidentEvent } from '../../src/incident/state.ts';

const INCIDENTS = 60;
const SEEDS = [2, 1, 3, 4];
const PATIENCE_MS = 300_000;

/** The week anew, with the modules that were put in the place of the bot's own. */
async function found(incidents = INCIDENTS): Promise<string> {
  vi.resetModules();
  const { playWeek } = await import('./week/play.ts');
  for (const seed of SEEDS) {
    const startedMs = performance.now();
    const { problems } = await playWeek(seed, incidents, { problemsMax: 1 });
    if (problems.length === 0) continue;
    process.stdout.write(`week ${seed}, ${Math.round(performance.now() - startedMs)} ms: ${problems[0]}\n`);
    return problems.join('\n');
  }
  return `nothing in ${SEEDS.length} weeks`;
}

const REPLACED = ['incident/transition', 'incident/quiet', 'outbox/rows', 'outbox/place', 'page/next'];
afterEach(() => {
  for (const module of REPLACED) vi.doUnmock(`../../src/${module}.ts`);
});

/** What an accepted event leads to, otherwise. */
function otherwise(change: (before: Incident, after: Incident, event: IncidentEvent) => Incident): void {
  vi.doMock('../../src/incident/transition.ts', async (original) => {
    const real = await original<typeof import('../../src/incident/transition.ts')>();
    const transition: typeof real.transition = (before, event, atMs) => {
      const step = real.transition(before, event, atMs);
      return step.ok && before !== null ? { ok: true, state: change(before, step.state, event) } : step;
    };
    return { ...real, transition };
  });
}

test.each<[string, Parameters<typeof otherwise>[0], RegExp]>([
  [
    'the new time of a changed severity',
    (before, after, { type }) => (type === 'severity_changed' ? { ...after, clock: before.clock } : after),
    /its card says “Resp/,
  ],
  [
    'a missed response that stays',
    (_before, after, { type }) =>
      type === 'severity_changed' ? { ...after, clock: { ...after.clock, breachedAtMs: null } } : after,
    /response time missed|inTime/,
  ],
  [
    'the snooze',
    (before, after, { type }) =>
      type === 'snoozed' && before.attention !== undefined
        ? { ...after, attention: before.attention }
        : after,
    /Snoozed by|Next: /,
  ],
  [
    'whose turn it is in the chain',
    (before, after, { type }) => {
      const { attention } = after;
      const calls = attention?.calls ?? null;
      if (type !== 'called' || attention === undefined || calls === null) return after;
      return {
        ...after,
        attention: { ...attention, calls: { ...calls, count: 1 + (before.severity === 'P0' ? 0 : 1) } },
      };
    },
    /Next: /,
  ],
])('without %s it is red', { timeout: PATIENCE_MS }, async (_name, change, problem) => {
  otherwise(change);
  expect(await found()).toMatch(problem);
});

test('without the quiet hours it is red', { timeout: PATIENCE_MS }, async () => {
  vi.doMock('../../src/incident/quiet.ts', () => ({ quietUntilMs: () => null }));
  expect(await found()).toMatch(/Next: /);
});

test('without the card drawn again it is red', { timeout: PATIENCE_MS }, async () => {
  vi.doMock('../../src/outbox/rows.ts', async (original) => {
    const real = await original<typeof import('../../src/outbox/rows.ts')>();
    const cardRows: typeof real.cardRows = (change) =>
      real.cardRows(change).filter(({ intent }) => (intent as { readonly type?: unknown }).type !== 'update');
    return { ...real, cardRows };
  });
  expect(await found()).toMatch(/its card says/);
});

test.each<['acknowledge' | 'resolve' | 'trigger', RegExp]>([
  ['acknowledge', /pager was not told acknowledge/],
  ['resolve', /pager was not told resolve/],
  ['trigger', /pager was not told trigger/],
])('without telling the pager to %s it is red', { timeout: PATIENCE_MS }, async (act, problem) => {
  vi.doMock('../../src/page/next.ts', async (original) => {
    const real = await original<typeof import('../../src/page/next.ts')>();
    const nextTelling: typeof real.nextTelling = (...given) => {
      const telling = real.nextTelling(...given);
      return telling?.act === act ? null : telling;
    };
    return { ...real, nextTelling };
  });
  // It is looked at when the week is over.
  expect(await found(12)).toMatch(problem);
});

test('without looking for what had been sent before it died it is red', {
  timeout: PATIENCE_MS,
}, async () => {
  vi.doMock('../../src/outbox/place.ts', async (original) => {
    const real = await original<typeof import('../../src/outbox/place.ts')>();
    const place: typeof real.place = (messenger, ...rest) =>
      real.place({ ...messenger, findPosted: async () => ({ outcome: 'looked', ts: null }) }, ...rest);
    return { ...real, place };
  });
  expect(await found()).toMatch(/nobody asked for it|the thread (?:has|says)|\d cards/);
});
