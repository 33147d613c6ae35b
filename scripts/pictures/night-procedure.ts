/** A deployment in the middle: what was done, the step at hand with its command, what is left and what comes. */
import { presses, says, seesAll, sends } from './acts.ts';
import type { Camera } from './camera.ts';
import type { Stage } from './stage.ts';

const CARD = 'Deploy to production: ';

export async function nightOfTheDeployment(stage: Stage, { keep }: Camera): Promise<void> {
  const maria = stage.person('responder');
  const at = { kind: 'message', saying: CARD } as const;
  await says(maria, '/incident procedure deploy-to-production', `${CARD}0 of 16 done`);
  for (const step of ['Run all tests', 'Validate the bundle', 'Check for linting errors'])
    await presses(maria, 'Done', step, () => seesAll(maria, `✅ ${step}`));
  await presses(maria, 'Fill in', 'Create the deployment ticket', () =>
    maria.waitUntil(({ modal }) => modal),
  );
  await sends(maria, { 'Deployment ticket': 'CHG-1187' });
  await seesAll(maria, '✅ Create the deployment ticket');
  for (const step of ['Get approvals', 'Schedule the maintenance window'])
    await presses(maria, 'Done', step, () => seesAll(maria, `✅ ${step}`));
  await presses(maria, 'Fill in', 'Note the commit', () => maria.waitUntil(({ modal }) => modal));
  await sends(maria, { 'Commit to revert': '4f2a1c9' });
  await seesAll(maria, '✅ Note the commit');
  await keep(stage, 'procedure', { as: 'responder', at });
}
