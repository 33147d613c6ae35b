/** The form that declares, with what is open already: for somebody who is known to be a full member. */
import { type DeclareForm, declareModal } from '../blocks/declare-modal.ts';
import type { Trigger } from './answer-modal.ts';
import { areaChoices, severityChoices } from './choices.ts';
import type { HandlerDeps } from './deps.ts';
import type { MarkDeps } from './drill-mark.ts';
import { memberOpener } from './member-modal.ts';
import type { OpenModal } from './open-modal.ts';

export type DeclareGiven = Omit<DeclareForm, 'severities' | 'areas' | 'open'>;

export function declareFormOf({ runbook }: Pick<HandlerDeps, 'runbook'>, given: DeclareGiven): DeclareForm {
  return { severities: severityChoices(runbook), areas: areaChoices(runbook), ...given };
}

export function declareOpener(
  deps: Pick<HandlerDeps, 'incidents'> & MarkDeps,
  trigger: Trigger,
  by: string,
): Promise<OpenModal> {
  return memberOpener(deps, trigger, by, 'Declare an incident');
}

export async function openDeclareForm(
  deps: Pick<HandlerDeps, 'runbook' | 'incidents' | 'log'>,
  open: OpenModal,
  given: DeclareGiven = {},
): Promise<void> {
  const known = await openNow(deps);
  await open(declareModal({ ...declareFormOf(deps, given), ...(known.length > 0 ? { open: known } : {}) }));
}

/** Nobody is kept from declaring because the others could not be listed. */
async function openNow({ incidents, log }: Pick<HandlerDeps, 'incidents' | 'log'>) {
  try {
    return (await incidents.list('open')).incidents;
  } catch (error) {
    log.info({ err: error }, 'A form to declare was not filled in');
    return [];
  }
}
