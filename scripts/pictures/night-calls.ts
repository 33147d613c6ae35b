/** What is no SQL: a cluster that nobody uses, ended by a call of the workspace's API. */
import { opens, presses, says, seesAll, sends, WHY } from './acts.ts';
import type { Camera } from './camera.ts';
import type { Stage } from './stage.ts';

const TITLE = 'Something costs more than it should';
const END = 'End a cluster';

const message = (saying: string) => ({ kind: 'message', saying }) as const;

export async function nightOfTheIdleCluster(stage: Stage, { keep }: Camera): Promise<void> {
  const [maria, tomas] = [stage.person('responder'), stage.person('commander')];
  await says(maria, `/incident P2 ${TITLE}`, 'Respond by');
  await opens(maria, 'Request action', TITLE, 'What should be done?');
  await opens(maria, END, 'What should be done?', 'Cluster');
  await sends(maria, {
    Cluster: '1118-063001-lakehous',
    [WHY]: 'Nobody has used it since yesterday evening',
  });
  await seesAll(maria, 'APR-1', 'Approval needed');
  await keep(stage, 'approval-call', { as: 'commander', at: message('Approval needed') });
  await presses(tomas, 'Approve', 'APR-1', () => seesAll(tomas, 'APR-1', 'It is TERMINATING'));
  await keep(stage, 'approval-call-done', { as: 'commander', at: message('✅ Done') });
}
