/** What is given for a while, on the real lakehouse and a real journal: asked for, approved, given, taken back. */
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Lakehouse } from '../../sandbox/lakehouse/start.ts';
import { databricksWarehouse } from '../../src/adapters/warehouse.ts';
import { type ClosingDeps, close, overdue } from '../../src/approval/closing.ts';
import { approvalDocument, approvalRef } from '../../src/approval/document.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { start } from '../../src/approval/execute.ts';
import { prepare } from '../../src/approval/prepare.ts';
import type { Approval } from '../../src/approval/state.ts';
import { findApproval } from '../../src/approval/stored.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import { apply } from '../../src/journal/document.ts';
import type { DueItem, Journal } from '../../src/journal/journal.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import { realRunbook } from '../runbook/fixtures.ts';
import { ACTIONS_TOKEN, startTestLakehouse } from '../support/bot.ts';
import { GROUP, request, who } from './fixtures.ts';
import { type Bench, benchOn, openTempJournal, testClock } from './ports.ts';

export const JANE = 'grace.kim@examplebank.test';
export const TABLE = 'banking_catalog.banking_bronze.transactions';
export const ON_TABLE = 'ON TABLE `banking_catalog`.`banking_bronze`.`transactions`';

export type Wish = {
  readonly privileges?: string;
  readonly duration?: string;
  readonly principal?: string;
  readonly table?: string;
  readonly drill?: true;
};

type Way = 'grant-table' | 'revoke-table';

export type BoxBench = ClosingDeps &
  Pick<Bench, 'clock' | 'logged'> & {
    readonly actions: Warehouse;
    /** Prepared and approved; `as`: another action, without an end. */
    readonly approve: (id: string, wish?: Wish, as?: Way) => Promise<Approval>;
    /** And given. */
    readonly give: (id: string, wish?: Wish, as?: Way) => Promise<Approval>;
    readonly start: (id: string) => Promise<Approval>;
    readonly happen: (id: string, event: ApprovalEvent) => Promise<Approval>;
    readonly of: (id: string) => Promise<Approval>;
    /** What the lakehouse shows that Jane holds on the table itself. */
    readonly held: () => Promise<readonly unknown[]>;
    /** The REVOKEs that arrived there. */
    readonly revoked: () => readonly string[];
    /** Works off what is due, again and again as time goes by, until nothing of it is open. */
    readonly until: (id: string, deps?: ClosingDeps) => Promise<Approval>;
  };

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

export const itemOf = (id: string, name: string): DueItem => ({ ref: approvalRef(id), name, atMs: 0 });

type Bank = { readonly lakehouse: Lakehouse; readonly warehouse: Warehouse };

/** One lakehouse for all tests of a file, for it takes its time to fill; each leaves Jane with what she had. */
export function openBank(): () => Bank {
  let opened: Bank | null = null;
  beforeAll(async () => {
    const lakehouse = await startTestLakehouse();
    const warehouse = databricksWarehouse({
      host: `${lakehouse.host}:${lakehouse.port}`,
      httpPath: lakehouse.httpPath,
      ca: lakehouse.caPem,
      credentials: { token: ACTIONS_TOKEN },
      log,
    });
    opened = { lakehouse, warehouse };
  });
  afterAll(async () => {
    await opened?.warehouse.close();
    await opened?.lakehouse.close();
  });
  return () => {
    if (opened === null) throw new Error('The bank is not open.');
    return opened;
  };
}

/** Somebody else's statement, past the bot. */
export async function meanwhile({ warehouse }: Bank, text: string): Promise<void> {
  const guard = () => Promise.resolve(true);
  const { outcome } = await warehouse.send(text, { timeoutMs: 10_000, guard, tags: {} });
  if (outcome !== 'succeeded') throw new Error(`${text}: ${outcome}`);
}

