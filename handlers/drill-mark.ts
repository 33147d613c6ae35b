/** A modal about something of a drill says so, as its messages do. */
import type { ModalView } from '@slack/types';
import { z } from 'zod';
import { drillModal } from '../blocks/drill.ts';
import { parseId } from '../src/ids.ts';
import type { DocumentRef } from '../src/journal/journal.ts';
import type { HandlerDeps } from './deps.ts';

export type MarkDeps = Pick<HandlerDeps, 'isDrill' | 'log'>;

/** What our modals carry: which one it is about stands under one of these. */
const aboutSchema = z.union([
  z.object({ incident: z.string() }).transform(({ incident }) => incident),
  z.object({ procedure: z.string() }).transform(({ procedure }) => procedure),
  z.object({ origin: z.object({ id: z.string() }) }).transform(({ origin }) => origin.id),
  z.object({ id: z.string() }).transform(({ id }) => id),
]);

const KINDS = ['incident', 'procedure', 'approval'] as const;

/** Where it cannot be found out the modal opens all the same: what is approved in a drill does not run, marked or not. */
export async function markedView({ isDrill, log }: MarkDeps, view: ModalView): Promise<ModalView> {
  try {
    const ref = aboutWhat(view);
    return ref !== null && (await isDrill(ref)) ? drillModal(view) : view;
  } catch (error) {
    log.warn({ err: error }, 'Whether a modal is of a drill could not be found out');
    return view;
  }
}

function aboutWhat({ private_metadata: carried = '' }: ModalView): DocumentRef | null {
  if (carried === '') return null;
  const about = aboutSchema.safeParse(JSON.parse(carried)).data ?? '';
  const kind = KINDS.find((each) => parseId(each, about) !== null);
  return kind === undefined ? null : { kind, id: about };
}
