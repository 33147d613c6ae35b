import { statisticsMessage } from '../blocks/statistics.ts';
import { AppError } from '../src/errors.ts';
import { DAYS_DEFAULT, DAYS_MAX } from '../src/incident/statistics.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const stats: Subcommand = {
  name: 'stats',
  usage: 'stats 30',
  help: 'shows how long it took to acknowledge, mitigate and resolve, in the last so many days; as a chart too.',
  run: async ({ deps, asker, context, rest }) => {
    onlyOnce(context);
    await deps.incidents.admit(asker.by);
    const found = await deps.incidents.statistics(daysIn(typed(rest)));
    return statisticsMessage(found, areaTitles(deps.runbook));
  },
};

export function areaTitles({ areas }: Pick<Runbook, 'areas'>): (area: string) => string | null {
  return (area) => areas.find(({ id }) => id === area)?.title ?? null;
}

const NAMED: { readonly [word: string]: number } = { day: 1, week: 7, month: 30, quarter: 91, year: 365 };

function daysIn(text: string): number {
  if (text === '') return DAYS_DEFAULT;
  const word = text.toLowerCase();
  if (Object.hasOwn(NAMED, word)) return NAMED[word] ?? DAYS_DEFAULT;
  const [, digits] = /^(\d{1,3})\s*(?:d|days?)?$/.exec(word) ?? [];
  const days = Number(digits ?? 0);
  if (days >= 1 && days <= DAYS_MAX) return days;
  const words = Object.keys(NAMED).join(', ');
  throw new AppError(
    'invalid',
    `Say for how many days, from 1 to ${DAYS_MAX}, as in: stats 30. Or one of: ${words}.`,
  );
}
