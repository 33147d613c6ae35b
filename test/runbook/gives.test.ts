/** What an action gives for a while, as the runbook says it: what may stand there, and what a person may ask for. */
import { beforeAll, describe, expect, it, test } from 'vitest';
import { refusal } from '../../src/runbook/evidence.ts';
import { formatProblems } from '../../src/runbook/load.ts';
import { parseParameters } from '../../src/runbook/parameters.ts';
import { piecesOf, takenPiecesOf } from '../../src/runbook/pieces.ts';
import type { Action } from '../../src/runbook/schema-actions.ts';
import type { Parameters } from '../../src/runbook/schema-parameters.ts';
import { parsed, present, problemsOf, realRunbook, SMALL } from './fixtures.ts';
import { read, sceneOf } from './scenes.ts';

/** The small runbook's action as one that gives something for a while. */
const GIVING = SMALL.replace(
  /^ {2}restore:\n[\s\S]*?(?=^targets:)/m,
  `  restore:
    title: Give
    kind: sql
    risk: change
    approvers: { groups: [data-approvers] }
    parameters:
      table: { type: table, label: Table, of: targets }
      who: { type: principal, label: Who }
      rights: { type: privilege, label: Rights, of: [SELECT, MODIFY] }
      long: { type: duration, label: How long, min: 15m, max: 7d, default: 4h }
    statements: ["GRANT {rights} ON TABLE {table} TO {who}"]
    gives: { each: rights, taken_by: "REVOKE {rights} ON TABLE {table} FROM {who}" }
    for:
      duration: long
      verify:
        reads: { grants: { statement: "SHOW GRANTS {who} ON TABLE {table}", rows: 10 } }
        pass: "!reads.grants.rows.exists(r, r.actionType == params.rights)"
        say: { pass: Gone., fail: There. }
    timeout: 1m
    evidence:
      reads: { grants: { statement: "SHOW GRANTS {who} ON TABLE {table}", rows: 10 } }
      facts: { held: "reads.grants.rows.filter(r, !(r.actionType in boxed)).size()" }
      unchanged: [held]
      show: [{ label: Held, value: "{{ facts.held }}" }]
    verify:
      reads: { grants: { statement: "SHOW GRANTS {who} ON TABLE {table}", rows: 10 } }
      pass: reads.grants.rows.size() > 0
      say: { pass: Done., fail: Not done. }
    reconcile:
      reads: { grants: { statement: "SHOW GRANTS {who} ON TABLE {table}", rows: 10 } }
      applied: reads.grants.rows.size() > 0
      say: { applied: It ran., not_seen: No trace of it. }
`,
);

function told(from: string | RegExp, to: string): string {
  const text = GIVING.replace(from, () => to);
  if (text === GIVING) throw new Error(`${String(from)} is not there`);
  return formatProblems(problemsOf(parsed(text)));
}

test('an action that gives for a while is a good one', () => {
  expect(formatProblems(problemsOf(parsed(GIVING)))).toBe('');
});

describe('says where it is wrong, and what to do', () => {
  it.each<[string, string | RegExp, string, RegExp]>([
    [
      'no statement for the end',
      / {4}gives: .*\n/,
      '',
      /:\d+:\d+ nothing says what is taken back at the end: add "gives"/,
    ],
    [
      'an unknown duration',
      'duration: long',
      'duration: lonk',
      /there is no duration "lonk"\. Did you mean "long"\?/,
    ],
    ['a duration of another type', 'duration: long', 'duration: who', /there is no duration "who"/],
    [
      'an unknown list',
      'each: rights',
      'each: right',
      /there is no list of privileges "right"\. Did you mean "rights"\?/,
    ],
    ['a list that is none', 'each: rights', 'each: who', /there is no list of privileges "who"/],
    ['several at once', 'each: rights, ', '', /each ends by itself: set "gives\.each" to rights/],
    [
      'everything at once',
      'of: [SELECT, MODIFY]',
      'of: [ALL PRIVILEGES]',
      /REVOKE ALL PRIVILEGES would take what others gave/,
    ],
    [
      'no REVOKE',
      '"REVOKE {rights} ON TABLE {table} FROM {who}"',
      '"ALTER TABLE {table} OWNER TO {who}"',
      /is no REVOKE: it is sent until nothing is left/,
    ],
    [
      'a REVOKE of something else',
      'TABLE {table} FROM {who}" }',
      'TABLE c.s.t FROM {who}" }',
      /does not name \{table\}, which the GRANT names/,
    ],
    [
      'a REVOKE of nobody known',
      'FROM {who}" }',
      'FROM {whom}" }',
      /uses "whom", which is not among its parameters/,
    ],
    [
      'something that is no GRANT',
      'statements: ["GRANT {rights} ON TABLE {table} TO {who}"]',
      'statements: ["REVOKE {rights} ON TABLE {table} FROM {who}"]',
      /is for an action of one single GRANT/,
    ],
    [
      'a list of statements',
      '["GRANT {rights}',
      '["GRANT SELECT ON TABLE {table} TO {who}", "GRANT {rights}',
      /is for an action of one single GRANT/,
    ],
    [
      'an undo beside it',
      '    reconcile:',
      '    undo: { action: restore, with: {}, say: Back. }\n    reconcile:',
      /leave "undo" away/,
    ],
    ['shorter than of use', 'min: 15m', 'min: 1m', /should be at least 5m/],
    ['longer than a while', 'max: 7d', 'max: 32d', /should be at most 31d/],
    ['the least above the most', 'min: 15m', 'min: 8d', /is longer than the most, 7d/],
    ['a default out of bounds', 'default: 4h', 'default: 8d', /the default is refused: Must be at most 7d/],
    ['no duration at all', 'min: 15m', 'min: soon', /a duration is a number and a unit/],
    ['a duration in the statement', 'TO {who}"]', 'TO {long}"]', /a duration has no place in a statement/],
    [
      'a duration that ends nothing',
      / {4}for:\n[\s\S]*?(?= {4}timeout)/,
      '',
      /parameter "long" is declared but used nowhere/,
    ],
    [
      'an unknown name in its verification',
      'params.rights)',
      'params.right)',
      /there is no "params\.right"\. Did you mean "rights"/,
    ],
    [
      'nothing read for it',
      'verify:\n        reads: { grants: { statement: "SHOW GRANTS {who} ON TABLE {table}", rows: 10 } }\n        pass: "!reads',
      'verify:\n        reads: {}\n        pass: "!reads',
      /"for\.verify" reads nothing/,
    ],
    ['what boxes give where nothing is given', / {4}gives: .*\n/, '', /there is no "boxed" here/],
    [
      'what is taken by an unknown list',
      '    for:',
      '    takes: { each: right, taken_by: "REVOKE {rights} ON TABLE {table} FROM {who}" }\n    for:',
      /there is no list of privileges "right"\. Did you mean "rights"\?/,
    ],
    ['an unknown key', 'duration: long', 'duration: long\n      until: Friday', /unknown key "until"/],
  ])('%s', (_what, from, to, says) => {
    expect(told(from, to)).toMatch(says);
  });
});

