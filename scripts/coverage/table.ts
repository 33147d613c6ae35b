import { COVERAGE_FILE, type Coverage } from './rows.ts';

export function coverageTable(coverage: Coverage): string {
  const count = coverage.reduce((sum, { rows }) => sum + rows.length, 0);
  return [
    '# What each line of the runbook has become',
    '',
    `Made by \`npm run runbook -- coverage\` from [${COVERAGE_FILE.split('/').at(-1)}](${COVERAGE_FILE.split('/').at(-1)}), and held by \`test/scripts/coverage.test.ts\`:`,
    'what is named is in the runbook, and its tests are there and name it.',
    `Rows: ${count}.`,
    ...coverage.flatMap(({ section, rows }) => [
      '',
      `## ${section}`,
      '',
      '| as written | done by | shown by |',
      '| --- | --- | --- |',
      ...rows.map(({ lines, by, tests, sent }) =>
        row([
          lines.map(code).join('<br>'),
          [...by.map(cell), ...(sent === undefined ? [] : [`sent: ${cell(sent)}`])].join('<br>'),
          tests.map(code).join('<br>'),
        ]),
      ),
    ]),
    '',
  ].join('\n');
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** Backticks inside take a longer fence. */
const code = (text: string): string => (text.includes('`') ? `\`\` ${cell(text)} \`\`` : `\`${cell(text)}\``);
