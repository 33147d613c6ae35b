/** The post-mortem as a canvas: what Slack takes, what of it is alive, and that it is the file's own document. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { postmortemCanvas } from '../../blocks/postmortem-canvas.ts';
import { type PostmortemData, postmortemMarkdown } from '../../blocks/postmortem-text.ts';
import { CANVAS_CHARACTERS_MAX, canvasProblem } from '../../sandbox/slack/canvas-markdown.ts';
import { parseMarkdown } from '../../sandbox/slack/page/markdown.ts';
import type { IncidentEvent } from '../../src/incident/state.ts';
import type { TimelineItem } from '../../src/incident/timeline.ts';
import { good } from '../approval/fixtures.ts';
import { AT_MS, after, DAVID, declared, HOUR_MS, MARIA } from '../incident/fixtures.ts';
import { hostile } from './hostile.ts';
import { elements } from './look.ts';

const place = { id: 'APR-1', seq: 1, atMs: AT_MS + HOUR_MS };

/** Everything that somebody or something can have written in it says the same. */
function dataOf(text: string, drill = false): PostmortemData {
  const written: IncidentEvent = {
    type: 'postmortem_written',
    by: MARIA,
    impact: text,
    factors: text,
    item: { text, owner: DAVID, dueAtMs: AT_MS + 48 * HOUR_MS },
  };
  const incident = after(
    declared({ title: text, ...(drill ? { drill } : {}) }),
    [{ type: 'resolved', by: MARIA, summary: text }, AT_MS + 2 * HOUR_MS],
    [written, AT_MS + 3 * HOUR_MS],
    [{ type: 'item_done', by: DAVID, item: 1 }, AT_MS + 3 * HOUR_MS],
    [
      { ...written, item: { text: 'Later', owner: DAVID, dueAtMs: AT_MS + 48 * HOUR_MS } },
      AT_MS + 3 * HOUR_MS,
    ],
  );
  const request = { title: text, target: text };
  const items: TimelineItem[] = [
    { of: 'approval', event: { ...good('requested') }, request, ...place },
    { of: 'approval', event: { ...good('approved'), comment: text } as never, request, ...place, seq: 2 },
  ];
  const names = new Map([[DAVID, `${text} Okafor`]]);
  const checks = [{ label: text, isRunning: false, last: { verdict: 'fail', sentence: text } } as const];
  return {
    incident,
    timeline: { items, isCut: false },
    checks,
    areaTitle: text,
    names,
    zone: 'Europe/Berlin',
  };
}

const AS_OF_MS = AT_MS + 4 * HOUR_MS;

test('says at its top as of when it stands, and is below that what the file is', () => {
  const data = dataOf('Old numbers');
  const { title, markdown } = postmortemCanvas(data, AS_OF_MS);
  expect(title).toBe('Post-mortem of INC-1');
  const [top, ...body] = markdown.split('\n- Severity: ');
  expect(top).toMatch(/^# Old numbers\n\nAs of 2026-01-05 08:00:00 \+01:00\. .*\n$/);
  expect(postmortemMarkdown(data)).toBe(
    `# Post-mortem of INC-1: Old numbers\n\n- Severity: ${body.join('')}`,
  );
  expect(markdown).toContain('- [x] Old numbers (Old numbers Okafor, by 2026-01-07)\n- [ ] Later (');
});

test('of a drill it says so in its title, its heading and its facts', () => {
  const { title, markdown } = postmortemCanvas(dataOf('Old numbers', true), AS_OF_MS);
  expect(title).toBe('DRILL · Post-mortem of INC-1');
  expect(markdown).toMatch(/^# DRILL · Old numbers\n/);
  expect(markdown).toContain('- Drill: nobody was paged');
});

/** What a reader of Markdown that shares no code with the bot makes of it, but plain text in our own places. */
function alive(markdown: string): readonly string[] {
  const kinds = elements(parseMarkdown(markdown)).map((node) =>
    node['type'] === 'heading' ? `heading ${String(node['level'])}` : String(node['type']),
  );
  return kinds.filter((kind) => !['text', 'paragraph', 'list', 'heading 2'].includes(kind));
}

/** How many entries each list has: nothing that was typed adds one. */
function lists(markdown: string): readonly number[] {
  return parseMarkdown(markdown).flatMap((block) => (block.type === 'list' ? [block.items.length] : []));
}

const FRAME = lists(postmortemCanvas(dataOf('x'), AS_OF_MS).markdown);

const BROKEN = [
  '`code` and ```fence```',
  '<!channel> <@U0MARIA>',
  '![](@U1) ![](#C0INC) ![x](http://evil.example/x.png)',
  '[x](http://evil.example) <http://evil.example> http://evil.example www.evil.example',
  '|a|b|\n|---|---|\n|c|d|',
  '# one\n#### four\n> - quoted list\n- [x] ticked',
  'x'.repeat(3_001),
  '**bold** __bold__ _it_ ~~no~~ :tada:',
  '---',
  '1. first\n\n\ttabbed\n    indented',
  '\\![](@U1) \\[x](http://evil.example) \\\\`a`',
] as const;

test.each(BROKEN.map((text) => [text.slice(0, 40), text] as const))('“%s” is text in it', (_start, text) => {
  const { markdown } = postmortemCanvas(dataOf(text), AS_OF_MS);
  expect(canvasProblem(markdown)).toBeNull();
  expect(alive(markdown)).toEqual(['heading 1']);
  expect(lists(markdown)).toEqual(FRAME);
});

const MARKS = Array.from('`![](@#C0:/.h<>*_~|-\\ \n');

test('so is whatever else is written', () => {
  fc.assert(
    fc.property(fc.oneof(hostile, fc.string({ unit: fc.constantFrom(...MARKS) })), (text) => {
      const { markdown } = postmortemCanvas(dataOf(text), AS_OF_MS);
      expect(canvasProblem(markdown)).toBeNull();
      // A title of nothing, or of what cannot be seen, makes an empty heading.
      expect(alive(markdown).filter((kind) => kind !== 'heading 1')).toEqual([]);
      expect(lists(markdown)).toEqual(FRAME);
    }),
    { numRuns: 300 },
  );
});

test('the longest that there can be is one that Slack takes, counted in characters or in bytes', () => {
  const said = '🙈'.repeat(500);
  const items = Array.from({ length: 1_500 }, (_, seq) => ({
    of: 'approval' as const,
    event: { ...good('approved'), comment: `${seq} ${said}` } as never,
    request: { title: said, target: said },
    ...place,
    seq,
  }));
  const { markdown } = postmortemCanvas({ ...dataOf(said), timeline: { items, isCut: false } }, AS_OF_MS);
  expect(Buffer.byteLength(markdown, 'utf8')).toBeLessThan(CANVAS_CHARACTERS_MAX);
  expect(markdown).toContain('1499 🙈');
  expect(markdown.match(/There is more than is shown here/g)).toHaveLength(2);
});
