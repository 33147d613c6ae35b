import { resolveModal } from '../blocks/modals.ts';
import type { PressArgs } from './args.ts';
import type { HandlerDeps } from './deps.ts';
import { pressedByMember } from './member-modal.ts';

/** Resolving takes a summary: the modal asks for it. */
export const openResolve =
  (deps: HandlerDeps) =>
  async (args: PressArgs): Promise<void> => {
    const { incident, open } = await pressedByMember(deps, args);
    const { id, title } = await deps.incidents.find(incident);
    await open(resolveModal(id, title));
  };
