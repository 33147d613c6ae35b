import { expect, test } from 'vitest';
import { rooms } from '../../sandbox/slack/fixture.ts';
import { openWorld } from '../support/bot.ts';
import {
  approvalIn,
  askForRestore,
  declare,
  maria,
  PATIENT,
  press,
  RESTORE,
  RESTORED,
  restoresSent,
  STALE,
  until,
} from './trouble-steps.ts';

const LONG_MS = 240_000;

test(
  'with a Slack that takes two seconds for every call the story ends as it should',
  async () => {
    const world = await openWorld({ threeSeconds: true });
    world.slack.faults.add({ method: '*', kind: 'slow', delayMs: 2_000 });
    const { maria, david } = await askForRestore(world);
    await press(maria, 'Run checks');
    await maria.waitFor(STALE, PATIENT);
    await press(david, 'Approve');
    await david.waitFor(RESTORED, PATIENT);
    expect(restoresSent(world)).toEqual([RESTORE]);
    expect(await maria.ephemerals()).not.toContainEqual(expect.stringMatching(/went wrong|could not/i));
  },
  LONG_MS,
);

test(
  'a press while Slack asks for a pause on who is in a group is decided when the pause is over',
  async () => {
    const world = await openWorld({ threeSeconds: true });
    const { david } = await askForRestore(world);
    const method = 'usergroups.users.list';
    world.slack.faults.add({ method, kind: 'rate_limited', retryAfterSeconds: 10, forMs: 10_000 });
    const asked = world.slack.count(method);
    const pressedAtMs = performance.now();
    await press(david, 'Approve');
    await until('Slack was asked', () => world.slack.count(method) > asked);
    await david.waitFor(RESTORED, PATIENT);
    expect(performance.now() - pressedAtMs).toBeGreaterThan(10_000);
    expect(restoresSent(world)).toEqual([RESTORE]);
  },
  LONG_MS,
);

test(
  'a press while Slack asks for a pause on which groups there are is refused in words, and good afterwards',
  async () => {
    const world = await openWorld({ threeSeconds: true });
    const { david } = await askForRestore(world);
    const pause = { method: 'usergroups.list', kind: 'rate_limited', retryAfterSeconds: 10 } as const;
    const over = world.slack.faults.add(pause);
    await press(david, 'Approve');
    await david.waitFor('Slack did not say who is in the approver group, and doubt means no.', PATIENT);
    expect((await approvalIn(world.journal)).status).toBe('pending');
    over();
    await press(david, 'Approve');
    await david.waitFor(RESTORED, PATIENT);
    expect(restoresSent(world)).toEqual([RESTORE]);
  },
  LONG_MS,
);

test(
  'the form of an action is open before Slack is asked anything: a slow look-up does not let the trigger expire',
  async () => {
    const world = await openWorld({ threeSeconds: true });
    const asker = maria(world);
    await declare(asker);
    world.slack.faults.add({ method: 'users.info', kind: 'slow', delayMs: 5_000 });
    await asker.say(rooms.incidents, '/incident action restore-table version=24');
    await asker.waitFor('Filled in for you: check every value.', PATIENT);
    expect(await asker.sees('did not open the form in time')).toBe(false);
  },
  LONG_MS,
);
