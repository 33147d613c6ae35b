/** A list of privileges: each from a closed list of key words, in one order, so that the same wish is the same text. */
import { refuse } from './parameter-names.ts';
import type { TypeOf } from './parameter-types.ts';
import { PRIVILEGES } from './schema-parameters.ts';

const ALL = 'ALL PRIVILEGES';
const KNOWN: ReadonlySet<string> = new Set(PRIVILEGES);

export const privilegeType = {
  parse: (raw, parameter) => {
    const typed = raw.split(',').map((piece) => piece.trim().replaceAll(/ +/g, ' '));
    const offered: readonly string[] = parameter.of;
    if (!typed.every((privilege) => offered.includes(privilege))) {
      return refuse(`One of: ${offered.join(', ')}. Several go with commas between them.`);
    }
    // The grammar takes ALL PRIVILEGES alone; the others are in it.
    const wanted = typed.includes(ALL) ? [ALL] : [...new Set(typed)].toSorted();
    return { ok: true, value: wanted.join(', ') };
  },
  hole: (value) => {
    const stranger = value.split(', ').find((privilege) => !KNOWN.has(privilege));
    if (stranger !== undefined) throw new RangeError(`not a privilege: ${stranger}`);
    return value;
  },
} satisfies TypeOf<'privilege'>;
