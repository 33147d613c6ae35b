import { expect, test } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import { fuzzSeed } from './dice.ts';
import { expectAnswered, expectUndecided, openRange, shotFor } from './range.ts';
import { fire } from './volley.ts';

const PAYLOADS = 14_000;

/** Nobody who may do anything, spelled in ways that some reader may take for somebody who may. */
const NOBODIES: readonly unknown[] = [
  people.guest,
  people.stranger,
  people.leaver,
  people.bot,
  'USLACKBOT',
  'U00NOBODY0',
  '',
  ' ',
  '__proto__',
  'constructor',
  people.approver.toLowerCase(),
  ` ${people.approver}`,
  `${people.approver}\u0000`,
  `${people.approver},${people.secondApprover}`,
  [people.approver],
  { id: people.approver },
  null,
  7,
];

test('whatever people send who may do nothing is answered, and nothing has changed', async () => {
  const range = await openRange();
  const { office, asked, standing, responseUrl } = range;
  const { journal } = office;
  const incident = await journal.load({ kind: 'incident', id: 'INC-1' });
  // As on a bad day, so that being slow is part of it on every machine.
  office.slack.faults.add({ method: 'usergroups.users.list', kind: 'slow', delayMs: 5_000, times: 5 });
  const sender = { userIds: NOBODIES, standing, responseUrl };

  const volley = await fire(office.appUrl(), PAYLOADS, (number) => shotFor(range, sender, number));
  await office.bot.idle();

  expectAnswered(range, volley, PAYLOADS);
  const seed = `FUZZ_SEED=${fuzzSeed()}`;
  expect(await journal.load({ kind: 'incident', id: 'INC-1' }), seed).toEqual(incident);
  expect(await journal.next('incident'), seed).toBe(2);
  expect(await journal.next('approval'), seed).toBe(2);
  expect(await expectUndecided(range), 'Slack was slow over some of it').toContain('checking');
  expect(await journal.outbox.stats(), seed).toMatchObject({ waiting: 0, buried: 0 });
  const history = await journal.history({ kind: 'approval', id: asked.id }, 1, PAYLOADS);
  expect(history.length, seed).toBeLessThan(PAYLOADS / 10);
}, 240_000);
