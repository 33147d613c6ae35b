import { lookModal } from '../blocks/look-report.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { AppError } from '../src/errors.ts';
import { parseParameters } from '../src/runbook/parameters.ts';
import { waitInModal } from './answer-modal.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { onlyOnce } from './request.ts';
import { leadsIn } from './runbook-check.ts';
import { formIn, rawParameters, sent } from './sent.ts';
import { byInput } from './view-request.ts';

/** A check with its values, outside of incidents: it may take its time, so the modal says that it is being looked. */
export const lookSent =
  (deps: HandlerDeps) =>
  async ({ ack, body, view, context, client }: SentArgs): Promise<void> => {
    onlyOnce(context);
    const { inputs, metadata, viewId } = sent(view);
    const check = deps.runbook.checks[formIn(metadata).check ?? ''];
    if (check === undefined) throw new AppError('not_found', 'The runbook has no such check any more.');
    const raw = rawParameters(inputs);
    const parsed = parseParameters(check.parameters, raw);
    if (!parsed.ok) return ack({ response_action: 'errors', errors: byInput(parsed.errors) });
    await ack({
      response_action: 'update',
      view: noticeModal('Runbook', `${check.title} is being looked at…`),
    });
    const show = waitInModal({ client, context, viewId }, deps.log);
    const answer = await deps.looks.check({ by: body.user.id }, { check: check.id, raw });
    if (answer.outcome === 'reported')
      await show(lookModal({ report: answer.report, leads: leadsIn(deps.runbook, answer.report), by: null }));
  };
