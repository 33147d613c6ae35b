/** A role given to somebody, from the form. */
import { INPUT } from '../blocks/action-ids.ts';
import { AppError } from '../src/errors.ts';
import { ROLES } from '../src/incident/roles.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { senderOf } from './request.ts';
import { metadataOf, sent } from './sent.ts';
import { closeOrTell } from './view-incident.ts';

export const rolesSent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const { incident } = metadataOf(metadata);
    const role = ROLES.find((known) => known === inputs[INPUT.role]);
    const to = inputs[INPUT.owner] ?? '';
    if (role === undefined || to === '') throw new AppError('invalid', 'Choose who, and which role.');
    const asker = senderOf(context, body.user.id, viewId);
    await closeOrTell(ack, await incidents.assign(asker, incident, { role, to }));
  };
