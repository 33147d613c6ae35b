/** Two desks of the bot on one store: what either does, the other finds there. Time moves when a test says so. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openRedisJournal } from '../../../src/adapters/redis-journal.ts';
import { openSqliteJournal } from '../../../src/adapters/sqlite-journal.ts';
import { deliverEvent } from '../../../src/deliver-event.ts';
import { incidentDeadlines } from '../../../src/incident/deadlines.ts';
import { type IncidentService, incidentService } from '../../../src/incident/service.ts';
import type { Commit, Journal } from '../../../src/journal/journal.ts';
import { startOutbox } from '../../../src/outbox/deliver.ts';
import type { Pager } from '../../../src/page/pager.ts';
import { pictures } from '../../../src/pictures.ts';
import { parsed, runbookOf } from '../../runbook/fixtures.ts';
import type { Arrived } from '../week/model/pager.ts';
import { mortal } from '../week/mortal.ts';
import { CHANNEL, office, ZONE } from '../week/process.ts';
import { WEEK_RUNBOOK } from '../week/runbook-text.ts';
import { type WatchedSlack, watchedSlack } from '../week/slack.ts';
import { drivenClock } from '../week/time.ts';

const START_MS = Date.UTC(2026, 2, 28, 16, 0, 0);
export const RUNBOOK = runbookOf(parsed(WEEK_RUNBOOK));

export type Kept = {
  readonly journal: Journal;
  /** As they are stored; null where the store is not to be looked into. */
  readonly deadlines: ((id: string) => readonly Deadline[]) | null;
  readonly close: () => Promise<void>;
};
export type Deadline = { readonly name: string; readonly atMs: number };
export type OpenStore = (nowMs: () => number) => Promise<Kept>;

export const onSqlite: OpenStore = async (nowMs) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'four-eyes-agreement-'));
  const journal = openSqliteJournal({ dataDir, now: nowMs });
  const beside = new DatabaseSync(join(dataDir, 'journal.db'), { readOnly: true });
  const find = beside.prepare(
    "SELECT name, at_ms FROM deadlines WHERE kind = 'incident' AND id = ? ORDER BY name",
  );
  return {
    journal,
    deadlines: (id) => find.all(id).map((row) => ({ name: String(row['name']), atMs: Number(row['at_ms']) })),
    close: async () => {
      beside.close();
      await journal.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** The server has a clock of its own; what is written down and what is due go by the test's. */
export function onRedis(url: string): OpenStore {
  let opened = 0;
  return async (nowMs) => {
    const journal = await openRedisJournal({ url, prefix: `agreement-${(opened += 1)}` });
    return { journal: { ...journal, now: async () => nowMs() }, deadlines: null, close: journal.close };
  };
}

export type Desk = {
  readonly incidents: IncidentService;
  /** Does once what is due by now, as it stands when it is asked. */
  readonly look: () => Promise<boolean>;
};

export type Office = {
  readonly journal: Journal;
  readonly slack: WatchedSlack;
  readonly pages: readonly Arrived[];
  readonly desks: readonly [Desk, Desk];
  /** Everything is tried for real, and nothing of it is written down. */
  readonly rehearsal: IncidentService;
  readonly nowMs: () => number;
  readonly pass: (ms: number) => void;
  readonly deadlines: (id: string) => readonly Deadline[];
  /** Until nothing that is owed to Slack is left. */
  readonly drain: () => Promise<void>;
  readonly close: () => Promise<void>;
};

export async function openOffice(open: OpenStore): Promise<Office> {
  const clock = drivenClock(START_MS);
  const kept = await open(clock.nowMs);
  const noted = new Map<string, readonly Deadline[]>();
  const slack = watchedSlack(clock.nowMs);
  const pages: Arrived[] = [];
  const pager: Pager = (page) => {
    pages.push({ page, atMs: clock.nowMs(), run: 1 });
    return Promise.resolve({ outcome: 'accepted' });
  };
  const life = mortal();
  const journal = noting(life.port('journal', kept.journal), noted);
  const nothing = () => undefined;
  const log = {
    info: nothing,
    warn: nothing,
    error: (_: object, text: string) => Promise.reject(new Error(text)),
  };
  const timers = clock.of(life);
  const draw = pictures({ journal, runbook: RUNBOOK, timezone: ZONE });
  const outbox = startOutbox({
    journal,
    messenger: slack.messenger,
    render: (intent) => (intent.type === 'whisper' ? Promise.resolve(null) : draw(intent.picture)),
    clock: timers,
    random: () => 0.5,
    log,
  });
  const settled = async (): Promise<void> => {
    let calls = -1;
    while (life.underWay() > 0 || life.calls() !== calls) {
      calls = life.calls();
      await new Promise((resolve) => void setImmediate(resolve));
    }
  };
  return {
    journal,
    slack,
    pages,
    desks: [desk(journal, pager), desk(journal, pager)],
    rehearsal: service({ ...journal, commit: rehearsed }),
    nowMs: clock.nowMs,
    pass: (ms) => clock.moveTo(clock.nowMs() + ms),
    deadlines: (id) => kept.deadlines?.(id) ?? noted.get(id) ?? [],
    drain: async () => {
      outbox.poke();
      await settled();
      while ((await journal.outbox.stats()).waiting > 0) {
        clock.moveTo(clock.nowMs() + 1_100);
        await settled();
      }
    },
    close: async () => {
      await settled();
      life.die();
      await kept.close();
    },
  };
}

const rehearsed: Journal['commit'] = ({ version }) =>
  Promise.resolve({ outcome: 'committed', version: version + 1, head: 'nowhere' });

function service(journal: Journal): IncidentService {
  return incidentService({
    journal,
    runbook: RUNBOOK,
    directory: office(),
    channel: CHANNEL,
    commandersGroup: 'incident-commanders',
    zone: ZONE,
    monotonicMs: () => 0,
    wake: () => undefined,
  });
}

/** A journal object of its own: what is done through it waits for nobody at the other desk. */
function desk(shared: Journal, pager: Pager): Desk {
  const journal = { ...shared };
  const wake = (): void => undefined;
  const handlers = incidentDeadlines({
    journal,
    runbook: RUNBOOK,
    directory: office(),
    zone: ZONE,
    pagers: { 'on-call': pager },
    permalink: (channel, ts) => `https://bank.slack.test/${channel}/${ts}`,
    monotonicMs: () => 0,
    wake,
  });
  return {
    incidents: service(journal),
    look: async () => {
      const nowMs = await journal.now();
      const items = await journal.due(nowMs, 50, 0);
      await Promise.all(items.map(async (item) => handlers[`${item.ref.kind}/${item.name}`]?.(item)));
      const emitted = await journal.emitted.take(nowMs, 50, 0);
      await Promise.all(emitted.map((row) => deliverEvent(journal, wake, row)));
      await Promise.all(emitted.map(({ rowId }) => journal.emitted.done(rowId)));
      return items.length + emitted.length > 0;
    },
  };
}

function noting(journal: Journal, noted: Map<string, readonly Deadline[]>): Journal {
  return {
    ...journal,
    commit: async (commit: Commit) => {
      const result = await journal.commit(commit);
      if (result.outcome === 'committed' && commit.ref.kind === 'incident')
        noted.set(
          commit.ref.id,
          (commit.due ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
        );
      return result;
    },
  };
}
