/** Who was told, asked and paged, as the timeline has it. */
import type { Called } from '../src/incident/attention.ts';
import type { IncidentEvent } from '../src/incident/state.ts';
import type { Paged } from '../src/page/state.ts';
import { duration } from './kit.ts';
import type { Told } from './timeline-words.ts';

export type OfAttention = Extract<
  IncidentEvent,
  { readonly type: 'called' | 'update_asked' | 'put_off' | 'snoozed' | 'paged' }
>;

const OF_ATTENTION: readonly string[] = ['called', 'update_asked', 'put_off', 'snoozed', 'paged'];

export function isOfAttention(event: IncidentEvent): event is OfAttention {
  return OF_ATTENTION.includes(event.type);
}

/** Null for what a reader has no use for. */
export function attentionWords(event: OfAttention): Told | null {
  switch (event.type) {
    case 'paged':
      return pagedWords(event.paged);
    case 'called':
      return {
        mark: '📣',
        pieces: [
          ...calledWho(event.called),
          event.isLate ? ': nobody had responded in time' : ': nobody had responded yet',
        ],
      };
    case 'update_asked':
      return { mark: '📣', pieces: [{ person: event.whom }, ' was asked where things stand'] };
    case 'snoozed':
      return { mark: '💤', pieces: ['Snoozed by ', { person: event.by }, ` for ${duration(event.forMs)}`] };
    case 'put_off':
      return null;
  }
}

function calledWho({ told, title, contact }: Called): Told['pieces'] {
  if (told?.kind === 'user') return [{ person: told.id }, ' was told'];
  return [`${title ?? contact ?? 'Whoever declared it'} was told`];
}

function pagedWords({ contact, outcome, text, act }: Paged): Told {
  const ended = act === 'acknowledge' ? 'acknowledged' : 'resolved';
  if (act !== undefined)
    return {
      mark: '📟',
      pieces: [`${contact}’s pager could not be told that it is ${ended}: ${text ?? ''}`],
    };
  const words = {
    accepted: `${contact} was paged`,
    trying: `${contact} could not be paged at first: ${text ?? ''}`,
    failed: `${contact} could not be paged: ${text ?? ''}`,
  } as const;
  return { mark: '📟', pieces: [words[outcome]] };
}
