/** What somebody does who has the bot's code, its store and perhaps its key; and how the store is put back after it. */
import { type Checkpoint, type CheckpointMade, signed, stateOf } from '../../src/audit/checkpoint.ts';
import { auditSigner } from '../../src/audit/key.ts';
import { sha256 } from '../../src/journal/chain.ts';
import { canonicalJson } from '../../src/journal/json.ts';
import type { Keys } from './fixtures.ts';
import type { Burgled, Entry, Place, Record } from './stores.ts';
import { hashOf } from './tampering.ts';

export const CHECKPOINTS: Place = { kind: 'checkpoint', id: 'audit' };

export type Copy = { readonly entries: readonly Entry[]; readonly record: Record };

export function madeOf(entries: readonly Entry[], at: number): Checkpoint {
  return (JSON.parse(entries[at]?.event ?? '') as CheckpointMade).checkpoint;
}

/** The checkpoints' own chain worked out anew, each with the state that it leads to. */
export async function recheckpoint(burgled: Burgled, changed: readonly Entry[]): Promise<void> {
  const entries: Entry[] = [];
  let state = '';
  for (const entry of changed) {
    const { checkpoint } = JSON.parse(entry.event) as CheckpointMade;
    state = canonicalJson(stateOf(checkpoint));
    const linked = { ...entry, previous: entries.at(-1)?.hash ?? '', stateHash: sha256(state) };
    entries.push({ ...linked, hash: hashOf(CHECKPOINTS, linked) });
  }
  await burgled.setEntries(CHECKPOINTS, entries);
  await burgled.setRecord(CHECKPOINTS, { version: entries.length, head: entries.at(-1)?.hash ?? '', state });
}

/** What a thief of store and key would do: every checkpoint again, over what the document is now. */
export async function signAnew(burgled: Burgled, keys: Keys, place: Place): Promise<void> {
  const sign = auditSigner(keys.privateText);
  const now = await burgled.entries(place);
  const entries: Entry[] = [];
  for (const entry of await burgled.entries(CHECKPOINTS)) {
    const { checkpoint } = JSON.parse(entry.event) as CheckpointMade;
    const previous = entries.at(-1)?.hash ?? '';
    const documents = checkpoint.documents.map((held) =>
      held.id === place.id ? { ...held, head: now[held.version - 1]?.hash ?? '' } : held,
    );
    const made = signed({ ...checkpoint, previous, documents }, sign);
    const stateHash = sha256(canonicalJson(stateOf(made.checkpoint)));
    const linked = { ...entry, event: canonicalJson(made), previous, stateHash };
    entries.push({ ...linked, hash: hashOf(CHECKPOINTS, linked) });
  }
  const last = JSON.parse(entries.at(-1)?.event ?? '') as CheckpointMade;
  await burgled.setEntries(CHECKPOINTS, entries);
  const state = canonicalJson(stateOf(last.checkpoint));
  await burgled.setRecord(CHECKPOINTS, { version: entries.length, head: entries.at(-1)?.hash ?? '', state });
}

export async function copied(burgled: Burgled, places: readonly Place[]): Promise<ReadonlyMap<Place, Copy>> {
  const copies = new Map<Place, Copy>();
  for (const place of places) {
    copies.set(place, { entries: await burgled.entries(place), record: await burgled.record(place) });
  }
  return copies;
}

export async function restore(burgled: Burgled, copies: ReadonlyMap<Place, Copy>): Promise<void> {
  for (const [place, { entries, record }] of copies) {
    await burgled.setEntries(place, entries);
    await burgled.setRecord(place, record);
  }
  await burgled.dropKeys();
}
