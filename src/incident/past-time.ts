/** `14:05 the job was stopped`, `20m ago …`, `yesterday at 14:05 …`: a time before what happened then. */
import { type Now, parseMoment } from '../runbook/moment.ts';

/** `2026-01-31 10:00 Europe/Berlin` has three words, `20 minutes ago` as many. */
const WORDS_MAX = 3;
/** Whether words are a time does not depend on which day it is; a day without a skipped hour is as good as any. */
const ANY_DAY: Now = { nowMs: Date.UTC(2026, 0, 15, 12), zone: 'UTC' };

export type Timed = { readonly when: string | null; readonly text: string };

/** The longest beginning that is a time; `when` is null where there is none. */
export function leadingTime(line: string): Timed {
  const text = line.trim();
  const words = text.split(/\s+/);
  // `at` says nothing that the time does not: before it, or between the day and the hour.
  for (const at of [-1, 0, 1]) {
    if (at >= 0 && words[at]?.toLowerCase() !== 'at') continue;
    const found = timeAt(words.filter((_word, index) => index !== at));
    if (found !== null) return found;
  }
  return { when: null, text };
}

function timeAt(words: readonly string[]): Timed | null {
  for (let count = WORDS_MAX; count > 0; count -= 1) {
    const asked = words.slice(0, count);
    const when = asked.join(' ').replace(/[:,]$/, '');
    if (asked.length === count && isTime(when)) return { when, text: words.slice(count).join(' ') };
  }
  return null;
}

/** A date and an hour without a zone are meant in the team's. */
function isTime(when: string): boolean {
  return parseMoment(when, ANY_DAY).ok || parseMoment(withZone(when, 'UTC'), ANY_DAY).ok;
}

/** As it is read: `2026-01-31 10:00` is one of the team's days. */
export function withZone(when: string, zone: string): string {
  return /^\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}(?::\d{2})?$/.test(when) ? `${when} ${zone}` : when;
}
