import { AppError } from '../src/errors.ts';
import { nearest } from './nearest.ts';
import { typed } from './typed.ts';

/**
 * What of the runbook the first word names, in any case, and what follows it. Throws AppError('not_found') with the word
 * that was probably meant, or with how they are listed.
 */
export function named<Entry>(
  entries: { readonly [id: string]: Entry },
  text: string,
  what: 'check' | 'action' | 'procedure' | 'contact',
  listedBy: string,
): { readonly known: Entry; readonly text: string } {
  const [word = '', ...others] = text.split(/\s+/);
  const asked = word.toLowerCase();
  const known = Object.hasOwn(entries, asked) ? entries[asked] : undefined;
  if (known !== undefined) return { known, text: others.join(' ') };
  const meant = nearest(asked, Object.keys(entries));
  const hint = meant === null ? `${listedBy} lists them.` : `Did you mean ${meant}?`;
  throw new AppError('not_found', `The runbook has no ${what} “${typed(word)}”. ${hint}`);
}
