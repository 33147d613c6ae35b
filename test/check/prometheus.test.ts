import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseMetrics, SCRAPE_LINES_MAX } from '../../src/check/prometheus.ts';

const read = (text: string) => {
  const scraped = parseMetrics(text);
  if (!scraped.ok) return scraped.problem;
  return [...scraped.samples].flatMap(([name, samples]) =>
    samples.map(({ labels, value }) => [name, Object.fromEntries(labels), value]),
  );
};

describe('the text format is read as Prometheus reads it', () => {
  test.each<[string, string, unknown]>([
    ['a bare sample', 'up 1', [['up', {}, 1]]],
    ['labels', 'a_b:c{x="1",y="2"} 3.5e-2', [['a_b:c', { x: '1', y: '2' }, 0.035]]],
    [
      'a comma at the end, blanks between, none before the value',
      '\ta { x = "1" , }7'.trim(),
      [['a', { x: '1' }, 7]],
    ],
    ['empty braces and a time', 'a{} -1 1395066363000', [['a', {}, -1]]],
    [
      'escapes, and what looks like the end in a value',
      String.raw`a{x="q\"} 9 {",y="b\\c\nd"} 1`,
      [['a', { x: 'q"} 9 {', y: 'b\\c\nd' }, 1]],
    ],
    [
      'infinities',
      'a +Inf\nb -Inf',
      [
        ['a', {}, Number.POSITIVE_INFINITY],
        ['b', {}, Number.NEGATIVE_INFINITY],
      ],
    ],
    ['no number', 'a NaN', [['a', {}, Number.NaN]]],
    [
      'comments, empty lines and Windows’ ends of lines',
      '# HELP a b\r\n\r\n# TYPE a counter\r\na 1\r\n',
      [['a', {}, 1]],
    ],
  ])('%s', (_what, text, expected) => {
    expect(read(text)).toEqual(expected);
  });
});

describe('what is not it is refused as a whole, with the line', () => {
  test.each([
    ['a page', '<html>\n<body>502</body></html>', 'line 1 is not a sample'],
    ['JSON', 'a 1\n{"status":"ok"}', 'line 2 is not a sample'],
    ['no value', 'a', 'line 1 is not a sample'],
    ['no blank before the value', 'a1', 'line 1 is not a sample'],
    ['two values', 'a 1 2 3', 'line 1 is not a sample'],
    ['a value in words', 'a one', 'line 1 is not a sample'],
    ['a hexadecimal value', 'a 0x10', 'line 1 is not a sample'],
    ['a label twice', 'a{x="1",x="2"} 1', 'line 1 is not a sample'],
    ['a label without quotes', 'a{x=1} 1', 'line 1 is not a sample'],
    ['braces that do not end', 'a{x="1" 1', 'line 1 is not a sample'],
    ['an unknown escape', String.raw`a{x="\t"} 1`, 'line 1 is not a sample'],
    ['two labels without a comma', 'a{x="1" y="2"} 1', 'line 1 is not a sample'],
    [
      'a series twice, its labels in another order',
      'a{x="1",y="2"} 1\na{y="2",x="1"} 2',
      'line 2 says again what an earlier one has said',
    ],
    ['nothing', '', 'they are empty'],
    ['comments only', '# HELP a b\n', 'they are empty'],
    ['a line without end', `a{x="${'y'.repeat(10_000)}"} 1`, 'line 1 is longer than 10000 characters'],
    ['too many lines', '\n'.repeat(SCRAPE_LINES_MAX + 1), `they have more than ${SCRAPE_LINES_MAX} lines`],
  ])('%s', (_what, text, problem) => {
    expect(read(text)).toBe(problem);
  });

  test('whatever comes, it says one or the other, and nothing of the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const scraped = parseMetrics(text);
        if (!scraped.ok)
          expect(scraped.problem).toMatch(/^(?:line \d+ (?:is not a sample|says again)|they are empty)/);
      }),
    );
  });

  test('what is written comes back', () => {
    const label = fc.tuple(fc.stringMatching(/^[a-z_]{1,8}$/), fc.string({ maxLength: 20 }));
    const labels = fc.uniqueArray(label, { selector: ([name]) => name, maxLength: 4 });
    fc.assert(
      fc.property(labels, fc.double({ noNaN: true, noDefaultInfinity: true }), (pairs, value) => {
        const escaped = (text: string) =>
          text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`).replaceAll('\n', String.raw`\n`);
        const written = pairs.map(([name, text]) => `${name}="${escaped(text)}"`).join(',');
        fc.pre(pairs.every(([, text]) => !text.includes('\r')));
        expect(read(`m{${written}} ${value}`)).toEqual([
          ['m', Object.fromEntries(pairs), value === 0 ? 0 : value],
        ]);
      }),
    );
  });
});
