/** One report of each area, on a platform on which much is wrong. */
import { rooms } from '../../sandbox/slack/fixture.ts';
import { says, sees } from './acts.ts';
import type { Camera } from './camera.ts';
import type { Stage } from './stage.ts';

const message = (saying: string) => ({ kind: 'message', saying }) as const;

/** The title of an incident that tells its area, and the check whose report is kept. */
const AREAS = [
  ['data', 'P1 Job failed in the night', 'job-failure-rate', 'Job failure rate: '],
  ['models', 'P1 Fraud model offline', 'model-evaluation', 'Last evaluation of the fraud model: '],
  ['api', 'P1 API slow', 'api-response-time', 'API response time: '],
  ['security', 'P0 Suspicious access', 'unauthorized-access', 'Unauthorized access: '],
  ['cost', 'P2 Cost is out of hand', 'idle-clusters', 'Idle clusters: '],
] as const;

export async function nightOfTheAreas(stage: Stage, { keep }: Camera): Promise<void> {
  const maria = stage.person('responder');
  for (const [index, [area, title, check, report]] of AREAS.entries()) {
    await says(maria, `/incident ${title}`, title.replace(' ', ' · '));
    await maria.say(rooms.incidents, `/incident check INC-${index + 1} ${check}`);
    await sees(maria, report);
    await keep(stage, `area-${area}`, { as: 'responder', at: message(report) });
  }
}
