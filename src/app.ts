/** The whole bot, built from its ports: the same for `npm start`, the demo, the tests and the benchmark. */
import { App } from '@slack/bolt';
import type { HandlerDeps } from '../handlers/deps.ts';
import { storeBeforeAck } from '../handlers/event-delivery.ts';
import { registerHandlers } from '../handlers/index.ts';
import type { AppDeps } from './app-deps.ts';
import { lookAgain } from './approval/closing.ts';
import { pinnedDirectory } from './approval/pins.ts';
import { type OwnPrincipals, ownPrincipals } from './approval/principals.ts';
import { approvalService } from './approval/service.ts';
import { startCopying } from './audit/copy.ts';
import { startCheckpoints } from './audit/make.ts';
import { checkLooks } from './check/look.ts';
import { recentChoices } from './check/recent.ts';
import { leadAt } from './check/suggested.ts';
import { startChecklists } from './checklist/clockwork.ts';
import { checklistService } from './checklist/service.ts';
import { homeItems } from './home/items.ts';
import type { HomeTabs } from './home/publisher.ts';
import { homeTab } from './home-tab.ts';
import { startDigest } from './incident/digest.ts';
import { isOfDrill } from './incident/drill.ts';
import { putOnCanvas } from './incident/put-on-canvas.ts';
import { incidentService } from './incident/service.ts';
import { procedureService } from './procedure/service.ts';
import { together, type Worker } from './schedule/together.ts';
import { startWork } from './work.ts';

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
  const asking = { looks: checkLooks({ ...deps, timers: clock }), recent, lookAtEnd };
  const served = { incidents, approvals, checklists, procedures, runbook, home, ...asking, ...shown };
  registerHandlers(app, served, clock.monotonicMs);
}

type ChecklistParts = Pick<AppDeps, 'journal' | 'runbook' | 'checklistChannel' | 'timezone'>;

function checklistDeps({ journal, runbook, checklistChannel, timezone }: ChecklistParts, wake: () => void) {
  return { journal, runbook, channel: checklistChannel, zone: timezone, wake };
}
