/** An ordered list on the card and in its review: every statement whole and numbered, each with what became of it. */
import type { ModalView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION } from '../../blocks/action-ids.ts';
import { approvalCard } from '../../blocks/approval-card.ts';
import { breakGlassModal } from '../../blocks/decide-modals.ts';
import { reviewModal } from '../../blocks/review-modal.ts';
import { checkMessageBlocks, checkView } from '../../sandbox/slack/blocks-surface.ts';
import { statementStates } from '../../src/approval/list.ts';
import type { Answer, Approval } from '../../src/approval/state.ts';
import { ASKED_AT_MS, REACHED, type Reached, reached, who } from '../approval/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { actionIds, elements, mentions, wordsOf } from './look.ts';

/** In that state, with these statements, the first `done` of which have run. */
function listed(
  state: Reached,
  [text = '', ...more]: readonly string[],
  done: readonly Answer[] = [],
): Approval {
  const approval = reached(state);
  const { prepared } = approval;
  return {
    ...approval,
    prepared: prepared && { ...prepared, bill: { ...prepared.bill, text, more } },
    ...(done.length === 0 ? {} : { done }),
  };
}

const card = (approval: Approval) =>
  approvalCard({
    approval,
    canNoLongerRun: false,
    undoable: true,
    nobodyCan: false,
    turn: ['data-approvers'],
    statements: statementStates(approval),
  });

function review(approval: Approval): ModalView {
  const { prepared } = approval;
  if (prepared === null) throw new Error('Nothing is measured.');
  const at = { channel: 'C0INCIDENTS', ts: '1767582000.000100' };
  const seated = { nobodyCan: false, turn: ['data-approvers'] };
  return reviewModal({ approval, prepared, ...seated, card: at, reader: who.approver, against: null });
}

/** The statements as they are drawn, each as one text. */
const drawn = (blocks: unknown): readonly string[] =>
  elements(blocks)
    .filter((part) => part['type'] === 'rich_text_preformatted')
    .map((part) => (part['elements'] as { readonly text?: string }[]).map(({ text }) => text ?? '').join(''));

const texts = (count: number, characters: number) =>
  Array.from({ length: count }, (_, index) =>
    `VACUUM t${index} `.padEnd(characters, 'x').concat(` /* APR-1 ${index + 1}/${count} */`),
  );
const ANSWER: Answer = { rows: [{ label: 'files', value: '3000' }], takenMs: 1_200, atMs: ASKED_AT_MS };
const THREE = texts(3, 20);

test('twenty statements stand on one card, whole and in order, with Approve under them', () => {
  const all = texts(20, 60);
  const { blocks } = card(listed('pending', all));
  expect(checkMessageBlocks(blocks)).toBeNull();
  expect(drawn(blocks)).toEqual(all);
  expect(wordsOf(blocks)).toContain('20 of 20');
  expect(actionIds(blocks)).toContain(ACTION.approve);
});

test('more than fits has no Approve on the card, and all of it in the review', () => {
  const all = texts(20, 400);
  const { blocks } = card(listed('pending', all));
  expect(checkMessageBlocks(blocks)).toBeNull();
  expect(actionIds(blocks)).not.toContain(ACTION.approve);
  expect(wordsOf(blocks)).toContain('more characters do not fit here.');
  const view = review(listed('pending', all));
  expect(checkView(view, 'modal')).toBeNull();
  expect(drawn(view.blocks)).toEqual(all);
  expect(view.submit?.text).toBe('Approve');
});

test('more than one person reads through cannot be approved at all', () => {
  const view = review(listed('pending', texts(20, 600)));
  expect(view.submit).toBeUndefined();
  expect(wordsOf(view.blocks)).toContain('The 20 statements have');
});

test('who breaks the glass reads all of it', () => {
  const { prepared } = listed('pending', THREE);
  if (prepared === null) throw new Error('Nothing is measured.');
  const press = { id: 'APR-1', revision: 2, fingerprint: 'f', channel: 'C', ts: '1.1', reader: who.approver };
  expect(drawn(breakGlassModal(press, prepared.bill).blocks)).toEqual(THREE);
});

describe('what became of each', () => {
  test.each<[Reached, number, string, readonly string[]]>([
    ['executing', 1, '▶️ Running 2 of 3', ['✅ 1.2 s · files: 3,000', '▶️ running']],
    ['failed', 2, '❌ Stopped at 3 of 3', ['1 of 3 ✅', '2 of 3 ✅', '3 of 3 ❌ failed']],
    ['failed', 0, '❌ Stopped at 1 of 3', ['1 of 3 ❌ failed', '2 of 3 – not sent', '3 of 3 – not sent']],
    ['in_doubt', 1, '❓ In doubt at 2 of 3', ['1 of 3 ✅', '2 of 3 ❓ in doubt', '3 of 3 – not sent']],
    ['resolved', 1, '☑️ Settled', ['2 of 3 ✅ applied', '3 of 3 – not sent']],
    ['succeeded', 2, '▶️ Ran, verifying', ['1 of 3 ✅', '3 of 3 ✅ 1.2 s · files: 3']],
    ['voided', 0, '⚠️ Void, nothing ran', ['3 of 3 – not sent']],
  ])('%s after %i', (state, done, headline, said) => {
    const message = card(
      listed(
        state,
        THREE,
        Array.from({ length: done }, () => ANSWER),
      ),
    );
    const words = wordsOf(message.blocks);
    expect(message.text.startsWith(headline)).toBe(true);
    for (const each of said) expect(words).toContain(each);
    expect(checkMessageBlocks(message.blocks)).toBeNull();
  });

  test('what ran before it stopped is said to stay', () => {
    const words = wordsOf(card(listed('failed', THREE, [ANSWER])).blocks);
    expect(words).toContain(
      'Stopped at statement 2 of 3. What ran before it stays (1); nothing after it was sent.',
    );
  });
});

test.each(REACHED)('whatever was written, Slack takes the card of a list: %s', (state) => {
  const lists = fc.record({
    list: fc.array(hostile, { minLength: 2, maxLength: 20 }),
    rows: fc.array(fc.record({ label: hostile, value: hostile }), { maxLength: 8 }),
    done: fc.nat({ max: 19 }),
    reason: hostileUpTo(500),
  });
  fc.assert(
    fc.property(lists, ({ list, rows, done, reason }) => {
      const all = list.map((text, index) => `${text} /* APR-1 ${index + 1}/${list.length} */`);
      const answers = Array.from({ length: Math.min(done, all.length - 1) }, () => ({ ...ANSWER, rows }));
      const approval = { ...listed(state, all, answers), reason };
      const { blocks } = card(approval);
      expect(checkMessageBlocks(blocks)).toBeNull();
      const people = Object.values(who).map((id) => `user:${id}`);
      const allowed = new Set([...people, 'usergroup:S0DATA']);
      expect(mentions(blocks).filter((mention) => !allowed.has(mention))).toEqual([]);
      if (actionIds(blocks).includes(ACTION.approve)) expect(drawn(blocks)).toEqual(all);
    }),
    { numRuns: 40 },
  );
});
