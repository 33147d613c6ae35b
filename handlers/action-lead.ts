/** A button under a report: the request or the check that it leads to, with what the result says for it. */
import { AppError } from '../src/errors.ts';
import { fillable } from '../src/runbook/filling.ts';
import { parseParameters } from '../src/runbook/parameters.ts';
import { formFrom } from './action-request.ts';
import { answerPress, incidentWords } from './answer.ts';
import { type PressArgs, threadOf } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { openerFor } from './member-modal.ts';
import { incidentIn, numberIn, originIn, pressed } from './pressed.ts';
import { askerOf } from './request.ts';
import { openCheckForm, openForm } from './request-form.ts';

export const followLead =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { ack, body, action, context, respond } = args;
    await ack();
    const press = pressed(body, action);
    const { userId, value } = press;
    const { origin, report, lead } = await deps.lead(
      originIn(value[0]),
      numberIn(value[1]),
      numberIn(value[2]),
    );
    if ('action' in lead) {
      const open = await openerFor(deps, args, press, origin.id);
      const known = deps.runbook.actions[lead.action];
      if (known === undefined) throw new AppError('not_found', 'The runbook has no such action any more.');
      return openForm(deps, open, formFrom(origin, known, lead.with, report.title));
    }
    const incident = incidentIn(value[0]);
    const check = deps.runbook.checks[lead.check];
    if (check === undefined) throw new AppError('not_found', 'The runbook has no such check any more.');
    const asksForNothing = Object.keys(lead.with).length === 0 && parseParameters(check.parameters, {}).ok;
    if (!asksForNothing) {
      const open = await openerFor(deps, args, press, incident);
      const filling = fillable(check.parameters, lead.with);
      return openCheckForm(deps, open, { incident, check, ...filling, from: report.title });
    }
    const asker = askerOf(context, userId);
    const answer = await deps.incidents.runCheck(asker, incident, { check: check.id, raw: {} });
    if (answer.outcome !== 'invalid') await answerPress(respond, threadOf(body), incidentWords(answer));
  };
