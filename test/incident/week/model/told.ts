/** Who is told, asked and reminded when somebody looks: what is due by then, once, however late it is. */
import {
  contactNext,
  hasResponse,
  isOver,
  type Life,
  nextAskAtMs,
  nextCallAtMs,
  owesPostmortem,
  whoHasIt,
} from './life.ts';
import { type Contact, DAY_MS, isNight, morningAfter } from './rules.ts';

export type Told =
  | { readonly what: 'called'; readonly contact: Contact | null; readonly isLate: boolean }
  | { readonly what: 'asked'; readonly whom: string }
  | { readonly what: 'reminded'; readonly ofPostmortem: boolean; readonly ofItems: readonly number[] };

/** What is told at this look; what the incident remembers of it is changed. */
export function look(life: Life, atMs: number): readonly Told[] {
  return [...attention(life, atMs), ...reminders(life, atMs)];
}

/** Of it alone that nobody responds, or says where things stand. */
export function attention(life: Life, atMs: number): readonly Told[] {
  const callAtMs = nextCallAtMs(life);
  const askAtMs = nextAskAtMs(life);
  const dueAtMs = callAtMs ?? askAtMs;
  if (dueAtMs === null || dueAtMs > atMs) return [];
  if (isNight(life.severity, atMs)) {
    life.sleepUntilMs = morningAfter(life.severity, atMs);
    return [];
  }
  life.snooze = null;
  life.sleepUntilMs = 0;
  if (hasResponse(life)) {
    life.askedAtMs = atMs;
    return [{ what: 'asked', whom: whoHasIt(life) }];
  }
  const contact = contactNext(life);
  life.calls += 1;
  life.lastCallAtMs = atMs;
  return [{ what: 'called', contact, isLate: atMs >= life.dueAtMs }];
}

/** A day after it was resolved and each day from then on; of what is to do from its day on. */
export function reminders(life: Life, atMs: number): readonly Told[] {
  const resolvedAtMs = life.steps.findLast(({ to }) => to === 'resolved')?.atMs ?? 0;
  const ofPostmortem =
    life.state === 'resolved' &&
    owesPostmortem(life) &&
    Math.max(resolvedAtMs, life.postmortemRemindedAtMs) + DAY_MS <= atMs;
  const ofItems = life.items.flatMap((item, index) => {
    const remindAtMs =
      item.remindedAtMs === null ? item.dueAtMs : Math.max(item.dueAtMs, item.remindedAtMs + DAY_MS);
    return !item.isDone && remindAtMs <= atMs ? [index + 1] : [];
  });
  if (!ofPostmortem && ofItems.length === 0) return [];
  if (ofPostmortem) life.postmortemRemindedAtMs = atMs;
  for (const number of ofItems) {
    const item = life.items[number - 1];
    if (item !== undefined) item.remindedAtMs = atMs;
  }
  return [{ what: 'reminded', ofPostmortem, ofItems }];
}

/** Open, and nothing was said of it for a day. */
export function isQuiet(life: Life, atMs: number): boolean {
  return !isOver(life) && life.saidAtMs <= atMs - DAY_MS;
}
