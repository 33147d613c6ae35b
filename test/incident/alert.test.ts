/** Calling in a contact: who is named, what is said where nobody can be, how often, and that it is an event like any other. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { incidentNote } from '../../blocks/incident-note.ts';
import { checkMessageBlocks } from '../../sandbox/slack/blocks-surface.ts';
import type { Directory, GroupAnswer } from '../../src/approval/directory.ts';
import { ALERT_AGAIN_AFTER_MS, type Alerted, alertOf } from '../../src/incident/alert.ts';
import type { Contact } from '../../src/runbook/schema-team.ts';
import { hostile } from '../blocks/hostile.ts';
import { mentions, wordsOf } from '../blocks/look.ts';
import { parsed, runbookOf, SMALL } from '../runbook/fixtures.ts';
import { AT_MS, after, DAVID, declared, MARIA, refusalOf } from './fixtures.ts';

const FOUND: GroupAnswer = { outcome: 'found', id: 'S0SEC', handle: 'sec', isDisabled: false };

function askedOf(
  contact: Omit<Contact, 'id' | 'title'>,
  group: GroupAnswer = FOUND,
  words: string | null = null,
) {
  const directory = { group: async () => group } as unknown as Directory;
  const runbook = {
    ...runbookOf(parsed(SMALL)),
    contacts: { security: { id: 'security', title: 'Security', ...contact } },
  };
  return alertOf({ directory, runbook, monotonicMs: () => 1 }, MARIA, 'security', words);
}

describe('a contact', () => {
  test('is named as the person or the group that the runbook gives', async () => {
    expect(await askedOf({ slack_user: 'U0AISHA' })).toMatchObject({ told: { kind: 'user', id: 'U0AISHA' } });
    expect(await askedOf({ slack_group: 'sec', phone: '12' })).toMatchObject({
      told: { kind: 'group', id: 'S0SEC' },
    });
  });

  const ways = {
    phone: '030 12',
    email: 'sec@bank.example',
    ticket: 'https://t.example',
    slack_channel: 'sec',
  } as const;

  test.each<[string, GroupAnswer]>([
    ['is missing', { outcome: 'missing' }],
    ['is disabled', { ...FOUND, isDisabled: true }],
    ['cannot be read', { outcome: 'unreachable' }],
    ['is another one now', { outcome: 'moved', id: 'S0B', pinnedId: 'S0A' }],
  ])('whose group %s, or that has none, is told by all other ways in words', async (_why, group) => {
    const told = {
      kind: 'words',
      text: 'phone 030 12, mail sec@bank.example, ticket https://t.example, channel #sec',
    };
    expect(await askedOf({ slack_group: 'sec', ...ways }, group)).toMatchObject({ told });
    expect(await askedOf(ways)).toMatchObject({ told });
  });

  test('that nobody can reach, or whom the runbook does not know, is told to be so, and nothing is said', async () => {
    await expect(askedOf({})).rejects.toThrow('knows no way to reach Security');
    await expect(askedOf({ slack_group: 'sec' }, { outcome: 'missing' })).rejects.toMatchObject({
      code: 'not_found',
    });
    const deps = { directory: {} as Directory, runbook: runbookOf(parsed(SMALL)), monotonicMs: () => 1 };
    for (const contact of ['', 'constructor', '__proto__', 'security'])
      await expect(alertOf(deps, MARIA, contact, null)).rejects.toMatchObject({ code: 'not_found' });
  });

  const alerted = (contact: string): Alerted => ({
    type: 'alerted',
    contact,
    title: 'Security',
    told: { kind: 'user', id: 'U0AISHA' },
    words: null,
    by: MARIA,
  });

  test('is called in once a minute, whoever presses, and another one at once', () => {
    const once = after(declared(), [alerted('a'), AT_MS]);
    expect(refusalOf(once, { ...alerted('a'), by: DAVID }, AT_MS + ALERT_AGAIN_AFTER_MS - 1)).toBe(
      'alerted_just_now',
    );
    expect(refusalOf(once, alerted('b'), AT_MS)).toBe('=open');
    expect(refusalOf(once, alerted('a'), AT_MS + ALERT_AGAIN_AFTER_MS)).toBe('=open');
    expect(refusalOf(once, alerted('constructor'), AT_MS)).toBe('=open');
  });
});

test('the message names the contact and who called, nobody else, whatever was typed and whatever the runbook says', () => {
  const told = fc.constantFrom(
    { kind: 'user', id: 'U0AISHA' } as const,
    { kind: 'group', id: 'S0SEC' } as const,
    null,
  );
  fc.assert(
    fc.property(told, hostile, hostile, fc.option(hostile), (named, title, text, words) => {
      const event: Alerted = {
        type: 'alerted',
        contact: 'security',
        title,
        told: named ?? { kind: 'words', text },
        words,
        by: MARIA,
      };
      const message = incidentNote(declared(), event, AT_MS);
      expect(checkMessageBlocks(message?.blocks)).toBeNull();
      const target = named === null ? [] : [named.kind === 'user' ? 'user:U0AISHA' : 'usergroup:S0SEC'];
      expect(mentions(message?.blocks)).toEqual([...target, `user:${MARIA}`]);
      expect(message?.text).not.toMatch(/[<>]/);
    }),
    { numRuns: 200 },
  );
});

test('the message says in which incident, how severe it is, and what they should know', () => {
  const event: Alerted = {
    type: 'alerted',
    contact: 'security',
    title: 'Security',
    told: { kind: 'words', text: 'phone 12' },
    words: 'keys were stolen',
    by: MARIA,
  };
  const message = incidentNote(declared(), event, AT_MS);
  expect(message?.text).toBe('🟠 INC-1: Security is to be told by hand, phone 12');
  expect(wordsOf(message?.blocks)).toContain(
    'Tell Security: Slack cannot name them. phone 12. Asked for by  in INC-1 (P1',
  );
  expect(wordsOf(message?.blocks)).toContain('): keys were stolen');
});
