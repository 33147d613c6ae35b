import { describe, expect, test } from 'vitest';
import type { Directory } from '../../src/approval/directory.ts';
import { fingerprintOf } from '../../src/approval/fingerprint.ts';
import { prepare } from '../../src/approval/prepare.ts';
import { GLASS, GROUP, MINUTE_MS, who } from './fixtures.ts';
import { asked, bench, current, ITEM, memberFacts, restoreAction } from './ports.ts';

test('a wish becomes a request that can be decided: tagged, measured, fingerprinted, its group pinned', async () => {
  const deps = bench();
  await asked(deps);
  deps.clock.pass(MINUTE_MS);
  await prepare(deps, ITEM);
  const { status, revision, prepared } = await current(deps);
  expect({ status, revision }).toEqual({ status: 'pending', revision: 2 });
  expect(prepared?.bill).toEqual({
    text: 'RESTORE TABLE `c`.`s`.`t` TO VERSION AS OF 24 /* APR-1 */',
    parameters: {},
    principal: 'svc-actions',
    warehouse: '/sql/1.0/warehouses/w',
    drill: false,
  });
  expect(prepared?.fingerprint).toBe(prepared === null ? '' : fingerprintOf(prepared.bill));
  expect(prepared?.facts).toEqual({ current: 26 });
  expect(prepared?.groups).toEqual([{ handle: 'data-approvers', id: 'S0DATA', eligible: 2 }]);
  expect(deps.wakes()).toBe(1);
});

test('what was measured stays: a deadline that comes twice measures nothing again', async () => {
  const deps = bench();
  await asked(deps);
  await prepare(deps, ITEM);
  const first = await current(deps);
  deps.actions.who = { principal: 'somebody-else', warehouse: 'elsewhere' };
  deps.actions.calls.length = 0;
  await prepare(deps, ITEM);
  expect(deps.actions.calls).toEqual([]);
  expect(await current(deps)).toEqual(first);
});

describe('a request that cannot be decided is void at once', () => {
  test('without a principal for changes', async () => {
    const deps = bench();
    await asked(deps);
    await prepare({ ...deps, actions: null }, ITEM);
    expect(await current(deps)).toMatchObject({ status: 'voided', ending: { reason: 'could_not_measure' } });
  });

  test('when the runbook asks for what cannot be approved, however often it would be tried', async () => {
    const deps = bench();
    const definition = JSON.stringify({
      ...restoreAction(),
      statements: Array.from({ length: 21 }, () => 'A'),
    });
    await asked(deps, { definition });
    await prepare(deps, ITEM);
    const { status, ending } = await current(deps);
    expect({ status, reason: ending?.reason }).toEqual({ status: 'voided', reason: 'could_not_measure' });
    expect(ending?.text).toContain('has 21 statements');
  });

  test('when what it would change could not be measured', async () => {
    const deps = bench();
    deps.actions.history = { outcome: 'refused', errorClass: 'TABLE_OR_VIEW_NOT_FOUND', message: 'No table' };
    await asked(deps);
    await prepare(deps, ITEM);
    const { status, ending } = await current(deps);
    expect({ status, reason: ending?.reason }).toEqual({ status: 'voided', reason: 'could_not_measure' });
    expect(ending?.text).toContain('history');
  });

  test('when the evidence speaks against it', async () => {
    const deps = bench();
    const action = restoreAction();
    const refuse = [{ when: 'facts.current == 26', say: 'It is there already.' }];
    const definition = JSON.stringify({ ...action, evidence: { ...action.evidence, refuse } });
    await asked(deps, { definition });
    await prepare(deps, ITEM);
    expect(await current(deps)).toMatchObject({
      status: 'voided',
      ending: { reason: 'refused_by_evidence', text: 'It is there already.' },
    });
  });

  test.each([
    ['a right-to-left override', '\u202e', 'U+202E'],
    ['a zero-width space', '\u200b', 'U+200B'],
  ])('when its statement holds %s', async (_name, character, code) => {
    const deps = bench();
    const statements = [`RESTORE TABLE \`c\`.\`s\`.\`t${character}\` TO VERSION AS OF {version}`];
    await asked(deps, { definition: JSON.stringify({ ...restoreAction(), statements }) });
    await prepare(deps, ITEM);
    const { status, ending, prepared } = await current(deps);
    expect({ status, prepared }).toEqual({ status: 'voided', prepared: null });
    expect(ending?.text).toContain(code);
  });
});

