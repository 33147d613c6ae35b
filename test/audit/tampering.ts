/** What somebody may do to a document who can write to the store, one way a line. `at` is the place of an entry. */
import { entryHash, sha256 } from '../../src/journal/chain.ts';
import type { Json } from '../../src/journal/json.ts';
import type { Burgled, Entry, Place } from './stores.ts';

export type Tampering = {
  readonly what: string;
  readonly does: (burgled: Burgled, place: Place, at: number) => Promise<void>;
  /** What the verifier says of the document, where it is not said of every way alike. */
  readonly says: RegExp;
  /** Nothing in the document contradicts it: only a checkpoint does, and so only before the last one. */
  readonly consistent?: true;
};

/** Another character for the one in the middle. */
function flipped(text: string): string {
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, middle)}${text[middle] === 'a' ? 'b' : 'a'}${text.slice(middle + 1)}`;
}

function changing(what: string, says: RegExp, change: (entry: Entry) => Partial<Entry>): Tampering {
  return {
    what,
    says,
    does: async (burgled, place, at) => {
      const entries = await burgled.entries(place);
      const changed = entries.map((entry, index) => (index === at ? { ...entry, ...change(entry) } : entry));
      await burgled.setEntries(place, changed);
    },
  };
}

function rearranging(
  what: string,
  says: RegExp,
  arrange: (entries: readonly Entry[], at: number) => readonly Entry[],
): Tampering {
  return {
    what,
    says,
    does: async (burgled, place, at) => burgled.setEntries(place, arrange(await burgled.entries(place), at)),
  };
}

/** The whole document anew, with right hashes: what a thief with the code would write. */
function forging(
  what: string,
  says: RegExp,
  forge: (entries: readonly Entry[], at: number) => readonly Entry[],
): Tampering {
  return {
    what,
    says,
    consistent: true,
    does: async (burgled, place, at) => {
      await rewrite(burgled, place, forge(await burgled.entries(place), at));
    },
  };
}

export async function rewrite(burgled: Burgled, place: Place, forged: readonly Entry[]): Promise<void> {
  const record = await burgled.record(place);
  const entries = chained(place, forged);
  const last = entries.at(-1);
  if (last === undefined) throw new Error('nothing is left of it');
  // A thief writes whatever state they like; the entry's hash of it is theirs too.
  last.stateHash = sha256(record.state);
  last.hash = hashOf(place, last);
  await burgled.setEntries(place, entries);
  await burgled.setRecord(place, { ...record, version: entries.length, head: last.hash });
}

function chained(place: Place, entries: readonly Entry[]): Entry[] {
  const forged: Entry[] = [];
  for (const [index, entry] of entries.entries()) {
    const linked = { ...entry, seq: index + 1, previous: forged.at(-1)?.hash ?? '' };
    forged.push({ ...linked, hash: hashOf(place, linked) });
  }
  return forged;
}

export function hashOf({ kind, id }: Place, { seq, atMs, event, stateHash, previous }: Entry): string {
  const ref = { kind: kind as 'incident', id };
  return entryHash({ ref, seq, atMs, event: JSON.parse(event) as Json, stateHash, previous });
}

/** Another event of the same form. */
function falsified(entry: Entry): Entry {
  return { ...entry, event: JSON.stringify({ type: 'forged', was: entry.event.length }) };
}

export const TAMPERINGS: readonly Tampering[] = [
  changing('a character of an event is flipped', /was changed after it was written/, ({ event }) => ({
    event: flipped(event),
  })),
  changing('a space is put into an event', /was changed after it was written/, ({ event }) => ({
    event: `${event.slice(0, 1)} ${event.slice(1)}`,
  })),
  changing('an event is emptied', /was changed after it was written/, () => ({ event: '' })),
  changing('the hash of a state is flipped', /was changed after it was written/, ({ stateHash }) => ({
    stateHash: flipped(stateHash),
  })),
  changing('a hash is flipped', /was changed after it was written/, ({ hash }) => ({ hash: flipped(hash) })),
  changing(
    'the hash of the entry before is flipped',
    /yet follows another|does not continue/,
    ({ previous }) => ({
      previous: previous === '' ? 'a' : flipped(previous),
    }),
  ),
  changing('a time is moved by a millisecond', /was changed after it was written/, ({ atMs }) => ({
    atMs: atMs + 1,
  })),
  changing('a number is raised', /dropped|stands at entry/, ({ seq }) => ({ seq: seq + 100 })),
  rearranging('an entry is dropped', /dropped|stands at entry/, (entries, at) =>
    entries.filter((_, n) => n !== at),
  ),
  rearranging('the end is cut off', /stands at entry|no entries/, (entries, at) => entries.slice(0, at)),
  rearranging('an entry is copied behind the last', /does not continue/, (entries, at) => [
    ...entries,
    { ...(entries[at] as Entry), seq: entries.length + 1 },
  ]),
  rearranging('two entries change places', /was changed|is not the one/, (entries, at) => {
    const other = at === 0 ? entries.length - 1 : 0;
    // In a document of one entry there is none to change with: it then changes with itself of another time.
    if (other === at) return entries.map((entry) => ({ ...entry, atMs: entry.atMs - 1 }));
    return entries.map((entry, n) => {
      const from = n === at ? entries[other] : n === other ? entries[at] : entry;
      return { ...(from as Entry), seq: entry.seq };
    });
  }),
  {
    what: 'a state is changed',
    says: /a state that its last entry did not lead to/,
    does: async (burgled, place) => {
      const record = await burgled.record(place);
      await burgled.setRecord(place, { ...record, state: flipped(record.state) });
    },
  },
  {
    what: 'a head is moved',
    says: /stands at entry/,
    does: async (burgled, place) => {
      const record = await burgled.record(place);
      await burgled.setRecord(place, { ...record, head: flipped(record.head) });
    },
  },
  {
    what: 'a version is moved',
    says: /stands at entry/,
    does: async (burgled, place) => {
      const record = await burgled.record(place);
      await burgled.setRecord(place, { ...record, version: record.version + 1 });
    },
  },
  {
    what: 'the record is dropped',
    says: /has entries and no state/,
    does: (burgled, place) => burgled.setRecord(place, null),
  },
  {
    what: 'the history is dropped',
    says: /has a state and no entries/,
    does: (burgled, place) => burgled.setEntries(place, []),
  },
  {
    what: 'a key is planted that names an entry which is not there',
    says: /is named by the key "planted"/,
    does: (burgled, place) => burgled.plantKey('planted', place, 1_000),
  },
  {
    what: 'the whole document is deleted, and every trace of its keys',
    says: /is gone: checkpoint \d holds \d entr/,
    consistent: true,
    does: async (burgled, place) => {
      await burgled.setEntries(place, []);
      await burgled.setRecord(place, null);
      await burgled.dropKeys();
    },
  },
  forging(
    'an event is changed and the chain worked out anew',
    /is not the one that checkpoint \d holds/,
    (entries, at) => entries.map((entry, n) => (n === at ? falsified(entry) : entry)),
  ),
  forging(
    'a time is changed and the chain worked out anew',
    /is not the one that checkpoint \d holds/,
    (entries, at) => entries.map((entry, n) => (n === at ? { ...entry, atMs: entry.atMs + 1 } : entry)),
  ),
  forging(
    'an entry is put in and the chain worked out anew',
    /is not the one that checkpoint \d holds/,
    (entries, at) => [...entries.slice(0, at), falsified(entries[at] as Entry), ...entries.slice(at)],
  ),
  forging(
    'the document is forked: other entries from one on',
    /is not the one that checkpoint \d holds/,
    (entries, at) => entries.map((entry, n) => (n >= at ? falsified(entry) : entry)),
  ),
];

/** For entries that have one before them in a checkpoint: what was there first is there still. */
export const SHORTENED: Tampering = forging(
  'the end is cut off and the record moved back',
  /was truncated/,
  (entries, at) => entries.slice(0, at),
);

/** A list lets in what a table with a key does not. */
export const IN_A_LIST: readonly Tampering[] = [
  {
    what: 'an entry is spelled otherwise',
    says: /is not written as the bot writes it/,
    does: async (burgled, place, at) => burgled.respell?.(place, at),
  },
  rearranging('an entry is there twice', /is there twice: the document was forked/, (entries, at) =>
    entries.flatMap((entry, n) => (n === at ? [entry, entry] : [entry])),
  ),
  rearranging('the last entry is put in front of the first', /reordered|dropped|twice/, (entries) => [
    entries.at(-1) as Entry,
    ...entries,
  ]),
];
