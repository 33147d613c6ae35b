/** An action by REST in the runbook: what its call names has to fit, and which groups it may be about is closed. */
import { describe, expect, test } from 'vitest';
import { formatProblems } from '../../src/runbook/load.ts';
import { parsed, present, problemsOf, runbookOf, SMALL } from './fixtures.ts';

const CALL = `  put-in:
    title: Put somebody in
    kind: rest
    risk: change
    approvers: { groups: [data-approvers] }
    parameters:
      group: { type: choice, label: Group, of: [analysts] }
      who: { type: principal, label: Who }
    call: { operation: group_membership, change: add, group: group, member: who }
    timeout: 30s
    evidence:
      reads: { now: { rest: membership } }
      facts: { inside: "reads.now.rows[0].is_member" }
      unchanged: [inside]
      show: [{ label: Members, value: "{{ reads.now.rows[0].members }}" }]
    verify:
      reads: { now: { rest: membership } }
      pass: reads.now.rows[0].is_member
      say: { pass: In., fail: Out. }
    reconcile:
      reads: { now: { rest: membership } }
      applied: reads.now.rows[0].is_member
      say: { applied: In., not_seen: Out. }
`;

const WITH_CALL = SMALL.replace(
  'targets:\n',
  () => `${CALL}targets:\n  groups:\n    analysts: { label: Analysts, owner: lead }\n`,
).replace('contacts: {}', 'contacts: { lead: { title: The lead, email: lead@bank.example } }');

function told(from: string, to: string): string {
  expect(WITH_CALL.split(from)).toHaveLength(2);
  return formatProblems(problemsOf(parsed(WITH_CALL.replace(from, () => to))));
}

test('is taken as it is, and knows whom to ask about each group', () => {
  const { call, statements, kind } = present(runbookOf(parsed(WITH_CALL)).actions['put-in']);
  expect({ kind, statements }).toEqual({ kind: 'rest', statements: [] });
  expect(call?.owners).toEqual({ analysts: { title: 'The lead', reach: 'lead@bank.example' } });
});

describe('is refused with the place and the remedy', () => {
  test.each<[string, string, string, RegExp]>([
    [
      'a group that is not listed',
      'of: [analysts]',
      'of: [analyst]',
      /"analyst" is not listed under targets\. Did you mean "analysts"\?/,
    ],
    [
      'the administrators',
      'analysts: { label',
      'Admins: { label',
      /"Admins" stands for everybody or for the administrators/,
    ],
    ['all users', 'analysts: { label', 'account users: { label', /"account users" stands for everybody/],
    [
      'one that is named as the approvers',
      'analysts: { label',
      'Data_Approvers: { label',
      /named as the approver group @data-approvers/,
    ],
    [
      'the same, written in one word',
      'analysts: { label',
      'DataApprovers: { label',
      /named as the approver group @data-approvers/,
    ],
    [
      'the same, with more between the words',
      'analysts: { label',
      "'Data  Approvers': { label",
      /named as the approver group @data-approvers/,
    ],
    [
      'putting somebody in as what only takes away',
      'kind: rest\n    risk: change',
      'kind: rest\n    risk: change\n    containment: true',
      /gives access, and "containment" is for what only takes it away/,
    ],
    ['an owner who is nobody', 'owner: lead', 'owner: leader', /there is no contact "leader"/],
    ['a group without an owner', ', owner: lead', '', /owner/],
    [
      'a group by free text',
      'type: choice, label: Group, of: [analysts]',
      'type: text, label: Group',
      /"group" is not a parameter of type choice/,
    ],
    [
      'a member by free text',
      'type: principal, label: Who',
      'type: text, label: Who',
      /"who" is not a parameter of type principal/,
    ],
    [
      'a parameter that is not there',
      'member: who }',
      'member: whom }',
      /"whom" is not a parameter of type principal/,
    ],
    [
      'a call without its read',
      'reads: { now: { rest: membership } }\n      facts',
      'reads: { now: { statement: "SELECT 1 AS is_member", rows: 1 } }\n      facts',
      /has to read "rest: membership" once/,
    ],
    ['another operation', 'operation: group_membership', 'operation: delete_everything', /operation/],
    ['a call and statements', 'call: {', 'statements: [VACUUM t]\n    call: {', /statements/],
    [
      'a read of a group where nothing says which',
      'reads: { history: { statement: "DESCRIBE HISTORY {table}", rows: 10 } }\n      facts',
      'reads: { history: { rest: membership } }\n      facts',
      /only an action with a call can/,
    ],
  ])('%s', (_what, from, to, expected) => {
    expect(told(from, to)).toMatch(expected);
  });
});
