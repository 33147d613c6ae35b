/** Somebody is in who should not be: what checks say, access taken away, and who may decide it. */
import { rooms } from '../../sandbox/slack/fixture.ts';
import { asksForRestore, opens, presses, REVOKE, says, sees, seesAll, sends, WHY } from './acts.ts';
import type { Camera } from './camera.ts';
import type { Night, Stage } from './stage.ts';

const TITLE = 'Suspicious access to customer data';
const OUTSIDER = 'r.vance@contractor.test';
const WHO = 'Person, group or service';

/** What these pictures need beyond the runbook as it is shipped: a glass to break, and two groups in order. */
export const ACCESS_RUNBOOK: Night = {
  edits: [
    {
      file: 'access.yml',
      from: 'title: Incident commanders',
      to: 'title: Incident commanders\n      break_glass: true',
    },
    {
      file: 'data-pipelines.yml',
      from: 'groups: [data-approvers]\n      people: 1',
      to: 'groups: [data-approvers, platform-approvers]\n      in_order: true\n      people: 1',
    },
  ],
};

const message = (saying: string) => ({ kind: 'message', saying }) as const;

export async function nightOfTheIntruder(stage: Stage, camera: Camera): Promise<void> {
  await checked(stage, camera);
  await revoked(stage, camera);
  await inOrder(stage, camera);
}

async function checked(stage: Stage, { keep }: Camera): Promise<void> {
  const maria = stage.person('responder');
  await says(maria, `/incident P0 ${TITLE}`, 'Respond by');
  await maria.say(rooms.incidents, '/incident check audit-log-alive');
  await sees(maria, 'Audit log alive: pass');
  await keep(stage, 'check-pass', { as: 'responder', at: message('Audit log alive: pass') });
  await maria.say(rooms.incidents, '/incident check unauthorized-access attempts=1000');
  await sees(maria, 'Unauthorized access: warning');
  await keep(stage, 'check-warn', { as: 'responder', at: message('Unauthorized access: warning') });
  await maria.say(rooms.incidents, `/incident check show-grants principal=${OUTSIDER}`);
  await sees(maria, ': could not see');
  await keep(stage, 'check-could-not-see', { as: 'responder', at: message(': could not see') });
}

async function revoked(stage: Stage, { keep }: Camera): Promise<void> {
  const [maria, tomas, aisha] = [
    stage.person('responder'),
    stage.person('commander'),
    stage.person('security'),
  ];
  const why = { [WHO]: OUTSIDER, [WHY]: 'Refused fourteen times in an hour, from outside' };
  const ask = async (id: string, headline: string): Promise<void> => {
    await opens(maria, 'Request action', TITLE, REVOKE);
    await opens(maria, REVOKE, 'What should be done?', WHO);
    await sends(maria, why);
    await seesAll(maria, id, headline);
  };
  stage.slack.setGroupMembers('security-approvers', []);
  await ask('APR-1', 'Nobody can approve this now');
  await keep(stage, 'approval-nobody', { as: 'responder', at: message('Nobody can approve this now') });
  stage.slack.setGroupMembers('security-approvers', [aisha.id]);
  await ask('APR-2', 'Approval needed');
  await keep(stage, 'approval-revoke', { as: 'security', at: message('Approval needed') });
  await opens(aisha, 'Review', 'APR-2', 'Why: ');
  await keep(stage, 'approval-review', { as: 'security', at: { kind: 'modal' } });
  await aisha.dismiss();
  await opens(tomas, 'Break glass', 'APR-2', 'Why can it not wait');
  await sends(tomas, {
    'Why can it not wait for an approver?': 'The security team does not answer, and he is still reading',
  });
  await seesAll(tomas, 'APR-2', '✅ Done');
  await keep(stage, 'approval-glass', { as: 'security', at: message('✅ Done') });
}

async function inOrder(stage: Stage, { keep }: Camera): Promise<void> {
  const [maria, david] = [stage.person('responder'), stage.person('approver')];
  await says(maria, '/incident P1 Transactions table is stale', 'P1 · ');
  await asksForRestore(maria, 'Transactions table is stale', 'APR-3', {
    'Version to restore': '24',
    [WHY]: 'A backfill wrote over it',
  });
  await presses(david, 'Approve', 'APR-3', () => sees(david, 'waits for the next yes'));
  await seesAll(david, 'APR-3', ' Approved by ');
  await keep(stage, 'approval-in-order', { as: 'secondApprover', at: message('Approval needed') });
}
