/** What is done when an incident's stored deadlines come. */
import { apply } from '../journal/document.ts';
import type { DueItem } from '../journal/journal.ts';
import { type SendPageDeps, sendPage } from '../page/send.ts';
import type { DeadlineHandlers } from '../schedule/deadlines.ts';
import { type CallDeps, call, remind } from './call.ts';
import { incidentDocument } from './document.ts';
import { followUp } from './remind.ts';

export function incidentDeadlines(deps: CallDeps & SendPageDeps): DeadlineHandlers {
  const passClock =
    (mark: 'at_risk' | 'breached') =>
    async ({ ref }: DueItem) => {
      await apply(deps.journal, incidentDocument, ref.id, { type: 'clock_passed', mark });
      deps.wake();
    };
  return {
    'incident/at_risk': passClock('at_risk'),
    'incident/breached': passClock('breached'),
    'incident/call': (item) => call(deps, item),
    'incident/ask_update': (item) => remind(deps, item),
    'incident/follow_up': (item) => followUp(deps, item),
    'page/send': (item) => sendPage(deps, item),
  };
}
