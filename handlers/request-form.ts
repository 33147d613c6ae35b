/** The form of a request: open at once, for the trigger lasts three seconds, then filled in with what there is to choose. */
import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type RequestForm, requestModal, withRecent } from '../blocks/request-modal.ts';
import { AppError } from '../src/errors.ts';
import type { Action } from '../src/runbook/schema-actions.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { metadataOf, rawParameters, sent } from './sent.ts';

type Client = PressArgs['client'];

export async function openForm(
  deps: HandlerDeps,
  client: Client,
  triggerId: string,
  form: RequestForm,
): Promise<void> {
  const view = requestModal(form);
  const opened = await client.views.open({ trigger_id: triggerId, view });
  await fillIn(deps, client, { ...shownIn(opened.view), view, action: form.action, raw: form.filled });
}

/** The form takes the place of the question which action it should be. */
export async function replaceByForm(
  deps: HandlerDeps,
  client: Client,
  viewId: string,
  form: RequestForm,
): Promise<void> {
  const view = requestModal(form);
  const replaced = await client.views.update({ view_id: viewId, view });
  await fillIn(deps, client, { ...shownIn(replaced.view), view, action: form.action, raw: form.filled });
}

const viewSchema = z.object({
  hash: z.string(),
  callback_id: z.string(),
  private_metadata: z.string(),
  title: z.unknown(),
  submit: z.unknown(),
  close: z.unknown(),
  blocks: z.array(z.looseObject({ type: z.string() })),
});

/** Another table was chosen in the form: what there is to choose from for the rest is another list. */
export const refreshForm =
  (deps: HandlerDeps) =>
  async ({ ack, body, client }: PressArgs): Promise<void> => {
    await ack();
    const { viewId, metadata, inputs } = sent(body.view);
    const parsed = viewSchema.safeParse(body.view);
    const action = deps.runbook.actions[metadataOf(metadata).action ?? ''];
    if (!parsed.success || action === undefined)
      throw new AppError('not_found', 'The runbook has no such action any more.');
    const { hash, blocks, ...frame } = parsed.data;
    const view = { type: 'modal', ...frame, blocks: blocks as unknown as KnownBlock[] } as ModalView;
    await fillIn(deps, client, { viewId, hash, view, action, raw: rawParameters(inputs) });
  };

type Filling = {
  readonly viewId: string;
  readonly hash: string;
  readonly view: ModalView;
  readonly action: Action;
  readonly raw: { readonly [parameter: string]: string };
};

function shownIn(view: { id?: string; hash?: string } | undefined): { viewId: string; hash: string } {
  return { viewId: view?.id ?? '', hash: view?.hash ?? '' };
}

/** The hash keeps a slow answer from drawing over what came after it. */
async function fillIn({ recent, log }: HandlerDeps, client: Client, filling: Filling): Promise<void> {
  const { viewId, hash, view, action, raw } = filling;
  const found = await recent(action, raw);
  await client.views
    .update({ view_id: viewId, hash, view: withRecent(view, found) })
    .catch((error: unknown) =>
      log.info({ err: error }, 'A form was closed or changed before it was filled in'),
    );
}
