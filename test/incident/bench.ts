/** The real service on a real store, between people whom the test makes up. */
import { onTestFinished } from 'vitest';
import { type Asker, incidentService } from '../../src/incident/service.ts';
import type { Severity } from '../../src/incident/state.ts';
import { type FakeDirectory, fakeDirectory, memberFacts } from '../approval/ports.ts';
import { hasRedisServer } from '../contract/redis-server.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { redisStore, type Store, sqliteStore } from '../support/stores.ts';
import { DAVID, MARIA } from './fixtures.ts';

/** In the commanders' group. */
export const TOMAS = 'U0TOMAS';
export const GUEST = 'U0GUEST';

export const STORES = (['sqlite', 'redis'] as const).filter((store) => store === 'sqlite' || hasRedisServer);

export async function openBench(
  store: Store = 'sqlite',
  nowMs: () => number = Date.now,
  monotonicMs: () => number = () => 0,
) {
  const kept = store === 'redis' ? await redisStore() : sqliteStore(nowMs);
  const journal = await kept.open();
  onTestFinished(async () => {
    await journal.close();
    await kept.remove();
  });
  const directory: FakeDirectory = fakeDirectory();
  for (const id of [MARIA, DAVID, TOMAS]) directory.people.set(id, memberFacts(id));
  directory.people.set(GUEST, { ...memberFacts(GUEST), isRestricted: true, isFullMember: false });
  directory.list = { outcome: 'known', members: [TOMAS], begunAtMs: 0 };
  const deps = {
    journal,
    directory,
    runbook: runbookOf(parsed(SMALL)),
    channel: 'C0INCIDENTS',
    commandersGroup: 'incident-commanders',
    zone: 'Europe/Berlin',
    monotonicMs,
    wake: () => undefined,
  };
  const incidents = incidentService(deps);
  let requests = 0;
  /** A request of its own. */
  const as = (by: string): Asker => ({ by, requestKey: `r${(requests += 1)}` });
  const declare = async (severity: Severity = 'P1', title = 'Transactions table is stale') => {
    const answer = await incidents.declare(as(MARIA), { title, severity, area: null, anyway: true });
    if (answer.outcome !== 'committed') throw new Error(answer.outcome);
    return answer.state.id;
  };
  return { journal, directory, deps, incidents, as, declare };
}

export type Bench = Awaited<ReturnType<typeof openBench>>;
