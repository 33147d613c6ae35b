/** Lists of incidents by page: what the head says, where the buttons lead, and that Slack takes the longest. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { incidentPage, incidentPageModal, type ListPage } from '../../blocks/incident-pages.ts';
import { checkView } from '../../sandbox/slack/blocks-surface.ts';
import { LISTED_MAX } from '../../src/incident/listed.ts';
import { declared } from '../incident/fixtures.ts';
import { hostileUpTo } from './hostile.ts';
import { elements, wordsOf } from './look.ts';
import { expectSound } from './sound.ts';

const one = { incident: declared(), link: null };
const SECOND: ListPage = { list: 'open', listed: [one], total: 1_200, page: 2, pages: 120 };

const buttonsOf = (shown: ListPage) =>
  elements(incidentPage(shown).blocks)
    .filter((node) => node['type'] === 'button')
    .map((node) => [wordsOf([node['text']]), node['value']]);

test('says of what and how many it is a part, and leads on and back', () => {
  const { text, blocks } = incidentPage(SECOND);
  expect(text).toBe('Open incidents: 1,200, INC-1');
  expect(wordsOf(blocks)).toContain('Open incidents · 1,200, page 2 of 120, the most severe first');
  expect(buttonsOf(SECOND)).toEqual([
    ['Back', 'open|1'],
    ['Next', 'open|3'],
  ]);
  expect(buttonsOf({ ...SECOND, page: 1 })).toEqual([['Next', 'open|2']]);
  expect(buttonsOf({ ...SECOND, page: 120 })).toEqual([['Back', 'open|119']]);
  expect(buttonsOf({ ...SECOND, total: 1, page: 1, pages: 1 })).toEqual([]);
});

test.each([
  ['open', 'No open incident. Declare one'],
  ['mine', 'No open incident is yours'],
  ['resolved', 'No incident waits to be closed'],
  ['2026-01', 'Nothing was resolved in 2026-01, unless in a drill'],
])('of nothing it says so, and what to do (%s)', (list, words) => {
  const none = { list, listed: [], total: 0, page: 1, pages: 1 };
  expect(wordsOf(incidentPage(none).blocks)).toContain(words);
  expect(checkView(incidentPageModal(none), 'modal')).toBeNull();
});

test('of the longest is one that Slack takes, in a channel and on Home', () => {
  fc.assert(
    fc.property(fc.array(hostileUpTo(120), { minLength: 1, maxLength: LISTED_MAX }), (titles) => {
      const listed = titles.map((title) => ({ incident: declared({ title }), link: null }));
      expectSound(() => incidentPage({ ...SECOND, listed }));
      expect(checkView(incidentPageModal({ ...SECOND, listed }), 'modal')).toBeNull();
    }),
  );
});
