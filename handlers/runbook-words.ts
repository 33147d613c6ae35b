/** What can be said to the runbook, in the order in which help shows it. */
import { helpText } from '../blocks/incident-list.ts';
import { runbookAction } from './runbook-action.ts';
import { runbookCheck } from './runbook-check.ts';
import { runbookProcedure } from './runbook-procedure.ts';
import { search } from './runbook-search.ts';
import type { RunbookWord } from './runbook-word.ts';

const help: RunbookWord = {
  name: 'help',
  usage: 'help',
  help: 'shows this.',
  run: () => Promise.resolve(helpText('runbook', RUNBOOK_WORDS)),
};

export const RUNBOOK_WORDS: readonly RunbookWord[] = [
  runbookCheck,
  runbookAction,
  runbookProcedure,
  search,
  help,
];
