/** A modal opens at once, for its trigger lasts three seconds; what takes longer to find out is drawn into it afterwards. */
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { AppError } from '../src/errors.ts';
import type { PressArgs } from './args.ts';
import { type MarkDeps, markedView } from './drill-mark.ts';

type Client = PressArgs['client'];

const goneSchema = z.object({
  code: z.literal('slack_webapi_platform_error'),
  data: z.object({ error: z.literal('not_found') }),
});

export type OpenedModal = { readonly redraw: (view: ModalView) => Promise<void> };

export type OpenModal = (view: ModalView) => Promise<OpenedModal>;

export function modalOpener(deps: MarkDeps, client: Client, triggerId: string): OpenModal {
  return async (view) => {
    const opened = await client.views.open({
      trigger_id: triggerId,
      view: await markedView(deps, view),
    });
    return shown(deps, client, opened.view);
  };
}

/** In the place of the modal in which a question was answered. */
export function modalReplacer(deps: MarkDeps, client: Client, viewId: string): OpenModal {
  return async (view) =>
    shown(deps, client, (await replaceModal(client, viewId, await markedView(deps, view))).view);
}

/** Throws AppError('conflict') where it was closed. */
export async function replaceModal(client: Client, viewId: string, view: ModalView) {
  // A press that claims to stand in a form and names none.
  if (viewId === '')
    throw new AppError('invalid', 'This button stands in no form. Use the card that it belongs to.');
  return client.views.update({ view_id: viewId, view }).catch((error: unknown) => {
    // Slack's word for a modal that was closed meanwhile, or never was.
    if (goneSchema.safeParse(error).success)
      throw new AppError('conflict', 'The form was closed before it was filled in. Nothing was done.', error);
    throw error;
  });
}

/** The hash keeps a slow answer from drawing over what came after it. */
export function shown(
  deps: MarkDeps,
  client: Client,
  { id = '', hash = '' }: { readonly id?: string; readonly hash?: string } = {},
): OpenedModal {
  return {
    redraw: async (view) => {
      await client.views
        .update({ view_id: id, hash, view: await markedView(deps, view) })
        .catch((error: unknown) =>
          deps.log.info({ err: error }, 'A form was closed or changed before it was filled in'),
        );
    },
  };
}
