/** Who has which role, who may give it, and whose incident it is by that. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentDocument, ofPersonIndex } from '../../src/incident/document.ts';
import { peopleOf, RESPONDERS_MAX, rolesOf } from '../../src/incident/roles.ts';
import type { IncidentAnswer } from '../../src/incident/service.ts';
import type { Incident, IncidentEvent } from '../../src/incident/state.ts';
import { transition } from '../../src/incident/transition.ts';
import { GUEST, openBench, STORES, TOMAS } from './bench.ts';
import { AT_MS, after, DAVID, declared, MARIA, refusalOf } from './fixtures.ts';

const PRIYA = 'U0PRIYA';
const taken = (by: string, inCommandersGroup = false): IncidentEvent => ({
  type: 'command_taken',
  by,
  inCommandersGroup,
});
const joined = (by: string): IncidentEvent => ({ type: 'joined', by });
const handed = (by: string, to: string): IncidentEvent => ({ type: 'handed_over', by, to });
const given = (to: string, role: 'scribe' | 'communications' | 'responder'): IncidentEvent => ({
  type: 'role_given',
  by: MARIA,
  to,
  role,
});
const now = (incident: Incident, ...events: readonly IncidentEvent[]): Incident =>
  after(incident, ...events.map((event) => [event, AT_MS] as const));

describe('the command', () => {
  test('is given by whoever has it, or by anybody while nobody does; never by somebody else', () => {
    expect(now(declared(), handed(MARIA, DAVID)).commander).toBe(DAVID);
    const davids = now(declared(), taken(DAVID));
    expect(refusalOf(davids, handed(MARIA, PRIYA))).toBe('not_commander');
    expect(refusalOf(davids, handed(DAVID, DAVID))).toBe('has_role');
    expect(now(davids, handed(DAVID, PRIYA)).commander).toBe(PRIYA);
  });

  test('is taken freely while nobody has it, and from somebody only by the commanders’ group', () => {
    const davids = now(declared(), taken(DAVID));
    expect(refusalOf(davids, taken(PRIYA))).toBe('taking_needs_commander');
    expect(refusalOf(davids, { type: 'command_taken', by: PRIYA })).toBe('taking_needs_commander');
    expect(now(davids, taken(PRIYA, true)).commander).toBe(PRIYA);
  });

  test('leaves who had it as a responder, and makes none of who has it now', () => {
    const incident = now(declared(), joined(PRIYA), taken(DAVID), handed(DAVID, PRIYA));
    expect(rolesOf(incident).responders).toEqual([DAVID]);
    expect(rolesOf(now(incident, taken(DAVID, true))).responders).toEqual([PRIYA]);
  });
});

test('of two who take it at once the one in the commanders’ group has it, whoever was first', async () => {
  for (const order of [
    [DAVID, TOMAS],
    [TOMAS, DAVID],
  ]) {
    const { incidents, as, declare } = await openBench();
    const id = await declare();
    const answers = await Promise.all(order.map((by) => incidents.takeCommand(as(by), id)));
    expect((await incidents.find(id)).commander).toBe(TOMAS);
    const refused = answers.flatMap((answer) => (answer.outcome === 'refused' ? [answer.code] : []));
    expect(refused).toEqual(order[0] === TOMAS ? ['taking_needs_commander'] : []);
  }
});

test('who has a role does not join again; a second role beside the first is given', () => {
  const incident = now(declared(), given(DAVID, 'scribe'));
  expect(refusalOf(incident, joined(DAVID))).toBe('already_joined');
  expect(refusalOf(incident, given(DAVID, 'scribe'))).toBe('has_role');
  expect(rolesOf(now(incident, given(DAVID, 'communications')))).toMatchObject({
    scribe: DAVID,
    communications: DAVID,
  });
  expect(refusalOf(now(declared(), joined(DAVID)), given(DAVID, 'responder'))).toBe('has_role');
});

test('thirty respond and no more', () => {
  const many = Array.from({ length: RESPONDERS_MAX }, (_, index) => joined(`U0R${index}`));
  const full = now(declared(), ...many);
  expect(refusalOf(full, joined(PRIYA))).toBe('too_many_responders');
  expect(refusalOf(full, given(PRIYA, 'responder'))).toBe('too_many_responders');
  const commanded = now(full, taken(DAVID), handed(DAVID, PRIYA));
  expect(rolesOf(commanded).responders).toHaveLength(RESPONDERS_MAX);
});

test('a document from before there were roles has none, and is its declarer’s and its commander’s', () => {
  const { roles: _none, ...earlier } = now(declared(), taken(DAVID));
  expect(rolesOf(earlier)).toEqual({ scribe: null, communications: null, responders: [] });
  expect(peopleOf(earlier)).toEqual([DAVID, MARIA]);
  expect(refusalOf(earlier, joined(PRIYA))).toBe('=open');
});

test('in no order of events is somebody twice among the responders, or an incident not listed as theirs', () => {
  const who = fc.constantFrom(MARIA, DAVID, PRIYA, TOMAS);
  const event = fc.oneof(
    fc.tuple(who, fc.boolean()).map((both) => taken(...both)),
    who.map(joined),
    fc.tuple(who, who).map((both) => handed(...both)),
    fc
      .tuple(who, fc.constantFrom('scribe' as const, 'communications' as const, 'responder' as const))
      .map((both) => given(...both)),
    fc.constant<IncidentEvent>({ type: 'resolved', by: MARIA, summary: 'Done.' }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      let incident = declared();
      for (const happening of events) {
        const step = transition(incident, happening, AT_MS);
        if (!step.ok) continue;
        const { state } = step;
        const { responders } = rolesOf(state);
        expect(new Set(responders).size).toBe(responders.length);
        expect(responders).not.toContain(state.commander);
        const change = { before: incident, after: state, event: happening, seq: 2, atMs: AT_MS };
        const listed = Object.keys(incidentDocument.consequences(change).indexes ?? {});
        const isTheirs = (user: string) => state.status === 'open' && peopleOf(state).includes(user);
        for (const user of [MARIA, DAVID, PRIYA, TOMAS])
          expect(listed.includes(ofPersonIndex(user))).toBe(isTheirs(user));
        incident = state;
      }
    }),
    { numRuns: 300 },
  );
});

const outcome = (answer: IncidentAnswer): string =>
  answer.outcome === 'refused' ? answer.code : answer.outcome;

describe.each(STORES)('on %s', (store) => {
  test('an incident is somebody’s while they have a role in it, and until it is over', async () => {
    const { incidents, as, declare } = await openBench(store);
    const [first, second] = [await declare('P2'), await declare('P0')];
    const idsOf = async (user: string) => (await incidents.list({ of: user })).incidents.map(({ id }) => id);
    expect(await idsOf(MARIA)).toEqual([second, first]);
    expect(await idsOf(DAVID)).toEqual([]);
    expect(outcome(await incidents.join(as(DAVID), first))).toBe('committed');
    expect(outcome(await incidents.assign(as(MARIA), second, { role: 'scribe', to: DAVID }))).toBe(
      'committed',
    );
    expect(await idsOf(DAVID)).toEqual([second, first]);
    await incidents.assign(as(DAVID), second, { role: 'scribe', to: TOMAS });
    expect(await idsOf(DAVID)).toEqual([first]);
    await incidents.resolve(as(MARIA), first, 'Done.');
    expect(await idsOf(DAVID)).toEqual([]);
    expect(await idsOf(TOMAS)).toEqual([second]);
  });
});

test('one alone does not take the command over, lower, resolve and close what was a P0', async () => {
  const { incidents, as, declare, directory } = await openBench();
  const id = await declare('P0');
  expect(outcome(await incidents.takeCommand(as(DAVID), id))).toBe('committed');
  expect(directory.begunAfter).toEqual([]);
  expect(outcome(await incidents.takeCommand(as(MARIA), id))).toBe('taking_needs_commander');
  expect(outcome(await incidents.changeSeverity(as(MARIA), id, 'P3'))).toBe('lowering_needs_commander');
  // Nor does whoever has it get around the post-mortem by lowering first.
  expect(outcome(await incidents.changeSeverity(as(DAVID), id, 'P3'))).toBe('committed');
  expect(outcome(await incidents.resolve(as(DAVID), id, 'Done.'))).toBe('committed');
  expect(outcome(await incidents.close(as(DAVID), id))).toBe('needs_postmortem');
});

test('only full members hold a role, and only full members give one', async () => {
  const { incidents, as, declare } = await openBench();
  const id = await declare();
  for (const role of ['commander', 'scribe', 'responder'] as const) {
    await expect(incidents.assign(as(MARIA), id, { role, to: GUEST })).rejects.toThrow(
      'Only full members of this workspace can have a role',
    );
    await expect(incidents.assign(as(MARIA), id, { role, to: 'U0NOBODY' })).rejects.toThrow('who that is');
    await expect(incidents.assign(as(GUEST), id, { role, to: DAVID })).rejects.toThrow('can do this');
  }
  await expect(incidents.join(as(GUEST), id)).rejects.toThrow('can do this');
  expect(peopleOf(await incidents.find(id))).toEqual([MARIA]);
});
