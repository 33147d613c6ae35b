/** What is approved from a review was shown in it, to the last character; where it was not, there is no Approve. */
import type { ModalView } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { INPUT, VIEW } from '../../blocks/action-ids.ts';
import { VIEW_BLOCKS_MAX } from '../../blocks/limits.ts';
import { gathered, pagesOf } from '../../blocks/pages.ts';
import { reviewModal } from '../../blocks/review-modal.ts';
import { checkView } from '../../sandbox/slack/blocks-surface.ts';
import type { Approval, Prepared } from '../../src/approval/state.ts';
import { reached, who } from '../approval/fixtures.ts';
import { hostile, hostileUpTo } from './hostile.ts';
import { elements, mentions } from './look.ts';

const CARD = { channel: 'C0INCIDENTS', ts: '1767582000.000100' };
const SEATED = { nobodyCan: false, turn: ['data-approvers'] };

function review(changes: Partial<Prepared> & { readonly text?: string }, wish: Partial<Approval> = {}) {
  const approval = { ...reached('pending'), ...wish };
  if (approval.prepared === null) throw new Error('Nothing is measured.');
  const { text, ...rest } = changes;
  const bill = { ...approval.prepared.bill, ...(text === undefined ? {} : { text }) };
  const prepared = { ...approval.prepared, ...rest, bill };
  return reviewModal({ approval, prepared, ...SEATED, card: CARD, reader: who.approver, against: null });
}

/** The text elements of all parts of this type, joined. */
function textIn(view: ModalView, type: string): string {
  return elements(view.blocks)
    .filter((part) => part['type'] === type)
    .flatMap((part) => part['elements'] as { readonly text?: string }[])
    .map(({ text }) => text ?? '')
    .join('');
}

const canApprove = ({ submit }: ModalView): boolean => submit !== undefined;

describe('pages', () => {
  test('make up the text, to the byte, and none is too long or ends inside a character', () => {
    const long = fc.array(fc.oneof(hostile, fc.string({ unit: 'grapheme', maxLength: 900 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(long, (parts) => {
        const text = parts.join('');
        const pages = pagesOf(text);
        expect(pages.join('')).toBe(text);
        for (const page of pages) expect(page.length).toBeLessThanOrEqual(2_900);
        if (!text.isWellFormed()) return;
        for (const page of pages) expect(page.isWellFormed()).toBe(true);
      }),
    );
  });

  test('end where a line ends, else where a word ends, else where they are full', () => {
    const line = 'x'.repeat(2_700);
    expect(pagesOf(`${line}\n${line}`)).toEqual([`${line}\n`, line]);
    expect(pagesOf(`${line} ${line}`)).toEqual([`${line} `, line]);
    expect(pagesOf('x'.repeat(2_901)).map(({ length }) => length)).toEqual([2_900, 1]);
    expect(pagesOf(`${'x'.repeat(2_899)}😀`)).toEqual(['x'.repeat(2_899), '😀']);
  });

  test('lines stand together as far as they fit, in their order', () => {
    const line = (text: string) => [{ type: 'text', text }] as const;
    const lines = ['a'.repeat(2_000), 'b'.repeat(800), 'c'.repeat(800)].map(line);
    expect(gathered(lines)).toEqual([lines.slice(0, 2), lines.slice(2)]);
  });
});

test('whatever was written, Slack takes it, twice the same, it names nobody else, and Approve stands only under all of it', () => {
  const requests = fc.record({
    text: fc.oneof(
      hostile,
      fc.integer({ min: 9_000, max: 11_000 }).map((length) => 'S '.repeat(length / 2)),
      fc.array(hostile, { maxLength: 12 }).map((parts) => parts.join('\n')),
    ),
    shown: fc.array(fc.record({ label: hostileUpTo(60), value: hostile }), { maxLength: 30 }),
    warnings: fc.array(hostile, { maxLength: 50 }),
    reason: hostileUpTo(500),
    title: hostileUpTo(70),
    target: hostile,
  });
  let approvable = 0;
  fc.assert(
    fc.property(requests, ({ text: written, shown, warnings, ...wish }) => {
      const text = `${written} /* APR-1 */`;
      const view = review({ text, shown, warnings }, wish);
      expect(checkView(view, 'modal')).toBeNull();
      expect(view.blocks.length).toBeLessThanOrEqual(VIEW_BLOCKS_MAX);
      expect(review({ text, shown, warnings }, wish)).toEqual(view);
      const allowed = [`user:${who.requester}`, 'usergroup:S0DATA'];
      expect(mentions(view.blocks).filter((each) => !allowed.includes(each))).toEqual([]);
      if (!canApprove(view)) return;
      approvable += 1;
      expect(textIn(view, 'rich_text_preformatted')).toBe(text);
      const quoted = textIn(view, 'rich_text_quote').replaceAll('\n', '');
      for (const { label, value } of shown)
        expect(quoted).toContain(`${label}: ${value}`.replaceAll('\n', ''));
      const said = textIn(view, 'rich_text_section').replaceAll('\n', '');
      for (const each of [...warnings, wish.reason, wish.target])
        expect(said).toContain(each.replaceAll('\n', ''));
    }),
    { numRuns: 200 },
  );
  expect(approvable).toBeGreaterThan(20);
});

describe('Approve', () => {
  test('is there for 10,000 characters and not for one more', () => {
    expect(canApprove(review({ text: 'S'.repeat(10_000) }))).toBe(true);
    const over = review({ text: 'S'.repeat(10_001) });
    expect(canApprove(over)).toBe(false);
    expect(JSON.stringify(over)).toContain('The statement has 10,001 characters');
  });

  test('is not there where the evidence is more than a modal holds', () => {
    const shown = Array.from({ length: 100 }, (_, index) => ({
      label: `${index}`,
      value: 'v'.repeat(2_800),
    }));
    const view = review({ shown });
    expect(canApprove(view)).toBe(false);
    expect(checkView(view, 'modal')).toBeNull();
  });

  test('is not there where more bytes than blocks are in the way', () => {
    const shown = Array.from({ length: 90 }, (_, index) => ({
      label: `${index}`,
      value: '語'.repeat(2_000),
    }));
    const view = review({ shown });
    expect(canApprove(view)).toBe(false);
    expect(checkView(view, 'modal')).toBeNull();
  });

  test('carries what was read and by whom, and leaves room for a comment', () => {
    const approval = reached('pending');
    const view = review({});
    expect(view.callback_id).toBe(VIEW.review);
    expect(view.submit?.text).toBe('Approve');
    expect(JSON.parse(view.private_metadata ?? '')).toEqual({
      id: 'APR-1',
      revision: approval.revision,
      fingerprint: approval.prepared?.fingerprint,
      ...CARD,
      reader: who.approver,
    });
    expect(view.blocks.at(-1)).toMatchObject({ type: 'input', block_id: INPUT.comment, optional: true });
  });

  test('is not there for whom something speaks against, and all of the rest is', () => {
    const approval = reached('pending');
    const { prepared } = approval;
    if (prepared === null) throw new Error('Nothing is measured.');
    const against = 'You asked for this, so somebody else decides.';
    const view = reviewModal({ approval, prepared, ...SEATED, card: CARD, reader: who.requester, against });
    expect(canApprove(view)).toBe(false);
    expect(view.private_metadata).toBeUndefined();
    expect(textIn(view, 'rich_text_preformatted')).toBe(prepared.bill.text);
    expect(textIn(view, 'rich_text_section')).toContain(against);
  });
});
