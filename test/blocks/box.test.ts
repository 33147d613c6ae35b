/** What is given for a while, as its card and its messages say it, whatever anybody wrote into it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION } from '../../blocks/action-ids.ts';
import { type ApprovalCardData, approvalCard } from '../../blocks/approval-card.ts';
import type { BoxEvent } from '../../blocks/box.ts';
import { settleBoxModal } from '../../blocks/box-modal.ts';
import { approvalNote } from '../../blocks/notes.ts';
import { reviewModal } from '../../blocks/review-modal.ts';
import { checkMessageBlocks, checkView } from '../../sandbox/slack/blocks-surface.ts';
import type { Box, PieceEnd } from '../../src/approval/box-state.ts';
import type { ApprovalEvent } from '../../src/approval/events.ts';
import { statementStates } from '../../src/approval/list.ts';
import type { Approval } from '../../src/approval/state.ts';
import { boxed, boxedAndEnded, boxedGood, ENDS_AT_MS, GIVEN_AT_MS } from '../approval/box-fixtures.ts';
import { after, MINUTE_MS, who } from '../approval/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { actionIds, elements, mentions, wordsOf } from './look.ts';

const card = (approval: Approval, changes: Partial<ApprovalCardData> = {}) =>
  approvalCard({
    approval,
    canNoLongerRun: false,
    undoable: false,
    nobodyCan: false,
    turn: [],
    statements: statementStates(approval),
    ...changes,
  });

const event = (type: ApprovalEvent['type'], changes: object = {}) =>
  ({ ...boxedGood(type, 0), ...changes }) as ApprovalEvent;
const verified = (approval: Approval): Approval => ({
  ...approval,
  verification: { outcome: 'verified', sentence: 'Given for 4h.' },
});
const withBox = (approval: Approval, changes: Partial<Box>): Approval =>
  verified({ ...approval, ...(approval.box === undefined ? {} : { box: { ...approval.box, ...changes } }) });
const looked = { atMs: ENDS_AT_MS, count: 3, sentence: 'SHOW GRANTS shows it.' };

const given = verified(boxed());
const early = withBox(
  after(boxed(), [event('end_asked', { revision: boxed().revision }), GIVEN_AT_MS + 1]),
  {},
);
const late = withBox(boxed(), { alarms: 1, looked });
const ended = verified(boxedAndEnded());
const covered: PieceEnd = { how: 'covered', by: 'APR-9', sentence: null, atMs: ENDS_AT_MS };

const said: PieceEnd = {
  how: 'settled',
  by: who.approver,
  sentence: 'The table was dropped.',
  atMs: ENDS_AT_MS,
};

describe('the card', () => {
  test.each<[string, Approval, string, RegExp, readonly string[]]>([
    ['while it is given', given, '⏱️ Given for a while', /⏱️ Ends .* by itself\./, [ACTION.endBox]],
    ['while it is ended early', early, '⏱️ Given for a while', /ends it early: it is taken back from /, []],
    [
      'when it could not be taken back',
      late,
      '🚨 Could not be taken back',
      /was to end .*SHOW GRANTS shows it\. It is tried again .*settles it with “It is gone”/,
      [ACTION.settleBox],
    ],
    [
      'when it has ended',
      ended,
      '✅ Ended, taken back',
      /MODIFY: ended .*revoked and verified\. It is gone\..*SELECT: ended/,
      [],
    ],
    [
      'when somebody said that it is gone',
      withBox(boxed(), { ends: [said, said], alarms: 2 }),
      '⚠️ Ended on somebody’s word',
      /MODIFY: ended .* on the word of .*, not seen by the bot: The table was dropped\./,
      [],
    ],
    [
      'when another one gives it',
      withBox(boxed(), { ends: [covered, covered] }),
      '✅ Ended, given by another request',
      /covered by APR-9: .* nothing was sent/,
      [],
    ],
  ])('%s', (_when, approval, headline, says, buttons) => {
    const { blocks, text } = card(approval);
    expect(wordsOf(blocks[0])).toContain(headline);
    expect(text).toContain(headline);
    expect(wordsOf(blocks).replaceAll('\n', ' ')).toMatch(says);
    expect(actionIds(blocks)).toEqual(buttons);
  });

  test('says that it was late, and when it was to end', () => {
    const gone: PieceEnd = {
      how: 'gone',
      by: null,
      sentence: 'It is gone.',
      atMs: ENDS_AT_MS + 3 * MINUTE_MS,
    };
    expect(wordsOf(card(withBox(boxed(), { ends: [gone, gone] })).blocks)).toContain(' Late: ');
    expect(wordsOf(card(ended).blocks)).not.toContain(' Late: ');
  });

  test('says what is done about what a person found not to have been applied, and what came of it', () => {
    const doubtful = boxed('in_doubt');
    const said = after(doubtful, [
      event('settled', { applied: false, revision: doubtful.revision }),
      GIVEN_AT_MS + 60 * MINUTE_MS,
    ]);
    expect(wordsOf(card(said).blocks)).toContain('It is looked at once more: what is there of it');
    const gone = [1, 2].map((number) => [event('closing_looked', { number }), ENDS_AT_MS] as const);
    const words = wordsOf(card(after(said, ...gone)).blocks);
    expect(words).toContain('looked at: there was nothing to take back. It is gone.');
    expect(words).not.toContain('revoked');
    const taken = event('closing_claimed');
    expect(wordsOf(card(after(said, [taken, ENDS_AT_MS - 1], ...gone)).blocks)).toContain(
      'revoked and verified',
    );
  });

  test('has no button any more that would end what has ended, and no undo beside its own end', () => {
    for (const approval of [given, late, early, ended])
      expect(actionIds(card(approval, { undoable: false }).blocks)).not.toContain(ACTION.undo);
    expect(actionIds(card({ ...boxed('in_doubt') }).blocks)).toEqual([ACTION.wasApplied]);
  });
});

/** The request with these as its closing statements. */
function closing(approval: Approval, texts: readonly string[]): Approval {
  const { prepared } = approval;
  const gives = texts.map((what, index) => ({ what, key: `${index}` }));
  return {
    ...approval,
    prepared: prepared && {
      ...prepared,
      gives,
      bill: { ...prepared.bill, closing: { afterMs: 4 * 60 * MINUTE_MS, texts } },
    },
  };
}

