/** What happened in the procedures that were begun in an incident's thread. What they asked for is among its requests. */
import { read } from '../journal/document.ts';
import type { Journal } from '../journal/journal.ts';
import { incidentIndex, procedureRef } from '../procedure/document.ts';
import { type Procedure, type ProcedureEvent, stepsOf } from '../procedure/state.ts';

export type ProcedureItem = {
  readonly of: 'procedure';
  readonly event: ProcedureEvent;
  readonly title: string;
  /** The words of the step that the event is about, if it is about one. */
  readonly step: string | null;
  readonly atMs: number;
  readonly id: string;
  readonly seq: number;
};

const PROCEDURES_MAX = 20;
/** One page of its history: the newest, for whoever looks wants to know where it stands. */
const ENTRIES_MAX = 500;

type Source = Pick<Journal, 'load' | 'history' | 'find'>;

export async function procedureItems(
  journal: Source,
  incident: string,
): Promise<{ readonly items: readonly ProcedureItem[]; readonly isCut: boolean }> {
  const page = { limit: PROCEDURES_MAX, order: 'descending' } as const;
  const begun = await journal.find('procedure', incidentIndex(incident), page);
  const all = await Promise.all(begun.ids.map((id) => itemsOf(journal, id)));
  return {
    items: all.flatMap(({ items }) => items),
    isCut: begun.next !== undefined || all.some(({ isCut }) => isCut),
  };
}

async function itemsOf(journal: Source, id: string) {
  const stored = await read<Procedure>(journal, procedureRef(id));
  if (stored === null) return { items: [], isCut: false };
  const { state, version } = stored;
  const texts = new Map(stepsOf(state).map((step) => [step.id, step.text]));
  const from = Math.max(1, version - ENTRIES_MAX + 1);
  const entries = await journal.history(procedureRef(id), from, ENTRIES_MAX);
  const items = entries.map(({ event: written, atMs, seq }): ProcedureItem => {
    const event = written as ProcedureEvent;
    const step = 'step' in event ? (texts.get(event.step) ?? event.step) : null;
    return { of: 'procedure', event, title: state.title, step, atMs, id, seq };
  });
  return { items, isCut: from > 1 };
}
