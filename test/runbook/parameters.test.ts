import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../src/runbook/parameters.ts';
import type { Parameter, Parameters } from '../../src/runbook/schema-parameters.ts';
import { present, realRunbook } from './fixtures.ts';

const among = [
  { name: 'c.s.t', label: 'T', keywords: [], writers: [], operations: [], time_column: 'at', fresh_hours: 6 },
];

const DECLARED = {
  table: { type: 'table', id: 'table', label: 'Table', of: 'targets', among },
  other: { type: 'table', id: 'other', label: 'Other' },
  catalog: { type: 'catalog', id: 'catalog', label: 'Catalog' },
  column: { type: 'column', id: 'column', label: 'Column' },
  mask: { type: 'function', id: 'mask', label: 'Mask' },
  who: { type: 'principal', id: 'who', label: 'Who' },
  privilege: {
    type: 'privilege',
    id: 'privilege',
    label: 'Privilege',
    of: ['SELECT', 'MODIFY', 'USE CATALOG'],
  },
  every: { type: 'privilege', id: 'every', label: 'Every', of: ['ALL PRIVILEGES', 'SELECT'] },
  version: { type: 'version', id: 'version', label: 'Version' },
  back: {
    type: 'version',
    id: 'back',
    label: 'Back to',
    at_time: { statement: 'DESCRIBE HISTORY {table}', rowsMax: 10 },
  },
  job: { type: 'job', id: 'job', label: 'Job' },
  cluster: { type: 'id', id: 'cluster', label: 'Cluster', of: 'cluster' },
  run: { type: 'id', id: 'run', label: 'Run', of: 'run' },
  training: { type: 'id', id: 'training', label: 'Training', of: 'training_run' },
  moment: { type: 'timestamp', id: 'moment', label: 'Moment' },
  hours: { type: 'number', id: 'hours', label: 'Hours', min: 0, max: 100 },
  whole: { type: 'number', id: 'whole', label: 'Whole', min: 168, whole: true },
  strict: {
    type: 'function',
    id: 'strict',
    label: 'Strict',
    of: 'targets',
    masks: [{ name: 'c.s.mask', label: 'Nothing' }],
  },
  order: { type: 'order_columns', id: 'order', label: 'Order' },
  added: { type: 'new_columns', id: 'added', label: 'Added' },
  note: { type: 'text', id: 'note', label: 'Note', characters_max: 20 },
  size: { type: 'choice', id: 'size', label: 'Size', of: ['small', 'large one'] },
} as const satisfies { readonly [id: string]: Parameter };

type Id = keyof typeof DECLARED;

const TAKEN: readonly (readonly [Id, string, string | number])[] = [
  ['table', ' c.s.t ', 'c.s.t'],
  ['table', 'C.S.T', 'c.s.t'],
  ['other', 'a.b_1._c', 'a.b_1._c'],
  ['catalog', 'banking', 'banking'],
  ['column', 'ssn_last_4', 'ssn_last_4'],
  ['mask', 'c.s.mask_ssn', 'c.s.mask_ssn'],
  ['who', 'jane.o-neil+x@bank.example', 'jane.o-neil+x@bank.example'],
  ['who', 'fraud analysts', 'fraud analysts'],
  ['privilege', 'MODIFY', 'MODIFY'],
  ['privilege', ' USE  CATALOG,SELECT , MODIFY,SELECT', 'MODIFY, SELECT, USE CATALOG'],
  ['every', 'SELECT, ALL PRIVILEGES', 'ALL PRIVILEGES'],
  ['version', '0', 0],
  ['version', '9007199254740991', 9007199254740991],
  ['back', '24', 24],
  ['back', '2026-01-31 10:00 Europe/Berlin', '2026-01-31T09:00:00Z'],
  ['job', '1078245', 1078245],
  ['cluster', ' 0923-164208-meows279 ', '0923-164208-meows279'],
  ['run', '9223372036854775807', '9223372036854775807'],
  ['training', 'f0a2'.padEnd(32, '0'), 'f0a2'.padEnd(32, '0')],
  ['moment', '2026-01-31T10:00:00Z', '2026-01-31T10:00:00Z'],
  ['moment', '2026-01-31 10:00 Europe/Berlin', '2026-01-31T09:00:00Z'],
  ['moment', '2026-01-31 10:00 +05:30', '2026-01-31T04:30:00Z'],
  ['hours', '0.5', 0.5],
  ['whole', '168', 168],
  ['strict', 'C.S.Mask', 'c.s.mask'],
  ['order', '', ''],
  ['order', ' b,a ', 'b, a'],
  ['added', 'Fee decimal( 8 , 2 ),  id  string', 'Fee DECIMAL(8,2), id STRING'],
  ['note', 'Größe, “ok”', 'Größe, “ok”'],
  ['size', 'large one', 'large one'],
];

