import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passesLuhn } from '../../src/pii/card.ts';
import { maskJson, maskText } from '../../src/pii/mask.ts';

/** In pieces, for no secret may stand in the repository, not even one that only looks real. */
const joined = (...pieces: readonly string[]): string => pieces.join('');

const DAPI = joined('da', 'pi', '0123456789abcdef0123456789abcdef');
const SLACK = joined('xo', 'xb-', '123456789012-abcdefABCDEF');
const APP = joined('xa', 'pp-', '1-A0123456789-abcdef');
const AWS = joined('AKIA', 'IOSFODNN7EXAMPLE');
const GITHUB = joined('ghp', '_', 'abcdefghijklmnopqrstuvwxyz0123456789');
const JWT = joined('eyJ', 'hbGciOiJIUzI1NiJ9', '.', 'eyJzdWIiOiIxIn0', '.', 'c2lnbmF0dXJl');
const PEM = joined('-----BEGIN ', 'RSA PRIVATE KEY-----\nMIIEow\nAAAA\n-----END ', 'RSA PRIVATE KEY-----');

describe('a card keeps its first six and its last four digits', () => {
  test.each([
    ['4111111111111111', '411111…1111'],
    ['paid with 4111 1111 1111 1111 today', 'paid with 411111…1111 today'],
    ['5555-5555-5555-4444', '555555…4444'],
    ['3782 822463 10005', '378282…0005'],
    ['6011.1111.1111.1117', '601111…1117'],
    ['4111\u00a01111\u00a01111\u00a01111', '411111…1111'],
    ['4111\n1111\n1111 1111', '411111…1111'],
    ['4111\u200b1111\u200d1111\ufeff1111', '411111…1111'],
    ['４１１１１１１１１１１１１１１１', '411111…1111'],
    ['٤١١١١١١١١١١١١١١١', '411111…1111'],
    ['{"pan":"4111111111111111","n":1}', '{"pan":"411111…1111","n":1}'],
    ['"4111 1111\\n1111 1111"', '"411111…1111"'],
    ['?pan=4111%201111%201111%201111&x=1', '?pan=411111…1111&x=1'],
    ['order 12 4111 1111 1111 1111 05', 'order 12 411111…1111 05'],
    ['card4000056655665556x', 'card400005…5556x'],
    ['501800000009', '501800…0009'],
    ['6304 0000 0000 0000 000', '630400…0000'],
  ])('%s', (text, shown) => expect(maskText(text)).toBe(shown));
});

describe('who somebody is in an address is not shown, where they are is', () => {
  test.each([
    ['jane.roe@customer.test', 'j…@customer.test'],
    ['From: Jane <jane.roe+x@mail.customer.test>.', 'From: Jane <j…@mail.customer.test>.'],
    ['j@x.test', '…@x.test'],
    ['https://x.test/?user=jane.roe%40customer.test&a=1', 'https://x.test/?user=j…@customer.test&a=1'],
    ['jane.roe%2540customer.test', 'j…@customer.test'],
    ['{"email":"jane.roe\\u0040customer.test"}', '{"email":"j…@customer.test"}'],
    ['jane.roe&#64;customer.test', 'j…@customer.test'],
    ['jane\u200b.roe@cust\u200bomer.test', 'j…@customer.test'],
    ['ｊａｎｅ＠ｃｕｓｔｏｍｅｒ．ｔｅｓｔ', 'j…@customer.test'],
    ['jane.roe@\ncustomer.test', 'j…@customer.test'],
    ['jane.roe@custo\nmer.test', 'j…@customer.test'],
    ['jane.roe@customer.\ntest', 'j…@customer.test'],
    ['a jane@customer.test\nnext line', 'a j…@customer.test\nnext line'],
    ['jörg.müller@bücher.test', 'j…@bücher.test'],
    ['x@y, jane@a.test,joe@b.test', 'x@y, j…@a.test,j…@b.test'],
  ])('%s', (text, shown) => expect(maskText(text)).toBe(shown));

  test('but of those whom a report is about, written as they are', () => {
    const keep = new Set(['anna.lind@examplebank.test']);
    expect(maskText('Anna.Lind@examplebank.test, not jane.roe@customer.test', keep)).toBe(
      'Anna.Lind@examplebank.test, not j…@customer.test',
    );
    expect(maskText('xanna.lind@examplebank.test', keep)).toBe('x…@examplebank.test');
  });
});

