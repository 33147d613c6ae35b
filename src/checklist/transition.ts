/** The rules of a checklist, all of them. Pure: the time and every fact about people come with the event. */
import { isWaiting, type RequestTold, withNews } from '../approval/news.ts';
import type { Checklist, ChecklistEvent, ChecklistRefusal, ChecklistStep, Item, Task } from './state.ts';
import { ITEMS_MAX, isLeft, nudgeAtMs, refuse } from './state.ts';

export function transition(checklist: Checklist | null, event: ChecklistEvent, atMs: number): ChecklistStep {
  if (checklist === null) return event.type === 'opened' ? open(event, atMs) : refuse('not_found');
  switch (event.type) {
    case 'opened':
      return refuse('exists');
    case 'taken':
      return change(checklist, event.item, (item) =>
        item.takenBy === event.by ? 'already_yours' : { ...item, takenBy: event.by },
      );
    case 'ticked':
      return change(checklist, event.item, (item) => busyWith(item) ?? marked(item, 'done', event.by, atMs));
    case 'skipped':
      return change(checklist, event.item, (item) =>
        item.running === null
          ? { ...marked(item, 'skipped', event.by, atMs), reason: event.reason }
          : 'check_running',
      );
    case 'check_requested':
      return change(checklist, event.item, (item) => requestCheck(item, event.by, atMs));
    case 'check_reported':
      return reportCheck(checklist, event, atMs);
    case 'request_told':
      return hear(checklist, event, atMs);
    case 'nudged':
      return nudge(checklist, event, atMs);
    case 'followed':
      return follow(checklist, event.by);
    case 'left_over':
      return takeOver(checklist, event);
  }
}

type Of<Type extends ChecklistEvent['type']> = Extract<ChecklistEvent, { type: Type }>;

function open(event: Of<'opened'>, atMs: number): ChecklistStep {
  const { id, checklist, title, channel, slotMs, by, missed, tasks, previous } = event;
  return {
    ok: true,
    state: {
      id,
      checklist,
      title,
      channel,
      slotMs,
      openedAtMs: atMs,
      openedBy: by,
      missed,
      status: 'open',
      items: tasks.map((task) => fresh(task, atMs)),
      previous,
      carriedTo: null,
    },
  };
}

function fresh({ dueMs, ...task }: Task, atMs: number): Item {
  return {
    ...task,
    dueAtMs: atMs + dueMs,
    mark: 'open',
    marked: null,
    takenBy: null,
    reason: null,
    runs: 0,
    running: null,
    found: null,
    nudgedAtMs: null,
    since: null,
  };
}

/** Whether an action may be asked for to get this item done. */
export function whyNotAsked(checklist: Checklist, id: string): ChecklistRefusal | null {
  const step = change(checklist, id, (item) => busyWith(item) ?? item);
  return step.ok ? null : step.code;
}

/** Of one item that is left. */
function change(
  checklist: Checklist,
  id: string,
  rule: (item: Item) => Item | ChecklistRefusal,
): ChecklistStep {
  const item = checklist.items.find((candidate) => candidate.id === id);
  if (item === undefined) return refuse('no_item');
  if (item.mark === 'done') return refuse('already_done');
  if (item.mark === 'skipped') return refuse('already_skipped');
  if (item.mark === 'carried') return refuse('was_carried');
  const changed = rule(item);
  return typeof changed === 'string' ? refuse(changed) : withItem(checklist, changed);
}

function withItem(checklist: Checklist, changed: Item): ChecklistStep {
  const state = replaced(checklist, changed);
  return { ok: true, state: { ...state, status: state.items.some(isLeft) ? 'open' : 'complete' } };
}

function replaced(checklist: Checklist, changed: Item): Checklist {
  return {
    ...checklist,
    items: checklist.items.map((item) => (item.id === changed.id ? changed : item)),
  };
}

function marked(item: Item, mark: Item['mark'], by: string, atMs: number): Item {
  return { ...item, mark, marked: { by, atMs } };
}

/** A tick is no approval: while somebody has still to decide, it is not ticked by hand. */
function busyWith({ running, requests = [] }: Item): ChecklistRefusal | null {
  if (running !== null) return 'check_running';
  return isWaiting(requests) ? 'request_waiting' : null;
}

function requestCheck(item: Item, by: string, atMs: number): Item | ChecklistRefusal {
  if (item.check === null) return 'no_check';
  if (item.running !== null) return 'check_running';
  const run = item.runs + 1;
  return { ...item, runs: run, running: { run, by, atMs } };
}

