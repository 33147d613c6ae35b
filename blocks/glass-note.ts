/** A broken glass is said to everybody, and to whoever has to look at it. */
import type { RichTextElement } from '@slack/types';
import type { ApprovalEvent } from '../src/approval/events.ts';
import type { Approval } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { bold, fallback, group, line, moment, paragraph, person, words } from './kit.ts';
import { turnedTo } from './waiting-note.ts';

export type GlassEvent = Extract<
  ApprovalEvent,
  { readonly type: 'glass_broken' | 'signed' | 'review_missed' }
>;

export function glassNote(approval: Approval, event: GlassEvent): Message | null {
  const { id, title, target, review } = approval;
  const what = `${title}, ${target}`;
  switch (event.type) {
    case 'glass_broken':
      return said(
        `Glass broken for ${id}: ${what}. ${event.reason}`,
        bold('🚨 Glass broken'),
        words(' by '),
        person(event.by),
        words(` for ${id}, ${what}: ${event.reason} `),
        ...signers(approval),
        words(', one of you has to sign for it before '),
        moment(review?.dueAtMs ?? 0),
        words('.'),
      );
    case 'signed':
      return said(
        `${id}: the broken glass is signed for`,
        bold(`${id}: `),
        person(event.by),
        words(` has signed for the broken glass: ${event.note}`),
      );
    case 'review_missed':
      // Signed for by now: nobody is to be called any more.
      if (review?.signed !== null) return null;
      return said(
        `${id}: nobody has signed for the broken glass`,
        ...signers(approval),
        words(', '),
        bold(`${id}: nobody has signed for the broken glass`),
        words(` of ${what}. Look at what was done, then press Sign review on its card.`),
        ...event.also.flatMap((told) => [words(' '), ...turnedTo(told, 'signed')]),
      );
  }
}

function signers({ prepared }: Approval): RichTextElement[] {
  return (prepared?.groups ?? []).flatMap(({ handle, id }, index) => [
    ...(index === 0 ? [] : [words(' or ')]),
    id === null ? bold(`@${handle}`) : group(id),
  ]);
}

function said(text: string, ...elements: RichTextElement[]): Message {
  return { text: fallback(text), blocks: [paragraph(line(...elements))] };
}
