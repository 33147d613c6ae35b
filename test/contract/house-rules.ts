/** The house rules that no linter has, each with an example that breaks it. house.test.ts holds every file against them. */
export type SourceFile = { readonly path: string; readonly text: string };

export type HouseRule = {
  readonly name: string;
  /** What is wrong with the file, or undefined. */
  readonly complaint: (file: SourceFile) => string | undefined;
  readonly broken: SourceFile;
};

const CODE = /\.(?:ts|js|mjs|cjs|css|html|lua)$/;
const LINES_MAX = 300;
const TEST_LINES_MAX = 400;
const MAP_LINES_MAX = 150;

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.(?:test|config|bench))?(?:\.d)?\.[a-z]+$/;
const NOT_A_ROOM = /(?:^|[/.-])(?:utils?|helpers?|common|misc)(?:[/.-]|$)/;
const MACHINE_PATH = new RegExp(
  String.raw`(?<![\w.$}])/(?:${['work', 'root', 'tmp', 'home', 'Users'].join('|')})/`,
);
const REGISTRY = new RegExp(
  ['registry', String.raw`[\w-]+`, '(?:org|com|net|io|dev|internal|local)'].join(String.raw`\.`),
);
const SECRET = new RegExp(
  [
    ['xox', String.raw`[abps]-\d{9,}`],
    ['xapp-', String.raw`\d-A\w{8,}`],
    ['dapi', '[0-9a-f]{32}'],
    ['-----BEGIN ', '[A-Z ]*PRIVATE KEY'],
  ]
    .map((pieces) => pieces.join(''))
    .join('|'),
);
const UNCONDITIONAL = /\b(?:it|test|describe|suite)(?:\.\w+)*\.(?:skip|only|todo|fails)\b(?!If)/;
const UNFINISHED = new RegExp(String.raw`\b(?:${[joined('TO', 'DO'), joined('FIX', 'ME')].join('|')})\b`);
const FIXED_PORT = /\b(?:listen\(\s*[1-9]\d{3,4}\b|port: [1-9]\d{3,4}\b)/i;

export const HOUSE_RULES: readonly HouseRule[] = [
  {
    name: 'no file is longer than a person reads at once',
    complaint: ({ path, text }) => {
      const max = linesMax(path);
      const lines = text.split('\n').length - 1;
      return max !== undefined && lines > max ? `${lines} lines, at most ${max}` : undefined;
    },
    broken: { path: 'src/long.ts', text: '\n'.repeat(LINES_MAX + 1) },
  },
  {
    name: 'files are named in kebab-case',
    complaint: ({ path }) => {
      const name = path.split('/').at(-1) ?? '';
      return CODE.test(path) && !KEBAB.test(name) ? name : undefined;
    },
    broken: { path: 'src/incident/clockWork.lua', text: '' },
  },
  {
    name: 'no room is for odds and ends',
    complaint: ({ path }) => (CODE.test(path) ? NOT_A_ROOM.exec(path)?.[0] : undefined),
    broken: { path: 'src/incident/date-utils.ts', text: '' },
  },
  {
    name: 'only the routing table is an index',
    complaint: ({ path }) =>
      /(?:^|\/)index\.ts$/.test(path) && path !== 'handlers/index.ts'
        ? 'a barrel hides where things are'
        : undefined,
    broken: { path: 'src/incident/index.ts', text: '' },
  },
  {
    name: 'nothing depends on the machine that it was written on',
    complaint: ({ path, text }) => (path === 'package-lock.json' ? undefined : MACHINE_PATH.exec(text)?.[0]),
    broken: { path: 'README.md', text: joined('cd /', 'root/bot') },
  },
  {
    name: 'no registry is named',
    complaint: ({ path, text }) =>
      REGISTRY.exec(text)?.[0] ?? (path === 'package-lock.json' ? /"resolved".*/.exec(text)?.[0] : undefined),
    broken: { path: 'package-lock.json', text: '{ "resolved": "https://example.com/zod.tgz" }' },
  },
  {
    name: 'there are no secrets, not even ones that look real',
    complaint: ({ text }) => (SECRET.test(text) ? 'looks like a secret' : undefined),
    broken: { path: 'src/config.ts', text: joined('xox', 'b-123456789012-abc') },
  },
  {
    name: 'no test is switched off, or alone, without a condition',
    complaint: ({ path, text }) => (path.startsWith('test/') ? UNCONDITIONAL.exec(text)?.[0] : undefined),
    broken: { path: 'test/a.test.ts', text: joined('test.', "skip('later', () => {});") },
  },
  {
    name: 'no test needs a port of its own',
    complaint: ({ path, text }) => (path.startsWith('test/') ? FIXED_PORT.exec(text)?.[0] : undefined),
    broken: { path: 'test/a.test.ts', text: joined('server.listen(', '3000);') },
  },
  {
    name: 'nothing is left for later in a comment',
    complaint: ({ path, text }) => (CODE.test(path) ? UNFINISHED.exec(text)?.[0] : undefined),
    broken: { path: 'src/a.ts', text: joined('// TO', 'DO later') },
  },
  {
    name: 'a lint rule is set aside only with a reason, and a rule of the house never',
    complaint: ({ path, text }) => {
      if (!CODE.test(path)) return undefined;
      const lines = text.split('\n').filter((line) => /(?:\/\/|\/\*) *(?:ox|es)lint-disable/.test(line));
      return lines.find((line) => line.includes('house/') || !line.includes(' -- '));
    },
    broken: { path: 'src/a.ts', text: joined('// ox', 'lint-disable-next-line no-console') },
  },
];

function linesMax(path: string): number | undefined {
  if (path === 'ARCHITECTURE.md') return MAP_LINES_MAX;
  if (!CODE.test(path)) return undefined;
  return path.startsWith('test/') ? TEST_LINES_MAX : LINES_MAX;
}

/** Examples are written in pieces, as the patterns are, so that this file keeps the rules that it states. */
function joined(...pieces: readonly string[]): string {
  return pieces.join('');
}
