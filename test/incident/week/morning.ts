/** The morning's list: each day one look, soon after eight, at what is open and has gone quiet; said where there is some. */

import { isOver, type Life } from './model/life.ts';
import { DAY_MS, MINUTE_MS, SEVERITY_ORDER, wallMinute } from './model/rules.ts';
import { isQuiet } from './model/told.ts';

const EIGHT = 8 * 60;
/** A bot that was down all morning says nothing in the evening. */
const LATE_MAX_MIN = 6 * 60;
/** It looks every minute, and time leaps here. */
const GRACE_MS = 2 * MINUTE_MS;
const LISTED_MAX = 15;

export type Listed = { readonly ids: readonly string[]; readonly others: number };

export type Mornings = {
  /** `stale` and `others` as the bot wrote them down, null where it has not looked yet. */
  readonly looked: (found: Looked, lives: readonly Life[]) => void;
  /** After every certain look of a bot that is up. */
  readonly up: (atMs: number) => void;
  readonly lists: () => readonly Listed[];
  readonly wrong: () => readonly string[];
};

export type Looked = { readonly atMs: number; readonly stale: readonly string[]; readonly others: number };

export function openMornings(): Mornings {
  const wrong: string[] = [];
  const lists: Listed[] = [];
  const days = new Set<string>();
  const upSince = new Map<string, number>();
  return {
    looked: ({ atMs, stale, others }, lives) => {
      const day = dayOf(atMs);
      const minute = wallMinute(atMs);
      if (days.has(day)) wrong.push(`the morning of ${day} was looked at twice`);
      if (minute < EIGHT || minute > EIGHT + LATE_MAX_MIN)
        wrong.push(`${day} was looked at at minute ${minute}`);
      days.add(day);
      const quiet = lives.filter((life) => isQuiet(life, atMs)).toSorted(byUrgency);
      const expected = {
        stale: quiet.slice(0, LISTED_MAX).map(({ id }) => id),
        others: Math.max(0, quiet.length - LISTED_MAX),
      };
      if (JSON.stringify({ stale, others }) !== JSON.stringify(expected))
        wrong.push(`${day}: quiet were ${stale.join()} and should be ${expected.stale.join()}`);
      if (stale.length > 0) lists.push({ ids: expected.stale, others: expected.others });
    },
    up: (atMs) => {
      const minute = wallMinute(atMs);
      if (minute < EIGHT || minute >= EIGHT + LATE_MAX_MIN) return;
      const day = dayOf(atMs);
      const sinceMs = upSince.get(day);
      if (sinceMs === undefined) upSince.set(day, atMs);
      else if (atMs - sinceMs > GRACE_MS && !days.has(day)) {
        wrong.push(`nobody looked on the morning of ${day}`);
        days.add(day);
      }
    },
    lists: () => lists,
    wrong: () => wrong,
  };
}

/** As it may be said by now: what is over meanwhile is left out. */
export function isDigestOf({ ids, others }: Listed, text: string, lifeOf: (id: string) => Life): boolean {
  const said: readonly string[] = text.match(/INC-\d+/g) ?? [];
  const isSaidOrOver = ids.every((id) => said.includes(id) || isOver(lifeOf(id)));
  const count = said.length + others;
  const begins = count === 1 ? '1 incident is open' : `${count} incidents are open`;
  return (
    isSaidOrOver && said.join() === ids.filter((id) => said.includes(id)).join() && text.startsWith(begins)
  );
}

function byUrgency(one: Life, other: Life): number {
  const severity = SEVERITY_ORDER.indexOf(one.severity) - SEVERITY_ORDER.indexOf(other.severity);
  return severity || Math.floor(one.declaredAtMs / 1_000) - Math.floor(other.declaredAtMs / 1_000);
}

function dayOf(atMs: number): string {
  return new Date(Math.floor(atMs / DAY_MS) * DAY_MS).toISOString().slice(0, 10);
}
