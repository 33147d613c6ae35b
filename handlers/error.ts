/** The one place where an error becomes words for a person, whatever they used: command, mention, button or modal. */
import type { AllMiddlewareArgs, Middleware } from '@slack/bolt';
import { z } from 'zod';
import { sentence } from '../blocks/incident-list.ts';
import { noticeModal } from '../blocks/request-modal.ts';
import { AppError } from '../src/errors.ts';
import { maskText } from '../src/pii/mask.ts';
import { waitingModal } from './answer-modal.ts';
import type { HandlerDeps } from './deps.ts';
import { mentionIn, tell } from './event-mention.ts';
import { reactionIn } from './event-reaction.ts';
import { homePressIn } from './home-press.ts';

type Reply = (body?: object) => Promise<unknown>;

/** The parts of Bolt's arguments that say how the person can be answered; which are there depends on the request. */
const bodySchema = z.object({
  type: z.string().optional().catch(undefined),
  command: z.string().optional().catch(undefined),
  container: z.object({ thread_ts: z.string().optional() }).optional().catch(undefined),
  response_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .catch(undefined),
});

type Deps = Pick<HandlerDeps, 'log' | 'newReference' | 'runbook' | 'whisper'>;

export function answerErrors(deps: Deps): Middleware<object> {
  return async (args: AllMiddlewareArgs) => {
    try {
      await args.next();
    } catch (error) {
      const told = wordsFor(unwrapped(error), deps);
      await answer(deps, args, told).catch((failed: unknown) =>
        deps.log.error({ err: failed }, 'An error could not be told'),
      );
    }
  };
}

/** Bolt wraps what has no `code` of its own, and gathers what several listeners threw. */
function unwrapped(error: unknown): unknown {
  if (error instanceof AppError || typeof error !== 'object' || error === null) return error;
  if ('originals' in error && Array.isArray(error.originals)) return unwrapped(error.originals[0]);
  return 'original' in error ? unwrapped(error.original) : error;
}

/** Slack's answers to a form that comes after the three seconds of its trigger, or a second time. */
const TRIGGER_IS_OVER: ReadonlySet<unknown> = new Set([
  'expired_trigger_id',
  'exchanged_trigger_id',
  'invalid_trigger_id',
]);

const slackRefusalSchema = z.object({
  code: z.literal('slack_webapi_platform_error'),
  data: z.object({ error: z.string() }),
});

function wordsFor(error: unknown, { log, newReference }: Deps): string {
  const refusal = slackRefusalSchema.safeParse(error).data?.data.error;
  if (TRIGGER_IS_OVER.has(refusal)) {
    log.info({ refusal }, 'Slack opened no form');
    return 'Slack did not open the form in time. Nothing was done: try again.';
  }
  if (error instanceof AppError && error.code !== 'internal') {
    log.info({ code: error.code, err: error.cause }, error.message);
    return maskText(error.message);
  }
  const reference = newReference();
  log.error({ err: error, reference }, 'A request failed');
  return `Something went wrong on our side, and it is in the log as ${reference}. What you asked for may not have been done: look before you try again.`;
}

type Answerable = Pick<AllMiddlewareArgs, 'client' | 'context'> & {
  readonly ack?: Reply;
  readonly respond?: Reply;
  readonly body?: unknown;
};

async function answer(deps: Deps, args: object, text: string): Promise<void> {
  const { ack, body, client, context, ...more } = args as Answerable;
  const request = bodySchema.safeParse(body).data ?? {};
  const homePress = homePressIn(body);
  const waiting = waitingModal(context);
  if (waiting !== null) {
    await ack?.().catch(() => undefined);
    await client.views
      .update({ view_id: waiting, view: noticeModal('Not done', text) })
      .catch((failed: unknown) => deps.log.warn({ err: failed }, 'A modal was gone before its error'));
    return;
  }
  const respond = request.response_url === undefined ? undefined : more.respond;
  const message = { response_type: 'ephemeral', replace_original: false, ...sentence(text) };
  if (request.type === 'event_callback') {
    const asked = mentionIn(body) ?? reactionIn(body, deps.runbook.habits.pinReaction);
    if (asked !== null) await tell(deps, asked, sentence(text));
  } else if (request.type === 'view_submission') {
    // Who acknowledges before they are done tells the rest in the modal themselves.
    await ack?.({ response_action: 'update', view: noticeModal('Not done', text) }).catch(() => undefined);
  } else if (homePress !== null) {
    await ack?.().catch(() => undefined);
    const view = noticeModal('Not done', text);
    // Where the trigger is used up, or never was one, there is no way left to say it.
    await client.views
      .open({ trigger_id: homePress.triggerId, view })
      .catch((failed: unknown) => deps.log.warn({ err: failed }, 'A press on Home could not be answered'));
  } else if (request.command !== undefined) {
    await ack?.(message).catch(() => respond?.(message));
  } else {
    // Most listeners of presses have done so by now, and to do it again is an error.
    await ack?.({}).catch(() => undefined);
    const thread = request.container?.thread_ts;
    await respond?.({ ...message, ...(thread === undefined ? {} : { thread_ts: thread }) });
  }
}
