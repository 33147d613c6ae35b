/** Who somebody is, asked of Slack once for each request, however many look; and of the next one anew. */
import type { Context } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import type { HandlerDeps } from '../../handlers/deps.ts';
import { alert } from '../../handlers/incident-alert.ts';
import { check } from '../../handlers/incident-check.ts';
import { askerOf } from '../../handlers/request.ts';
import type { Subcommand } from '../../handlers/subcommand.ts';
import { fullMember, otherFullMember } from '../../src/approval/full-member.ts';
import { fakeDirectory, memberFacts } from '../approval/ports.ts';
import { GUEST, openBench } from '../incident/bench.ts';
import { DAVID, MARIA } from '../incident/fixtures.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';

function counting() {
  const directory = fakeDirectory();
  const asked: string[] = [];
  for (const id of [MARIA, DAVID]) directory.people.set(id, memberFacts(id));
  const person = (id: string) => {
    asked.push(id);
    return Promise.resolve(directory.people.get(id) ?? ('unknown' as const));
  };
  return { directory: { ...directory, person }, people: directory.people, asked };
}

const request = (key: string) => ({ requestKey: key, replayed: false }) as unknown as Context;

describe('of one request', () => {
  test('the answer is the same for all who look, at once or one after the other', async () => {
    const { directory, asked } = counting();
    const context = request('r1');
    const looks = [askerOf(context, MARIA), askerOf(context, MARIA)].map((asker) =>
      fullMember(directory, asker),
    );
    expect((await Promise.all(looks)).map(({ id }) => id)).toEqual([MARIA, MARIA]);
    await otherFullMember(directory, askerOf(context, MARIA), MARIA, 'Not them.');
    expect(asked).toEqual([MARIA]);
  });

  test('a no, and not knowing, are too', async () => {
    const { directory, asked } = counting();
    const asker = askerOf(request('r1'), GUEST);
    for (let times = 0; times < 2; times += 1)
      await expect(fullMember(directory, asker)).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked).toEqual([GUEST]);
  });

  test('it says nothing of anybody else', async () => {
    const { directory, asked } = counting();
    const context = request('r1');
    await fullMember(directory, askerOf(context, MARIA));
    await otherFullMember(directory, askerOf(context, MARIA), DAVID, 'Not them.');
    await fullMember(directory, askerOf(context, DAVID));
    expect(asked).toEqual([MARIA, DAVID, DAVID]);
  });
});

test('the next request asks anew: whoever was deactivated in between is nobody then', async () => {
  const { directory, people, asked } = counting();
  await fullMember(directory, askerOf(request('r1'), MARIA));
  people.set(MARIA, memberFacts(MARIA, { isDeleted: true, isFullMember: false }));
  await expect(fullMember(directory, askerOf(request('r2'), MARIA))).rejects.toMatchObject({
    code: 'refused',
  });
  expect(asked).toEqual([MARIA, MARIA]);
});

test.each<[string, Subcommand, string]>([
  ['check', check, 'INC-1 row-count table=c.s.t'],
  ['alert', alert, 'INC-1 security-team it is theirs'],
])('the word %s asks once, for what it tells and for what it does', async (_word, subcommand, rest) => {
  const bench = await openBench();
  await bench.declare();
  const person = bench.directory.person;
  const asked: string[] = [];
  Object.assign(bench.directory, { person: (id: string) => (asked.push(id), person(id)) });
  const small = SMALL.replace(
    'contacts: {}',
    'contacts:\n  security-team: { title: Security team, phone: "12 34" }',
  );
  const deps = { incidents: bench.incidents, runbook: runbookOf(parsed(small)) } as unknown as HandlerDeps;
  const context = request('r9');
  const line = {
    deps,
    asker: askerOf(context, MARIA),
    context,
    place: 'command',
    said: null,
    rest,
    trigger: null,
  };
  await subcommand.run(line as never).catch(() => undefined);
  expect(asked).toEqual([MARIA]);
});
