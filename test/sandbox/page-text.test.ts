import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { completionAt } from '../../sandbox/slack/page/completion.ts';
import { formatDate } from '../../sandbox/slack/page/date-token.ts';
import { directoryOf } from '../../sandbox/slack/page/directory.ts';
import { parseMarkdown } from '../../sandbox/slack/page/markdown.ts';
import { parseMrkdwn } from '../../sandbox/slack/page/mrkdwn.ts';
import type { Inline, TextBlock } from '../../sandbox/slack/page/text.ts';
import { MIA, snapshot } from './page-fixture.ts';

/** The tree in a line: bold as b(…), a link as [url|…], blocks apart by " / ". */
function show(blocks: readonly TextBlock[]): string {
  return blocks.map(showBlock).join(' / ');
}

function showBlock(block: TextBlock): string {
  switch (block.type) {
    case 'paragraph':
      return showInline(block.children);
    case 'item':
      return `item(${block.marker} ${showInline(block.children)})`;
    case 'quote':
      return `quote(${show(block.children)})`;
    case 'list':
      return `${block.ordered ? 'ol' : 'ul'}${block.indent || ''}(${block.items.map(showInline).join('|')})`;
    case 'grid':
      return `grid(${block.rows.map((row) => row.map(showInline).join(',')).join('|')})`;
    case 'rule':
      return 'rule';
    default:
      return `${block.type}(${showInline(block.children)})`;
  }
}

function showInline(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      if (part.type === 'text') return part.text;
      if (part.type === 'styled') return `${part.style}(${showInline(part.children)})`;
      if (part.type === 'link') return `[${part.url}|${showInline(part.children)}]`;
      if (part.type === 'date')
        return `date(${part.date.timestampSeconds} ${part.date.format} ${part.date.fallback})`;
      if ('id' in part) return `${part.type}(${part.id})`;
      return `${part.type}(${'name' in part ? part.name : 'range' in part ? part.range : ''})`;
    })
    .join('');
}

describe('mrkdwn', () => {
  test.each([
    ['*bold* _it_ ~no~ `code`', 'bold(bold) italic(it) strike(no) code(code)'],
    ['*bold _both_*', 'bold(bold italic(both))'],
    ['snake_case_name 2*3*4 a*b*', 'snake_case_name 2*3*4 a*b*'],
    ['* not bold * and *not\nbold*', '* not bold * and *not\nbold*'],
    ['`*code* <b>`', 'code(*code* <b>)'],
    ['*a `*` b*', 'bold(a code(*) b)'],
    [
      '<@U1> <@U1|mia> <#C1|general> <!subteam^S1|@x> <!here>',
      'user(U1) user(U1) channel(C1) group(S1) broadcast(here)',
    ],
    [
      '<https://a.b?x=1&amp;y=2|label> <mailto:a@b.c>',
      '[https://a.b?x=1&y=2|label] [mailto:a@b.c|mailto:a@b.c]',
    ],
    [
      '<javascript:alert(1)|x> <data:text/html,x> <!unknown>',
      '<javascript:alert(1)|x> <data:text/html,x> <!unknown>',
    ],
    ['<!date^17^{date_num} {time}|then>', 'date(17 {date_num} {time} then)'],
    ['&lt;!channel&gt; &amp;lt; &quot;', '<!channel> &lt; &quot;'],
    [':fire: :nosuch: 12:30:45', 'emoji(fire) :nosuch: 12:30:45'],
    ['see https://a.b/c, ok', 'see [https://a.b/c|https://a.b/c], ok'],
    ['> one\n> two\nthree', 'quote(one\ntwo) / three'],
    ['&gt; typed', 'quote(typed)'],
    ['> > twice\n> • item', 'quote(> twice / item(• item))'],
    ['>>> all\nof it', 'quote(all\nof it)'],
    ['• one\n• two\n1. three', 'item(• one) / item(• two) / item(1. three)'],
    ['a\n```\n*x* &lt; <https://u.v|l>\n```\nb', 'a / pre(*x* < l) / b'],
    ['```unclosed', '```unclosed'],
  ])('%j', (text, expected) => {
    expect(show(parseMrkdwn(text))).toBe(expected);
  });

  test('verbatim leaves bare addresses alone', () => {
    expect(show(parseMrkdwn('https://a.b', { verbatim: true }))).toBe('https://a.b');
  });

  test('escaped text reads as it was written, whatever it holds', () => {
    // Without the marks that format, what is left of escaping is the three entities alone.
    const written = fc.string({
      unit: fc.constantFrom('<', '>', '&', 'a', ' ', '!', '@', 'U', '|', ';', 'l', 't'),
    });
    fc.assert(
      fc.property(written, (text) => {
        const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        expect(show(parseMrkdwn(`x${escaped}`))).toBe(`x${text}`);
      }),
    );
  });

  test('40,000 hostile characters are read in a moment', { timeout: 5_000 }, () => {
    for (const piece of [
      '*a ',
      '_a ',
      '`',
      '<',
      '*_~',
      '```',
      ':a',
      '<@U',
      '> ',
      '>',
      '&lt;',
      '*`',
      '[',
      '**a ',
      '|a',
    ]) {
      expect(parseMrkdwn(piece.repeat(40_000 / piece.length)).length).toBeGreaterThan(0);
      expect(parseMarkdown(piece.repeat(12_000 / piece.length)).length).toBeGreaterThan(0);
    }
  });
});

