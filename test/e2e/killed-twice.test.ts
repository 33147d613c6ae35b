import { expect, test } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import { fillIn, sentFor, settle, throughApproval } from '../support/kill-story.ts';
import { complaints, endOf } from '../support/kill-verdict.ts';
import { openKillWorld, until } from '../support/kill-world.ts';
import { asPerson } from '../support/person.ts';

const FIRST_AND_AGAIN: readonly (readonly [string, string, string])[] = [
  ...['before lease execute #1', 'after lease execute #1', 'before commit answer_lost #1'].map(
    (again) => ['after send #1', again, 'in_doubt, seen'] as const,
  ),
  ['after guard #1', 'after commit answer_lost #1', 'in_doubt, not_seen'],
  ['after send #1', 'before commit evidence_found #1', 'in_doubt, seen'],
  ['after send #1', 'after commit evidence_found #1', 'in_doubt, seen'],
  ['after commit claimed #1', 'after post #1', 'in_doubt, not_seen'],
  ['after commit approved #1', 'after commit claimed #1', 'in_doubt, not_seen'],
  ['before commit claimed #1', 'after send #1', 'in_doubt, seen'],
  ['after commit succeeded #1', 'before commit verified #1', 'succeeded, verified'],
  ['after commit succeeded #1', 'after commit verified #1', 'succeeded, verified'],
];

test('killed once more while it comes back, it ends as it would have after the first time', async () => {
  const world = await openKillWorld();
  const rows = [];
  for (const [first, again, end] of FIRST_AND_AGAIN) {
    const told = await throughApproval(world, [first, again]);
    const found = complaints(world, told);
    if (told.approval.evidence?.applied === 'seen') await settle(world, told.approval);
    rows.push({
      first,
      again,
      deaths: told.deaths.length,
      end: endOf(told.approval),
      complaints: found,
      wanted: end,
    });
  }
  expect(rows).toEqual(
    rows.map(({ wanted, ...row }) => ({ ...row, wanted, deaths: 2, end: wanted, complaints: [] })),
  );
}, 600_000);

test('killed while the engine is at it, it says what it cannot see, sees it when it is there, and a person settles it', async () => {
  const world = await openKillWorld();
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  world.lakehouse.faults.add({ kind: 'slow', ms: 15_000, match: 'RESTORE' });
  await fillIn(maria, 24);
  await maria.submit();
  await until('its card', () => world.journal.posts('APR-1').length > 0);
  await david.press('Approve', { in: '/* APR-1 */' });
  await until('the statement', () => sentFor(world, 'APR-1').length > 0);
  world.bot().process.kill('SIGKILL');
  await world.start();
  await until('rest', () => world.journal.open().length === 0);
  expect(endOf(world.journal.approval('APR-1'))).toBe('in_doubt, not_seen');
  // The engine may still be at it: nobody can know yet that it was not applied.
  expect(await david.offers('It was not applied')).toBe(false);

  await until('the engine to end', () => sentFor(world, 'APR-1')[0]?.outcome === 'succeeded');
  await until('it to be seen', () => world.journal.approval('APR-1').evidence?.applied === 'seen');
  await david.waitFor(/history shows it: version 26 is a RESTORE to version 24/, { timeoutMs: 30_000 });
  await settle(world, world.journal.approval('APR-1'));
  expect(sentFor(world, 'APR-1')).toHaveLength(1);
  expect(world.journal.deadlines('APR-1')).toEqual([]);
}, 240_000);
