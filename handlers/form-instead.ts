/** A word that leaves out what it takes opens the form that asks for it. */
import type { ModalView } from '@slack/types';
import type { Incident } from '../src/incident/state.ts';
import { memberOpener, toldToMembers } from './member-modal.ts';
import type { Typed } from './subcommand.ts';
import { typed, unquoted } from './typed.ts';

/** Whether a form is the answer: not where there is something to go by, nor for a mention, which can open none. */
export async function formInstead(
  { deps, asker, trigger }: Pick<Typed, 'deps' | 'asker' | 'trigger'>,
  { id, rest }: { readonly id: string; readonly rest: string },
  draw: (incident: Incident) => ModalView,
): Promise<boolean> {
  if (trigger === null || typed(unquoted(rest)) !== '') return false;
  const incident = await toldToMembers(deps, asker, () => deps.incidents.find(id));
  const open = await memberOpener(deps, trigger, asker.by, id);
  await open(draw(incident));
  return true;
}
