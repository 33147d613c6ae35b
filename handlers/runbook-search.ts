/** The runbook in a modal: opened at once, for its trigger lasts three seconds, and shown to who may see it. */

import { noticeModal } from '../blocks/request-modal.ts';
import { pageModal } from '../blocks/runbook-page.ts';
import { AppError } from '../src/errors.ts';
import { findInRunbook } from '../src/runbook/find.ts';
import { inModal } from './answer-modal.ts';
import { HOME_PAGE, pageAt } from './runbook-pages.ts';
import type { RunbookLine, RunbookWord } from './runbook-word.ts';
import { typed } from './typed.ts';

/** It is carried from page to page. */
const SEARCH_CHARACTERS_MAX = 60;

export const search: RunbookWord = {
  name: 'search',
  usage: 'search stale table',
  help: 'finds checks, actions, causes, contacts by a word of them; the word alone does too.',
  run: (line) => {
    const text = [...typed(line.rest)].slice(0, SEARCH_CHARACTERS_MAX).join('');
    if (text === '') throw new AppError('invalid', 'What is looked for? As in /runbook search stale.');
    const [only, second] = findInRunbook(line.deps.runbook, text);
    const isMeant = only !== undefined && second === undefined;
    return showRunbook(line, isMeant ? `${only.kind}|${only.id}` : `found|${text}`);
  },
};

/** Null: the modal is the answer. */
export async function showRunbook({ deps, asker, trigger }: RunbookLine, page = HOME_PAGE): Promise<null> {
  const show = await inModal(trigger, deps.log, noticeModal('Runbook', 'One moment…'));
  await deps.incidents.admit(asker);
  const trail = page === HOME_PAGE ? [HOME_PAGE] : [HOME_PAGE, page];
  await show(pageModal(await pageAt(deps, page), trail));
  return null;
}