describe('an IBAN keeps its country and its last four', () => {
  test.each([
    ['DE89370400440532013000', 'DE…3000'],
    ['de89 3704 0044 0532 0130 00', 'DE…3000'],
    ['to GB29 NWBK 6016 1331 9268 19.', 'to GB…6819.'],
    ['IBANNL91ABNA0417164300', 'IBANNL…4300'],
    ['FR14-2004-1010-0505-0001-3M02-606', 'FR…2606'],
    ['DE89 3704 0044\n0532 0130 00', 'DE…3000'],
  ])('%s', (text, shown) => expect(maskText(text)).toBe(shown));

  test('nothing of what passes for none', () => {
    expect(maskText('DE88370400440532013000')).toBe('DE88370400440532013000');
    expect(maskText('XX89370400440532013000')).toBe('XX89370400440532013000');
  });
});

describe('of a national number nothing is shown', () => {
  test.each([
    ['536-90-4399', 'US'],
    ['536 90 4399', 'US'],
    ['AB123456C', 'UK'],
    ['ab 12 34 56 c', 'UK'],
    ['86095742719', 'DE'],
    ['86 095 742 719', 'DE'],
    ['12345678Z', 'ES'],
    ['X1234567L', 'ES'],
    ['RSSMRA85T10A562S', 'IT'],
    ['1 80 01 45 000 000 69', 'FR'],
    ['85.07.30-033.28', 'BE'],
    ['44051401359', 'PL'],
    ['756.9217.0769.85', 'CH'],
    ['811218-9876', 'SE'],
    ['131052-308T', 'FI'],
  ])('%s (%s)', (text) => expect(maskText(`x ${text} y`)).toBe('x [national id] y'));

  test.each([
    ['BSN: 123456782', 'BSN: [national id]'],
    ['{"ssn":"536904399"}', '{"ssn":"[national id]"}'],
    ['{\\"bsn\\": 123456782}', '{\\"bsn\\": [national id]}'],
    ['customer_ssn=536904399', 'customer_ssn=[national id]'],
    ['national insurance number 12345678', 'national insurance number [national id]'],
  ])('by its name: %s', (text, shown) => expect(maskText(text)).toBe(shown));

  test('where the column says what it is, as a number too', () => {
    expect(maskText('123456782', undefined, 'bsn')).toBe('[national id]');
    expect(maskText('123456782', undefined, 'job_id')).toBe('123456782');
    expect(maskJson({ bsn: 123456782, n: 123456782 })).toEqual({ bsn: '[national id]', n: 123456782 });
  });
});

describe('of a secret nothing is shown', () => {
  test.each([
    [`token ${DAPI} expired`, 'token [secret] expired'],
    [SLACK, '[secret]'],
    [APP, '[secret]'],
    [`key=${AWS}`, 'key=[secret]'],
    [GITHUB, '[secret]'],
    [`cookie: s=${JWT}`, 'cookie: s=[secret]'],
    ['Authorization: Bearer abc.DEF-123456', 'Authorization: Bearer [secret]'],
    [`key:\n${PEM}\nend`, 'key:\n[private key]\nend'],
    [PEM.slice(0, 50), '[private key]'],
    ['jdbc:x://h;user=a;password=hunter2;ssl=1', 'jdbc:x://h;user=a;password=[secret];ssl=1'],
    ['postgres://bob:hun@ter2@db.test/x', 'postgres://bob:[secret]@db.test/x'],
    ['{"client_secret": "s3cr3t value", "n": 1}', '{"client_secret": "[secret]", "n": 1}'],
    ["pwd='two words' x", "pwd='[secret]' x"],
    ['Password: hunter2', 'Password: [secret]'],
    ['?sig=abc%2Bdef&se=2026', '?sig=[secret]&se=2026'],
  ])('%s', (text, shown) => expect(maskText(text)).toBe(shown));
});

