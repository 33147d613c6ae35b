/** An incident that nobody takes, a checklist beside it, and what an hour brings. */
import { rooms } from '../../sandbox/slack/fixture.ts';
import { fillsIn, opens, presses, says, sees, seesAll, sends } from './acts.ts';
import type { Camera } from './camera.ts';
import type { Stage } from './stage.ts';

const TITLE = 'Fraud scores are from yesterday';

export async function nightOfTheClock(stage: Stage, { keep }: Camera): Promise<void> {
  const maria = stage.person('responder');
  const priya = stage.person('secondApprover');
  const card = { kind: 'message', saying: `P1 · ${TITLE}` } as const;
  await priya.openHome();
  await keep(stage, 'home-empty', { as: 'secondApprover', at: { kind: 'home', saying: 'Open incidents' } });
  await says(maria, `/incident P1 ${TITLE}`, 'Respond by');
  await keep(stage, 'incident-open', { as: 'responder', at: card });
  await checklist(stage, { keep });
  stage.advance(32);
  await sees(maria, 'Respond soon');
  await keep(stage, 'incident-at-risk', { as: 'responder', at: card });
  stage.advance(30);
  await seesAll(maria, 'Response overdue');
  await keep(stage, 'incident-breached', { as: 'commander', at: card });
  await seesAll(maria, 'Audit checkpoint');
  await keep(stage, 'checkpoint', { as: 'responder', at: { kind: 'message', saying: 'Audit checkpoint' } });
  await says(maria, '/incident P3 A total on the cost dashboard is off by a cent', 'Respond by');
  await says(maria, '/incident list', 'Open incidents · 2');
  await keep(stage, 'list', { as: 'responder', at: { kind: 'message', saying: 'Open incidents · 2' } });
  await says(maria, '/incident help', 'shows this.');
  await keep(stage, 'help', { as: 'responder', at: { kind: 'message', saying: 'shows this.' } });
  await presses(maria, 'Acknowledge', TITLE, () => seesAll(maria, 'Responded', TITLE));
  await says(
    maria,
    '/incident note INC-1 50m ago The scoring job was moved to the new cluster',
    'timeline of INC-1',
  );
  await says(maria, '/incident assign INC-1 @david.okafor scribe', 'shows it');
  await maria.say(
    rooms.incidents,
    '/incident resolve INC-1 The scoring job read an old copy. It was started again, and the scores are of today.',
  );
  await seesAll(maria, 'Resolved: ', TITLE);
  await keep(stage, 'incident-resolved', { as: 'responder', at: card });
  await documented(stage, { keep });
  stage.advance(62);
  await seesAll(maria, 'overdue', 'Do it and press Done');
  await keep(stage, 'checklist-note', {
    as: 'responder',
    at: { kind: 'message', saying: 'Do it and press Done' },
  });
}

async function documented(stage: Stage, { keep }: Pick<Camera, 'keep'>): Promise<void> {
  const maria = stage.person('responder');
  await opens(maria, 'Post-mortem', TITLE, 'What led to it?');
  await fillsIn(maria, {
    'What did it mean, and for whom?':
      'Fraud scores were a day old for an hour; 40 payments were looked at by hand.',
    'What led to it?': 'The job was moved without its schedule. Nobody is told when it does not run.',
    'One more thing to do, so that it does not happen again': 'Alert when scores are older than two hours',
    'Who does it': 'David Okafor',
  });
  await keep(stage, 'post-mortem', { as: 'responder', at: { kind: 'modal' } });
  await sends(maria, { 'By when': '2026-11-10' });
  await seesAll(maria, 'To do for ');
  await presses(maria, 'Make canvas', TITLE, () => sees(maria, 'is on a canvas; the card links it.'));
  const linked = 'put the post-mortem on a ';
  await sees(maria, linked);
  await keep(stage, 'post-mortem-canvas', { as: 'approver', at: { kind: 'canvas', saying: linked } });
  await says(maria, '/incident timeline INC-1', 'Timeline of INC-1');
  await keep(stage, 'timeline', { as: 'responder', at: { kind: 'message', saying: 'Timeline of INC-1' } });
}

async function checklist(stage: Stage, { keep }: Pick<Camera, 'keep'>): Promise<void> {
  const maria = stage.person('responder');
  const at = { kind: 'message', saying: 'Daily checks: ' } as const;
  await says(maria, '/incident checklist daily', 'Daily checks: 0 of 4 done');
  await keep(stage, 'checklist', { as: 'responder', at });
  await presses(maria, 'Run', 'Daily checks', () => seesAll(maria, 'Daily checks', '1 flagged'));
  await maria.choose('Check the runs of the last day', 'Take');
  await maria.choose('Monitor cost dashboard', 'Skip');
  await sees(maria, 'Why is it left out?');
  await sends(maria, { 'Why is it left out?': 'The dashboard is rebuilt until noon' });
  await seesAll(maria, 'Daily checks', '1 skipped');
  await keep(stage, 'checklist-worked', { as: 'responder', at });
}
