/** Texts that break cards: too long, empty, invisible, or mark-up in Slack's eyes. */
import fc from 'fast-check';

const NASTY = [
  '',
  ' ',
  '\n\n',
  '```',
  '``` drop table ```',
  '`a`',
  '<!channel>',
  '<!here|here>',
  '<!subteam^S0DATA>',
  '<@U0MARIA>',
  '<#C0INCIDENTS>',
  '<https://evil.example|bank.example>',
  '@channel @here @everyone',
  '*bold* _it_ ~no~ :tada: &amp; & < >',
  '\u202egnp.exe\u202c',
  '\u200b',
  '\u0000\u0007',
  '👩‍👩‍👧‍👦'.repeat(400),
  '\ud83d',
  'x'.repeat(3_000),
  'x'.repeat(3_001),
  `${'x'.repeat(2_999)}😀`,
  '<!channel>'.repeat(400),
  'a|b|c',
] as const;

export const hostile: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc
    .tuple(fc.constantFrom(...NASTY), fc.string({ unit: 'grapheme', maxLength: 20 }))
    .map((parts) => parts.join('')),
);

/** What the runbook or a form lets through, at most that long. */
export const hostileUpTo = (charactersMax: number): fc.Arbitrary<string> =>
  hostile.map((text) => text.slice(0, charactersMax));
