/** App Home: one view that Slack takes, whatever was written and however much there is, and nothing on it decides. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION } from '../../blocks/action-ids.ts';
import { homeView } from '../../blocks/home.ts';
import { VIEW_BLOCKS_MAX } from '../../blocks/limits.ts';
import { checkView } from '../../sandbox/slack/blocks-surface.ts';
import type { Approval } from '../../src/approval/state.ts';
import { boxed, boxedAndEnded } from '../approval/box-fixtures.ts';
import { glassBroken, REACHED, reached, who } from '../approval/fixtures.ts';
import { CARD, EMPTY, FULL, ITEM, incidentRow, type OpenPage, requestRow } from '../home/pages.ts';
import { AT_MS, after, declared, MARIA } from '../incident/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { actionIds, elements, mentions, wordsOf } from './look.ts';

const many = <Row>(count: number, row: Row): readonly Row[] => Array.from({ length: count }, () => row);

/** As many rows as the gatherer ever gives, each with another id, as they have. */
function crowded(title: string, reason: string, target: string): OpenPage {
  const numbered = (state: (typeof REACHED)[number], from: number, count = 5) =>
    many(count, reached(state)).map((approval, index) =>
      requestRow({ ...approval, id: `APR-${from + index}`, title, reason, target }, state === 'succeeded'),
    );
  return {
    ...EMPTY,
    incidents: {
      rows: many(5, declared()).map((incident, index) =>
        incidentRow({ ...incident, id: `INC-${index + 1}`, title }, index % 2 === 0 ? null : title),
      ),
      others: 195,
    },
    waiting: { rows: [...numbered('pending', 1, 4), ...numbered('in_doubt', 5, 1)], others: 90 },
    unchecked: { rows: numbered('pending', 11), others: 90 },
    items: { rows: many(8, { ...ITEM, title: reason, checklist: 'CHK-1' }), others: 40 },
    asked: { rows: numbered('approved', 21), others: 15 },
    ended: { rows: numbered('succeeded', 31), others: 20 },
  };
}