test.each([
  '4,111,111,111,111,111 rows',
  'run 318842017 of job 31884201',
  '1019282736453720',
  '2026-11-25T19:09:24.123Z',
  '2026-11-25 19.09.24',
  '203.0.113.77 198.51.100.20 10.20.3.14',
  '12345678-1234-4123-8123-411111111111',
  '7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10',
  '4000000000000',
  'banking_catalog.banking_bronze.transactions',
  '0000 0000 0000 0000',
  'user@localhost, @here, a @ b.test',
  'Unexpected token: expected a name',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  'RESTORE TABLE `a`.`b` TO VERSION AS OF 24 /* APR-1 */',
])('what is none of it stays as it is: %s', (text) => {
  expect(maskText(text)).toBe(text);
});

test('what was masked is not masked again, and what is around it stays', () => {
  const pieces = fc.constantFrom(
    '4111 1111 1111 1111',
    'jane.roe@customer.test',
    'DE89370400440532013000',
    '536-90-4399',
    DAPI,
    'password=x y',
    PEM,
    `Bearer ${JWT}`,
    ' ',
    '\n',
    '…',
    '"',
    '\\',
    '%40',
    '@',
    '[secret]',
    'é',
    '🦉',
    '\u200b',
    '1',
    '-',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
      const once = maskText(parts.join(' '));
      expect(maskText(once)).toBe(once);
    }),
    { numRuns: 500, examples: [[['536-90-4399', '1', '1', '4111 1111 1111 1111']]] },
  );
});

test('every number of a network that passes Luhn is masked in any of its forms', () => {
  const separator = fc.constantFrom('', ' ', '-', '.', '\u00a0', '\n', ' - ', '\u200b');
  fc.assert(
    fc.property(fc.stringMatching(/^4\d{14}$/), separator, (start, between) => {
      const last = '0123456789'.split('').find((digit) => passesLuhn(start + digit)) ?? '';
      const digits = start + last;
      const printed = digits.match(/.{4}/g)?.join(between) ?? '';
      expect(maskText(`pay ${printed}!`)).toBe(
        /^(\d)\1*$/.test(digits) ? `pay ${printed}!` : `pay ${digits.slice(0, 6)}…${digits.slice(-4)}!`,
      );
    }),
  );
});

test.each([
  ['digits', '4'],
  ['spaced digits', '4 '],
  ['dotted', '1.'],
  ['at signs', '@'],
  ['an address without end', 'a@a.'],
  ['local parts', 'a.b+c'],
  ['IBAN starts', 'DE89'],
  ['spaced IBANs', 'DE 8 9 '],
  ['token starts', 'eyJ'],
  ['token starts, dotted', 'eyJaaaaaaaa.'],
  ['dashes', 'xoxb-'],
  ['keys', joined('-----BEGIN ', 'A-----')],
  ['passwords', 'password='],
  ['quotes', 'password="'],
  ['JSON', '"token":"'],
  ['URLs', '://a:'],
  ['percent', '%25'],
  ['escapes', '\\u0040'],
  ['line ends', '\n'],
  ['zero width', '\u200b'],
  ['entities', '&#'],
  ['letters', 'ABCDEF'],
  ['named', 'ssn '],
  ['line ends and at', '@\n'],
  ['bearer', 'Bearer '],
])('100,000 characters of %s take no longer than their length', (_name, unit) => {
  const text = unit.repeat(Math.ceil(100_000 / unit.length));
  const startedMs = performance.now();
  maskText(text);
  expect(performance.now() - startedMs).toBeLessThan(2_000);
});
