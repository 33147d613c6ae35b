/** Modals of a drill: known by what they carry, and opened even where it cannot be found out. */
import { describe, expect, test } from 'vitest';
import { noticeModal } from '../../blocks/request-modal.ts';
import { markedView } from '../../handlers/drill-mark.ts';
import { checkView } from '../../sandbox/slack/blocks-surface.ts';
import type { DocumentRef } from '../../src/journal/journal.ts';
import { recorded } from '../schedule/hand.ts';
import { MODALS } from './every-view.ts';

const log = { ...recorded(), debug: () => undefined };
const all = (isDrill: boolean) => ({ log, isDrill: () => Promise.resolve(isDrill) });

describe.each(Object.entries(MODALS))('the modal “%s”', (_name, view) => {
  test('is marked where it carries what is of a drill, and is one that Slack takes', async () => {
    const asked: DocumentRef[] = [];
    const isDrill = (ref: DocumentRef) => Promise.resolve(asked.push(ref) > 0);
    const marked = await markedView({ log, isDrill }, view);
    expect(marked.title.text.startsWith('DRILL · ')).toBe(asked.length > 0);
    expect(checkView(marked, 'modal')).toBeNull();
    expect(await markedView(all(false), view)).toEqual(view);
  });
});

test.each([
  ['Abort PRC-1', 'DRILL · Abort PRC-1'],
  ['Post-mortem of INC-12', 'DRILL · INC-12'],
])('“%s” becomes “%s”: of what does not fit, what it is about stays', async (title, expected) => {
  const view = { ...noticeModal(title, 'x'), private_metadata: '{"incident":"INC-12"}' };
  expect((await markedView(all(true), view)).title.text).toBe(expected);
});

test.each(['', '{}', '{"trail":["home"]}', '{"id":"CHK-1"}', 'no JSON'])(
  'what carries nothing of a drill (“%s”) is looked up nowhere',
  async (private_metadata) => {
    const isDrill = () => Promise.reject(new Error('looked up'));
    const view = { ...noticeModal('INC-1', 'x'), private_metadata };
    expect(await markedView({ log, isDrill }, view)).toEqual(view);
  },
);

test('a store that does not answer keeps no form from opening', async () => {
  const isDrill = () => Promise.reject(new Error('away'));
  const view = { ...noticeModal('INC-1', 'x'), private_metadata: '{"incident":"INC-1"}' };
  expect(await markedView({ log, isDrill }, view)).toEqual(view);
});