describe('a duration', () => {
  const declared: Parameters = {
    long: { type: 'duration', id: 'long', label: 'How long', min: '15m', max: '7d', default: '4h' },
  };
  it.each([
    ['', '4h'],
    ['4h', '4h'],
    [' 90 M ', '90m'],
    ['7d', '7d'],
    ['15m', '15m'],
  ])('“%s” is %s', (raw, value) => {
    expect(parseParameters(declared, { long: raw })).toEqual({ ok: true, values: { long: value } });
  });

  it.each([
    ['14m', /at least 15m/],
    ['8d', /at most 7d/],
    ['169h', /at most 7d/],
    ['4', /number and m, h or d/],
    ['0h', /number and m, h or d/],
    ['-4h', /number and m, h or d/],
    ['1.5h', /number and m, h or d/],
    ['4h 30m', /number and m, h or d/],
    ['4h; DROP TABLE t', /number and m, h or d/],
    ['4\u200bh', /number and m, h or d/],
    ['４h', /number and m, h or d/],
    ['99999999d', /number and m, h or d/],
    ['<!channel>', /number and m, h or d/],
    ['x'.repeat(3_001), /At most 1000 characters/],
  ])('“%s” is refused', (raw, why) => {
    expect(parseParameters(declared, { long: raw })).toMatchObject({
      errors: { long: expect.stringMatching(why) },
    });
  });
});

describe('what is shipped', () => {
  let forAWhile: Action;
  let forGood: Action;

  beforeAll(async () => {
    const { actions } = await realRunbook();
    forAWhile = present(actions['grant-table-for']);
    forGood = present(actions['grant-table']);
  });

  const wish = {
    principal: 'jane@bank.example',
    table: 'bank.gold.cards',
    privileges: 'MODIFY, SELECT',
    duration: '4h',
  };
  const row = (actionType: string) => ({
    principal: wish.principal,
    actionType,
    objectType: 'TABLE',
    objectKey: wish.table,
  });

  it('takes back each privilege by itself, the same way for who gave it for good', () => {
    const pieces = piecesOf(forAWhile, wish);
    expect(pieces.map(({ what, text }) => [what, text])).toEqual([
      ['MODIFY', 'REVOKE MODIFY ON TABLE `bank`.`gold`.`cards` FROM `jane@bank.example`'],
      ['SELECT', 'REVOKE SELECT ON TABLE `bank`.`gold`.`cards` FROM `jane@bank.example`'],
    ]);
    expect(pieces[0]?.values).toEqual({ ...wish, privileges: 'MODIFY' });
    expect(piecesOf(forGood, wish).map(({ text }) => text)).toEqual(pieces.map(({ text }) => text));
  });

  it('knows of all that is taken at once what others gave each by itself', async () => {
    const taking = present((await realRunbook()).actions['revoke-table']);
    const { duration: _duration, ...values } = wish;
    const texts = (privileges: string) =>
      takenPiecesOf(taking, { ...values, privileges }).map(({ text }) => text);
    expect(texts(wish.privileges)).toEqual(piecesOf(forAWhile, wish).map(({ text }) => text));
    const all = takenPiecesOf(taking, { ...values, privileges: 'ALL PRIVILEGES' }).map(({ what }) => what);
    expect(all).toEqual(['SELECT', 'MODIFY', 'APPLY TAG', 'REFRESH']);
    expect(takenPiecesOf(forAWhile, wish)).toEqual([]);
  });

  it('lets what is there for a while be given for good, and again for a while', () => {
    const reads = { direct: read([row('SELECT')]) };
    const params = { principal: wish.principal, table: wish.table, privileges: 'SELECT' };
    expect(refusal(forGood, sceneOf(forGood, params, reads))).toMatch(/nothing to give/);
    const boxed = sceneOf(forGood, params, reads, ['SELECT']);
    expect(boxed.facts).toMatchObject({ lasting_grants: [], missing: ['SELECT'], direct_grants: ['SELECT'] });
    expect(refusal(forGood, boxed)).toBeNull();
    expect(refusal(forAWhile, sceneOf(forAWhile, wish, reads, ['SELECT']))).toBeNull();
  });

  it('is not for who holds everything already', () => {
    const scene = sceneOf(forAWhile, wish, { direct: read([row('ALL PRIVILEGES')]) });
    expect(refusal(forAWhile, scene)).toMatch(/holds ALL PRIVILEGES .* there is nothing to give/);
  });
});
