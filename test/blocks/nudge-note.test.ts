/** Messages that name who is to do something: one person or group, and text where anybody wrote something. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attentionNote } from '../../blocks/nudge-note.ts';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import type { AttentionEvent, Called } from '../../src/incident/attention.ts';
import { AT_MS, after, DAVID, declared, HOUR_MS, MARIA } from '../incident/fixtures.ts';
import { hostileUpTo } from './hostile.ts';
import { actionIds, mentions, wordsOf } from './look.ts';

const ON_CALL = 'U0ONCALL';
const called = (told: Called['told'], pages = false): AttentionEvent => ({
  type: 'called',
  called: { contact: 'on-call', told, pages },
  isLate: true,
});

const TOLD_AT_MS = AT_MS + HOUR_MS;

function drawn(event: AttentionEvent, incident = declared()) {
  const message = attentionNote(incident, event, TOLD_AT_MS);
  if (message === null) throw new Error('nothing is said');
  expect(checkMessageBlocks(message.blocks)).toBeNull();
  return message;
}

describe('one that nobody has responded to', () => {
  test.each([
    ['a person', { kind: 'user', id: ON_CALL }, `user:${ON_CALL}`],
    ['a group', { kind: 'group', id: 'S0LEADS' }, 'usergroup:S0LEADS'],
    [
      'who declared it, where the contact is not in Slack',
      { kind: 'words', text: 'Duty (+49)' },
      `user:${MARIA}`,
    ],
    ['who declared it, where the runbook names nobody', null, `user:${MARIA}`],
  ] as const)('names %s, and has two buttons', (_who, told, named) => {
    const { blocks, text } = drawn(called(told));
    expect(mentions(blocks)).toEqual([named]);
    expect(actionIds(blocks)).toEqual(['incident.step', 'incident.snooze']);
    expect(text).toBe('INC-1 (P1): nobody has responded in time. Transactions table is stale');
    expect(wordsOf(blocks)).toContain('This does not page.');
    expect(wordsOf(drawn(called(told, true)).blocks)).toContain('They are paged as well.');
  });

  test('is not said once somebody has', () => {
    const responded = after(declared(), [{ type: 'advanced', to: 'acknowledged', by: DAVID }, AT_MS + 1]);
    expect(attentionNote(responded, called(null), TOLD_AT_MS)).toBeNull();
  });

  test('is not said once it is timed anew, and is of the new time again', () => {
    const change = {
      type: 'severity_changed',
      to: 'P2',
      by: DAVID,
      respondWithinMs: 4 * HOUR_MS,
      inCommandersGroup: true,
    } as const;
    const retimed = after(declared(), [change, TOLD_AT_MS + 1]);
    expect(attentionNote(retimed, called(null), TOLD_AT_MS)).toBeNull();
    expect(attentionNote(retimed, called(null), TOLD_AT_MS + 2 * HOUR_MS)?.text).toContain('INC-1 (P2)');
  });
});

test('where things stand is asked of one person, and not once it is over', () => {
  const asked: AttentionEvent = { type: 'update_asked', whom: DAVID };
  const { blocks } = drawn(asked);
  expect(mentions(blocks)).toEqual([`user:${DAVID}`]);
  expect(actionIds(blocks)).toEqual(['incident.snooze']);
  const over = after(declared(), [{ type: 'resolved', by: DAVID, summary: 'Done.' }, AT_MS + 1]);
  expect(attentionNote(over, asked, TOLD_AT_MS)).toBeNull();
});

test('where things stand is not asked any more once somebody has said it', () => {
  const asked: AttentionEvent = { type: 'update_asked', whom: DAVID };
  const noted = {
    type: 'noted',
    by: DAVID,
    text: 'It goes on.',
    occurredAtMs: null,
    isInThread: true,
  } as const;
  const said = (atMs: number) =>
    after(declared(), [{ type: 'advanced', to: 'acknowledged', by: DAVID }, AT_MS + 1], [noted, atMs]);
  expect(attentionNote(said(TOLD_AT_MS + 1), asked, TOLD_AT_MS)).toBeNull();
  expect(attentionNote(said(TOLD_AT_MS - 1), asked, TOLD_AT_MS)).not.toBeNull();
});

test('a snooze says whose it is and how long', () => {
  expect(wordsOf(drawn({ type: 'snoozed', by: DAVID, forMs: 90 * 60_000 }).blocks)).toContain('for 1.5 h');
});

test('whatever anybody wrote neither pings nor formats, and fits', () => {
  fc.assert(
    fc.property(hostileUpTo(120), hostileUpTo(200), (title, text) => {
      const incident = declared({ title });
      for (const event of [called({ kind: 'words', text }), { type: 'update_asked', whom: DAVID } as const]) {
        const message = drawn(event, incident);
        expect(mentions(message.blocks)).toHaveLength(1);
        expect(message.text).not.toMatch(/[<>]/);
      }
    }),
    { numRuns: 200 },
  );
});
