/** A person puts a reaction on a message, or takes theirs away. */
import { react, unreact } from './api-reactions.ts';
import { findMessage } from './messages.ts';
import type { Answer, React } from './page-api.ts';
import { changed } from './state.ts';
import type { World } from './world.ts';
import { present, refused, whoIsIn } from './world.ts';

/** What a name may be made of; a tone of skin follows behind two colons. */
const NAME = /^[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}_+-]{1,100}(?:::skin-tone-[2-6])?$/u;

export function toggleReaction({ state, events }: World, { user, channel, ts, name }: React): Answer {
  const here = whoIsIn(state, user, channel);
  if ('notice' in here) return here;
  const message = findMessage(state, channel, ts);
  if (message === undefined || message.to !== undefined) return refused('That is not there any more.');
  if (!NAME.test(name)) return refused('There is no such emoji.');
  const tell = (): void => changed(state);
  if (react(message, name, user, tell)) events.reacted(message, user, name);
  else if (unreact(message, name, user, tell)) events.unreacted(message, user, name);
  return present;
}
