/** What of the runbook some words mean: by its id, by words of its title, of its symptoms, and by nearly those. */
import { editDistance } from '../edit-distance.ts';
import type { Runbook } from './runbook.ts';

export const KINDS = ['area', 'cause', 'check', 'action', 'checklist', 'procedure', 'contact'] as const;

export type Kind = (typeof KINDS)[number];

/** `id` of a cause: that of its area and its number there, as in `security.0`. */
export type Found = { readonly kind: Kind; readonly id: string; readonly title: string };

/** What is shown of it: a page on a phone. */
const FOUND_MAX = 20;
/** Longer ones are not compared: nobody means them. */
const WORDS_MAX = 8;

/** `words`: those that tell of it beside its own name. */
type Entry = Found & { readonly name: readonly string[]; readonly words: readonly string[] };

/** The likeliest first; nothing where nothing is near. */
export function findInRunbook(runbook: Runbook, text: string): readonly Found[] {
  const asked = wordsOf(text).slice(0, WORDS_MAX);
  const id = text.trim().toLowerCase();
  const scored = entriesOf(runbook).map((entry) => ({ entry, hits: asked.map((word) => hit(entry, word)) }));
  const exact = scored.filter(({ entry }) => entry.id === id);
  const slip = scored.filter(({ entry }) => isSlip(entry.id, id));
  const whole = scored.filter(({ hits }) => hits.length > 0 && hits.every((score) => score > 0));
  const some = scored.filter(({ hits }) => hits.some((score) => score > 1));
  const [meant = []] = [exact, slip, whole, some].filter((each) => each.length > 0);
  return meant
    .toSorted((a, b) => sum(b.hits) - sum(a.hits))
    .slice(0, FOUND_MAX)
    .map(({ entry: { kind, id, title } }) => ({ kind, id, title }));
}

function entriesOf({ areas, checks, actions, checklists, procedures, contacts }: Runbook): readonly Entry[] {
  const entry = (kind: Kind, { id, title }: Omit<Found, 'kind'>, words: readonly string[] = []): Entry => ({
    kind,
    id,
    title,
    name: wordsOf(`${id} ${title}`),
    words: wordsOf(words.join(' ')),
  });
  return [
    ...areas.map((area) => entry('area', area, [...area.keywords, ...area.symptoms])),
    ...areas.flatMap((area) =>
      area.causes.map(({ cause, look = '' }, index) =>
        entry('cause', { id: `${area.id}.${index}`, title: cause }, [look]),
      ),
    ),
    ...Object.values(checks).map((check) => entry('check', check)),
    ...Object.values(actions).map((action) => entry('action', action)),
    ...Object.values(checklists).map((checklist) => entry('checklist', checklist)),
    ...Object.values(procedures).map((procedure) => entry('procedure', procedure, [procedure.about])),
    ...Object.values(contacts).map((contact) => entry('contact', contact)),
  ];
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The word itself, in its name or beside it, the beginning of one, or one that is a slip away. */
function hit({ name, words }: Entry, asked: string): number {
  if (name.includes(asked)) return 6;
  if (words.includes(asked)) return 4;
  const all = [...name, ...words];
  if (asked.length >= 3 && all.some((word) => word.startsWith(asked))) return 3;
  const slips = asked.length >= 7 ? 2 : 1;
  const isNear = (word: string) =>
    Math.abs(word.length - asked.length) <= slips && editDistance(word, asked) <= slips;
  return asked.length >= 4 && asked.length <= 40 && all.some(isNear) ? 2 : 0;
}

/** Of an id that is long enough to be known all the same. */
function isSlip(id: string, asked: string): boolean {
  return id.length >= 8 && Math.abs(id.length - asked.length) <= 2 && editDistance(id, asked) <= 2;
}

const sum = (hits: readonly number[]): number => hits.reduce((total, each) => total + each, 0);
