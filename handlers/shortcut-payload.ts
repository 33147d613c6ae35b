/** What a shortcut brings: who chose it, and the message that it was chosen on. */
import { z } from 'zod';
import { clip } from '../blocks/kit.ts';
import { MESSAGE_KEPT_CHARACTERS_MAX } from '../blocks/limits.ts';
import { AppError } from '../src/errors.ts';
import { type SaidMessage, saidAtMs } from '../src/incident/said.ts';
import { typed } from './typed.ts';

const attachment = z.object({ fallback: z.string().optional(), title: z.string().optional() });

/** https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
const chosenSchema = z.object({
  user: z.object({ id: z.string().min(1) }),
  trigger_id: z.string(),
  channel: z.object({ id: z.string().min(1) }),
  message: z.object({
    ts: z.string().regex(/^\d{10}\.\d{6}$/),
    text: z.string().default(''),
    user: z.string().min(1).nullish(),
    bot_id: z.string().nullish(),
    thread_ts: z.string().nullish(),
    /** Monitors often say nothing but this. */
    attachments: z.array(attachment).max(100).default([]).catch([]),
  }),
});

export type ChosenMessage = {
  readonly userId: string;
  readonly triggerId: string;
  readonly threadTs: string | null;
  readonly message: SaidMessage;
};

/** Throws AppError('invalid') for what no shortcut of ours sends. */
export function chosenMessage(body: unknown): ChosenMessage {
  const parsed = chosenSchema.safeParse(body);
  if (!parsed.success) throw new AppError('invalid', 'This shortcut works on a message.');
  const { user, trigger_id, channel, message } = parsed.data;
  const [first] = message.attachments;
  const words =
    [message.text, first?.fallback ?? first?.title ?? ''].find((text) => text.trim() !== '') ?? '';
  const isApp = typeof message.bot_id === 'string';
  return {
    userId: user.id,
    triggerId: trigger_id,
    threadTs: message.thread_ts ?? null,
    message: {
      channel: channel.id,
      ts: message.ts,
      atMs: saidAtMs(message.ts),
      author: isApp ? null : (message.user ?? null),
      text: clip(typed(words), MESSAGE_KEPT_CHARACTERS_MAX),
    },
  };
}

const globalSchema = z.object({ user: z.object({ id: z.string().min(1) }), trigger_id: z.string() });

export function chosenAnywhere(body: unknown): z.infer<typeof globalSchema> {
  const parsed = globalSchema.safeParse(body);
  if (!parsed.success) throw new AppError('invalid', 'This is no shortcut of ours.');
  return parsed.data;
}