const REFUSED: readonly (readonly [Id, string, RegExp])[] = [
  ['whole', '167', /at least 168/],
  ['whole', '168.5', /whole number/],
  ['strict', 'c.s.other', /not among the runbook's masks: c\.s\.mask/],
  ['order', 'a,', /Not a column name/],
  ['order', 'a, A', /“A” is there twice/],
  ['order', 'a,b,c,d,e', /At most 4 columns; this has 5/],
  ['order', 'a) --', /Not a column name/],
  ['added', 'a', /Give each column its type/],
  ['added', 'a STRUCT<b: INT>', /Nested types/],
  ['added', 'a DECIMAL(39,2)', /Give each column its type/],
  ['added', 'a DECIMAL(2,3)', /Give each column its type/],
  ['added', 'a STRING NOT NULL', /Give each column its type/],
  ['added', 'a STRING, A INT', /“A” is there twice/],
  ['added', 'a STRING) -- , b', /Give each column its type/],
  ['added', Array.from({ length: 21 }, (_none, n) => `c${n} INT`).join(), /At most 20 columns/],
  ['table', 'c.s.unknown', /not among the runbook's tables: c\.s\.t/],
  ['other', 'a.b', /three parts.*this has 2/],
  ['other', 'a.b.c.d', /this has 4/],
  ['other', 'a.b.', /“” is not a name/],
  ['other', 'a.b.1c', /not starting with a digit/],
  ['other', 'a.b.c`; DROP TABLE x', /is not a name/],
  ['other', 'a.b.c--', /is not a name/],
  ['other', `a.b.${'c'.repeat(256)}`, /at most 255/],
  ['other', 'а.b.c', /U\+0430 “а”/],
  ['other', 'a.b.c\u200b', /U\+200B ZERO WIDTH SPACE/],
  ['other', '\u202ea.b.c', /U\+202E RIGHT-TO-LEFT OVERRIDE/],
  ['other', 'x'.repeat(1_001), /At most 1000 characters/],
  ['catalog', 'a.b', /Not a catalog name/],
  ['column', 'a b', /Not a column name/],
  ['mask', 'mask', /function is named in three parts/],
  ['who', 'account users', /stands for everybody/],
  ['who', 'ADMINS', /stands for everybody or for the administrators/],
  ['who', 'Account   Users', /stands for everybody/],
  ['who', ' USERS ', /stands for everybody/],
  ['who', 'account\u00a0users', /U\+00A0 NO-BREAK SPACE/],
  ['who', 'аdmins', /U\+0430/],
  ['who', 'x`; GRANT', /Not a principal/],
  ['who', 'jаne@bank.example', /U\+0430/],
  ['privilege', 'select', /One of: SELECT, MODIFY/],
  ['privilege', 'ALL PRIVILEGES', /One of/],
  ['privilege', 'MANAGE', /One of/],
  ['privilege', 'SELECT, ', /One of/],
  ['privilege', 'SELECT; MODIFY', /One of.*Several go with commas/],
  ['privilege', 'SELECT ON CATALOG x TO y', /One of/],
  ['back', '007', /whole number/],
  ['back', '20m ago', /or a time\. Give date, time and zone/],
  ['version', '-1', /whole number/],
  ['version', '1.0', /whole number/],
  ['version', '1e3', /whole number/],
  ['version', '007', /whole number/],
  ['version', '9007199254740992', /whole number/],
  ['version', '４２', /U\+FF14/],
  ['version', '42 OR 1', /whole number/],
  ['job', 'nightly', /named by its number/],
  ['cluster', '0923-164208-meows279"}', /named by its id/],
  ['cluster', '../0923-164208-x', /named by its id/],
  ['cluster', 'interactive-analytics', /named by its id/],
  ['cluster', '0923-164208-mеows279', /U\+0435/],
  ['run', '0', /named by its number/],
  ['run', '77,"x":1', /named by its number/],
  ['run', '12345678901234567890', /named by its number/],
  ['run', '７７', /U\+FF17/],
  ['training', 'F0A2'.padEnd(32, '0'), /32 digits and letters/],
  ['training', 'f0a2', /32 digits and letters/],
  ['moment', '2026-01-31 10:00', /date, time and zone/],
  ['moment', '2026-02-30 10:00 UTC', /not a moment/],
  ['moment', '2026-03-29 02:30 Europe/Berlin', /skip or repeat/],
  ['moment', '2026-01-31 10:00 Mars/Base', /not a moment/],
  ['hours', '101', /at most 100/],
  ['hours', '-0.1', /at least 0/],
  ['hours', '1,5', /Write it as 12 or 0\.5/],
  ['hours', 'Infinity', /Not a number/],
  ['note', 'two\nlines', /One line/],
  ['note', 'x'.repeat(21), /At most 20 characters; this has 21/],
  ['note', 'a\u0000b', /U\+0000 NULL/],
  ['note', 'a\u2066b', /LEFT-TO-RIGHT ISOLATE/],
  ['size', 'medium', /One of: small, large one/],
];

function parseOne(id: Id, text: string) {
  const result = parseParameters({ [id]: DECLARED[id] }, { [id]: text });
  return result.ok ? { value: result.values[id] } : { error: result.errors[id] };
}

describe('a parameter', () => {
  it.each(TAKEN)('of type %s takes %j', (id, text, value) => {
    expect(parseOne(id, text)).toEqual({ value });
  });

  it.each(REFUSED)('%s refuses %j and says what is wrong', (id, text, error) => {
    expect(parseOne(id, text)).toEqual({ error: expect.stringMatching(error) });
  });

  it('that is a version may be a time by the clock that is given, but none that is still to come', () => {
    const now = { nowMs: Date.parse('2026-01-31T10:30:00Z'), zone: 'Europe/Berlin' };
    const back = (text: string) => parseParameters({ back: DECLARED.back }, { back: text }, now);
    expect(back('20m ago')).toEqual({ ok: true, values: { back: '2026-01-31T10:10:00Z' } });
    expect(back('11:31')).toEqual({
      ok: false,
      errors: { back: '2026-01-31 11:31 +01:00 Europe/Berlin is in the future.' },
    });
  });

  it('that is missing is named, and so is one that nobody asked for, all at once', () => {
    const result = parseParameters(
      { version: DECLARED.version },
      { nope: '1', __proto__: 'x', constructor: 'y' },
    );
    expect(result).toEqual({
      ok: false,
      errors: {
        version: 'Version is missing.',
        nope: '“nope” is not asked for; version are.',
        constructor: expect.stringContaining('is not asked for'),
      },
    });
  });

  it('left blank takes its default', () => {
    const declared: Parameters = { hours: { ...DECLARED.hours, default: 3 } };
    expect(parseParameters(declared, { hours: '  ' })).toEqual({ ok: true, values: { hours: 3 } });
  });

  it('may take its default from the chosen table', async () => {
    const { parameters } = present((await realRunbook()).checks['table-freshness']);
    const gold = { table: 'banking_catalog.banking_gold.customer_360' };
    expect(parseParameters(parameters, gold)).toEqual({ ok: true, values: { ...gold, hours: 26 } });
    expect(parseParameters(parameters, { ...gold, hours: '4' })).toMatchObject({ values: { hours: 4 } });
    expect(parseParameters(parameters, { table: 'nonsense' })).toMatchObject({
      ok: false,
      errors: { table: expect.stringContaining('three parts') },
    });
  });
});
