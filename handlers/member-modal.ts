/** What is known of an incident is shown and told to full members alone, and finding out who somebody is can take Slack long. */
import { noticeModal } from '../blocks/request-modal.ts';
import { inModal, type Trigger, waitingModal } from './answer-modal.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import type { MarkDeps } from './drill-mark.ts';
import { modalReplacer, type OpenModal } from './open-modal.ts';
import { incidentIn, pressed } from './pressed.ts';

/** Opens at once, for a trigger lasts three seconds, and says nothing; a form takes its place once they are admitted. */
export async function memberOpener(
  deps: Pick<HandlerDeps, 'incidents'> & MarkDeps,
  trigger: Trigger,
  by: string,
  title: string,
): Promise<OpenModal> {
  await inModal(trigger, deps.log, noticeModal(title, 'One moment…'));
  await deps.incidents.admit(by);
  return modalReplacer(deps, trigger.client, waitingModal(trigger.context) ?? '');
}

/** For a button of an incident: which one, and where its form is drawn. In a menu's option, what is chosen stands before it. */
export async function pressedByMember(
  deps: Pick<HandlerDeps, 'incidents'> & MarkDeps,
  { ack, body, action, client, context }: PressArgs,
): Promise<{ readonly incident: string; readonly open: OpenModal }> {
  await ack();
  const { userId, value, triggerId } = pressed(body, action);
  const incident = incidentIn(value.at(-1));
  const open = await memberOpener(deps, { client, context, triggerId }, userId, incident);
  return { incident, open };
}

/** For a typed line that opens a form: Slack is asked who they are only then, or where something is to be told. */
export async function toldToMembers<Result>(
  { incidents }: { readonly incidents: Pick<HandlerDeps['incidents'], 'admit'> },
  by: string,
  findOut: () => Promise<Result>,
): Promise<Result> {
  try {
    return await findOut();
  } catch (error) {
    await incidents.admit(by);
    throw error;
  }
}