describe('markdown', () => {
  test.each([
    ['# One\n\ntext **b** *i* ~~s~~ `c`', 'heading(One) / text bold(b) italic(i) strike(s) code(c)'],
    ['- a\n- [x] b\n  - c', 'ul(a|☑ b) / ul1(c)'],
    ['1. a\n2. b', 'ol(a|b)'],
    ['> a\n> > b', 'quote(a / quote(b))'],
    ['```sql\n**x**\n```\nafter', 'pre(**x**) / after'],
    ['| a | b |\n|---|--:|\n| 1 | *2* |', 'grid(a,b|1,italic(2))'],
    ['---', 'rule'],
    [
      '[l](https://a.b) [x](javascript:alert(1)) ![p](https://a.b/p.png)',
      '[https://a.b|l] [x](javascript:alert(1)) [https://a.b/p.png|p]',
    ],
    ['\\*not\\* <b>html</b> snake_case_name', '*not* <b>html</b> snake_case_name'],
  ])('%j', (text, expected) => {
    expect(show(parseMarkdown(text))).toBe(expected);
  });
});

describe('dates', () => {
  const at = (iso: string) => Date.parse(iso) / 1000;
  const reader = { nowMs: Date.parse('2026-11-23T12:00:00Z'), timeZone: 'Europe/Berlin', hour12: false };

  test.each([
    ['2026-11-23T08:05:09Z', '{date_short_pretty} {time}', 'Today 09:05'],
    ['2026-11-22T23:30:00Z', 'due {date_pretty} at {time}', 'due today at 00:30'],
    ['2026-11-22T08:00:00Z', '{date_long_pretty}', 'Yesterday'],
    ['2026-11-24T08:00:00Z', '{date_pretty}', 'Tomorrow'],
    ['2026-11-01T08:00:00Z', '{date_short_pretty}', 'Nov 1, 2026'],
    ['2026-11-01T08:00:00Z', '{date_num} {date_slash} {time_secs}', '2026-11-01 11/01/2026 09:00:00'],
    [
      '2025-12-23T08:00:00Z',
      '{date_long} | {date_long_full} | {date}',
      'Tuesday, December 23rd, 2025 | December 23, 2025 | December 23',
    ],
    ['2026-11-12T08:00:00Z', '{day_divider_pretty}', 'Thursday, November 12th'],
    ['2025-11-12T08:00:00Z', '{day_divider_pretty}', 'Wednesday, November 12th, 2025'],
    ['2026-11-23T11:57:00Z', '{ago}', '3 minutes ago'],
    ['2026-11-23T12:00:00Z', '{no_such}', '{no_such}'],
  ])('%s as %j', (iso, format, expected) => {
    expect(formatDate(at(iso), format, reader).replaceAll('\u202f', ' ')).toBe(expected);
  });

  test('the clock is the reader’s own', () => {
    const american = { ...reader, timeZone: 'America/New_York', hour12: true };
    expect(formatDate(at('2026-11-23T19:05:00Z'), '{time}', american).replaceAll('\u202f', ' ')).toBe(
      '2:05 PM',
    );
  });

  test('a day is a calendar day, also when the clocks change in between', () => {
    const afterChange = { ...reader, nowMs: Date.parse('2026-10-25T22:30:00Z') };
    expect(formatDate(at('2026-10-24T22:30:00Z'), '{date_pretty}', afterChange)).toBe('Today');
    expect(formatDate(at('2026-10-24T21:30:00Z'), '{date_pretty}', afterChange)).toBe('Yesterday');
  });
});

describe('completion', () => {
  const { commands } = snapshot(MIA);
  const directory = directoryOf(snapshot(MIA), null);
  const offered = (text: string) =>
    completionAt(text, text.length, commands, directory)?.suggestions.map(({ insert }) => insert) ?? [];

  test.each([
    ['/', ['/incident ', '/runbook ']],
    ['/run', ['/runbook ']],
    ['/incident P1', []],
    ['say /inc', []],
    ['@', ['@Four Eyes ', '@Mia Chen ', '@Tom Okafor ', '@data-approvers ']],
    ['ask @chen', ['@Mia Chen ']],
    ['mail a@chen', []],
  ])('%j', (text, expected) => {
    expect(offered(text)).toEqual(expected);
  });
});