/** Only a pass ticks: a warning, a fail and what could not be seen are for a person. */
function reportCheck(
  checklist: Checklist,
  { item: id, run, report }: Of<'check_reported'>,
  atMs: number,
): ChecklistStep {
  const item = checklist.items.find((candidate) => candidate.id === id);
  if (item === undefined || item.running === null || item.running.run !== run) return refuse('not_asked_for');
  const { verdict, sentence } = report;
  const mark = verdict === 'pass' ? 'done' : 'flagged';
  const { by } = item.running;
  return withItem(checklist, {
    ...marked(item, mark, by, atMs),
    running: null,
    found: { verdict, sentence },
  });
}

/** Where the item is in the next checklist by now, the word is only kept: that one is told it too. */
function hear(checklist: Checklist, { part, news }: RequestTold, atMs: number): ChecklistStep {
  const item = checklist.items.find(({ id }) => id === part);
  if (item === undefined) return refuse('no_item');
  const requests = withNews(item.requests ?? [], news);
  if (requests === null) return refuse('old_news');
  const heard = { ...item, requests };
  if (checklist.status === 'carried') return { ok: true, state: replaced(checklist, heard) };
  const wasIts = item.requests?.some(
    ({ approval, stands }) => approval === news.approval && stands === 'succeeded',
  );
  const mark = item.action == null ? null : markAfter(heard, news, wasIts === true);
  return withItem(checklist, mark === null ? heard : marked(heard, mark, news.by, atMs));
}

/** Null: it stays as it is. What a check found is for the check to find anew. */
function markAfter(
  { mark, requests = [] }: Item,
  { stands }: RequestTold['news'],
  wasIts: boolean,
): 'done' | 'flagged' | null {
  if (mark === 'done') return wasIts && stands === 'undone' ? 'flagged' : null;
  if (mark !== 'open' && mark !== 'flagged') return null;
  if (stands === 'succeeded') return 'done';
  return isWaiting(requests) ? null : 'flagged';
}

/** What was done in the meantime is not told any more; of the rest nobody is told too early. */
function nudge(checklist: Checklist, { nudges }: Of<'nudged'>, atMs: number): ChecklistStep {
  const told = new Set(nudges.map(({ item }) => item));
  const isDue = (item: Item): boolean => told.has(item.id) && (nudgeAtMs(item) ?? Infinity) <= atMs;
  if (told.size === 0 || checklist.items.filter(isDue).length < told.size) return refuse('not_due');
  const items = checklist.items.map((item) => (isDue(item) ? { ...item, nudgedAtMs: atMs } : item));
  return { ok: true, state: { ...checklist, items } };
}

/** A check that is under way is nobody's here any more; it is run again where the item is now. */
function follow(checklist: Checklist, by: string): ChecklistStep {
  if (checklist.status !== 'open') return refuse('is_over');
  const items = checklist.items.map(
    (item): Item => (isLeft(item) ? { ...item, mark: 'carried', running: null } : item),
  );
  return { ok: true, state: { ...checklist, items, status: 'carried', carriedTo: by } };
}

/**
 * What was left open comes first. An item that is in this one too is not there twice: it is the same, open since then,
 * with whoever has it. Of items that the runbook no longer has, as many come along as a card can show. One that was
 * itself followed by now only hands them on.
 */
function takeOver(checklist: Checklist, { from, items: left }: Of<'left_over'>): ChecklistStep {
  if (!checklist.previous.includes(from)) return refuse('not_before');
  if (checklist.status === 'carried') return { ok: true, state: checklist };
  const carried = left.map((old): Item => {
    const now = checklist.items.find(({ id }) => id === old.id) ?? old;
    const requests = (old.requests ?? []).reduce(
      (all, news) => withNews(all, news) ?? all,
      now.requests ?? [],
    );
    return {
      ...now,
      takenBy: now.takenBy ?? old.takenBy,
      since: earlier(now.since, old.since),
      ...(requests.length === 0 ? {} : { requests }),
    };
  });
  const others = checklist.items.filter(({ id }) => carried.every((item) => item.id !== id));
  const items = [...carried.slice(0, ITEMS_MAX - others.length), ...others];
  return { ok: true, state: { ...checklist, items, status: items.some(isLeft) ? 'open' : 'complete' } };
}

/** What was handed on by way of another can come after what that one left itself. */
function earlier(one: Item['since'], other: Item['since']): Item['since'] {
  if (one === null || other === null) return one ?? other;
  return one.atMs <= other.atMs ? one : other;
}