describe('a Home tab', () => {
  test('is one that Slack takes, whatever was written, names nobody else and is twice the same', () => {
    const people = new Set([`user:${MARIA}`, ...Object.values(who).map((id) => `user:${id}`)]);
    fc.assert(
      fc.property(hostileUpTo(120), hostileUpTo(500), hostile, (title, reason, target) => {
        const page = crowded(title, reason, target);
        // A link's address is the bot's own; here only that none but these elements link.
        const unlinked = {
          ...page,
          incidents: {
            ...page.incidents,
            rows: page.incidents.rows.map((row) => ({ ...row, link: 'https://b.example/' })),
          },
        };
        const view = homeView(unlinked);
        expect(checkView(view, 'home')).toBeNull();
        expect(homeView(unlinked)).toEqual(view);
        const named = mentions(view.blocks).filter((each) => each !== 'link' && !people.has(each));
        expect(named).toEqual([]);
        const links = elements(view.blocks).flatMap((part) =>
          part['type'] === 'link' ? [part['text']] : [],
        );
        for (const text of links) expect(text).toMatch(/^(INC|APR|CHK)-\d+$/);
      }),
      { numRuns: 100 },
    );
  });

  test('at its fullest stays within the blocks that a view may have, and says how much is left out', () => {
    const view = homeView(crowded('t', 'r', 'x'));
    expect(view.blocks.length).toBeLessThanOrEqual(VIEW_BLOCKS_MAX);
    const words = wordsOf(view.blocks);
    expect(words).toContain('Open incidents · 200');
    expect(words).toContain('And 195 more, less severe or declared later.All open incidents');
    expect(words).toContain('Approvals waiting for you · 95');
    expect(words).toContain(' and 90 more');
  });

  test('has no button that decides, whatever is on it', () => {
    for (const page of [EMPTY, FULL, crowded('t', 'r', 'x')]) {
      const ids = actionIds(homeView(page).blocks);
      for (const never of [ACTION.approve, ACTION.reject, ACTION.wasApplied, ACTION.wasNotApplied])
        expect(ids).not.toContain(never);
    }
  });

  test('offers to acknowledge what nobody has acknowledged, and nothing else', () => {
    const taken = after(declared(), [{ type: 'advanced', to: 'acknowledged', by: MARIA }, AT_MS]);
    const ids = (incident: typeof taken) =>
      actionIds(homeView({ ...EMPTY, incidents: { rows: [incidentRow(incident)], others: 0 } }).blocks);
    expect(ids(declared())).toContain(ACTION.incidentStep);
    expect(ids(taken)).not.toContain(ACTION.incidentStep);
  });

  test.each(REACHED)(
    'of one’s own request that is %s offers to cancel only where that can be done',
    (state) => {
      const approval = reached(state);
      const view = homeView({ ...EMPTY, asked: { rows: [requestRow(approval)], others: 0 } });
      const cancels = elements(view.blocks).filter((part) => part['action_id'] === ACTION.cancel);
      const value = `APR-1|${approval.revision}|${approval.prepared?.fingerprint}|${CARD.channel}|${CARD.ts}`;
      expect(cancels.map((part) => part['value'])).toEqual(
        state === 'pending' || state === 'approved' ? [value] : [],
      );
    },
  );

  test('of what was given for a while says until when, and leads to the card to end it', () => {
    const late = boxed();
    const alarmed = { ...late, ...(late.box === undefined ? {} : { box: { ...late.box, alarms: 1 } }) };
    const says = (approval: Approval) => {
      const view = homeView({ ...EMPTY, asked: { rows: [requestRow(approval)], others: 0 } });
      expect(actionIds(view.blocks)).not.toContain(ACTION.endBox);
      return wordsOf(view.blocks);
    };
    expect(says(late)).toContain('done, ends ');
    expect(says(alarmed)).toContain('🚨 could not be taken back, was to end ');
    expect(says(boxedAndEnded())).not.toContain('ends ');
  });

  test('offers no Cancel while the card is not posted, and no Review of what is in doubt or to be signed', () => {
    const unposted = { ...requestRow(), card: null, link: null };
    const asked = homeView({ ...EMPTY, asked: { rows: [unposted], others: 0 } });
    expect(actionIds(asked.blocks)).not.toContain(ACTION.cancel);
    const doubt = homeView({ ...EMPTY, waiting: { rows: [requestRow(reached('in_doubt'))], others: 0 } });
    expect(actionIds(doubt.blocks)).not.toContain(ACTION.review);
    expect(wordsOf(doubt.blocks)).toContain('say what happened');
    const glass = homeView({ ...EMPTY, waiting: { rows: [requestRow(glassBroken())], others: 0 } });
    expect(actionIds(glass.blocks)).not.toContain(ACTION.review);
    expect(wordsOf(glass.blocks)).toContain('sign on its card');
  });

  test('what could not be checked is not said to be nothing, and not said to be the reader’s', () => {
    const view = homeView({ ...EMPTY, unchecked: { rows: [requestRow()], others: 0 } });
    const words = wordsOf(view.blocks);
    expect(words).toContain('Could not be checked: APR-1');
    expect(words).not.toContain('What you may decide');
    expect(actionIds(view.blocks)).not.toContain(ACTION.review);
  });

  test('with a line break in a title or a target still says one line of it', () => {
    const words = wordsOf(homeView(crowded('a\n\nb', 'c\nd', 'e\tf')).blocks);
    expect(words).toContain('a b');
    expect(words).toContain('c d');
    expect(words).toContain('e f');
  });
});

test.each([
  ['a guest', { page: 'not_a_member' }, []],
  ['a page that could not be read', { page: 'unreadable', why: 'The store is away.' }, [ACTION.refreshHome]],
] as const)('%s gets a view that Slack takes, with nothing to do but what helps', (_name, page, buttons) => {
  const view = homeView(page);
  expect(checkView(view, 'home')).toBeNull();
  expect(actionIds(view.blocks)).toEqual(buttons);
});
