/** `@bot …`: the grammar of `/incident` where Slack takes no commands. The thread says which incident is meant. */
import type { AllMiddlewareArgs, Context, SlackEventMiddlewareArgs } from '@slack/bolt';
import { z } from 'zod';
import { sentence } from '../blocks/incident-list.ts';
import type { Message } from '../src/outbox/messenger.ts';
import type { HandlerDeps } from './deps.ts';
import { stored } from './event-delivery.ts';
import { help, readLine } from './incident-grammar.ts';
import { askerOf, isReplay } from './request.ts';
import type { Place } from './subcommand.ts';

const mentionSchema = z.object({
  event: z.object({
    user: z.string().min(1),
    channel: z.string().min(1),
    text: z.string(),
    ts: z.string().default(''),
    thread_ts: z.string().optional(),
    /** Said by a bot, or in a person's name by an app. */
    bot_id: z.never().optional(),
    /** Slack tells of a mention again whenever its message is edited: what was asked for is done by now. */
    edited: z.never().optional(),
  }),
  /** The installation that the event is for: ours. */
  authorizations: z.array(z.object({ user_id: z.string() })).default([]),
});

type Mention = {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  /** What follows the bot's name at the beginning of the message, or null where it stands elsewhere. */
  readonly text: string | null;
};

/** Null for what nobody asked of us: edited messages, those of bots, other events. */
export function mentionIn(body: unknown): Mention | null {
  const parsed = mentionSchema.safeParse(body);
  if (!parsed.success) return null;
  const { event, authorizations } = parsed.data;
  const named = afterName(event.text);
  const isOurs = authorizations.some(({ user_id }) => user_id === named?.name);
  return {
    user: event.user,
    channel: event.channel,
    ts: event.ts,
    threadTs: event.thread_ts,
    text: isOurs ? (named?.rest ?? null) : null,
  };
}

/** Whom a message begins with, and what follows. */
export function afterName(text: string): { readonly name: string; readonly rest: string } | null {
  const [lead = '', name] = /^\s*<@([A-Z0-9]+)(?:\|[^>]*)?>[\s:,]*/.exec(text) ?? [];
  return name === undefined ? null : { name, rest: text.slice(lead.length) };
}

type MentionArgs = SlackEventMiddlewareArgs<'app_mention'> & AllMiddlewareArgs;

export const mentioned =
  (deps: HandlerDeps) =>
  async ({ body, context }: MentionArgs): Promise<void> => {
    const mention = mentionIn(body);
    if (mention === null || isReplay(context)) return;
    // People of other organisations can mention the bot where they could not type its command.
    await deps.incidents.admit(askerOf(context, mention.user));
    const answer = await answerTo(deps, mention, context);
    await stored(context);
    if (answer !== null) await tell(deps, mention, answer);
  };

async function answerTo(deps: HandlerDeps, mention: Mention, context: Context): Promise<Message | null> {
  const { word, rest, subcommand, meant } = readLine(mention.text ?? '');
  if (subcommand === null && meant !== null)
    return sentence(`There is no “${word}”. Did you mean “${meant}”?`);
  const asker = askerOf(context, mention.user);
  const place = await placeOf(deps, mention);
  const { channel, ts } = mention;
  const said = { channel, ts };
  return (subcommand ?? help).run({ deps, asker, context, place, said, rest, trigger: null });
}

async function placeOf({ incidents }: HandlerDeps, { channel, threadTs }: Mention): Promise<Place> {
  if (threadTs === undefined) return 'channel';
  const incident = await incidents.ofThread(channel, threadTs);
  return incident === null ? 'unknown_thread' : { incident };
}

/**
 * Past the outbox, which is for what a commit owes: an answer to `list` or `help` belongs to no document, and one that
 * comes late is of no use. So one that is lost is only logged.
 */
export async function tell(
  { whisper, log }: Pick<HandlerDeps, 'whisper' | 'log'>,
  {
    channel,
    user,
    threadTs,
  }: { readonly channel: string; readonly user: string; readonly threadTs?: string | undefined },
  message: Message,
): Promise<void> {
  const sent = await whisper({ channel, ...(threadTs === undefined ? {} : { threadTs }) }, user, message);
  if (sent.outcome !== 'sent') log.warn({ sent }, 'A private answer to a mention was lost');
}
