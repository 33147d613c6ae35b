/** The whole bot, built from its ports: the same for `npm start`, the demo, the tests and the benchmark. */
import { App, type Receiver } from '@slack/bolt';
import { sentence } from '../blocks/incident-list.ts';
import type { HandlerDeps } from '../handlers/deps.ts';
import { storeBeforeAck } from '../handlers/event-delivery.ts';
import { registerHandlers } from '../handlers/index.ts';
import { close, lookAgain, overdue } from './approval/closing.ts';
import type { Directory } from './approval/directory.ts';
import { approvalDocument } from './approval/document.ts';
import { start, watch } from './approval/execute.ts';
import { missReview, nudge } from './approval/nudge.ts';
import { pinnedDirectory } from './approval/pins.ts';
import { prepare } from './approval/prepare.ts';
import { type OwnPrincipals, ownPrincipals } from './approval/principals.ts';
import { reconcile, verify } from './approval/reconcile.ts';
import { recount } from './approval/recount.ts';
import { approvalService } from './approval/service.ts';
import type { Signer } from './audit/checkpoint.ts';
import { startCopying } from './audit/copy.ts';
import { startCheckpoints } from './audit/make.ts';
import type { AuditTable } from './audit/table.ts';
import { runChecks } from './check/asked.ts';
import type { Http } from './check/http.ts';
import { checkLooks } from './check/look.ts';
import { recentChoices } from './check/recent.ts';
import type { Rest } from './check/rest.ts';
import type { RestActions } from './check/rest-actions.ts';
import { leadAt } from './check/suggested.ts';
import type { Warehouse } from './check/warehouse.ts';
import { type Clockwork, startChecklists } from './checklist/clockwork.ts';
import { nudgeOverdue } from './checklist/nudge.ts';
import { runItem } from './checklist/run.ts';
import { checklistService } from './checklist/service.ts';
import { deliverEvent } from './deliver-event.ts';
import { homeItems } from './home/items.ts';
import type { HomeTabs } from './home/publisher.ts';
import { homeTab } from './home-tab.ts';
import { incidentDeadlines } from './incident/deadlines.ts';
import { startDigest } from './incident/digest.ts';
import { isOfDrill } from './incident/drill.ts';
import { putOnCanvas } from './incident/put-on-canvas.ts';
import type { ReadMessage } from './incident/read-message.ts';
import { incidentService } from './incident/service.ts';
import { apply } from './journal/document.ts';
import type { DueItem, Emitted, Journal } from './journal/journal.ts';
import type { Canvases } from './outbox/canvases.ts';
import type { Clock } from './outbox/clock.ts';
import { startOutbox } from './outbox/deliver.ts';
import type { ShareFile } from './outbox/files.ts';
import type { Messenger } from './outbox/messenger.ts';
import type { Paint } from './outbox/paint.ts';
import type { OutboxMetrics } from './outbox/settle.ts';
import type { Pagers } from './page/pager.ts';
import { pictures } from './pictures.ts';
import { runStep } from './procedure/run.ts';
import { procedureService } from './procedure/service.ts';
import type { Runbook } from './runbook/runbook.ts';
import type { Verdict } from './runbook/verdict.ts';
import { type DeadlineHandlers, startDeadlines } from './schedule/deadlines.ts';
import type { Log } from './schedule/loop.ts';
import { together, type Worker } from './schedule/together.ts';

