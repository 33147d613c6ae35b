import { checkList } from '../blocks/check-list.ts';
import { lookMessage } from '../blocks/look-report.ts';
import { leadLabel } from '../src/check/label.ts';
import type { CheckReport } from '../src/check/report.ts';
import { AppError } from '../src/errors.ts';
import type { Runbook } from '../src/runbook/runbook.ts';
import { checksByArea } from './choices.ts';
import { givenFor } from './given-values.ts';
import { problemsOf } from './incident-check.ts';
import { named } from './named.ts';
import type { RunbookWord } from './runbook-word.ts';

export const runbookCheck: RunbookWord = {
  name: 'check',
  usage: 'check table-freshness hours=3',
  help: 'runs one check, for you alone; in the incidents channel everybody reads what it finds. Alone it lists them.',
  run: async ({ deps, asker, channel, rest }) => {
    // Before anything of the runbook is told.
    await deps.incidents.admit(asker);
    if (rest === '') return checkList(checksByArea(deps.runbook, null));
    const { known, text } = named(deps.runbook.checks, rest, 'check', '/runbook check');
    const given = givenFor(known.parameters, text);
    const wrong = problemsOf(known, given);
    if (wrong.length > 0) throw new AppError('invalid', [`${known.id} was not run.`, ...wrong].join('\n'));
    const answer = await deps.looks.check(asker, { check: known.id, raw: given.raw });
    if (answer.outcome === 'invalid') throw new AppError('invalid', Object.values(answer.errors).join('\n'));
    const { report } = answer;
    const isForAll = channel === deps.incidentsChannel;
    const message = lookMessage({
      report,
      leads: leadsIn(deps.runbook, report),
      by: isForAll ? asker.by : null,
    });
    return isForAll ? { ...message, isForAll } : message;
  },
};

export function leadsIn(runbook: Runbook, { leads = [] }: CheckReport): readonly string[] {
  return leads.map((lead) => leadLabel(runbook, lead));
}
