import { AppError } from '../src/errors.ts';
import { typed } from './typed.ts';

/** Slack turns a name that it knows into an id; the name may follow it. */
const NAMED = /^<@([UW][A-Z0-9]{1,30})(?:\|[^>]*)?>\s*/;
const MYSELF = /^me(?:\s+|$)/i;

export type Named = { readonly person: string; readonly rest: string };

/** The person whom the words begin with, or the one who says them. Throws AppError('invalid') with how to name one. */
export function personAndRest(text: string, by: string, usage: string): Named {
  const [known = '', person] = NAMED.exec(text) ?? [];
  if (person !== undefined) return { person, rest: text.slice(known.length) };
  const [myself] = MYSELF.exec(text) ?? [];
  if (myself !== undefined) return { person: by, rest: text.slice(myself.length) };
  const [word = ''] = typed(text).split(/\s+/);
  const why = word === '' ? 'Say who.' : `Slack knows nobody as “${word}”.`;
  throw new AppError('invalid', `${why} Choose the name that Slack offers when you type @, as in ${usage}.`);
}
