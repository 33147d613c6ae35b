/** The post-mortem as Markdown: what it holds, and that whatever was written stays text in it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TIMELINE_FILE_CHARACTERS_MAX } from '../../blocks/limits.ts';
import { postmortemMarkdown } from '../../blocks/postmortem-text.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import type { TimelineItem } from '../../src/incident/timeline.ts';
import { good } from '../approval/fixtures.ts';
import { AT_MS, after, DAVID, declared, HOUR_MS, MARIA, MINUTE_MS } from '../incident/fixtures.ts';
import { hostile } from './hostile.ts';

const written = (text: string): IncidentEvent => ({
  type: 'postmortem_written',
  by: MARIA,
  impact: text,
  factors: text,
  item: { text, owner: DAVID, dueAtMs: AT_MS + 48 * HOUR_MS },
});

function draw(text: string): string {
  const incident = after(
    declared({ title: text }),
    [{ type: 'advanced', to: 'acknowledged', by: DAVID }, AT_MS + 20 * MINUTE_MS],
    [{ type: 'advanced', to: 'mitigated', by: DAVID }, AT_MS + HOUR_MS],
    [{ type: 'resolved', by: MARIA, summary: text }, AT_MS + 2 * HOUR_MS],
    [written(text), AT_MS + 3 * HOUR_MS],
    [{ type: 'item_done', by: DAVID, item: 1 }, AT_MS + 3 * HOUR_MS],
    [written('Later'), AT_MS + 3 * HOUR_MS],
  );
  const place = { id: 'APR-1', seq: 1, atMs: AT_MS + HOUR_MS };
  const request = { title: text, target: text };
  const items: TimelineItem[] = [
    { of: 'approval', event: { ...good('requested') }, request, ...place },
    { of: 'approval', event: { ...good('approved'), comment: text } as never, request, ...place, seq: 2 },
    { of: 'incident', event: { type: 'joined', by: DAVID }, ...place, id: 'INC-1' },
  ];
  return postmortemMarkdown({
    incident,
    timeline: { items, isCut: false },
    checks: [{ label: 'Freshness', isRunning: false, last: { verdict: 'fail', sentence: text } }],
    areaTitle: 'Pipes',
    names: new Map([[DAVID, 'David Okafor']]),
    zone: 'Europe/Berlin',
  });
}

test('says what it meant, how long each step took, what was run and who approved, what is to be done', () => {
  const drawn = draw('Old numbers');
  for (const line of [
    '# Post-mortem of INC-1: Old numbers',
    '- Response: after 20 min, in time',
    '- Mitigated: 2026-01-05 05:00:00 +01:00, after 1 h, by David Okafor',
    '- Resolved: 2026-01-05 06:00:00 +01:00, after 2 h, by U0MARIA',
    '- Freshness: ❌ Old numbers',
    '- [x] Old numbers (David Okafor, by 2026-01-07)',
    '- [ ] Later (David Okafor, by 2026-01-07)',
    '## Contributing factors\n\nLater',
  ])
    expect(drawn).toContain(line);
  expect(drawn).toMatch(/- APR-1: approved by .* of .*: Old numbers/);
});

test('whatever was written links nowhere, formats nothing, and makes no heading or list of its own', () => {
  const frame = draw('x').split('\n').length;
  fc.assert(
    fc.property(hostile, (text) => {
      const drawn = draw(text);
      const headings = drawn.split('\n').filter((line) => line.startsWith('#'));
      expect(headings).toHaveLength(9);
      expect(drawn).not.toMatch(/(?<!\\)[`*_<>|~]/);
      expect(drawn).not.toMatch(/(?<!\\)\]\(/);
      expect(drawn).not.toMatch(/https?:\/\//i);
      expect(Math.abs(drawn.split('\n').length - frame)).toBeLessThanOrEqual(12);
    }),
    { numRuns: 200 },
  );
});

test.each([
  ['ftp://evil.example/x', 'ftp:\u200b//evil.example/x'],
  ['boss@evil.example', 'boss@\u200bevil.example'],
  ['xmpp:a@b.example', 'xmpp:\u200ba@\u200bb.example'],
  ['mailto:a@b.example', 'mailto\\:\u200ba@\u200bb.example'],
  ['https://a.example www.b.example', 'https\\:\u200b//a.example www\\.\u200bb.example'],
  ['@acme/security', '@\u200bacme/security'],
  ['see #181', String.raw`see \#` + '\u200b181'],
  [':tada: :+1: :100:', ':\u200btada: :\u200b+1: :\u200b100:'],
  ['Times: 10:30:45, a: b', 'Times: 10:30:45, a: b'],
])('“%s” calls nobody and is no address, issue or emoji', (written, shown) => {
  expect(draw(written)).toContain(`# Post-mortem of INC-1: ${shown}\n`);
});

test.each([
  ['1. roll back', String.raw`1\. roll back`],
  ['1) roll back', String.raw`1\) roll back`],
  ['- roll back', String.raw`\- roll back`],
  ['2.5 hours late', String.raw`2\.5 hours late`],
])('“%s” begins no list, and shows no stroke of its own', (written, shown) => {
  // A backslash before a digit would be seen: Markdown takes one away before punctuation alone.
  expect(draw(written)).toContain(`\n${shown}\n`);
});

test('a timeline that is too long for a file is cut to its last lines, and said to be', () => {
  const place = { id: 'INC-1', atMs: AT_MS };
  const items = Array.from({ length: 1_500 }, (_, seq) => ({
    of: 'incident' as const,
    event: { type: 'noted', by: MARIA, text: `${seq} ${'x'.repeat(1_000)}`, occurredAtMs: null } as never,
    seq,
    ...place,
  }));
  const data = { checks: [], areaTitle: null, names: new Map(), zone: 'UTC', incident: declared() };
  const drawn = postmortemMarkdown({ ...data, timeline: { items, isCut: false } });
  expect(drawn.length).toBeLessThan(TIMELINE_FILE_CHARACTERS_MAX * 1.01);
  expect(drawn).toContain('1499 x');
  expect(drawn).toContain('## Timeline\n\nThere is more than is shown here');
  const short = postmortemMarkdown({ ...data, timeline: { items: items.slice(0, 2), isCut: false } });
  expect(short).not.toContain('There is more');
});
