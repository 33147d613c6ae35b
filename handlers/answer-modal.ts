/** An answer that is a modal: open while there is a trigger, and filled in when there is something to say. */
import type { AllMiddlewareArgs, Context } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { HandlerDeps } from './deps.ts';

export type Trigger = {
  readonly client: AllMiddlewareArgs['client'];
  readonly context: Context;
  readonly triggerId: string;
};

/** Where handlers/error.ts looks for a modal that waits for an answer. */
const WAITING = 'waitingModal';

/** Shows the view; what is answered replaces it. Closed by then is fine: it was looked away from. */
export async function inModal(
  { client, context, triggerId }: Trigger,
  log: HandlerDeps['log'],
  first: ModalView,
): Promise<(view: ModalView) => Promise<void>> {
  const opened = await client.views.open({ trigger_id: triggerId, view: first });
  return waitInModal({ client, context, viewId: opened.view?.id ?? '' }, log);
}

type Waiting = Omit<Trigger, 'triggerId'> & { readonly viewId: string };

/** The same for a modal that is open already and says that it waits. */
export function waitInModal(
  { client, context, viewId }: Waiting,
  log: HandlerDeps['log'],
): (view: ModalView) => Promise<void> {
  context[WAITING] = viewId;
  return async (view) => {
    await client.views
      .update({ view_id: viewId, view })
      .catch((error: unknown) => log.info({ err: error }, 'A modal was closed before its answer'));
  };
}

/** The modal that this request has opened, or null: a payload of somebody's own making may name none. */
export function waitingModal(context: unknown): string | null {
  const viewId = (context as { readonly [WAITING]?: unknown } | undefined)?.[WAITING];
  return typeof viewId === 'string' && viewId !== '' ? viewId : null;
}