export type AppDeps = {
  readonly journal: Journal;
  readonly runbook: Runbook;
  readonly directory: Directory;
  readonly messenger: Messenger;
  /** Under the read-only principal, as `rest` is. */
  readonly reader: Warehouse;
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

export type Bot = {
  /** Answers the port that it listens on: `port` 0 takes a free one. */
  readonly start: (listen: {
    readonly host: string;
    readonly port: number;
  }) => Promise<{ readonly port: number }>;
  /** Resolves when there is no work that could be done now. */
  readonly idle: () => Promise<void>;
  /** Takes no more requests, finishes what is under way, leaves the rest to the journal. */
  readonly stop: () => Promise<void>;
};

/** The group that may lower a severity, by its handle. */
const COMMANDERS_GROUP = 'incident-commanders';
/** A trigger is good for three seconds; an answer after that is of no use. */
const MODAL_TIMEOUT_MS = 3_000;

export function buildApp(given: AppDeps): Bot {
  const deps = { ...given, directory: pinnedDirectory(given) };
  const wakers: (() => void)[] = [];
  const wake = (): void => wakers.forEach((poke) => poke());
  const app = slackApp(deps);
  const { journal } = deps;
  const { permalink } = deps.slack;
  const items = (user: string) => homeItems({ journal, permalink }, user);
  const home = homeTab({ ...deps, permalink, items });
  const warehouses = deps.actions === null ? [deps.reader] : [deps.reader, deps.actions];
  const own = ownPrincipals(warehouses, deps.clock);
  registerServices(app, deps, { own, wake, home });

  let workers: Worker | null = null;
  return {
    start: async ({ host, port }) => {
      // First: where the address cannot be had, nothing has been begun that would be left half done.
      const server = await app.start({ host, port });
      const working = startWork({ ...deps, permalink }, own, wake);
      const checklists = startChecklists({ ...deps, ...checklistDeps(deps, wake), timers: deps.clock });
      wakers.push(working.poke, home.changed);
      workers = together([checklists, startDigest(deps, wake), working, home, ...audit(deps, wake)]);
      return { port: portOf(server) ?? port };
    },
    idle: async () => workers?.idle(),
    stop: async () => {
      await app.stop();
      await workers?.stop();
    },
  };
}

function audit(deps: AppDeps, wake: () => void): readonly Worker[] {
  const { signCheckpoint: sign, auditTable: table, clock: timers, incidentsChannel: channel } = deps;
  const { monotonicMs } = timers;
  return [
    ...(sign === undefined ? [] : [startCheckpoints({ ...deps, sign, channel, timers, wake })]),
    ...(table === undefined ? [] : [startCopying({ ...deps, table, channel, timers, monotonicMs, wake })]),
  ];
}

/** Receivers that listen answer their server; others have no port. */
function portOf(server: unknown): number | null {
  const { address } = (server ?? {}) as { readonly address?: unknown };
  const found = typeof address === 'function' ? (address as () => unknown).call(server) : null;
  return typeof found === 'object' && found !== null && 'port' in found ? Number(found.port) : null;
}

function slackApp({ receiver, slack, log }: AppDeps): App {
  const app = new App({
    receiver: storeBeforeAck(receiver, log),
    // What Bolt would look up by itself, at the start and again when it failed, is not needed by any listener.
    authorize: () => Promise.resolve({ botToken: slack.botToken }),
    // A token that a payload names is nobody's word: only our own is used.
    attachFunctionToken: false,
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      timeout: MODAL_TIMEOUT_MS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });
  app.error((error) => {
    log.error({ err: error }, 'A request from Slack could not be handled');
    return Promise.resolve();
  });
  return app;
}

type Wired = { readonly own: OwnPrincipals; readonly wake: () => void; readonly home: HomeTabs };

function registerServices(app: App, deps: AppDeps, { own, wake, home }: Wired): void {
  const { journal, runbook, directory, clock } = deps;
  const shared = { journal, runbook, directory, monotonicMs: clock.monotonicMs, wake };
  const incidentDeps = {
    ...shared,
    channel: deps.incidentsChannel,
    commandersGroup: COMMANDERS_GROUP,
    zone: deps.timezone,
  };
  const incidents = incidentService(incidentDeps);
  const approvals = approvalService({
    ...shared,
    actionsConfigured: deps.actions !== null,
    own,
    zone: deps.timezone,
    wallClockMs: clock.wallClockMs,
    timers: clock,
  });
  const checklists = checklistService({ ...checklistDeps(deps, wake), directory });
  const procedures = procedureService({ ...shared, channel: deps.incidentsChannel });
  const { posts } = journal;
  const { permalink, readMessage, shareFile, canvases } = deps.slack;
  const { whisper } = deps.messenger;
  const newReference = () => deps.newToken().slice(0, 8);
  const choosing = { reader: deps.reader, wallClockMs: clock.wallClockMs };
  const recent: HandlerDeps['recent'] = (form, raw) => recentChoices(choosing, form, raw);
  const closing = { ...deps, own, zone: deps.timezone, monotonicMs: clock.monotonicMs, timers: clock, wake };
  const lookAtEnd: HandlerDeps['lookAtEnd'] = (id) => lookAgain(closing, id);
  const lead: HandlerDeps['lead'] = (of, seq, place) => leadAt(journal, of, seq, place);
  const { log, incidentsChannel, timezone: zone, paint } = deps;
  const onCanvas: HandlerDeps['putOnCanvas'] = (asker, id, draw) =>
    putOnCanvas({ ...incidentDeps, canvases, log }, asker, id, draw);
  const slack = { permalink, whisper, readMessage, shareFile, putOnCanvas: onCanvas };
  const isDrill: HandlerDeps['isDrill'] = (ref) => isOfDrill(journal, ref);
  const shown = { posts, lead, isDrill, ...slack, paint, zone, log, newReference, incidentsChannel };
  const looks = checkLooks({ ...deps, timers: clock });
  const asking = { looks, recent, lookAtEnd };
  const served = { incidents, approvals, checklists, procedures, runbook, home, ...asking, ...shown };
  registerHandlers(app, served, clock.monotonicMs);
}

type ChecklistParts = Pick<AppDeps, 'journal' | 'runbook' | 'checklistChannel' | 'timezone'>;

function checklistDeps({ journal, runbook, checklistChannel, timezone }: ChecklistParts, wake: () => void) {
  return { journal, runbook, channel: checklistChannel, zone: timezone, wake };
}

export type WorkDeps = Omit<AppDeps, 'receiver' | 'slack' | 'clockwork' | 'paint'> & {
  readonly permalink: AppDeps['slack']['permalink'];
};

/** All that is done without being asked: messages that are owed, deadlines, events from one document to another. */
export function startWork(
  deps: WorkDeps,
  own: OwnPrincipals,
  wake: () => void,
): Worker & { readonly poke: () => void } {
  const { journal, log, clock } = deps;
  const draw = pictures(deps);
  const outbox = startOutbox({
    ...deps,
    render: (intent) =>
      intent.type === 'whisper' ? Promise.resolve(sentence(intent.text)) : draw(intent.picture),
    ...(deps.outboxMetrics === undefined ? {} : { metrics: deps.outboxMetrics }),
  });
  const deliver = (emitted: Emitted) => deliverEvent(journal, wake, emitted);
  const handlers = deadlineHandlers(deps, own, wake);
  const deadlines = startDeadlines({ journal, handlers, deliver, timers: clock, log });
  const poke = (): void => {
    deadlines.poke();
    outbox.poke();
  };
  return { ...together([deadlines, outbox]), poke };
}

function deadlineHandlers(deps: WorkDeps, own: OwnPrincipals, wake: () => void): DeadlineHandlers {
  const { monotonicMs } = deps.clock;
  const all = { ...deps, own, zone: deps.timezone, monotonicMs, timers: deps.clock, wake };
  const passed =
    (type: 'expired' | 'checking_over') =>
    async ({ ref }: DueItem) => {
      await apply(deps.journal, approvalDocument, ref.id, { type });
      wake();
    };
  return {
    ...incidentDeadlines(all),
    'incident/run_checks': (item) => runChecks(all, item),
    'approval/prepare': (item) => prepare(all, item),
    'approval/nudge': (item) => nudge(all, item),
    'approval/recount': (item) => recount(all, item),
    'approval/review': (item) => missReview(all, item),
    'approval/checking': passed('checking_over'),
    'approval/expire': passed('expired'),
    'approval/start': (item) => start(all, item),
    'approval/watch': (item) => watch(all, item),
    'approval/verify': (item) => verify(all, item),
    'approval/reconcile': (item) => reconcile(all, item),
    'approval/close': (item) => close(all, item),
    'approval/overdue': (item) => overdue(all, item),
    'checklist/run': (item) => runItem(all, item),
    'procedure/run': (item) => runStep(all, item),
    'checklist/nudge': (item) => nudgeOverdue(all, item),
  };
}
