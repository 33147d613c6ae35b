/** The bot's ports as main gets them, every call a numbered step. Each calls the adapter itself and changes nothing. */
import { setTimeout as pause } from 'node:timers/promises';
import * as directories from '../../src/adapters/slack-directory.ts';
import * as messengers from '../../src/adapters/slack-messenger.ts';
import * as journals from '../../src/adapters/sqlite-journal.ts';
import * as warehouses from '../../src/adapters/warehouse.ts';
import type { Directory } from '../../src/approval/directory.ts';
import type { Warehouse } from '../../src/check/warehouse.ts';
import type { Commit, Journal, Lease, TakenRow } from '../../src/journal/journal.ts';
import type { Messenger } from '../../src/outbox/messenger.ts';
import { found, isArmed, step } from './kill-steps.ts';

/** Group lists are asked for once in three seconds; that pace is not the question here and would take most of the time. */
const DIRECTORY_FASTER = 20;
const OUTBOX_MAX_MS = 10_000;

export function openSqliteJournal(options: journals.SqliteJournalOptions): Journal {
  const journal = journals.openSqliteJournal(options);
  const { outbox, emitted } = journal;
  return {
    ...journal,
    load: (ref) => step(`load ${ref.kind}`, () => journal.load(ref)),
    history: (...args) => step('history', () => journal.history(...args)),
    posts: (ref) => step('posts', () => journal.posts(ref)),
    usedBy: (key) => step('used by', () => journal.usedBy(key)),
    next: (sequence) => step(`next ${sequence}`, () => journal.next(sequence)),
    commit: async (commit) => {
      if (isArmed()) await messagesFirst(journal);
      return step(`commit ${eventOf(commit)}`, () => journal.commit(commit));
    },
    due: async (...args) => {
      const items = await journal.due(...args);
      for (const { name } of items) found(`due ${name}`);
      return items;
    },
    lease: async (key, ttlMs) => {
      const name = key.split('/')[0] ?? '';
      const lease = await step(`lease ${name}`, () => journal.lease(key, ttlMs));
      return lease === null ? null : steppedLease(name, lease);
    },
    outbox: {
      ...outbox,
      take: async (...args) => {
        const rows = await outbox.take(...args);
        for (const row of rows) found(`take ${intentOf(row)}`);
        return rows;
      },
      done: (rowId, post) =>
        step(`done ${post?.view.split('/')[0] ?? 'other'}`, () => outbox.done(rowId, post)),
      retry: (...args) => step('retry', () => outbox.retry(...args)),
      bury: (rowId, reason) => step(`bury ${reason}`, () => outbox.bury(rowId, reason)),
      forget: (post) => step('forget', () => outbox.forget(post)),
    },
    emitted: { ...emitted, done: (rowId) => step('emitted done', () => emitted.done(rowId)) },
  };
}

function steppedLease(name: string, lease: Lease): Lease {
  return {
    renew: () => step(`renew ${name}`, lease.renew),
    release: () => step(`release ${name}`, lease.release),
  };
}

/** The next change waits until the card shows the last one, so that every redrawing is a step of its own each time. */
async function messagesFirst({ outbox }: Journal): Promise<void> {
  const giveUpAtMs = performance.now() + OUTBOX_MAX_MS;
  while ((await outbox.stats()).waiting > 0 && performance.now() < giveUpAtMs) await pause(5);
}

function eventOf({ event }: Commit): string {
  return (event as { readonly type: string }).type;
}

function intentOf({ intent }: TakenRow): string {
  const { type, picture } = intent as { readonly type: string; readonly picture?: { readonly view: string } };
  return picture === undefined ? type : `${type} ${picture.view}`;
}

let principals = 0;

/** Main opens the reader first. What it does for forms and checks is beside the path, and comes when it comes. */
export function databricksWarehouse(options: warehouses.WarehouseOptions): Warehouse {
  const warehouse = warehouses.databricksWarehouse(options);
  principals += 1;
  if (principals === 1) return warehouse;
  return {
    ...warehouse,
    identity: () => step('identity', warehouse.identity),
    read: (statement, limits) =>
      step(`read ${statement.text.split(' ', 2).join(' ')}`, () => warehouse.read(statement, limits)),
    send: (text, limits) =>
      step('send', () => warehouse.send(text, { ...limits, guard: () => step('guard', limits.guard) })),
  };
}

export function slackDirectory({ client, clock, permit }: directories.SlackDirectoryDeps): Directory {
  const directory = directories.slackDirectory({
    client,
    clock: {
      ...clock,
      monotonicMs: () => clock.monotonicMs() * DIRECTORY_FASTER,
      after: (delayMs, run) => clock.after(delayMs / DIRECTORY_FASTER, run),
    },
    // The right to ask is asked for, as it is a step too; that it comes once in three seconds is passed over.
    ...(permit === undefined
      ? {}
      : { permit: async (id) => permit(id).then(() => ({ outcome: 'granted' })) }),
  });
  return {
    person: (id) => step('person', () => directory.person(id)),
    group: (handle, afterMs) => step('group', () => directory.group(handle, afterMs)),
    members: (id, afterMs) => step('members', () => directory.members(id, afterMs * DIRECTORY_FASTER)),
  };
}

export function slackMessenger(deps: Parameters<typeof messengers.slackMessenger>[0]): Messenger {
  const messenger = messengers.slackMessenger(deps);
  const shown = (message: { readonly text: string }) => message.text.split(':')[0] ?? '';
  return {
    post: (address, message, rowId) => step('post', () => messenger.post(address, message, rowId)),
    update: (channel, ts, message) =>
      step(`update ${shown(message)}`, () => messenger.update(channel, ts, message)),
    whisper: (...args) => step('whisper', () => messenger.whisper(...args)),
    publishHome: messenger.publishHome,
    findPosted: (...args) => step('find posted', () => messenger.findPosted(...args)),
  };
}
