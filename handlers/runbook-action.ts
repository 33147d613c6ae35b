import { action as asked } from './incident-action.ts';
import { namedIncident } from './incident-argument.ts';
import { named } from './named.ts';
import { showRunbook } from './runbook-search.ts';
import type { RunbookWord } from './runbook-word.ts';

export const runbookAction: RunbookWord = {
  name: 'action',
  usage: 'action restore-table',
  help: 'says what it does, who approves it and how it is undone; with INC-7 before it, its form opens.',
  run: async (line) => {
    const { deps, asker, rest } = line;
    if (namedIncident(rest) !== null) return asked.run({ ...line, place: 'command', said: null });
    if (rest === '') return showRunbook(line, 'list|actions');
    await deps.incidents.admit(asker);
    const { known } = named(deps.runbook.actions, rest, 'action', '/runbook action');
    return showRunbook(line, `action|${known.id}`);
  },
};
