/** The form that declares: open at once, then told what is open already. */
import { type DeclareForm, declareModal } from '../blocks/declare-modal.ts';
import { areaChoices, severityChoices } from './choices.ts';
import type { HandlerDeps } from './deps.ts';
import type { OpenModal } from './open-modal.ts';

export type DeclareGiven = Omit<DeclareForm, 'severities' | 'areas' | 'open'>;

export function declareFormOf({ runbook }: Pick<HandlerDeps, 'runbook'>, given: DeclareGiven): DeclareForm {
  return { severities: severityChoices(runbook), areas: areaChoices(runbook), ...given };
}

export async function openDeclareForm(
  deps: Pick<HandlerDeps, 'runbook' | 'incidents' | 'log'>,
  open: OpenModal,
  by: string,
  given: DeclareGiven = {},
): Promise<void> {
  const form = declareFormOf(deps, given);
  const { redraw } = await open(declareModal(form));
  const known = await openFor(deps, by);
  if (known.length > 0) await redraw(declareModal({ ...form, open: known }));
}

/** Guests are told nothing of what is going on; the form tells them whom it is for when they send it. */
async function openFor({ incidents, log }: Pick<HandlerDeps, 'incidents' | 'log'>, by: string) {
  try {
    await incidents.admit(by);
    return (await incidents.list('open')).incidents;
  } catch (error) {
    log.info({ err: error }, 'A form to declare was not filled in');
    return [];
  }
}