describe('what cannot be asked now is asked again', () => {
  test('a warehouse that does not say who it runs as', async () => {
    const deps = bench();
    const failing = { ...deps.actions, identity: () => Promise.reject(new Error('no session')) };
    await asked(deps);
    await expect(prepare({ ...deps, actions: failing }, ITEM)).rejects.toThrow('no session');
    expect(await current(deps)).toMatchObject({ status: 'pending', prepared: null, revision: 1 });
  });

  test('a group that Slack does not answer for', async () => {
    const deps = bench();
    deps.directory.list = { outcome: 'unreachable' };
    await asked(deps);
    await expect(prepare(deps, ITEM)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await current(deps)).toMatchObject({ status: 'pending', prepared: null });
    deps.directory.list = { outcome: 'known', members: [who.approver], begunAtMs: 0 };
    await prepare(deps, ITEM);
    expect((await current(deps)).prepared?.groups[0]?.eligible).toBe(1);
  });
});

test('those who may break the glass, whom Slack does not tell just now, hold up nobody who approves', async () => {
  const deps = bench();
  const members = deps.directory.list;
  const directory: Directory = {
    ...deps.directory,
    group: async (handle) =>
      handle === GLASS.handle
        ? { outcome: 'unreachable' }
        : { outcome: 'found', id: GROUP.id, handle, isDisabled: false },
    members: async () => members,
  };
  await asked(deps, { breakGlass: [GLASS.handle] });
  await prepare({ ...deps, directory }, ITEM);
  const { prepared } = await current(deps);
  expect(prepared?.groups[0]?.eligible).toBeGreaterThan(0);
  expect(prepared?.glass).toEqual([{ handle: GLASS.handle, id: null, unreachable: true, eligible: 0 }]);
});

describe('who could approve is counted when it is asked for', () => {
  async function eligible(deps: ReturnType<typeof bench>): Promise<unknown> {
    await asked(deps);
    await prepare(deps, ITEM);
    return (await current(deps)).prepared?.groups;
  }

  test('a handle that means nothing is pinned to nothing, and nobody can', async () => {
    const deps = bench();
    deps.directory.answer = { outcome: 'missing' };
    expect(await eligible(deps)).toEqual([{ handle: 'data-approvers', id: null, eligible: 0 }]);
  });

  test('a disabled group has no members, whatever its list says', async () => {
    const deps = bench();
    deps.directory.answer = { outcome: 'found', id: 'S0DATA', handle: 'data-approvers', isDisabled: true };
    expect(await eligible(deps)).toEqual([{ handle: 'data-approvers', id: 'S0DATA', eligible: 0 }]);
  });

  test('the requester, guests and bots do not count; of whom Slack said nothing just now might', async () => {
    const deps = bench();
    const guest = memberFacts('U0GUEST', { isRestricted: true, isFullMember: false });
    const bot = memberFacts('U0BOT', { isBot: true, isFullMember: false });
    deps.directory.people.set('U0GUEST', guest).set('U0BOT', bot);
    const members = [who.requester, 'U0GUEST', 'U0BOT', 'U0NOBODY', who.second];
    deps.directory.list = { outcome: 'known', members, begunAtMs: 0 };
    expect(await eligible(deps)).toEqual([{ handle: 'data-approvers', id: 'S0DATA', eligible: 2 }]);
  });

  test('neither does who is named in the statement', async () => {
    const deps = bench();
    deps.directory.people.set(who.second, memberFacts(who.second, { email: 'c`.`s' }));
    expect(await eligible(deps)).toEqual([{ handle: 'data-approvers', id: 'S0DATA', eligible: 1 }]);
  });
});
