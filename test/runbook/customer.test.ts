/** What this customer's runbook says, in numbers and names: a slip in its files would otherwise be nobody's to notice. */
import { describe, expect, test } from 'vitest';
import { waysTo } from '../../src/incident/alert.ts';
import { placeholderWarnings } from '../../src/runbook/placeholders.ts';
import { present, realRunbook } from './fixtures.ts';

const { severities, areas, checklists, contacts, ...runbook } = await realRunbook();
const MINUTE_MS = 60_000;

describe('the customer’s runbook', () => {
  test.each([
    ['P0', 'Critical', 15],
    ['P1', 'High', 60],
    ['P2', 'Medium', 4 * 60],
    ['P3', 'Low', 24 * 60],
  ] as const)('%s is %s, to be answered within %i minutes, with examples', (id, name, minutes) => {
    expect(severities[id]).toMatchObject({ name, respondWithinMs: minutes * MINUTE_MS });
    expect(severities[id].examples.length).toBeGreaterThan(0);
  });

  test.each([
    ['data-pipelines', 'Schema mismatch', ['schema-difference', 'table-history'], ['add-columns']],
    ['data-pipelines', 'Missing permissions', ['job-run-output'], ['grant-table']],
    ['data-pipelines', 'Not enough resources', ['job-runs'], []],
    [
      'data-pipelines',
      'Many small files',
      ['files-and-size'],
      ['optimize-table', 'set-auto-optimize', 'vacuum-table'],
    ],
    ['security', 'Unauthorized access', ['unauthorized-access', 'user-activity'], ['revoke-catalog']],
    ['security', 'Personal data exposed', ['pii-access', 'table-definition', 'user-roles'], ['set-mask']],
    ['ml-models', 'The model is not there', ['model-versions'], ['register-model-version']],
    ['ml-models', 'A version that is worse', ['model-evaluation'], ['promote-model', 'retrain-model']],
    ['ml-models', 'Features do not match', ['feature-schema'], []],
    ['ml-models', 'Drift', ['model-drift', 'model-evaluation'], ['retrain-model', 'promote-model']],
    ['api', 'Slow queries', ['api-response-time', 'slow-queries', 'lookup-plan'], ['optimize-table']],
    ['api', 'Too many requests at once', ['api-load'], []],
    ['api', 'Answers that are too large', ['api-response-time'], []],
    ['cost', 'Idle clusters', ['idle-clusters'], ['set-auto-termination', 'terminate-cluster']],
    ['cost', 'Tables that nobody tidies', ['storage-growth'], ['optimize-table', 'vacuum-table']],
    ['cost', 'Expensive queries', ['expensive-queries', 'slow-queries'], []],
  ])('in %s the cause “%s” is looked for and dealt with', (areaId, name, checks, actions) => {
    const area = present(areas.find(({ id }) => id === areaId));
    const cause = present(area.causes.find((one) => one.cause === name));
    expect(cause.checks).toEqual(expect.arrayContaining(checks));
    expect(cause.actions).toEqual(expect.arrayContaining(actions));
    expect(cause.fix.length).toBeGreaterThan(20);
  });

  test('where somebody got in or personal data got out, the security team is alerted and credentials are changed', () => {
    const { causes } = present(areas.find(({ id }) => id === 'security'));
    const alerting = causes.filter(({ alert }) => alert.includes('security-team')).map(({ cause }) => cause);
    expect(alerting).toEqual([
      'Unauthorized access',
      'Personal data exposed',
      'Credentials in the wrong hands',
    ]);
    expect(causes.find(({ cause }) => cause === 'Unauthorized access')?.fix).toContain(
      'have credentials changed',
    );
  });

  test.each([
    ['cost', { 'cloud-operations': 3 }],
    ['api', { 'data-engineering-lead': 1, 'cloud-operations': 1, 'on-call': 1 }],
    ['ml-models', { 'data-engineering-lead': 4 }],
  ])('every cause of %s says whom a report that points to it offers to alert', (areaId, expected) => {
    const { causes } = present(areas.find(({ id }) => id === areaId));
    const called = Object.groupBy(
      causes.flatMap(({ alert }) => alert),
      (contact) => contact,
    );
    expect(Object.fromEntries(Object.entries(called).map(([id, all]) => [id, all?.length]))).toEqual(
      expected,
    );
  });

  test.each(['api-logs', 'api-traces', 'clusters', 'query-history', 'cost-dashboard'])(
    'what no check can see is an address away: %s',
    (id) => {
      expect(runbook.links[id]?.url).toMatch(/^https:/);
    },
  );

  test.each([
    ['daily', ['pipeline-status', 'error-logs', 'cost-dashboard']],
    ['weekly', ['optimize-tables', 'slow-queries', 'model-metrics']],
    [
      'monthly',
      ['vacuum-tables', 'rotate-secrets', 'update-dependencies', 'engineers-access', 'analysts-access'],
    ],
  ])(
    'the %s checklist has its items, each somebody’s, with a check, an action or how it is done',
    (id, items) => {
      const checklist = present(checklists[id]);
      expect(checklist.items.map((item) => item.id)).toEqual(expect.arrayContaining(items));
      for (const { owner, how, ...rest } of checklist.items) {
        expect(Object.keys(contacts)).toContain(owner);
        expect(how !== undefined || Object.hasOwn(rest, 'check') || Object.hasOwn(rest, 'action')).toBe(true);
      }
    },
  );

  test.each([
    ['daily', 'pipeline-status', 'pipeline-events'],
    ['daily', 'job-status', 'job-runs'],
    ['daily', 'error-logs', 'job-run-output'],
    ['daily', 'cost-dashboard', 'cost-against-budget'],
    ['weekly', 'optimize-tables', 'optimize-tables'],
    ['weekly', 'slow-queries', 'slow-queries'],
    ['weekly', 'expensive-queries', 'expensive-queries'],
    ['weekly', 'model-metrics', 'model-evaluation'],
    ['weekly', 'model-drift', 'model-drift'],
    ['weekly', 'storage-growth', 'storage-growth'],
    ['monthly', 'vacuum-tables', 'vacuum-tables'],
    ['monthly', 'engineers-access', 'show-grants'],
    ['monthly', 'analysts-access', 'show-grants'],
    ['monthly', 'customer-table-access', 'table-grants'],
  ])('of the %s checklist, %s is settled by %s and not by a tick alone', (checklist, id, does) => {
    const { check, action } = present(checklists[checklist]?.items.find((item) => item.id === id));
    expect([check, action]).toContain(does);
  });

  test.each([
    ['on-call', 'On-call engineer', ['mail oncall@bank.com', 'channel #incidents']],
    ['data-engineering-lead', 'Data engineering lead', ['phone XXX-XXXX', 'mail de-lead@bank.com']],
    ['security-team', 'Security team', ['phone XXX-XXXX', 'mail security@bank.com']],
    ['cloud-operations', 'Cloud operations', ['mail cloudops@bank.com', 'ticket https://...']],
    ['stakeholders', 'Stakeholders', ['ticket https://...']],
  ])('%s is %s, reached by all that is written', (id, title, ways) => {
    expect(contacts[id]?.title).toBe(title);
    expect(waysTo(present(contacts[id]))).toEqual(ways);
  });

  test('what is still a placeholder, and who cannot be named in Slack, is told by the linter', () => {
    const warnings = placeholderWarnings({ severities, areas, checklists, contacts, ...runbook });
    for (const id of ['data-engineering-lead', 'security-team'])
      expect(warnings).toContain(`contact "${id}": phone is still a placeholder (XXX-XXXX)`);
    for (const id of Object.keys(contacts))
      expect(warnings).toContain(
        `contact "${id}": no slack_group or slack_user, so nobody can be named in Slack`,
      );
  });
});
