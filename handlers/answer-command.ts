/** A command's answer: with its acknowledgement where it is there in time, else after it. */
import type { AllMiddlewareArgs, SlackCommandMiddlewareArgs } from '@slack/bolt';
import type { Message } from '../src/outbox/messenger.ts';

export type CommandArgs = SlackCommandMiddlewareArgs & AllMiddlewareArgs;

/** To whoever asked alone, unless it says otherwise. */
export type CommandAnswer = Message & { readonly isForAll?: true };

/** Slack waits three seconds; asking it who is in a group, or the warehouse anything, can take that long. */
const ANSWER_WITHIN_MS = 2_000;

/**
 * `meanwhile`: what is said where the answer takes longer. What comes then goes by the address that this request brought,
 * which is kept nowhere: it reaches the person in channels that the bot is not in, and ends with the process.
 */
export async function answerCommand(
  { ack, respond }: CommandArgs,
  answering: Promise<CommandAnswer | null>,
  meanwhile?: Message,
): Promise<void> {
  if (!(await isWithin(answering, ANSWER_WITHIN_MS)))
    await ack(meanwhile === undefined ? undefined : bodyOf(meanwhile));
  const answer = await answering;
  const message = answer === null ? undefined : bodyOf(answer);
  await ack(message).catch(() => (message === undefined ? null : respond(message)));
}

/** Null is answered by the modal that has opened. */
function bodyOf({ text, blocks, isForAll }: CommandAnswer) {
  const response_type = isForAll === true ? ('in_channel' as const) : ('ephemeral' as const);
  return { response_type, text, blocks: [...blocks] };
}

async function isWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => late.resolve(false), timeoutMs);
  const done = work.then(
    () => true,
    () => true,
  );
  return Promise.race([done, late.promise]).finally(() => clearTimeout(timer));
}
