/** A message from elsewhere, added after its preview: its words are those that were shown. */
import { z } from 'zod';
import { INPUT } from '../blocks/action-ids.ts';
import { type CarriedMessage, PREVIEW_BLOCK } from '../blocks/message-preview.ts';
import { AppError } from '../src/errors.ts';
import { type SaidMessage, saidAtMs } from '../src/incident/said.ts';
import type { SentArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { incidentIn } from './pressed.ts';
import { senderOf } from './request.ts';
import { sent } from './sent.ts';
import { closeOrTell } from './view-incident.ts';

const carriedSchema = z.object({
  message: z.object({
    channel: z.string().min(1),
    ts: z.string().regex(/^\d{10}\.\d{6}$/),
    author: z.string().min(1).nullable(),
  }) satisfies z.ZodType<CarriedMessage>,
});

const previewSchema = z.object({
  block_id: z.literal(PREVIEW_BLOCK),
  elements: z.tuple([z.object({ elements: z.array(z.object({ text: z.string() })) })]),
});

/** Null: the modal was not opened from a message. Throws AppError('invalid') for one that nobody was shown. */
export function messageIn(
  view: { readonly blocks: readonly unknown[] },
  metadata: string,
): SaidMessage | null {
  const carried = carriedSchema.safeParse(jsonOf(metadata));
  if (!carried.success) return null;
  const preview = view.blocks.map((block) => previewSchema.safeParse(block).data).find(Boolean);
  if (preview === undefined)
    throw new AppError('invalid', 'The message is not in this form any more. Choose it again.');
  const { message } = carried.data;
  const text = preview.elements[0].elements.map((element) => element.text).join('');
  return { ...message, atMs: saidAtMs(message.ts), text };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export const messageSent =
  ({ incidents }: HandlerDeps) =>
  async ({ ack, body, view, context }: SentArgs): Promise<void> => {
    const { inputs, metadata, viewId } = sent(view);
    const message = messageIn(view, metadata);
    if (message === null) throw new AppError('invalid', 'The message is missing. Choose it again.');
    const incident = incidentIn(inputs[INPUT.incident]);
    const wish = { message, way: 'shortcut', isInThread: false } as const;
    await closeOrTell(
      ack,
      await incidents.addMessage(senderOf(context, body.user.id, viewId), incident, wish),
    );
  };
