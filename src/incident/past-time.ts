/** `14:05 the job was stopped`, `20m ago …`, `yesterday 14:05 …`: a time before what happened then. */
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
  const begin = words[0]?.toLowerCase() === 'at' ? 1 : 0;
  for (let count = WORDS_MAX; count > 0; count -= 1) {
    const asked = words.slice(begin, begin + count);
    const when = asked.join(' ').replace(/[:,]$/, '');
    if (asked.length === count && parseMoment(when, ANY_DAY).ok)
      return { when, text: words.slice(begin + count).join(' ') };
  }
  return { when: null, text };
}
