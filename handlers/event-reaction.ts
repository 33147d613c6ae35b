/** The runbook's reaction on a message of an incident's thread puts it into the timeline; taking it away takes it out again. */
import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { z } from 'zod';
import { sentence } from '../blocks/incident-list.ts';
import { clip } from '../blocks/kit.ts';
import { MESSAGE_KEPT_CHARACTERS_MAX } from '../blocks/limits.ts';
import { incidentWords } from './answer.ts';
import type { HandlerDeps } from './deps.ts';
import { stored } from './event-delivery.ts';
import { tell } from './event-mention.ts';
import { askerOf, isReplay } from './request.ts';
import { typed } from './typed.ts';

const reactionSchema = z.object({
  event: z.object({
    type: z.enum(['reaction_added', 'reaction_removed']),
    user: z.string().min(1),
    reaction: z.string(),
    item: z.object({
      type: z.literal('message'),
      channel: z.string().min(1),
      ts: z.string().regex(/^\d{10}\.\d{6}$/),
    }),
  }),
});

export type Reaction = { readonly user: string; readonly channel: string; readonly ts: string };

/** Null for every other reaction than `pin`, in whichever tone of skin, and for what is none. */
export function reactionIn(body: unknown, pin: string): Reaction | null {
  const parsed = reactionSchema.safeParse(body);
  if (!parsed.success) return null;
  const { user, item, reaction } = parsed.data.event;
  if (reaction.replace(/::skin-tone-\d$/, '') !== pin) return null;
  return { user, channel: item.channel, ts: item.ts };
}

type AddedArgs = SlackEventMiddlewareArgs<'reaction_added'> & AllMiddlewareArgs;
type RemovedArgs = SlackEventMiddlewareArgs<'reaction_removed'> & AllMiddlewareArgs;

/** A reaction says only where: what stands there, and in whose thread, is looked up. */
export const reactionAdded =
  (deps: HandlerDeps) =>
  async ({ body, context }: AddedArgs): Promise<void> => {
    const reaction = reactionIn(body, deps.runbook.habits.pinReaction);
    if (reaction === null || isReplay(context)) return;
    const { user, channel, ts } = reaction;
    if (!(await deps.incidents.mayPin(askerOf(context, user), channel))) return;
    const found = await deps.readMessage(channel, ts);
    // The top of a thread is the card itself.
    if (found === null || found.threadTs === null || found.threadTs === ts) return;
    const incident = await deps.incidents.ofThread(channel, found.threadTs);
    if (incident === null) return;
    const threadTs = found.threadTs;
    const say = (text: string) => tell(deps, { channel, user, threadTs }, sentence(text));
    if (found.isApp) {
      await stored(context);
      return say('What apps say here needs no pin: what I say is in the timeline by itself.');
    }
    const text = clip(typed(found.message.text), MESSAGE_KEPT_CHARACTERS_MAX);
    const answer = await deps.incidents.addMessage(askerOf(context, user), incident, {
      message: { ...found.message, text },
      way: 'reaction',
      isInThread: true,
    });
    await stored(context);
    await say(incidentWords(answer) ?? `It is in the timeline of ${incident}.`);
  };

export const reactionRemoved =
  ({ incidents, runbook }: HandlerDeps) =>
  async ({ body, context }: RemovedArgs): Promise<void> => {
    const reaction = reactionIn(body, runbook.habits.pinReaction);
    if (reaction === null || isReplay(context)) return;
    const { user, channel, ts } = reaction;
    await incidents.takeMessageOut(askerOf(context, user), { channel, ts });
  };