const preformatted = (blocks: unknown) =>
  elements(blocks)
    .filter((node) => node['type'] === 'rich_text_preformatted')
    .map(wordsOf);

describe('Approve', () => {
  const texts = fc.array(
    fc
      .oneof(
        hostile,
        fc.integer({ min: 600, max: 3_100 }).map((length) => 'R'.repeat(length)),
      )
      .map((text) => `${text} /* end */`),
    { minLength: 1, maxLength: 17 },
  );

  test('stands on a card only under every character of what is sent at the end', () => {
    let stood = 0;
    fc.assert(
      fc.property(texts, (closings) => {
        const approval = closing(boxed('pending'), closings);
        const { blocks } = card(approval);
        expect(checkMessageBlocks(blocks)).toBeNull();
        if (!actionIds(blocks).includes(ACTION.approve)) return;
        stood += 1;
        expect(preformatted(blocks)).toEqual([approval.prepared?.bill.text, ...closings]);
      }),
      { numRuns: 200 },
    );
    expect(stood).toBeGreaterThan(20);
  });

  test('and in Review too', () => {
    let stood = 0;
    fc.assert(
      fc.property(texts, (closings) => {
        const approval = closing(boxed('pending'), closings);
        const { prepared } = approval;
        if (prepared === null) throw new Error('not prepared');
        const seated = { nobodyCan: false, turn: [], card: { channel: 'C0', ts: '1' }, reader: who.approver };
        const view = reviewModal({ approval, prepared, ...seated, against: null });
        expect(checkView(view, 'modal')).toBeNull();
        if (view.submit === undefined) return;
        stood += 1;
        expect(preformatted(view.blocks).join('')).toBe([prepared.bill.text, ...closings].join(''));
      }),
      { numRuns: 100 },
    );
    expect(stood).toBeGreaterThan(20);
  });

  test('is not there for one character more at the end', () => {
    const room = 2_500 - (boxed('pending').prepared?.bill.text.length ?? 0);
    const offered = (length: number) =>
      actionIds(card(closing(boxed('pending'), ['R'.repeat(length)])).blocks);
    expect(offered(room)).toContain(ACTION.approve);
    expect(offered(room + 1)).not.toContain(ACTION.approve);
  });
});

