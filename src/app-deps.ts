/** The ports that the bot is built from. */
import type { Receiver } from '@slack/bolt';
import type { Directory } from './approval/directory.ts';
import type { Signer } from './audit/checkpoint.ts';
import type { AuditTable } from './audit/table.ts';
import type { Http } from './check/http.ts';
import type { Rest } from './check/rest.ts';
import type { RestActions } from './check/rest-actions.ts';
import type { Warehouse } from './check/warehouse.ts';
import type { Clockwork } from './checklist/clockwork.ts';
import type { ReadMessage } from './incident/read-message.ts';
import type { Journal } from './journal/journal.ts';
import type { Canvases } from './outbox/canvases.ts';
import type { Clock } from './outbox/clock.ts';
import type { ShareFile } from './outbox/files.ts';
import type { Messenger } from './outbox/messenger.ts';
import type { Paint } from './outbox/paint.ts';
import type { OutboxMetrics } from './outbox/settle.ts';
import type { Pagers } from './page/pager.ts';
import type { Runbook } from './runbook/runbook.ts';
import type { Verdict } from './runbook/verdict.ts';
import type { Log } from './schedule/loop.ts';

export type AppDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Directory;
  readonly messenger: Messenger;
  /** Under the read-only principal. */
  readonly reader: Warehouse;
  /** Under the read-only principal too. */
  readonly rest: Rest;
  readonly http: Http;
  /** Under the principal that may change things; null: every action is refused. */
  readonly actions: Warehouse | null;
  /** Under that principal too. */
  readonly actionsRest?: RestActions | null;
  readonly receiver: Receiver;
  readonly slack: {
    readonly botToken: string;
    readonly apiUrl: string;
    readonly permalink: (channel: string, ts: string) => string;
    readonly readMessage: ReadMessage;
    readonly shareFile: ShareFile;
    readonly canvases: Canvases;
  };
  readonly paint: Paint;
  readonly incidentsChannel: string;
  readonly checklistChannel: string;
  /** The team's time zone, as an IANA name. */
  readonly timezone: string;
  /** Ticks at the times of the checklists. */
  readonly clockwork: Clockwork;
  readonly replicasMin: number;
  readonly clock: Clock & { readonly wallClockMs: () => number };
  readonly random: () => number;
  /** Unguessable. */
  readonly newToken: () => string;
  readonly log: Log;
  /** Signs the audit's checkpoints; absent: there are none. */
  readonly signCheckpoint?: Signer;
  /** Where the entries are copied to; absent: nowhere. */
  readonly auditTable?: AuditTable;
  readonly outboxMetrics?: OutboxMetrics;
  /** Of the contacts that the runbook pages; absent: nobody is paged. */
  readonly pagers?: Pagers;
  /** Counts the checks that were run outside of incidents. */
  readonly looked?: (verdict: Verdict) => void;
};

export type WorkDeps = Omit<AppDeps, 'receiver' | 'slack' | 'clockwork' | 'paint'> & {
  readonly permalink: AppDeps['slack']['permalink'];
};
