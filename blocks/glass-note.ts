/** A broken glass is said to everybody, and to whoever has to look at it. */
import type { RichTextElement } from '@slack/types';
import type { ApprovalEvent } from '../src/approval/events.ts';
import type { Approval } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { bold, moment, note, person, words } from './kit.ts';
import { anyOf, turnedTo } from './waiting-note.ts';

export type GlassEvent = Extract<
  ApprovalEvent,
  { readonly type: 'glass_broken' | 'signed' | 'review_missed' }
>;

export function glassNote(approval: Approval, event: GlassEvent): Message | null {
  const { id, title, target, review, prepared } = approval;
  const what = `${title}, ${target}`;
  switch (event.type) {
    case 'glass_broken':
      return note(
        `Glass broken for ${id}: ${what}. ${event.reason}`,
        bold('🚨 Glass broken'),
        words(' by '),
        person(event.by),
        words(` for ${id}, ${what}: ${event.reason} `),
        ...anyOf(prepared?.groups ?? []),
        words(', one of you has to sign for it before '),
        moment(review?.dueAtMs ?? 0),
        words('.'),
      );
    case 'signed':
      return note(
        `${id}: the broken glass is signed for`,
        ...whoBroke(approval),
        bold(`${id}: `),
        person(event.by),
        words(` has signed for the broken glass: ${event.note}`),
      );
    case 'review_missed':
      // Signed for by now: nobody is to be called any more.
      if (review?.signed !== null) return null;
      return note(
        `${id}: nobody has signed for the broken glass`,
        ...anyOf(prepared?.groups ?? []),
        words(', '),
        bold(`${id}: nobody has signed for the broken glass`),
        words(` of ${what}. Look at what was done, then press Sign review on its card.`),
        ...event.also.flatMap((told) => [words(' '), ...turnedTo(told, 'signed')]),
      );
  }
}

/** Whom it concerns: nobody has to look any more, and who broke it is who was looked at. */
function whoBroke({ seats }: Approval): RichTextElement[] {
  const alone = seats.find(({ brokeGlass }) => brokeGlass);
  return alone === undefined ? [] : [person(alone.by), words(', ')];
}
