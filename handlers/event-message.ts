/** Messages that are in a timeline are followed: what is edited there is edited here, what is deleted is taken out. */
import type { AllMiddlewareArgs, SlackEventMiddlewareArgs } from '@slack/bolt';
import { z } from 'zod';
import { clip } from '../blocks/kit.ts';
import { MESSAGE_KEPT_CHARACTERS_MAX } from '../blocks/limits.ts';
import type { HandlerDeps } from './deps.ts';
import { askerOf, isReplay } from './request.ts';
import { typed } from './typed.ts';

const ts = z.string().regex(/^\d{10}\.\d{6}$/);
const channel = z.string().min(1);

/** https://docs.slack.dev/reference/events/message: `bot_id` is there where an app said it, which nobody pins. */
const changeSchema = z.object({
  event: z.union([
    z
      .object({
        subtype: z.literal('message_changed'),
        channel,
        message: z.object({
          ts,
          text: z.string().default(''),
          /** A deleted message that has replies. */
          subtype: z.string().optional(),
          bot_id: z.never().optional(),
        }),
        previous_message: z.object({ text: z.string().optional() }).optional(),
      })
      .transform(({ channel: where, message, previous_message }) => ({
        at: { channel: where, ts: message.ts },
        text: message.subtype === 'tombstone' ? null : message.text,
        before: previous_message?.text,
      })),
    z
      .object({ subtype: z.literal('message_deleted'), channel, deleted_ts: ts })
      .transform(({ channel: where, deleted_ts }) => ({
        at: { channel: where, ts: deleted_ts },
        text: null,
        before: undefined,
      })),
  ]),
});

type MessageArgs = SlackEventMiddlewareArgs<'message'> & AllMiddlewareArgs;

export const messageChanged =
  ({ incidents }: HandlerDeps) =>
  async ({ body, context }: MessageArgs): Promise<void> => {
    const parsed = changeSchema.safeParse(body);
    if (!parsed.success || isReplay(context)) return;
    const { at, text, before } = parsed.data.event;
    // A preview of a link changes a message too, and none of its words.
    if (text !== null && text === before) return;
    const words = text === null ? null : clip(typed(text), MESSAGE_KEPT_CHARACTERS_MAX);
    await incidents.followMessage(askerOf(context, '').requestKey, at, words);
  };
