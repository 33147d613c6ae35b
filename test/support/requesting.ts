/** Request action, as people press it where an incident's area has several: the button, then what should be done. */
import type { Modal } from '../../sandbox/slack/page-api.ts';
import type { PersonClient } from './person.ts';

export const RESTORE_TABLE = 'Restore a table to an earlier version';

/** The machine may be busy; the form comes long before. */
const PATIENT = { timeoutMs: 30_000 } as const;

/** Until the form is there to be filled in. */
export async function openRequest(
  who: PersonClient,
  action: string = RESTORE_TABLE,
  where: { readonly in?: string } = {},
): Promise<Modal> {
  const answer = await who.press('Request action', where);
  if (!answer.ok) throw new Error(`Request action could not be pressed: ${answer.notice}`);
  await who.waitUntil((screen) => screen.modal, PATIENT);
  const chosen = await who.press(action, { in: 'What should be done?' });
  if (!chosen.ok) throw new Error(`${action} could not be chosen: ${chosen.notice}`);
  return who.waitUntil(
    ({ modal }) => (modal?.view.blocks.some(({ type }) => type === 'input') === true ? modal : undefined),
    PATIENT,
  );
}