describe('whatever was written', () => {
  const EVENTS: readonly BoxEvent[] = [
    event('closing_overdue') as BoxEvent,
    event('closing_looked') as BoxEvent,
    event('closing_covered') as BoxEvent,
  ];

  test('Slack takes the card and the messages, and they name nobody but who asked and who may approve', () => {
    const allowed = new Set([`user:${who.requester}`, `user:${who.approver}`, 'usergroup:S0DATA']);
    const written = fc.record({
      title: hostileUpTo(70),
      target: hostile,
      sentence: hostile,
      what: hostile,
      by: hostileUpTo(20),
      alarms: fc.integer({ min: 0, max: 2 }),
      ends: fc.array(fc.constantFrom('gone', 'covered', null), { minLength: 1, maxLength: 17 }),
    });
    fc.assert(
      fc.property(written, ({ title, target, sentence, what, by, alarms, ends }) => {
        const stated = closing(
          { ...given, title, target },
          ends.map(() => `${what} /* end */`),
        );
        const approval = withBox(stated, {
          alarms,
          looked: { ...looked, sentence },
          ends: ends.map((how) => how && { how, by, sentence, atMs: ENDS_AT_MS }),
        });
        const notes = EVENTS.map((each) => approvalNote({ approval, turn: [] }, each));
        for (const message of [card(approval), ...notes]) {
          if (message === null) continue;
          expect(checkMessageBlocks(message.blocks)).toBeNull();
          expect(mentions(message.blocks).filter((each) => !allowed.has(each))).toEqual([]);
          expect(message.text).not.toMatch(/[<>]/);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('the alarm names the approvers and who asked, and is not sent any more where it is gone by now', () => {
    const alarm = approvalNote({ approval: late, turn: [] }, event('closing_overdue'));
    expect(mentions(alarm?.blocks)).toEqual(['usergroup:S0DATA', `user:${who.requester}`]);
    expect(wordsOf(alarm?.blocks)).toContain('take it back by hand');
    expect(approvalNote({ approval: ended, turn: [] }, event('closing_overdue'))).toBeNull();
    const told = approvalNote({ approval: ended, turn: [] }, event('closing_looked'));
    expect(mentions(told?.blocks)).toEqual([`user:${who.requester}`]);
    expect(wordsOf(told?.blocks)).toContain('APR-1 has ended: ');
  });
});

describe('the form that settles it', () => {
  const carried = { id: 'APR-1', fingerprint: 'f'.repeat(64), channel: 'C0INC', ts: '1767582000.000100' };
  const form = (approval: Approval, revision = approval.revision) =>
    settleBoxModal({ ...carried, revision }, approval);
  const unseen = {
    atMs: ENDS_AT_MS,
    count: 4,
    sentence: 'There is no such table.',
    seen: 'could_not_see',
  } as const;
  const lost = withBox(boxed(), { alarms: 1, looked: unseen });

  test('says what, what the bot has just seen, and that a renamed table keeps its grants', () => {
    const view = form(lost);
    expect(view.submit?.text).toBe('It is gone');
    for (const part of [
      'MODIFY on ',
      'There is no such table.',
      'was renamed or moved keeps its grants under its new name',
    ])
      expect(wordsOf(view.blocks)).toContain(part);
  });

  test.each([
    ['what is there', withBox(lost, { looked: { ...unseen, seen: 'there' } }), 0, 'take it back by hand'],
    ['what was never looked at', withBox(lost, { looked: null }), 0, 'take it back by hand'],
    ['what is gone', boxedAndEnded(), 0, 'There is nothing to settle'],
    ['another card than was seen', lost, -1, 'The card has changed'],
  ])('cannot be sent for %s', (_what, approval, off, says) => {
    const view = form(approval, approval.revision + off);
    expect(view.submit).toBeUndefined();
    expect(wordsOf(view.blocks)).toContain(says);
  });

  test('whatever anybody wrote is text, and Slack takes it', () => {
    fc.assert(
      fc.property(hostileUpTo(3_001), hostileUpTo(600), (sentence, target) => {
        const view = form({ ...withBox(lost, { looked: { ...unseen, sentence } }), target });
        expect(checkView(view, 'modal')).toBeNull();
        expect(mentions(view.blocks)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
