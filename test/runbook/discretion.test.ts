/** What a report says of rows with people in them, and that its verdict knows nothing of what is not said. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReadResult, Row } from '../../src/check/warehouse.ts';
import { maskRow, PERSONAL_SHOWN } from '../../src/pii/columns.ts';
import { shownValues } from '../../src/runbook/discretion.ts';
import type { Check } from '../../src/runbook/schema-checks.ts';
import { fillSentence } from '../../src/runbook/sentence.ts';
import { judge, whyNotRead } from '../../src/runbook/verdict.ts';
import { altered, parsed, present, runbookOf } from './fixtures.ts';

const ANNA = 'anna.lind@bank.test';
const JANE = 'jane.roe@customer.test';
const CARD = '4111 1111 1111 1111';

const read = (...rows: readonly Row[]): ReadResult => ({
  outcome: 'read',
  columns: Object.keys(rows[0] ?? {}),
  rows,
  truncated: false,
  takenMs: 5,
});

type Said = Pick<Check, 'principal' | 'personal'> & {
  readonly say: string;
  readonly facts?: Check['facts'];
  readonly fail?: string;
  readonly suggests?: Check['suggests'];
};

function check({ say, facts = {}, fail = 'true', suggests = [], ...columns }: Said): Check {
  const loaded = runbookOf(parsed(altered('rows[0].n < params.least', 'params.least > 100')));
  const verdict = { fail, say: { pass: say, fail: say } };
  const user = { id: 'user', type: 'principal', label: 'User' } as const;
  return {
    ...present(loaded.checks['row-count']),
    ...columns,
    columns: ['user'],
    parameters: { user },
    facts,
    verdict,
    suggests,
    next: [say],
  };
}

const saying = (said: Said, ...rows: readonly Row[]): string => {
  const { sentence, next } = judge(check(said), read(...rows), { user: 'omar@bank.test' });
  expect(next.length === 0 ? sentence : next[0]).toBe(sentence);
  return sentence;
};

describe('a column of principals', () => {
  const principal = ['user'];

  test.each([
    ['a cell', '{{ rows[0].user }}', ANNA],
    ['a cell by its name in brackets', "{{ rows[0]['user'] }}", ANNA],
    ['a list of cells', "{{ rows.map(r, r.user).join(', ') }}", `${ANNA}, ${JANE}`],
    ['a fact', '{{ facts.first.user }}', ANNA],
    ['a fact that was worked out from another', '{{ facts.who }}', `by ${ANNA}`],
    ['who was named in the request', '{{ params.user }}', 'omar@bank.test'],
  ])('is said, as %s', (_what, say, said) => {
    const facts = { first: 'rows[0]', who: "'by ' + facts.first.user" };
    expect(saying({ say, facts, principal }, { user: ANNA }, { user: JANE })).toBe(said);
  });

  test('does not make the same address in other words one that is said', () => {
    const row = { user: ANNA, error: `no such user ${ANNA}, ${JANE}` };
    expect(saying({ say: '{{ rows[0].user }}: {{ rows[0].error }}', principal }, row)).toBe(
      `${ANNA}: no such user a…@bank.test, j…@customer.test`,
    );
    expect(maskRow({ principal }, row)).toEqual({
      user: ANNA,
      error: 'no such user a…@bank.test, j…@customer.test',
    });
  });

  test('says nothing else that somebody has written into it', () => {
    for (const user of [CARD, `${ANNA} ${JANE}`, `x ${ANNA}`, `${ANNA}\n${CARD}`]) {
      const said = saying({ say: '{{ rows[0].user }}', principal }, { user });
      expect(said).not.toMatch(/4111 1111 1111|lind@|roe@/);
      expect(JSON.stringify(maskRow({ principal }, { user }))).not.toMatch(/4111 1111 1111|lind@|roe@/);
    }
  });
});

test('without a declaration nobody is said', () => {
  expect(saying({ say: '{{ rows[0].user }}' }, { user: ANNA })).toBe('a…@bank.test');
  expect(fillSentence('{{ x }}', { x: [ANNA, { card: CARD }] })).toBe('a…@bank.test, {"card":"411111…1111"}');
});

describe('a personal column', () => {
  const personal = ['name', 'salary'];
  const rows = [
    { user: 'a', name: 'Jane Roe', salary: 5_000 },
    { user: 'b', name: 'John Doe', salary: 7_000 },
  ];

  test.each([
    ['is not said', '{{ rows[0].name }}', PERSONAL_SHOWN],
    ['nor what was made of it', "{{ rows.map(r, r.name).join('; ') }}", PERSONAL_SHOWN],
    ['nor by way of a fact', '{{ facts.top }}', PERSONAL_SHOWN],
    ['nor what it was counted with', '{{ rows[1].salary / 2 }}', PERSONAL_SHOWN],
    ['but how many there are is', "{{ count(rows.size(), 'person', 'people') }}", '2 people'],
    ['and what stands beside it', '{{ rows[1].user }}', 'b'],
  ])('%s', (_what, say, said) => {
    expect(
      saying({ say, facts: { top: "rows.filter(r, r.salary > 6000)[0].name + '!'" }, personal }, ...rows),
    ).toBe(said);
  });

  test('is empty in the report, but where it is empty', () => {
    expect(maskRow({ personal }, { user: 'a', name: 'Jane Roe', salary: null })).toEqual({
      user: 'a',
      name: PERSONAL_SHOWN,
      salary: null,
    });
  });

  test('that is not in the result is not taken for one of another name', () => {
    expect(judge(check({ say: 'x', personal: ['nam'] }), read(...rows), {}).sentence).toBe(
      'Could not see: the result has no column nam.',
    );
  });

  test('is not told by the error of an expression either', () => {
    const { sentence } = judge(
      check({ say: 'x', fail: 'utc(rows[0].name) > utc(rows[1].name)', personal }),
      read(...rows),
      {},
    );
    expect(sentence).toMatch(/^Could not see: the condition could not be applied/);
    expect(sentence).not.toContain('Jane');
  });
});

test('conditions, facts and suggestions see the result as it is', () => {
  const suggests = [{ action: 'revoke', with: { from: '{{ rows[0].user }}', note: '{{ facts.card }}' } }];
  const judged = judge(
    check({
      say: '{{ facts.card }}',
      facts: { card: 'rows[0].error' },
      fail: `rows[0].error == '${CARD}' && facts.card.startsWith('4111 1')`,
      suggests,
    }),
    read({ user: ANNA, error: CARD }),
    {},
  );
  expect(judged).toMatchObject({
    verdict: 'fail',
    sentence: '411111…1111',
    suggests: [{ action: 'revoke', with: { from: ANNA, note: CARD } }],
  });
});

test('what is declared changes no verdict and no suggestion', () => {
  const cell = fc.constantFrom(ANNA, JANE, CARD, 'x', '');
  const row = fc.record({ user: cell, name: cell, n: fc.integer({ min: 0, max: 9 }) });
  const fail = fc.constantFrom(
    'rows.exists(r, r.n > 7)',
    `rows.exists(r, r.name == '${CARD}')`,
    'facts.many > 2',
    `rows[0].user == rows[0].name`,
  );
  const declared = fc.constantFrom(
    {},
    { principal: ['user'] },
    { personal: ['name'] },
    { principal: ['user'], personal: ['name'] },
  );
  const suggests = [{ action: 'revoke', with: { from: '{{ rows[0].user }}{{ rows[0].name }}' } }];
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 4 }), fail, declared, (rows, condition, columns) => {
      const said = {
        say: '{{ rows[0].name }}',
        fail: condition,
        facts: { many: `rows.filter(r, r.name != r.user).size()` },
        suggests,
      };
      const [plain, masked] = [said, { ...said, ...columns }].map((each) =>
        judge(check(each), read(...rows), {}),
      );
      expect(masked?.verdict).toBe(plain?.verdict);
      expect(masked?.suggests).toEqual(plain?.suggests);
    }),
  );
});

describe('words of an engine', () => {
  test('are masked where they are told, and their class too', () => {
    const refused = { outcome: 'refused', errorClass: CARD, message: `[X] for ${JANE}` } as const;
    expect(whyNotRead(refused)).toBe('the warehouse refused to read (411111…1111): for j…@customer.test');
    expect(judge(check({ say: 'x' }), { outcome: 'unavailable', message: CARD }, {}).sentence).toContain(
      '411111…1111',
    );
  });

  test('and those of an expression that could not be worked out', () => {
    const { sentence } = judge(
      check({ say: 'x', fail: 'utc(rows[0].user) > utc(rows[0].user)' }),
      read({ user: CARD }),
      {},
    );
    expect(sentence).toContain('“411111…1111” is not a time');
    const json = judge(
      check({ say: 'x', fail: 'json(rows[0].user).a == 1' }),
      read({ user: `x ${CARD}` }),
      {},
    );
    expect(json.sentence).not.toMatch(/1111 1|4111/);
  });
});

test('nothing is cut before it is masked', () => {
  for (let before = 180; before < 200; before += 1)
    expect(fillSentence('{{ x }}', { x: `${'x'.repeat(before)} ${CARD}` })).not.toMatch(/4111 1111 1/);
});

test('parameters are told as they were entered, but personal data among them only where it is a principal', () => {
  const parameters = {
    user: { id: 'user', type: 'principal', label: 'User' },
    words: { id: 'words', type: 'text', label: 'Words' },
  } as const;
  expect(shownValues(parameters, { user: ANNA, words: `${ANNA} ${CARD}` })).toEqual({
    user: ANNA,
    words: 'a…@bank.test 411111…1111',
  });
});
