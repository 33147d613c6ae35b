/** What is known of an incident is shown and told to full members alone, and finding out who somebody is can take Slack long. */
import { noticeModal } from '../blocks/request-modal.ts';
import type { Asker } from '../src/incident/service.ts';
import { inModal, type Trigger, waitInModal, waitingModal } from './answer-modal.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import type { MarkDeps } from './drill-mark.ts';
import { modalReplacer, type OpenModal } from './open-modal.ts';
import { incidentIn, type Pressed, pressed } from './pressed.ts';
import { askerOf } from './request.ts';

type Deps = Pick<HandlerDeps, 'incidents'> & MarkDeps;

/** Opens at once, for a trigger lasts three seconds, and says nothing; a form takes its place once they are admitted. */
export async function memberOpener(
  deps: Deps,
  trigger: Trigger,
  by: string,
  title: string,
): Promise<OpenModal> {
  await inModal(trigger, deps.log, noticeModal(title, 'One moment…'));
  await deps.incidents.admit(askerOf(trigger.context, by));
  return modalReplacer(deps, trigger.client, waitingModal(trigger.context) ?? '');
}

/** For a button that was acknowledged: nothing of what it is about is looked up before. */
export async function openerFor(
  deps: Deps,
  { client, context }: Pick<PressArgs, 'client' | 'context'>,
  { userId, triggerId }: Pressed,
  title: string,
): Promise<OpenModal> {
  return memberOpener(deps, { client, context, triggerId }, userId, title);
}

/** For a button of an incident: which one, and where its form is drawn. In a menu's option, what is chosen stands before it. */
export async function pressedByMember(
  deps: Deps,
  args: PressArgs,
): Promise<{ readonly incident: string; readonly open: OpenModal }> {
  await args.ack();
  const press = pressed(args.body, args.action);
  const incident = incidentIn(press.value.at(-1));
  return { incident, open: await openerFor(deps, args, press, incident) };
}

/** For what is chosen in a form: the next one takes its place, for whoever is a full member by now. */
export async function replacerFor(
  deps: Deps,
  { body, client, context }: Pick<PressArgs, 'body' | 'client' | 'context'>,
): Promise<OpenModal> {
  const viewId = body.view?.id ?? '';
  waitInModal({ client, context, viewId }, deps.log);
  await deps.incidents.admit(askerOf(context, body.user.id));
  return modalReplacer(deps, client, viewId);
}

/** For a typed line that opens a form: Slack is asked who they are only then, or where something is to be told. */
export async function toldToMembers<Result>(
  { incidents }: { readonly incidents: Pick<HandlerDeps['incidents'], 'admit'> },
  asker: Pick<Asker, 'by'>,
  findOut: () => Promise<Result>,
): Promise<Result> {
  try {
    return await findOut();
  } catch (error) {
    await incidents.admit(asker);
    throw error;
  }
}
