/** One glass is broken at a time, however long Slack takes to say who somebody is, and whoever else presses meanwhile. */
import { expect, test } from 'vitest';
import type { Directory } from '../../src/approval/directory.ts';
import { approvalDocument, approvalRef, GLASS_INDEX } from '../../src/approval/document.ts';
import { prepare } from '../../src/approval/prepare.ts';
import { approvalService } from '../../src/approval/service.ts';
import { findApproval } from '../../src/approval/stored.ts';
import { apply } from '../../src/journal/document.ts';
import { parsed, present, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { GLASS, GROUP, MINUTE_MS, request, who } from './fixtures.ts';
import { type Bench, bench, fakeDirectory, ITEM, restoreAction } from './ports.ts';

const FIRST = 'APR-1';
const SECOND = 'APR-2';

/** Two requests that wait, and `other` alone in the role. */
async function waiting(): Promise<Bench> {
  const deps = bench();
  for (const id of [FIRST, SECOND]) {
    const wish = { ...request, id, definition: JSON.stringify(restoreAction()), breakGlass: [GLASS.handle] };
    await apply(deps.journal, approvalDocument, id, { type: 'requested', request: wish });
    await prepare({ ...deps, directory: directory() }, { ...ITEM, ref: approvalRef(id) });
    await deps.journal.outbox.done(`00000000000099${id.at(-1)}`, { ...postOf(id), digest: '' });
  }
  return deps;
}

function postOf(id: string) {
  const place = { channel: request.channel, ts: `176758200${id.at(-1)}.000001` };
  return { ...place, ref: approvalRef(id), view: 'approval-card' };
}

/** `wait`: how long Slack takes over who has the role. */
function directory(wait: () => Promise<unknown> = () => Promise.resolve()): Directory {
  return {
    ...fakeDirectory(),
    group: async (handle) => {
      const { id } = handle === GLASS.handle ? GLASS : GROUP;
      return { outcome: 'found', id, handle, isDisabled: false };
    },
    members: async () => {
      await wait();
      return { outcome: 'known', members: [who.other], begunAtMs: 0 };
    },
  };
}

async function breaks(deps: Bench, id: string, by: string, wait?: () => Promise<unknown>): Promise<string> {
  const { revision, prepared } = await findApproval(deps.journal, id);
  const { fingerprint } = present(prepared ?? undefined);
  const { channel, ts } = postOf(id);
  const service = approvalService({
    ...deps,
    directory: directory(wait),
    runbook: runbookOf(parsed(SMALL)),
    actionsConfigured: true,
    wallClockMs: deps.clock.now,
  });
  const press = { act: 'break_glass', by, revision, fingerprint, from: { channel, ts } } as const;
  const decision = { act: 'break_glass', reason: 'Nobody answers' } as const;
  const decided = await service.decide(id, press, decision, `${id}/${by}`);
  return decided.outcome === 'refused' ? decided.code : decided.outcome;
}

const statusOf = async ({ journal }: Bench, id: string) => (await findApproval(journal, id)).status;

test('somebody without the role who presses first keeps nobody with it from it', async () => {
  const deps = await waiting();
  const meanwhile = async () => expect(await breaks(deps, FIRST, who.other)).toBe('decided');
  expect(await breaks(deps, SECOND, who.second, meanwhile)).toBe('no_break_glass');
  expect(await statusOf(deps, FIRST)).toBe('approved');
});

test('who had to wait for Slack longer than anything is kept for does not break a second one', async () => {
  const deps = await waiting();
  const meanwhile = async () => {
    deps.clock.pass(2 * MINUTE_MS);
    expect(await breaks(deps, FIRST, who.other)).toBe('decided');
  };
  expect(await breaks(deps, SECOND, who.other, meanwhile)).toBe('glass_in_use');
  expect(await statusOf(deps, SECOND)).toBe('pending');
});

test('who has seen that no glass is broken, and then stops for longer than it is theirs alone, does not break a second one', async () => {
  const deps = await waiting();
  let isFirst = true;
  const stopped: Bench['journal'] = {
    ...deps.journal,
    find: async (kind, index, page) => {
      const found = await deps.journal.find(kind, index, page);
      if (index !== GLASS_INDEX || !isFirst) return found;
      isFirst = false;
      deps.clock.pass(2 * MINUTE_MS);
      expect(await breaks(deps, FIRST, who.other)).toBe('decided');
      return found;
    },
  };
  await expect(breaks({ ...deps, journal: stopped }, SECOND, who.other)).rejects.toMatchObject({
    code: 'unavailable',
  });
  expect(await statusOf(deps, SECOND)).toBe('pending');
  expect(await breaks(deps, SECOND, who.other)).toBe('glass_in_use');
});
