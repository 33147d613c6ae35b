/** Lists of incidents, opened and turned by their buttons: private in a channel, in a modal from Home. */
import { incidentPage, incidentPageModal } from '../blocks/incident-pages.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { answerBeside, answerInPlace } from './answer.ts';
import { inModal, waitInModal } from './answer-modal.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { homePressIn } from './home-press.ts';
import { listPage } from './incident-list.ts';
import { numberIn, pressed } from './pressed.ts';
import { askerOf, onlyOnce } from './request.ts';

/** From a message: a new private answer. */
export const openList =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    const first = () => listPage(deps, askerOf(context, userId), value[0] ?? '', 1);
    const home = homePressIn(body);
    if (home !== null) {
      const trigger = { client, context, triggerId: home.triggerId };
      const show = await inModal(trigger, deps.log, noticeModal('Incidents', 'One moment…'));
      return show(incidentPageModal(await first()));
    }
    await answerBeside(respond, threadOf(body), incidentPage(await first()));
  };

/** In the place of the page that it stood on. */
export const turnList =
  (deps: HandlerDeps) =>
  async ({ ack, body, action, client, context, respond }: PressArgs): Promise<void> => {
    await ack();
    onlyOnce(context);
    const { userId, value } = pressed(body, action);
    const next = () => listPage(deps, askerOf(context, userId), value[0] ?? '', numberIn(value[1]));
    if (body.view?.type === 'modal') {
      const show = waitInModal({ client, context, viewId: body.view.id }, deps.log);
      return show(incidentPageModal(await next()));
    }
    await answerInPlace(respond, incidentPage(await next()));
  };
