import { statisticsMessage } from '../blocks/statistics.ts';
import { AppError } from '../src/errors.ts';
import { DAYS_DEFAULT, DAYS_MAX } from '../src/incident/statistics.ts';
import { onlyOnce } from './request.ts';
import type { Subcommand } from './subcommand.ts';
import { typed } from './typed.ts';

export const stats: Subcommand = {
  name: 'stats',
  usage: 'stats 30',
  help: 'shows how long it took to acknowledge, mitigate and resolve, in the last so many days.',
  run: async ({ deps, asker, context, rest }) => {
    onlyOnce(context);
    await deps.incidents.admit(asker);
    const found = await deps.incidents.statistics(daysIn(typed(rest)));
    const titleOf = (area: string) => deps.runbook.areas.find(({ id }) => id === area)?.title ?? null;
    return statisticsMessage(found, titleOf);
  },
};

function daysIn(text: string): number {
  if (text === '') return DAYS_DEFAULT;
  const [, digits] = /^(\d{1,3})\s*(?:d|days?)?$/i.exec(text) ?? [];
  const days = Number(digits ?? 0);
  if (days >= 1 && days <= DAYS_MAX) return days;
  throw new AppError('invalid', `Say for how many days, from 1 to ${DAYS_MAX}, as in: stats 30.`);
}
