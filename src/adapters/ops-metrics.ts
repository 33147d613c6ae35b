/** What is counted, in Prometheus' format. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { OVERDUE_INDEX } from '../approval/document.ts';
import type { Journal } from '../journal/journal.ts';
import type { OutboxMetrics } from '../outbox/settle.ts';
import type { Verdict } from '../runbook/verdict.ts';

export type Metrics = {
  /** What the app counts by. */
  readonly counters: {
    readonly outboxMetrics: OutboxMetrics;
    readonly looked: (verdict: Verdict) => void;
  };
  readonly render: () => Promise<{ readonly type: string; readonly body: string }>;
};

/** `tableBehindMs`: null where there is no audit table. */
export function openMetrics(
  journal: Journal,
  checkpointAtMs: () => Promise<number | null>,
  tableBehindMs: (() => Promise<number>) | null = null,
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'audit_checkpoint_timestamp_seconds',
    help: 'When the last checkpoint of the audit was made, in seconds since 1970; 0 where there is none.',
    registers: [registry],
    async collect() {
      this.set(((await checkpointAtMs()) ?? 0) / 1_000);
    },
  });
  const looks = new Counter({
    name: 'runbook_checks_total',
    help: 'Checks that people ran by themselves, outside of incidents, by verdict.',
    labelNames: ['verdict'],
    registers: [registry],
  });
  if (tableBehindMs !== null) {
    new Gauge({
      name: 'audit_table_behind_seconds',
      help: 'For how long the oldest entry that is not in the audit table has been waiting; 0 where none is.',
      registers: [registry],
      async collect() {
        this.set((await tableBehindMs()) / 1_000);
      },
    });
  }
  new Gauge({
    name: 'time_boxes_overdue',
    help: 'What was given for a while and could not be taken back in time; 100 or more are told as 100.',
    registers: [registry],
    async collect() {
      this.set((await journal.find('approval', OVERDUE_INDEX, { limit: 100 })).ids.length);
    },
  });
  return {
    counters: {
      outboxMetrics: outboxCounters(registry, journal),
      looked: (verdict) => looks.inc({ verdict }),
    },
    render: async () => ({ type: registry.contentType, body: await registry.metrics() }),
  };
}

function outboxCounters(registry: Registry, journal: Journal): OutboxMetrics {
  const registers = [registry];
  const sent = new Counter({
    name: 'outbox_done_total',
    help: 'Messages done with, by how.',
    labelNames: ['how'],
    registers,
  });
  const late = new Counter({
    name: 'outbox_put_off_total',
    help: 'Messages put off, by why.',
    labelNames: ['why'],
    registers,
  });
  const dead = new Counter({
    name: 'outbox_buried_total',
    help: 'Messages that Slack will never take, by reason.',
    labelNames: ['reason'],
    registers,
  });
  new Gauge({
    name: 'outbox_waiting',
    help: 'Messages owed to Slack.',
    registers,
    async collect() {
      this.set((await journal.outbox.stats()).waiting);
    },
  });
  return {
    done: (how) => sent.inc({ how }),
    putOff: (why) => late.inc({ why }),
    buried: (reason) => dead.inc({ reason }),
  };
}
