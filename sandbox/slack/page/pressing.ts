/** A press on an element: what is sent with it, and what is shown until the answer comes. */
import type { AnyBlock } from '@slack/types';
import type { Answer, Place } from '../page-api.ts';
import type { Client } from './client.ts';
import type { Store, Where } from './store.ts';
import { keyOf, type Press, type Surface } from './surface.ts';
import { collectValues, type Inputs, type Loose } from './values.ts';

/** What an element stands in. `where`: the pane in which an answer to it is shown. */
export type Source = { readonly place: Place; readonly blocks: readonly AnyBlock[]; readonly where: Where };

export type PressingDeps = {
  readonly store: Store;
  readonly client: Client;
  readonly inputs: Inputs;
  /** Shows what the answer says and reads the workspace again. */
  readonly settle: (answer: Answer, where: Where) => Promise<void>;
};

export function createPressing({ store, client, inputs, settle }: PressingDeps): (source: Source) => Surface {
  const pending = createPending();
  return (source) => {
    const { snapshot, directory } = store.get();
    if (snapshot === null || directory === null)
      throw new Error('nothing is drawn before the first snapshot');
    const user = snapshot.me.id;
    const place = placeKey(user, source.place);
    const act = async (press: Press): Promise<void> => {
      const key = keyOf(place, press.blockId, press.actionId);
      const values = collectValues(source.blocks as readonly Loose[], place, inputs);
      const done = pending.begin(key);
      const answer = await client.act({
        user,
        place: source.place,
        ...press,
        ...(values === null ? {} : { values }),
      });
      await settle(answer, source.where);
      done();
    };
    return { place, directory, inputs, act: (press) => void act(press), isPending: pending.has };
  };
}

/** What one person has put into one message or modal is not another's. */
export function placeKey(user: string, place: Place): string {
  return `${user}/${'viewId' in place ? place.viewId : `${place.channel}/${place.ts}`}`;
}

type Pending = { readonly begin: (key: string) => () => void; readonly has: (key: string) => boolean };

/** Counted, not flagged: a menu can be changed again while its first change is on the way. */
function createPending(): Pending {
  const counts = new Map<string, number>();
  const count = (key: string, step: number): void => {
    const left = (counts.get(key) ?? 0) + step;
    if (left > 0) counts.set(key, left);
    else counts.delete(key);
    markPending(key, left > 0);
  };
  return {
    begin: (key) => {
      count(key, 1);
      return () => count(key, -1);
    },
    has: (key) => counts.has(key),
  };
}

/** On the nodes themselves, so that pressing a button does not draw its message again. */
function markPending(key: string, isPending: boolean): void {
  for (const node of document.querySelectorAll(`[data-press="${CSS.escape(key)}"]`)) {
    if (isPending) node.setAttribute('aria-busy', 'true');
    else node.removeAttribute('aria-busy');
  }
}
