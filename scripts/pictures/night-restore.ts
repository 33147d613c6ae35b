/** A table that was overwritten: checked, restored by four eyes, and everything else that can become of a request. */
import { asksForRestore, opens, presses, RESTORE, says, sees, seesAll, sends, WHY } from './acts.ts';
import type { Camera } from './camera.ts';
import type { Stage } from './stage.ts';

const TITLE = 'Transactions table is stale';
const GOLD = 'banking_catalog.banking_gold.customer_360';
const VERSION = 'Version to restore';

export async function nightOfTheRestore(stage: Stage, camera: Camera): Promise<void> {
  await checked(stage, camera);
  await restored(stage, camera);
  await nothingRan(stage, camera);
  await doubted(stage, camera);
}

const request = (saying: string) => ({ kind: 'message', saying }) as const;

async function checked(stage: Stage, { keep }: Camera): Promise<void> {
  const maria = stage.person('responder');
  await says(maria, `/incident P1 ${TITLE}`, 'Respond by');
  await presses(maria, 'Acknowledge', TITLE, () => sees(maria, 'Responded '));
  await presses(maria, 'Run checks', TITLE, () => sees(maria, 'Table history: fail'));
  for (const check of ['Table freshness: fail', 'Job runs: fail']) await sees(maria, check);
  await keep(stage, 'check-fail', { as: 'responder', at: request('Table history: fail') });
  await keep(stage, 'incident-checked', { as: 'responder', at: request(`P1 · ${TITLE}`) });
}

async function restored(stage: Stage, { keep }: Camera): Promise<void> {
  const [maria, david] = [stage.person('responder'), stage.person('approver')];
  await opens(maria, RESTORE, 'Table history: fail', 'Filled in');
  await keep(stage, 'request-form', { as: 'responder', at: { kind: 'modal' } });
  await sends(maria, { [WHY]: 'The backfill wrote an export from yesterday over the table' });
  await seesAll(maria, 'APR-1', 'Approval needed');
  await keep(stage, 'approval-pending', { as: 'approver', at: request('Approval needed') });
  await keep(stage, 'thread', {
    as: 'approver',
    at: { kind: 'page', saying: 'Approval needed', from: 'Approval needed' },
  });
  await says(maria, '/incident P2 Customer 360 table has wrong balances', 'P2 · ');
  await says(david, '/incident checklist daily', 'Daily checks: 0 of 4 done');
  await david.choose('Monitor cost dashboard', 'Take');
  await david.openHome();
  await keep(stage, 'home-busy', { as: 'approver', at: { kind: 'home', saying: 'CHK-1' } });
  const started = stage.lakehouse.faults.add({ kind: 'slow', ms: 8_000, match: 'DESCRIBE HISTORY' });
  stage.lakehouse.faults.add({ kind: 'long', ms: 12_000, commits: 'last', match: 'RESTORE' });
  await presses(david, 'Approve', 'APR-1', () => seesAll(david, 'Approved, starting', 'APR-1'));
  await keep(stage, 'approval-starting', { as: 'approver', at: request('Approved, starting') });
  await seesAll(david, '▶️ Running', 'APR-1');
  started();
  await keep(stage, 'approval-executing', { as: 'approver', at: request('▶️ Running') });
  await sees(david, '✅ Done');
  await keep(stage, 'approval-done', { as: 'approver', dark: true, at: request('✅ Done') });
}

async function nothingRan(stage: Stage, { keep }: Camera): Promise<void> {
  const [maria, david] = [stage.person('responder'), stage.person('approver')];
  const again = { [VERSION]: '23', [WHY]: 'Version 24 has the rows of Monday twice' };
  await asksForRestore(maria, TITLE, 'APR-2', again);
  await opens(david, 'Reject', 'APR-2', 'Why');
  await sends(david, {
    'Why? The requester reads this.': 'Those are two loads of one day. Look at the batch id.',
  });
  await sees(david, '🚫 Rejected');
  await keep(stage, 'approval-rejected', { as: 'responder', at: request('🚫 Rejected') });

  await asksForRestore(maria, TITLE, 'APR-3', again);
  await asksForRestore(maria, TITLE, 'APR-4', { ...again, [VERSION]: '22' });
  await presses(david, 'Approve', 'APR-4', () => seesAll(david, 'APR-4', '✅ Done'));
  await presses(david, 'Approve', 'APR-3', () => seesAll(david, 'APR-3', '⚠️ Void'));
  await keep(stage, 'approval-void', { as: 'responder', at: request('⚠️ Void') });

  stage.lakehouse.faults.add({
    kind: 'error',
    match: 'RESTORE',
    errorClass: 'DELTA_CONCURRENT_WRITE',
    message:
      '[DELTA_CONCURRENT_WRITE] A concurrent transaction has written new data since this one read the table.',
    sqlState: '2D521',
  });
  await asksForRestore(maria, TITLE, 'APR-5', again);
  await presses(david, 'Approve', 'APR-5', () => seesAll(david, 'APR-5', '❌ Failed'));
  await keep(stage, 'approval-failed', { as: 'responder', at: request('❌ Failed') });

  await asksForRestore(maria, TITLE, 'APR-6', again);
  stage.advance(31);
  await sees(maria, '⌛ Expired');
  await keep(stage, 'approval-expired', { as: 'responder', at: request('⌛ Expired') });
}

async function doubted(stage: Stage, { keep }: Camera): Promise<void> {
  const [maria, david] = [stage.person('responder'), stage.person('approver')];
  stage.lakehouse.faults.add({ kind: 'cut_after', match: 'RESTORE' });
  await asksForRestore(maria, 'wrong balances', 'APR-7', {
    Table: GOLD,
    [VERSION]: '1',
    [WHY]: 'The refresh at one joined on the wrong key',
  });
  await presses(david, 'Approve', 'APR-7', () => seesAll(david, 'In doubt', 'history shows it'));
  await keep(stage, 'approval-in-doubt', { as: 'approver', at: request('❓ In doubt') });
  await opens(david, 'It was applied', 'APR-7', 'What did you look at yourself?');
  await sends(david, {
    'What did you look at yourself?':
      'Version 3 of the history is a restore to version 1, and the balances agree',
  });
  await sees(david, '☑️ Settled');
  await keep(stage, 'approval-settled', { as: 'approver', at: request('☑️ Settled') });
}
