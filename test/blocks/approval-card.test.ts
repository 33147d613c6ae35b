/** The card in each of its states, whatever anybody wrote into the request. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION } from '../../blocks/action-ids.ts';
import { type ApprovalCardData, approvalCard } from '../../blocks/approval-card.ts';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import { statementStates } from '../../src/approval/list.ts';
import { groupsInTurn, nobodyCan } from '../../src/approval/seats.ts';
import type { Approval } from '../../src/approval/state.ts';
import {
  ASKED_AT_MS,
  after,
  glassBroken,
  glassReady,
  good,
  MINUTE_MS,
  REACHED,
  type Reached,
  reached,
  who,
} from '../approval/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { actionIds, elements, mentions, wordsOf } from './look.ts';

const data = (approval: Approval, changes: Partial<ApprovalCardData> = {}): ApprovalCardData => ({
  approval,
  canNoLongerRun: false,
  undoable: true,
  nobodyCan: nobodyCan(approval),
  turn: groupsInTurn(approval),
  statements: statementStates(approval),
  ...changes,
});

const card = (approval: Approval, changes: Partial<ApprovalCardData> = {}) =>
  approvalCard(data(approval, changes));
const statement = (approval: Approval, text: string): Approval => ({
  ...approval,
  prepared: approval.prepared && { ...approval.prepared, bill: { ...approval.prepared.bill, text } },
});

/** As long as the runbook and the forms let things be; how many of them, too. */
const words = fc.record({
  title: hostileUpTo(70),
  target: hostile,
  reason: hostileUpTo(500),
  statement: fc.oneof(hostile, fc.constant('S'.repeat(10_000))),
  principal: hostileUpTo(255),
  shown: fc.array(fc.record({ label: hostileUpTo(60), value: hostileUpTo(600) }), { maxLength: 10 }),
  warnings: fc.array(hostileUpTo(600), { maxLength: 50 }),
  handle: hostileUpTo(60),
  ending: hostile,
  sentence: hostile,
  comment: fc.option(hostileUpTo(500)),
  rows: fc.array(fc.record({ label: hostile, value: hostile }), { maxLength: 8 }),
});

function filled(state: Reached, text: typeof words extends fc.Arbitrary<infer T> ? T : never): Approval {
  const approval = statement(reached(state), `${text.statement} /* APR-1 */`);
  const { prepared, ending, result, evidence, settled } = approval;
  return {
    ...approval,
    title: text.title,
    target: text.target,
    reason: text.reason,
    prepared: prepared && {
      ...prepared,
      bill: { ...prepared.bill, principal: text.principal, warehouse: text.principal },
      shown: text.shown,
      warnings: text.warnings,
      groups: [...prepared.groups, { handle: text.handle, id: null, eligible: 0 }],
    },
    seats: approval.seats.map((seat) => ({ ...seat, comment: text.comment })),
    ending: ending && { ...ending, text: text.ending },
    result: result && { ...result, rows: text.rows },
    verification: approval.status === 'succeeded' ? { outcome: 'verified', sentence: text.sentence } : null,
    evidence: evidence ?? { applied: 'seen', sentence: text.sentence, atMs: ASKED_AT_MS },
    settled: settled && { ...settled, note: text.reason },
  };
}

