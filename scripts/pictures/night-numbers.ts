/** A quarter's incidents, one after the other, and what is made of them on its last morning. */
import { says, sees } from './acts.ts';
import type { Camera } from './camera.ts';
import type { Stage } from './stage.ts';

type Severity = 'P0' | 'P1' | 'P2' | 'P3';

/** How many hours after the one before, how severe, what; then the minutes to acknowledge, mitigate and resolve it. */
const LIVES: readonly (readonly [number, Severity, string, number, number, number])[] = [
  [9, 'P1', 'Job failed in the night', 21, 64, 130],
  [80, 'P2', 'Cost is out of hand', 150, 410, 900],
  [40, 'P1', 'Fraud model offline', 38, 75, 180],
  [130, 'P0', 'Suspicious access to customer data', 7, 22, 95],
  [90, 'P3', 'Dashboard shows yesterday', 300, 1_500, 2_600],
  [60, 'P1', 'API slow at noon', 72, 140, 310],
  [110, 'P2', 'Landing table is stale', 95, 260, 700],
  [85, 'P1', 'Pipeline update failed', 26, 80, 150],
  [70, 'P0', 'API is down', 18, 40, 75],
  [120, 'P1', 'Predictions have drifted', 33, 120, 420],
  [95, 'P2', 'Idle clusters over the weekend', 280, 600, 1_100],
  [75, 'P1', 'Transactions are not loaded', 14, 45, 85],
  [100, 'P0', 'Unauthorized access from outside', 5, 18, 60],
  [65, 'P2', 'API timeouts in the morning', 60, 150, 330],
  [140, 'P1', 'Model scores are missing', 19, 50, 110],
];

export async function nightOfTheNumbers(stage: Stage, { keep }: Camera): Promise<void> {
  const maria = stage.person('responder');
  for (const [index, [hours, severity, title, ackMin, mitigateMin, resolveMin]] of LIVES.entries()) {
    const id = `INC-${index + 1}`;
    stage.advance(hours * 60);
    await says(maria, `/incident ${severity} ${title}`, `${severity} · ${title}`);
    stage.advance(ackMin);
    await says(maria, `/incident ack ${id}`, `${id} is acknowledged.`);
    stage.advance(mitigateMin - ackMin);
    await says(maria, `/incident status ${id} mitigated`, `${id} is mitigated now.`);
    stage.advance(resolveMin - mitigateMin);
    await says(maria, `/incident resolve ${id} It was started again`, `${id} is resolved.`);
  }
  const said = `${LIVES.length} resolved in the last 91 days`;
  await says(maria, '/incident stats quarter', said);
  await keep(stage, 'numbers', { as: 'responder', at: { kind: 'message', saying: said } });
  await maria.press('Post as a chart');
  await sees(maria, 'incidents-91-days.png is in');
  await keep(stage, 'numbers-chart', { as: 'commander', at: { kind: 'message', saying: 'Asked for by' } });
}
