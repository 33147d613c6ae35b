/** What is given for a while: until when, how it ended, and who is told where it could not be taken back. */
import type { KnownBlock, RichTextElement, RichTextSection } from '@slack/types';
import type { PieceEnd } from '../src/approval/box-state.ts';
import type { ApprovalEvent } from '../src/approval/events.ts';
import type { Approval } from '../src/approval/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { bold, clip, line, moment, note, paragraph, person, words } from './kit.ts';
import { SECTION_CHARACTERS_MAX } from './limits.ts';
import { anyOf } from './waiting-note.ts';

const OR_SETTLED = 'Where nobody can see it any more, who may approve it settles it with “It is gone”.';

/** Later than this after its time, it is said when that was. */
const LATE_AFTER_MS = 2 * 60_000;

/** What a privilege is called is short; what a statement takes back without one is shown above. */
const PIECE_CHARACTERS_MAX = 100;
/** The card has the whole of it. */
const SENTENCES_IN_NOTE_MAX = 2_000;

/** Null where the card's usual headline says more. */
export function boxHeadline({ box, status, verification }: Approval): string | null {
  if (box === undefined) return null;
  const isOpen = box.ends.includes(null);
  if (isOpen && box.alarms > 0) return '🚨 Could not be taken back';
  if (status !== 'succeeded' || verification === null || verification.outcome === 'could_not_see')
    return null;
  if (isOpen) return verification.outcome === 'verified' ? '⏱️ Given for a while' : null;
  if (box.ends.some((end) => end?.how === 'settled')) return '⚠️ Ended on somebody’s word';
  return isCovered(box.ends) ? '✅ Ended, given by another request' : '✅ Ended, taken back';
}

export function boxOnCard(approval: Approval): KnownBlock | null {
  const { box } = approval;
  if (box === undefined) return null;
  const pieces = box.ends.flatMap((end, index) =>
    end === null ? [] : [line(...ended(approval, end, index), ...late(end.atMs, box.endsAtMs))],
  );
  return paragraph(...pieces, ...stillOpen(approval));
}

function stillOpen({ box, settled }: Approval): RichTextSection[] {
  if (box === undefined || !box.ends.includes(null)) return [];
  const { endedEarly, endsAtMs, alarms, looked } = box;
  const tried = looked === null ? [] : [words(` ${looked.sentence}`)];
  if (alarms > 0) {
    const due = [
      bold('🚨 It could not be taken back'),
      words(', and was to end '),
      moment(endsAtMs),
      words('.'),
    ];
    return [line(...due, ...tried, words(` It is tried again until it is gone. ${OR_SETTLED}`))];
  }
  if (settled?.applied === false)
    return [line(words('⏱️ It is looked at once more: what is there of it all the same is taken back.'))];
  if (endedEarly === null) return [line(words('⏱️ Ends '), moment(endsAtMs), words(' by itself.'))];
  return [
    line(
      words('⏱️ '),
      person(endedEarly.by),
      words(' ends it early: it is taken back from '),
      moment(endsAtMs),
      words(' on.'),
    ),
  ];
}

function ended(
  { prepared, box, settled }: Approval,
  end: PieceEnd,
  index: number,
  charactersMax = SECTION_CHARACTERS_MAX,
): RichTextElement[] {
  const named = clip(String(prepared?.gives?.[index]?.what ?? index + 1), PIECE_CHARACTERS_MAX);
  const what = (box?.ends.length ?? 0) > 1 ? [bold(`${named}: `)] : [];
  switch (end.how) {
    case 'gone':
      return [
        ...what,
        words('ended '),
        moment(end.atMs),
        words(
          settled?.applied === false && box?.tries === 0
            ? ', looked at: there was nothing to take back. '
            : ', revoked and verified. ',
        ),
        words(clip(end.sentence ?? '', charactersMax)),
      ];
    case 'covered':
      return [
        ...what,
        words('ended '),
        moment(end.atMs),
        words(`, covered by ${end.by}: it is given by that now, and nothing was sent.`),
      ];
    case 'settled':
      return [
        ...what,
        words('ended '),
        moment(end.atMs),
        words(' on the word of '),
        person(end.by ?? ''),
        words(', not seen by the bot: '),
        words(clip(end.sentence ?? '', charactersMax)),
      ];
  }
}

/** A bot that was down, or an engine that was. */
function late(atMs: number, endsAtMs: number): RichTextElement[] {
  if (atMs - endsAtMs < LATE_AFTER_MS) return [];
  return [bold(' Late: '), words('it was to end '), moment(endsAtMs), words('.')];
}

function isCovered(ends: readonly (PieceEnd | null)[]): boolean {
  return ends.every((end) => end?.how === 'covered');
}

export type BoxEvent = Extract<
  ApprovalEvent,
  { readonly type: 'closing_looked' | 'closing_covered' | 'closing_overdue' | 'box_settled' }
>;

export function boxNote(approval: Approval, event: BoxEvent): Message | null {
  const { id, title, target, requester, box, prepared } = approval;
  if (box === undefined) return null;
  if (event.type !== 'closing_overdue') {
    const isOver = !box.ends.includes(null);
    const what = isOver ? 'has ended' : 'is settled in part';
    const how = box.ends.flatMap((end, index) =>
      end === null
        ? []
        : [words(' '), ...ended(approval, end, index, SENTENCES_IN_NOTE_MAX / box.ends.length)],
    );
    const last = Math.max(...box.ends.map((end) => end?.atMs ?? 0));
    return note(
      `${id} ${what}: ${title}, ${target}`,
      person(requester),
      words(', '),
      bold(`${id} ${what}: `),
      words(`${title}, ${target}.`),
      ...how,
      ...late(last, box.endsAtMs),
    );
  }
  // Taken back by now: nobody is to be called any more.
  if (!box.ends.includes(null)) return null;
  return note(
    `${id} could not be taken back: ${title}, ${target}`,
    ...anyOf(prepared?.groups ?? []),
    words(', '),
    person(requester),
    words(', '),
    bold(`🚨 ${id} could not be taken back`),
    words(`: ${title}, ${target}. It was to end `),
    moment(box.endsAtMs),
    words(
      `. ${box.looked?.sentence ?? 'It could not be looked at.'} It is tried again; if it must go now, take it back by hand. ${OR_SETTLED}`,
    ),
  );
}
