import { expect, test } from 'vitest';
import { approvalDocument, approvalRef } from '../../src/approval/document.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { reconcile } from '../../src/approval/reconcile.ts';
import { findApproval } from '../../src/approval/stored.ts';
import { apply } from '../../src/journal/document.ts';
import { MINUTE_MS } from './fixtures.ts';
import { approved, type Bench, bench, ITEM, restoreAction } from './ports.ts';

const claimedBy = (token: string, fingerprint: string): ApprovalEvent => ({
  type: 'claimed',
  token,
  fingerprint,
  runTimeoutMs: 10 * MINUTE_MS,
});

/** The same document again under another id, as if somebody had asked for the same a moment later. */
async function twin(
  deps: Bench,
  id: string,
  parameters: { readonly [name: string]: string | number },
): Promise<number> {
  const first = await findApproval(deps.journal, ITEM.ref.id);
  const fingerprint = first.prepared?.fingerprint ?? '';
  const request = { ...first, id, parameters };
  const events: ApprovalEvent[] = [
    { type: 'requested', request },
    ...(first.prepared === null ? [] : [{ type: 'prepared', prepared: first.prepared } as const]),
    { type: 'approved', by: 'U0ANOTHER', group: 'data-approvers', fingerprint, revision: 2, comment: null },
    claimedBy('theirs', fingerprint),
  ];
  for (const event of events) {
    const applied = await apply(deps.journal, approvalDocument, id, event);
    expect(applied.outcome).toBe('committed');
  }
  return (await findApproval(deps.journal, id)).claim?.atMs ?? 0;
}

/** Evidence is seen exactly when what is looked at ends at this time. */
function endingAt(atMs: number): string {
  const action = restoreAction();
  const applied = `until == "${new Date(atMs).toISOString()}"`;
  return JSON.stringify({ ...action, reconcile: { ...action.reconcile, applied } });
}

async function inDoubt(deps: Bench): Promise<{ claimedAtMs: number; mayRunUntilMs: number }> {
  const { prepared } = await approved(deps);
  for (const event of [
    claimedBy('ours', prepared?.fingerprint ?? ''),
    { type: 'answer_lost', text: 'Lost.' } as const,
  ]) {
    await apply(deps.journal, approvalDocument, ITEM.ref.id, event);
  }
  const { claim } = await findApproval(deps.journal, ITEM.ref.id);
  return { claimedAtMs: claim?.atMs ?? 0, mayRunUntilMs: claim?.mayRunUntilMs ?? 0 };
}

/** What was found, if the request had been asked for with this definition. */
async function foundWith(deps: Bench, definition: string): Promise<string | undefined> {
  const journal: Bench['journal'] = {
    ...deps.journal,
    load: async (ref) => {
      const stored = await deps.journal.load(ref);
      return stored === null ? null : { ...stored, state: { ...(stored.state as object), definition } };
    },
  };
  await reconcile({ ...deps, journal }, { ...ITEM, ref: approvalRef(ITEM.ref.id) });
  return (await findApproval(deps.journal, ITEM.ref.id)).evidence?.applied;
}

test('what the platform shows after the engine has given up is not of this request', async () => {
  const deps = bench();
  const { mayRunUntilMs } = await inDoubt(deps);
  expect(await foundWith(deps, endingAt(mayRunUntilMs))).toBe('seen');
});

test('what it shows after the same was sent for another request is not of this one', async () => {
  const deps = bench();
  await inDoubt(deps);
  deps.clock.pass(MINUTE_MS);
  const { parameters } = await findApproval(deps.journal, ITEM.ref.id);
  const theirsAtMs = await twin(deps, 'APR-2', parameters);
  expect(await foundWith(deps, endingAt(theirsAtMs))).toBe('seen');
});

test('another request for something else changes nothing', async () => {
  const deps = bench();
  const { mayRunUntilMs } = await inDoubt(deps);
  deps.clock.pass(MINUTE_MS);
  await twin(deps, 'APR-2', { table: 'c.s.t', version: 7 });
  expect(await foundWith(deps, endingAt(mayRunUntilMs))).toBe('seen');
});