describe.each(REACHED)('%s', (state) => {
  test('whatever was written, Slack takes it, twice the same, and it names nobody whom the bot did not', () => {
    const allowed = new Set([...Object.values(who).map((id) => `user:${id}`), 'usergroup:S0DATA']);
    fc.assert(
      fc.property(words, fc.boolean(), (text, canNoLongerRun) => {
        const approval = filled(state, text);
        const message = card(approval, { canNoLongerRun });
        expect(checkMessageBlocks(message.blocks)).toBeNull();
        expect(card(approval, { canNoLongerRun })).toEqual(message);
        expect(mentions(message.blocks).filter((mention) => !allowed.has(mention))).toEqual([]);
        expect(message.text).not.toMatch(/[<>]/);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the buttons', () => {
  const OFFERED: { readonly [state in Reached]: readonly string[] } = {
    measuring: [],
    pending: [ACTION.approve, ACTION.reject, ACTION.ask, ACTION.approvalMenu],
    approved: [ACTION.cancel],
    executing: [ACTION.cancelRun],
    rejected: [],
    expired: [ACTION.again],
    cancelled: [],
    voided: [ACTION.again],
    succeeded: [ACTION.undo],
    failed: [],
    in_doubt: [ACTION.wasApplied],
    resolved: [ACTION.undo],
  };

  test.each(REACHED)('%s', (state) => {
    expect(actionIds(card(reached(state)).blocks)).toEqual(OFFERED[state]);
  });

  test('every one carries the request, the revision and the fingerprint that were shown', () => {
    for (const state of REACHED) {
      const approval = reached(state);
      const value = `APR-1|${approval.revision}|${approval.prepared?.fingerprint ?? ''}`;
      for (const element of elements(card(approval).blocks).filter((node) => node['type'] === 'button'))
        expect(element['value']).toBe(value);
    }
  });

  test('“It was not applied” is there only once the engine must have given it up', () => {
    const doubt = reached('in_doubt');
    expect(actionIds(card(doubt).blocks)).not.toContain(ACTION.wasNotApplied);
    expect(actionIds(card(doubt, { canNoLongerRun: true }).blocks)).toEqual([
      ACTION.wasApplied,
      ACTION.wasNotApplied,
    ]);
  });

  test('Undo goes once it was undone, where there is no way back, and where it was not applied', () => {
    for (const state of ['succeeded', 'resolved'] as const) {
      const undone = after(reached(state), [good('undone'), ASKED_AT_MS + 9 * MINUTE_MS]);
      expect(actionIds(card(undone).blocks)).toEqual([]);
      expect(wordsOf(card(undone).blocks)).toContain('Undone by APR-2');
      expect(actionIds(card(reached(state), { undoable: false }).blocks)).toEqual([]);
    }
    const resolved = reached('resolved');
    const no = { ...resolved, settled: resolved.settled && { ...resolved.settled, applied: false } };
    expect(actionIds(card(no).blocks)).toEqual([]);
  });
});

describe('the menu', () => {
  const offered = (approval: Approval): readonly string[] =>
    elements(card(approval).blocks)
      .filter((node) => node['type'] === 'overflow')
      .flatMap((node) =>
        (node['options'] as { readonly text: { readonly text: string } }[]).map(({ text }) => text.text),
      );

  test('offers to break the glass where the request allows it and all of it is on the card', () => {
    const always = ['Approve with a comment…', 'Review', 'Cancel request'];
    expect(offered(reached('pending'))).toEqual(always);
    expect(offered(glassReady())).toEqual([...always, 'Break glass']);
    expect(offered(statement(glassReady(), 'S'.repeat(2_501)))).toEqual(['Review', 'Cancel request']);
  });

  test('a broken glass is said on the card, with who has to sign, and then who has', () => {
    const broken = glassBroken();
    expect(actionIds(card(broken).blocks)).toEqual([ACTION.sign, ACTION.cancel]);
    expect(wordsOf(card(broken).blocks)).toContain(
      'Done on one person’s word: another approver signs before',
    );
    expect(wordsOf(card(broken).blocks)).toContain('Glass broken by');
    const signed = after(broken, [good('signed', broken.revision), ASKED_AT_MS + 6 * MINUTE_MS]);
    expect(actionIds(card(signed).blocks)).toEqual([ACTION.cancel]);
    expect(wordsOf(card(signed).blocks)).toContain('It was right.');
  });

  test('that somebody’s decision is being looked at is said until it is made', () => {
    const checking = after(reached('pending'), [good('checking'), ASKED_AT_MS + 2 * MINUTE_MS]);
    expect(wordsOf(card(checking).blocks)).toContain('Checking with Slack whether');
    const approved = after(checking, [good('approved', checking.revision), ASKED_AT_MS + 3 * MINUTE_MS]);
    expect(wordsOf(card(approved).blocks)).not.toContain('Checking with Slack');
  });
});

describe('Approve', () => {
  test('is there only under the whole statement, to the byte', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostile,
          fc.integer({ min: 2_400, max: 4_000 }).map((n) => 'S'.repeat(n)),
        ),
        (text) => {
          const { blocks } = card(statement(reached('pending'), text));
          if (!actionIds(blocks).includes(ACTION.approve)) return;
          const shown = elements(blocks).filter((node) => node['type'] === 'rich_text_preformatted');
          expect(shown.map(wordsOf)).toEqual([text]);
        },
      ),
    );
  });

  test('a statement that stands whole on the card can be approved there, one character more cannot', () => {
    expect(actionIds(card(statement(reached('pending'), 'S'.repeat(2_500))).blocks)).toContain(
      ACTION.approve,
    );
    const over = card(statement(reached('pending'), 'S'.repeat(2_501)));
    expect(actionIds(over.blocks)).toEqual([ACTION.review, ACTION.reject, ACTION.ask, ACTION.approvalMenu]);
  });

  test.each(REACHED.filter((state) => state !== 'pending'))('is not there when it is %s', (state) => {
    expect(actionIds(card(reached(state)).blocks)).not.toContain(ACTION.approve);
  });

  test('stays between the first and the second seat, and both are named', () => {
    const half = after(reached('pending', { peopleNeeded: 2 }), [
      good('approved'),
      ASKED_AT_MS + 2 * MINUTE_MS,
    ]);
    expect(actionIds(card(half).blocks)).toContain(ACTION.approve);
    expect(mentions(card(half).blocks)).toContain(`user:${who.approver}`);
  });
});

test('that nobody can approve it is the first thing that the card says', () => {
  const pending = reached('pending');
  const groups = [{ handle: 'data-approvers', id: 'S0DATA', eligible: 0 }];
  const alone = { ...pending, prepared: pending.prepared && { ...pending.prepared, groups } };
  expect(wordsOf(card(alone).blocks[0])).toContain('Nobody can approve this now');
});

test('while nobody can approve it nothing is offered that only an approver could do, and it comes when somebody can', () => {
  const ready = glassReady();
  const groups = [{ handle: 'data-approvers', id: 'S0DATA', eligible: 0 }];
  const alone = { ...ready, prepared: ready.prepared && { ...ready.prepared, groups } };
  const offered = (approval: Approval) => actionIds(card(approval).blocks);
  expect(offered(alone)).toEqual([ACTION.cancel, ACTION.ask, ACTION.approvalMenu]);
  expect(JSON.stringify(card(alone).blocks)).not.toMatch(/"text":"(?:Approve|Reject)/);
  expect(JSON.stringify(card(alone).blocks)).toContain('"text":"Break glass"');
  expect(wordsOf(card(alone).blocks)).toContain('Approve comes here within two minutes');
  const counted = { ...alone, recounted: { eligible: { 'data-approvers': 1 }, atMs: ASKED_AT_MS } };
  expect(offered(counted)).toContain(ACTION.approve);
  const missing = {
    ...ready,
    prepared: ready.prepared && {
      ...ready.prepared,
      groups: [{ handle: 'data-approvers', id: null, eligible: 0 }],
    },
  };
  expect(wordsOf(card(missing).blocks)).toContain('cancel this and ask again');
});

test('a role that may break the glass and is nobody is said, and not offered', () => {
  const ready = glassReady();
  const handle = 'incident-commanders';
  for (const [why, says] of [
    [{ unreachable: true }, 'Slack did not say who is in @incident-commanders'],
    [{ moved: true }, '@incident-commanders means another group than before'],
    [{}, 'there is no group @incident-commanders'],
  ] as const) {
    const glass = [{ handle, id: null, eligible: 0, ...why }];
    const { blocks } = card({ ...ready, prepared: ready.prepared && { ...ready.prepared, glass } });
    expect(wordsOf(blocks)).toContain(`Nobody can break the glass for this: ${says}`);
    expect(JSON.stringify(blocks)).not.toContain('"text":"Break glass"');
    expect(actionIds(blocks)).toContain(ACTION.approve);
  }
});
