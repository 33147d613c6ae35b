/** What is pressed on the runbook's pages. Who may see them is asked again: a press is a request of its own. */
import { noticeModal } from '../blocks/request-modal.ts';
import { pageModal } from '../blocks/runbook-page.ts';
import { AppError } from '../src/errors.ts';
import type { Asker } from '../src/incident/service.ts';
import { suggestedForm } from './action-request.ts';
import { waitInModal } from './answer-modal.ts';
import type { PressArgs } from './args.ts';
import { begunAlone } from './begun-alone.ts';
import type { HandlerDeps } from './deps.ts';
import { modalReplacer, type OpenModal } from './open-modal.ts';
import { incidentIn, pressed } from './pressed.ts';
import { askerOf } from './request.ts';
import { openCheckForm, openForm } from './request-form.ts';
import { HOME_PAGE, pageAt } from './runbook-pages.ts';
import { trailIn } from './sent.ts';

/** Further back than this nobody goes page by page. */
const TRAIL_MAX = 10;

export const openPage = (deps: HandlerDeps) => {
  const further = (trail: readonly string[], chosen: string) => [...trail, chosen].slice(-TRAIL_MAX);
  return turning(deps, (trail, value) => further(trail, value.join('|')));
};

export const toPageBefore = (deps: HandlerDeps) => turning(deps, (trail) => trail.slice(0, -1));

type NextTrail = (trail: readonly string[], value: readonly string[]) => readonly string[];

const turning = (deps: HandlerDeps, next: NextTrail) =>
  onPage(deps, async ({ value, trail: before, open }) => {
    const trail = next(before, value);
    const page = await pageAt(deps, trail.at(-1) ?? HOME_PAGE);
    await open(pageModal(page, trail.length === 0 ? [HOME_PAGE] : trail));
  });

/** The form takes the place of the page; what it is sent with is answered there. */
export const runFromPage = (deps: HandlerDeps) =>
  onPage(deps, async ({ value, open }) => {
    const check = deps.runbook.checks[value[0] ?? ''];
    if (check === undefined) throw new AppError('not_found', 'The runbook has no such check any more.');
    await openCheckForm(deps, open, { incident: null, check, filled: {} });
  });

export const requestFromPage = (deps: HandlerDeps) =>
  onPage(deps, async ({ value, open }) => {
    const known = deps.runbook.actions[value[1] ?? ''];
    if (known === undefined) throw new AppError('not_found', 'The runbook has no such action any more.');
    const { id } = await deps.incidents.find(incidentIn(value[0]));
    await openForm(deps, open, suggestedForm(id, known, await deps.incidents.suggested(id)));
  });

/** What has begun is said in the place of the page: nothing is left to be pressed twice. */
export const startFromPage = (deps: HandlerDeps) =>
  onPage(deps, async ({ asker, value, open }) => {
    const id = await deps.procedures.start(asker, value[0] ?? '', null);
    await open(noticeModal('Runbook', begunAlone(id)));
  });

type OnPage = {
  readonly asker: Asker;
  readonly value: readonly string[];
  readonly trail: readonly string[];
  /** In the place of the page. */
  readonly open: OpenModal;
};

/** There is no message that could be answered under: what goes wrong is told in the modal itself. */
const onPage =
  (deps: HandlerDeps, turn: (on: OnPage) => Promise<void>) =>
  async ({ ack, body, action, client, context }: PressArgs): Promise<void> => {
    await ack();
    const { userId, value } = pressed(body, action);
    const viewId = body.view?.id ?? '';
    waitInModal({ client, context, viewId }, deps.log);
    const asker = askerOf(context, userId);
    await deps.incidents.admit(asker);
    const trail = trailIn(body.view?.private_metadata);
    await turn({ asker, value, trail, open: modalReplacer(deps, client, viewId) });
  };
