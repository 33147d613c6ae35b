/** What the environment has to say of pagers, and what is told where it does not. */
import { describe, expect, test } from 'vitest';
import { pagerPlaces } from '../../src/page/settings.ts';
import { altered, parsed, problemsOf, runbookOf } from '../runbook/fixtures.ts';
import { ROUTING_KEY } from './receivers.ts';

const withPage = (page: string, more = '') =>
  parsed(altered('contacts: {}', `contacts:\n  on-call: { title: On-call, ${more}page: ${page} }`));

const DUTY = '{ kind: pagerduty, key: PAGE_KEY }';
const HOOK = '{ kind: webhook, url: PAGE_URL }';
const MAIL = '{ kind: smtp, url: PAGE_MAIL, from: bot@bank.example }';
const EMAIL = 'email: oncall@bank.example, ';

test('each kind gets what it needs', () => {
  expect(pagerPlaces(runbookOf(withPage(DUTY)), { PAGE_KEY: ROUTING_KEY })).toEqual({
    ok: true,
    places: {
      'on-call': { kind: 'pagerduty', key: ROUTING_KEY, url: 'https://events.pagerduty.com/v2/enqueue' },
    },
  });
  expect(pagerPlaces(runbookOf(withPage(HOOK)), { PAGE_URL: 'https://hooks.bank.example/x' })).toMatchObject({
    ok: true,
  });
  expect(
    pagerPlaces(runbookOf(withPage(MAIL, EMAIL)), { PAGE_MAIL: 'smtps://u:p@mail.bank.example' }),
  ).toMatchObject({
    places: { 'on-call': { to: 'oncall@bank.example', from: 'bot@bank.example' } },
  });
});

describe('a variable', () => {
  test.each([
    [DUTY, {}, /^PAGE_KEY is missing: contacts\.on-call\.page\.key in the runbook names it\./],
    [DUTY, { PAGE_KEY: 'short' }, /^PAGE_KEY, which contacts\.on-call\.page\.key names, is not usable/],
    [HOOK, { PAGE_URL: 'http://hooks.bank.example' }, /an https address/],
    [HOOK, { PAGE_URL: 'file:///etc/passwd' }, /an https address/],
    [MAIL, { PAGE_MAIL: 'https://mail.bank.example' }, /a mail server/],
  ])('of %s that is not right is named with what it should be', (page, environment, problem) => {
    const places = pagerPlaces(runbookOf(withPage(page, EMAIL)), environment);
    expect(places).toMatchObject({ ok: false, problems: [expect.stringMatching(problem) as string] });
    for (const value of Object.values(environment)) expect(JSON.stringify(places)).not.toContain(value);
  });
});

test.each([
  ['{ kind: webhook, url: SLACK_BOT_TOKEN }', '', 'begins with PAGE_'],
  ['{ kind: webhook, url: "https://hooks.bank.example" }', '', 'begins with PAGE_'],
  [MAIL, '', 'it needs an email'],
])('the runbook may not say %s', (page, more, problem) => {
  expect(
    problemsOf(withPage(page, more))
      .map(({ message }) => message)
      .join('\n'),
  ).toContain(problem);
});
