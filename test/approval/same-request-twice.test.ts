/** One request that reached two replicas at once: whatever each of them thinks, both copies get one answer, the true one. */
import { expect, test } from 'vitest';
import type { Decided } from '../../src/approval/decide.ts';
import { approvalRef } from '../../src/approval/document.ts';
import { prepare } from '../../src/approval/prepare.ts';
import { approvalService } from '../../src/approval/service.ts';
import { AppError } from '../../src/errors.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { request, who } from './fixtures.ts';
import { asked, type Bench, bench, current, fakeDirectory, ITEM } from './ports.ts';

type Copy = () => Promise<Decided>;

/** `wait` holds the look-up of the group; `isMember` is what it then says. */
type Replica = {
  readonly isMember: boolean;
  readonly wait?: () => Promise<void>;
  readonly journal?: (journal: Journal) => Journal;
};

const POST = { channel: request.channel, ts: '1767582000.000001' };

async function pressedAt(deps: Bench): Promise<(replica: Replica) => Copy> {
  await asked(deps);
  await prepare(deps, ITEM);
  const ref = approvalRef(request.id);
  await deps.journal.outbox.done('000000000000999', { ...POST, ref, view: 'approval-card', digest: '' });
  const { revision, prepared } = await current(deps);
  const { fingerprint } = present(prepared ?? undefined);
  const press = { act: 'approve', by: who.approver, revision, fingerprint, from: POST } as const;
  return ({ isMember, wait, journal = (same) => same }) => {
    const directory = fakeDirectory();
    directory.members = async () => {
      await wait?.();
      return { outcome: 'known', members: isMember ? [who.approver] : [], begunAtMs: 0 };
    };
    const service = approvalService({
      // A journal of its own: in one process the copies would go one after the other.
      journal: journal({ ...deps.journal }),
      directory,
      runbook: runbookOf(parsed(SMALL)),
      actionsConfigured: true,
      own: deps.own,
      zone: deps.zone,
      monotonicMs: deps.monotonicMs,
      wallClockMs: deps.clock.now,
      timers: deps.timers,
      wake: deps.wake,
    });
    return () => service.decide(request.id, press, { act: 'approve', comment: null }, 'the-request');
  };
}

test('the copy that would be turned away is told that the press counts', async () => {
  const deps = bench();
  const at = await pressedAt(deps);
  const counted = at({ isMember: true });
  const late = at({ isMember: false, wait: async () => void (await counted()) });
  expect(await late()).toMatchObject({ outcome: 'decided' });
  expect(await current(deps)).toMatchObject({ status: 'approved', refusedAttempts: 0 });
});

test('the copy that would be counted is told why the press was turned away', async () => {
  const deps = bench();
  const at = await pressedAt(deps);
  const turnedAway = at({ isMember: false });
  const late = at({ isMember: true, wait: async () => void (await turnedAway()) });
  expect(await late()).toEqual({ outcome: 'refused', code: 'not_in_group' });
  expect(await current(deps)).toMatchObject({ status: 'pending', seats: [] });
});

test('a copy whose own answer was lost does not take what the other one wrote for its own', async () => {
  const deps = bench();
  const at = await pressedAt(deps);
  const counted = at({ isMember: true });
  const overtaken = at({
    isMember: false,
    journal: (journal) => ({
      ...journal,
      commit: async () => {
        await counted();
        throw new AppError('outcome_unknown', 'The answer was lost.');
      },
    }),
  });
  expect(await overtaken()).toMatchObject({ outcome: 'decided' });
  expect(await current(deps)).toMatchObject({ status: 'approved', refusedAttempts: 0 });
});