export async function boxBench(
  opened: Bank,
  wrap: (warehouse: Warehouse) => Warehouse = (same) => same,
): Promise<BoxBench> {
  const { lakehouse, warehouse } = opened;
  const receivedBefore = lakehouse.received.length;
  const clock = testClock();
  const { journal, dispose } = openTempJournal(clock.now);
  onTestFinished(async () => {
    await meanwhile(opened, `REVOKE MODIFY, SELECT ${ON_TABLE} FROM \`${JANE}\``);
    await dispose();
  });
  const actions = wrap(warehouse);
  const deps = { ...benchOn(journal, clock), actions, reader: warehouse };
  const { actions: written } = await realRunbook();
  const of = (id: string) => findApproval(journal, id);
  const happen = async (id: string, event: ApprovalEvent) => {
    const applied = await apply(journal, approvalDocument, id, event);
    if (applied.outcome !== 'committed') throw new Error(`${event.type}: ${JSON.stringify(applied)}`);
    return applied.state;
  };
  const started = async (id: string) => {
    await start(deps, itemOf(id, 'start'));
    return of(id);
  };
  const approve = async (id: string, wish: Wish = {}, as?: Way) => {
    const action = written[as ?? 'grant-table-for'];
    if (action === undefined) throw new Error('The runbook has it not.');
    await happen(id, { type: 'requested', request: requestOf(id, action, wish, as) });
    await prepare(deps, itemOf(id, 'prepare'));
    const { prepared, revision } = await of(id);
    if (prepared === null) return of(id);
    const { fingerprint } = prepared;
    const yes = { by: who.approver, group: GROUP.handle, comment: null };
    return happen(id, { type: 'approved', ...yes, fingerprint, revision });
  };
  const until: BoxBench['until'] = async (id, using = deps) => {
    for (let round = 0; round < 40; round += 1) {
      const approval = await of(id);
      if (approval.box?.ends.includes(null) !== true) return approval;
      for (const item of await journal.due(clock.now(), 50, 1)) {
        if (item.ref.id === id && item.name === 'close') await close(using, item);
        if (item.ref.id === id && item.name === 'overdue') await overdue(using, item);
      }
      clock.pass(5_000);
    }
    throw new Error('It has not ended.');
  };
  return {
    ...deps,
    approve,
    start: started,
    give: async (id, wish, as) => {
      await approve(id, wish, as);
      return started(id);
    },
    happen,
    of,
    held: async () => {
      const rows = await lakehouse.query(`SHOW GRANTS \`${JANE}\` ON TABLE ${TABLE}`);
      return rows.filter(({ objectType }) => objectType === 'TABLE').map(({ actionType }) => actionType);
    },
    revoked: () =>
      lakehouse.received
        .slice(receivedBefore)
        .map(({ text }) => text)
        .filter((text) => text.startsWith('REVOKE')),
    until,
  };
}

function requestOf(id: string, action: Action, wish: Wish, as?: Way) {
  const { privileges = 'SELECT', duration = '4h', principal = JANE, table = TABLE } = wish;
  return {
    ...request,
    id,
    action: action.id,
    title: action.title,
    definition: JSON.stringify(quick(action)),
    parameters: { principal, table, privileges, ...(as === undefined ? { duration } : {}) },
    drill: wish.drill === true,
  };
}

/**
 * As it is shipped, but for what is read beside the grants themselves, which is another test's and takes its time; and without
 * what the runbook itself says of what is there already: the engine does not depend on it.
 */
function quick(action: Action): Action {
  if (action.for === undefined) return action;
  const { reconcile } = action;
  const held = `having(reads.direct.rows, 'principal', [params.principal]).filter(r, cell(r, 'objectType') == 'TABLE' && cell(r, 'actionType') == params.privileges)`;
  const verify = {
    reads: reconcile.reads,
    facts: { taken: held },
    pass: 'facts.taken.size() == 0',
    say: { pass: 'It is gone.', fail: 'It is there.' },
  };
  const evidence = { ...action.evidence, unchanged: ['above'], refuse: [] };
  return { ...action, evidence, for: { ...action.for, verify } };
}

/** A process that dies at its `step`th step and does nothing any more, its leases neither renewed nor given back. */
export function mortal(deps: ClosingDeps & { readonly actions: Warehouse }, step: number) {
  let steps = 0;
  const tick = (): void => {
    steps += 1;
    if (steps >= step) throw new Error('killed');
  };
  const isDead = () => steps >= step;
  const { journal, actions } = deps;
  const dying: Journal = {
    ...journal,
    commit: async (commit) => {
      tick();
      const result = await journal.commit(commit);
      tick();
      return result;
    },
    load: (ref) => (isDead() ? Promise.reject(new Error('dead')) : journal.load(ref)),
    lease: async (...asked) => {
      const lease = await journal.lease(...asked);
      return lease && { ...lease, release: () => (isDead() ? Promise.resolve() : lease.release()) };
    },
  };
  const warehouse: Warehouse = {
    ...actions,
    send: async (text, limits) => {
      tick();
      const result = await actions.send(text, limits);
      tick();
      return result;
    },
  };
  return { deps: { ...deps, journal: dying, actions: warehouse }, isDead };
}
