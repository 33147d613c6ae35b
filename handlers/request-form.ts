/** The forms of an action and of a check, filled in with what there is to choose from once that is known. */
import type { KnownBlock, ModalView } from '@slack/types';
import { z } from 'zod';
import { type CheckForm, checkModal } from '../blocks/check-modal.ts';
import { withRecent, withUsual } from '../blocks/parameter-inputs.ts';
import { type RequestForm, requestModal } from '../blocks/request-modal.ts';
import { AppError } from '../src/errors.ts';
import { derivedDefaults } from '../src/runbook/filling.ts';
import type { Parameters } from '../src/runbook/schema-parameters.ts';
import { waitInModal } from './answer-modal.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { type OpenedModal, type OpenModal, shown } from './open-modal.ts';
import { askerOf } from './request.ts';
import { formIn, rawParameters, sent } from './sent.ts';

export async function openForm(deps: HandlerDeps, open: OpenModal, form: RequestForm): Promise<void> {
  const { parameters } = form.action;
  const view = requestModal({ ...form, usual: derivedDefaults(parameters, form.filled) });
  await fillIn(deps, await open(view), { view, parameters, raw: form.filled });
}

export async function openCheckForm(deps: HandlerDeps, open: OpenModal, form: CheckForm): Promise<void> {
  const { parameters } = form.check;
  const view = checkModal({ ...form, usual: derivedDefaults(parameters, form.filled) });
  await fillIn(deps, await open(view), { view, parameters, raw: form.filled });
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

/** Another table was chosen in the form: what the rest offers, and takes where nothing is typed, is something else. */
export const refreshForm =
  (deps: HandlerDeps) =>
  async ({ ack, body, client, context }: PressArgs): Promise<void> => {
    await ack();
    await deps.incidents.admit(askerOf(context, body.user.id)).catch((error: unknown) => {
      // Slack not saying who they are costs nobody what they have typed; who is no member any more loses it.
      if (error instanceof AppError && error.code === 'refused')
        waitInModal({ client, context, viewId: body.view?.id ?? '' }, deps.log);
      throw error;
    });
    const { viewId, metadata, inputs } = sent(body.view);
    const parsed = viewSchema.safeParse(body.view);
    const { action, check } = formIn(metadata);
    const known = check === undefined ? deps.runbook.actions[action ?? ''] : deps.runbook.checks[check];
    if (!parsed.success || known === undefined)
      throw new AppError('not_found', 'The runbook does not have this any more.');
    const { hash, blocks, ...frame } = parsed.data;
    const raw = rawParameters(inputs);
    const drawn = { type: 'modal', ...frame, blocks: blocks as unknown as KnownBlock[] } as ModalView;
    const usual = derivedDefaults(known.parameters, raw);
    const isStale = Object.keys(usual).length > 0;
    const view = withUsual(drawn, usual);
    await fillIn(deps, shown(deps, client, { id: viewId, hash }), {
      view,
      parameters: known.parameters,
      raw,
      isStale,
    });
  };

type Filling = {
  readonly view: ModalView;
  readonly parameters: Parameters;
  readonly raw: { readonly [parameter: string]: string };
  /** What is to be seen is not this view any more. */
  readonly isStale?: boolean;
};

async function fillIn({ recent }: HandlerDeps, modal: OpenedModal, filling: Filling): Promise<void> {
  const { view, parameters, raw, isStale = false } = filling;
  const offers = Object.values(parameters).some(
    (parameter) => parameter.type === 'version' && parameter.recent !== undefined,
  );
  if (offers) await modal.redraw(withRecent(view, await recent({ parameters }, raw)));
  else if (isStale) await modal.redraw(view);
}
