/** The morning's list of what is open and has gone quiet: each with who has it, who is so told. */
import type { Incident } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { ACTION } from './action-ids.ts';
import { SEVERITY_MARKS, STATUS_LABELS } from './incident-card.ts';
import {
  actions,
  blocks,
  bold,
  bullets,
  button,
  count,
  fallback,
  line,
  moment,
  paragraph,
  person,
  small,
  words,
} from './kit.ts';

export type StaleIncident = {
  readonly incident: Incident;
  readonly whom: string;
  readonly updatedAtMs: number;
};

/** `others`: gone quiet as well. `unseen`: open, and not looked at. */
type Beside = { readonly others: number; readonly unseen: number };

export function staleDigest(stale: readonly StaleIncident[], { others, unseen }: Beside): Message {
  const total = stale.length + others;
  const text =
    total === 1
      ? '1 incident is open and has gone quiet'
      : `${count(total)} incidents are open and have gone quiet`;
  return {
    text: fallback(`${text}: ${stale.map(({ incident }) => incident.id).join(', ')}`),
    blocks: blocks(
      paragraph(line(bold(text), words('. Say where each stands, or resolve it.'))),
      bullets(stale.map(entry)),
      others > 0 ? small(`Less severe ones besides: ${count(others)}.`) : null,
      unseen > 0
        ? small(
            `${count(unseen)} more ${unseen === 1 ? 'is open, and was' : 'are open, and were'} not looked at.`,
          )
        : null,
      others + unseen > 0 ? actions(button('All open incidents', ACTION.listOpen, { value: 'open' })) : null,
    ),
  };
}

function entry({ incident, whom, updatedAtMs }: StaleIncident) {
  const { id, severity, title, status } = incident;
  return [
    words(`${SEVERITY_MARKS[severity]} ${severity} `),
    bold(id),
    words(` ${title} · ${STATUS_LABELS[status]} · `),
    person(whom),
    words(' · nothing since '),
    moment(updatedAtMs),
  ];
}
