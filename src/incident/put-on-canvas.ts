/**
 * Puts the post-mortem on a canvas: on the one that the incident has, and on a new one where it has none or Slack does
 * not take changes of that one (it was deleted, or is somebody else's by now). Past the outbox, since whoever asked is told
 * at once what became of it; the id is kept in the incident, so that there is one canvas however often it is asked for.
 */
import { fullMember } from '../approval/full-member.ts';
import type { Canvas, CanvasDocument, Canvases } from '../outbox/canvases.ts';
import type { Failure } from '../outbox/messenger.ts';
import type { Log } from '../schedule/loop.ts';
import { type Asker, commit, type IncidentAnswer, type IncidentDeps } from './commit.ts';
import { findOver } from './document-it.ts';

export type CanvasDeps = IncidentDeps & { readonly canvases: Canvases; readonly log: Log };

export type PutOnCanvas =
  /** `unshared`: why it may be that nobody can open it yet. */
  | {
      readonly outcome: 'put';
      readonly isNew: boolean;
      readonly unshared: Failure | null;
    }
  /** By Slack; `isNew`: while one was made. */
  | { readonly outcome: 'not_taken'; readonly isNew: boolean; readonly failure: Failure }
  /** By the incident; what was made for it is gone again. */
  | { readonly outcome: 'not_kept'; readonly answer: IncidentAnswer };

/** `draw` is given as of when: everything up to then has to be on it. Throws for whoever is no full member. */
export async function putOnCanvas(
  deps: CanvasDeps,
  asker: Asker,
  id: string,
  draw: (asOfMs: number) => Promise<CanvasDocument>,
): Promise<PutOnCanvas> {
  const { canvases, journal } = deps;
  await fullMember(deps.directory, asker.by);
  const { canvas: known = null, channel } = await findOver(journal, id);
  const asOfMs = await journal.now();
  const put = await written(canvases, known, await draw(asOfMs));
  if (!('canvas' in put)) return { outcome: 'not_taken', ...put };
  const { canvas } = put;
  const isNew = canvas.id !== known?.id;
  // Before it is linked: a process that dies in between leaves no link that opens nothing. Should Slack want the link to be
  // there first, as its documentation can be read, the next time shares it.
  const shared = await canvases.share(canvas.id, channel);
  const event = { type: 'canvas_written', by: asker.by, canvas, instead: known?.id ?? null, asOfMs } as const;
  const answer = await commit(deps, asker, id, event);
  if (answer.outcome !== 'committed') {
    if (isNew) await removed(deps, canvas.id);
    return { outcome: 'not_kept', answer };
  }
  // Where it was deleted already, or is not ours to delete, nothing is lost by trying.
  if (isNew && known !== null) await removed(deps, known.id);
  return { outcome: 'put', isNew, unshared: shared.outcome === 'done' ? null : shared };
}

type Written = { readonly canvas: Canvas } | { readonly isNew: boolean; readonly failure: Failure };

async function written(
  { rewrite, make }: Canvases,
  known: Canvas | null,
  document: CanvasDocument,
): Promise<Written> {
  const again = known === null ? null : await rewrite(known.id, document.markdown);
  if (known !== null && again?.outcome === 'done') return { canvas: { id: known.id, url: known.url } };
  // Unless Slack said no for good, the one that is there is still the one: another try may reach it.
  if (again !== null && again.outcome !== 'done' && again.outcome !== 'refused')
    return { isNew: false, failure: again };
  const made = await make(document);
  return made.outcome === 'made' ? { canvas: made.canvas } : { isNew: true, failure: made };
}

/** Nothing hangs on it: one that stays is linked by nothing, or says at its top as of when it stands. */
async function removed({ canvases, log }: CanvasDeps, id: string): Promise<void> {
  const gone = await canvases.remove(id);
  if (gone.outcome !== 'done') log.info({ gone, canvas: id }, 'A canvas that is not used was not deleted');
}
