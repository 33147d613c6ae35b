/** A timeline on a phone: a few entries at a time, the last ones first to be seen; and whole, as a text file. */
import type { RichTextElement } from '@slack/types';
import type { Incident } from '../src/incident/state.ts';
import type { Timeline, TimelineItem } from '../src/incident/timeline.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION } from './action-ids.ts';
import {
  actions,
  blocks,
  bold,
  button,
  clip,
  fallback,
  line,
  moment,
  paragraph,
  person,
  small,
  words,
} from './kit.ts';
import {
  TIMELINE_ENTRY_CHARACTERS_MAX,
  TIMELINE_FILE_CHARACTERS_MAX,
  TIMELINE_PAGE_ENTRIES,
} from './limits.ts';
import { type Piece, type Told, timelineWords } from './timeline-words.ts';

/** Told wherever a timeline does not hold all. */
export const CUT =
  'There is more than is shown here: of so much, the newest is. The audit’s export has all of it.';

type Entry = { readonly item: TimelineItem; readonly told: Told };

function entriesOf({ items }: Timeline): readonly Entry[] {
  return items.flatMap((item) => {
    const told = timelineWords(item);
    return told === null ? [] : [{ item, told }];
  });
}

/** Pages count from 1; one that there is not is the nearest that there is, and none asked for is the last. */
export function timelinePage(incident: Incident, timeline: Timeline, asked: number | null): Message {
  const entries = entriesOf(timeline);
  const pages = Math.max(1, Math.ceil(entries.length / TIMELINE_PAGE_ENTRIES));
  const page = Math.min(Math.max(asked ?? pages, 1), pages);
  const shown = entries.slice((page - 1) * TIMELINE_PAGE_ENTRIES, page * TIMELINE_PAGE_ENTRIES);
  const { id, title } = incident;
  const count = `${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}`;
  return {
    text: fallback(`Timeline of ${id}: ${count}`),
    blocks: blocks(
      paragraph(
        line(bold(`Timeline of ${id}`), words(` · ${count}${pages > 1 ? `, page ${page} of ${pages}` : ''}`)),
        line(words(title)),
      ),
      ...shown.map((entry) => paragraph(line(...drawn(entry)))),
      timeline.isCut ? small(CUT) : null,
      actions(
        ...(page > 1 ? [button('Earlier', ACTION.timelineEarlier, { value: `${id}|${page - 1}` })] : []),
        ...(page < pages ? [button('Later', ACTION.timelineLater, { value: `${id}|${page + 1}` })] : []),
        button('As a file', ACTION.timelineFile, { value: id }),
      ),
    ),
  };
}

function drawn({ item, told }: Entry): RichTextElement[] {
  return [moment(item.atMs), words(` ${told.mark} `), ...told.pieces.map(element)];
}

function element(piece: Piece): RichTextElement {
  return typeof piece === 'string' ? words(clip(piece, TIMELINE_ENTRY_CHARACTERS_MAX)) : person(piece.person);
}

/** Everybody whom the file has to call by a name. */
export function peopleIn(timeline: Timeline): readonly string[] {
  const named = entriesOf(timeline).flatMap(({ told }) => told.pieces);
  return [...new Set(named.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.person])))];
}

export type Names = ReadonlyMap<string, string>;

/** One line for each entry, whole; times in the team's zone, with its offset. */
export function timelineText(incident: Incident, timeline: Timeline, names: Names, zone: string): string {
  const all = entriesOf(timeline).map(
    ({ item, told }) => `${timeIn(zone, item.atMs)}  ${told.mark} ${spelled(told, names)}`,
  );
  const lines = lastThatFit(all);
  const cut = timeline.isCut || lines.length < all.length ? ['', CUT] : [];
  return [
    `${incident.id} · ${incident.severity} · ${oneLine(incident.title)}`,
    `Times: ${zone}`,
    '',
    ...lines,
    ...cut,
    '',
  ].join('\n');
}

/** Of the lines of a file, or of what is as long. */
export function lastThatFit(
  lines: readonly string[],
  charactersMax = TIMELINE_FILE_CHARACTERS_MAX,
): readonly string[] {
  let left = charactersMax;
  return lines.slice(
    lines.findLastIndex((each) => {
      left -= each.length + 1;
      return left < 0;
    }) + 1,
  );
}

export function spelled({ pieces }: Told, names: Names): string {
  return oneLine(
    pieces
      .map((piece) => (typeof piece === 'string' ? piece : (names.get(piece.person) ?? piece.person)))
      .join(''),
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

export function timeIn(zone: string, atMs: number): string {
  const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
  const clock = at.toPlainTime().toString({ smallestUnit: 'second' });
  return `${at.toPlainDate().toString()} ${clock} ${at.offset}`;
}
