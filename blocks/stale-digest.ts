/** The morning's list of what is open and has gone quiet: each with who has it, who is so told. */
import type { Incident } from '../src/incident/state.ts';
import type { Message } from '../src/outbox/messenger.ts';
import { SEVERITY_MARKS, STATUS_LABELS } from './incident-card.ts';
import { blocks, bold, bullets, fallback, line, moment, paragraph, person, small, words } from './kit.ts';

export type StaleIncident = {
  readonly incident: Incident;
  readonly whom: string;
  readonly updatedAtMs: number;
};

export function staleDigest(stale: readonly StaleIncident[], others: number): Message {
  const count = stale.length + others;
  const text =
    count === 1 ? '1 incident is open and has gone quiet' : `${count} incidents are open and have gone quiet`;
  return {
    text: fallback(`${text}: ${stale.map(({ incident }) => incident.id).join(', ')}`),
    blocks: blocks(
      paragraph(line(bold(text), words('. Say where each stands, or resolve it.'))),
      bullets(stale.map(entry)),
      others > 0 ? small(`Less severe ones besides: ${others}. /incident list shows them.`) : null,
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
