import { count } from '../blocks/kit.ts';
import { AppError } from '../src/errors.ts';
import { parseId } from '../src/ids.ts';
import type { IncidentPage } from '../src/incident/listed.ts';
import type { IncidentService } from '../src/incident/service.ts';
import { toldToMembers } from './member-modal.ts';
import type { Typed } from './subcommand.ts';

type Line = Pick<Typed, 'rest' | 'place'> & {
  readonly asker: Pick<Typed['asker'], 'by'>;
  readonly deps: { readonly incidents: Pick<IncidentService, 'list' | 'admit'> };
};

/** Among which ones an incident that is not named is looked for. */
export type Among = 'open' | 'resolved';

/** Where its id may stand: behind free text it may as well belong to the text. */
export type Where = 'first' | 'either';

export type Meant = { readonly id: string; readonly rest: string };

/**
 * The incident that is meant, and what else was typed: a leading id, the thread's own, or the only one that
 * it can be: of several open ones, the only one that is theirs. Where two of
 * them disagree, or a thread's is not known, it is asked back: a guess would resolve the wrong one. What there is to
 * choose from is for full members.
 */
export async function incidentAndRest(
  line: Line,
  among: Among = 'open',
  where: Where = 'first',
): Promise<Meant> {
  return toldToMembers(line.deps, line.asker, () => meantBy(line, among, where));
}

async function meantBy(line: Line, among: Among, where: Where): Promise<Meant> {
  const { place, rest } = line;
  const named = namedIncident(rest) ?? (where === 'either' ? namedLast(rest) : null);
  const here = typeof place === 'object' ? place.incident : null;
  if (named !== null && here !== null && named.id !== here)
    throw new AppError(
      'invalid',
      `This is the thread of ${here}, so nothing was done to ${named.id}. Say it in its own thread, or with /incident.`,
    );
  if (named !== null) return named;
  return { id: here ?? (await onlyOne(line, among)), rest };
}

/** A leading id, and what follows it. */
export function namedIncident(text: string): Meant | null {
  const [first = '', ...others] = text.trim().split(/\s+/);
  const id = incidentNamed(first);
  return id === null ? null : { id, rest: others.join(' ') };
}

function namedLast(text: string): Meant | null {
  const words = text.trim().split(/\s+/);
  const id = incidentNamed(words.at(-1) ?? '');
  return id === null ? null : { id, rest: words.slice(0, -1).join(' ') };
}

/** `INC-7` in any case, without its hyphen or with one that a phone has made longer, and with a colon behind it. */
export function incidentNamed(word: string): string | null {
  const [, number] = /^inc[-\u2010-\u2015]?(\d{1,10})[:,]?$/i.exec(word) ?? [];
  return number === undefined ? null : parseId('incident', `INC-${number}`);
}

const NONE = { open: 'No incident is open.', resolved: 'No incident waits to be closed.' } as const;
const SEVERAL = { open: 'Several incidents are open', resolved: 'Several incidents are resolved' } as const;

async function onlyOne({ deps: { incidents }, place, asker }: Line, among: Among): Promise<string> {
  if (place === 'unknown_thread')
    throw new AppError('invalid', 'This is not an incident’s thread. Name the one you mean, as in INC-7.');
  const found = await incidents.list(among);
  const [only, second] = found.incidents;
  if (only === undefined) throw new AppError('invalid', `${NONE[among]} Name the one you mean, as in INC-7.`);
  if (second === undefined) return only.id;
  if (among === 'open') {
    const [theirs, another] = (await incidents.list({ of: asker.by })).incidents;
    if (theirs !== undefined && another === undefined) return theirs.id;
  }
  throw severalAre(among, found);
}

/** As many as are read at a glance. */
const NAMED_MAX = 5;

/** What there is to choose from, and where the rest of it is. */
export function severalAre(among: Among, { incidents, total }: IncidentPage): AppError {
  const named = incidents.slice(0, NAMED_MAX).map(({ id }) => id);
  const others = total - named.length;
  const rest = others > 0 ? ` and ${count(others)} more` : '';
  const all = among === 'open' ? '/incident list' : '/incident list resolved';
  const way = others > 0 ? ` ${all} shows all of them.` : '';
  return new AppError(
    'invalid',
    `${SEVERAL[among]} (${named.join(', ')}${rest}). Put the one you mean first, as in ${named.at(-1)}.${way}`,
  );
}
