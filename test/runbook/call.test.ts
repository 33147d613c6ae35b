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

/** One action for each kind of call, as small as the linter lets it be. */
const OTHER_CALLS = `  go:
    title: Go
    kind: rest
    risk: change
    approvers: { groups: [data-approvers] }
    parameters:
      job: { type: choice, label: Job, of: [nightly] }
    call: { operation: run_job, job: job }
    timeout: 30s
    evidence:
      reads: { job: { rest: job }, runs: { rest: job_runs } }
      facts: { runs: "reads.runs.rows.size()" }
      unchanged: [runs]
      show: [{ label: Most, value: "{{ reads.job.rows[0].runs_max }}" }]
    verify:
      reads: { runs: { rest: job_runs } }
      pass: reads.runs.rows.size() > before.runs
      say: { pass: Begun., fail: Not begun. }
    reconcile:
      reads: { runs: { rest: job_runs } }
      applied: reads.runs.rows.size() > before.runs
      say: { applied: Begun., not_seen: Not begun. }
  size:
    title: Size
    kind: rest
    risk: change
    approvers: { groups: [data-approvers] }
    parameters:
      cluster: { type: id, of: cluster, label: Cluster }
      workers: { type: number, whole: true, label: Workers }
    call: { operation: resize_cluster, cluster: cluster, workers: workers }
    timeout: 30s
    evidence:
      reads: { now: { rest: cluster } }
      facts: { state: "reads.now.rows[0].state" }
      unchanged: [state]
      show: [{ label: State, value: "{{ facts.state }}" }]
    verify:
      reads: { after: { rest: cluster } }
      pass: "true"
      say: { pass: Done., fail: Not done. }
    reconcile:
      reads: { later: { rest: cluster } }
      applied: "true"
      say: { applied: Done., not_seen: Not done. }
`;

const WITH_OTHERS = SMALL.replace(
  'targets:\n',
  () => `${OTHER_CALLS}targets:\n  jobs:\n    nightly: { label: Nightly, job_id: 7 }\n`,
);

describe('calls of every kind', () => {
  test('carry the numbers that the runbook has for their targets, and no others', () => {
    const { actions } = runbookOf(parsed(WITH_OTHERS));
    expect(present(actions['go']).call).toMatchObject({ ids: { jobs: { nightly: '7' } }, owners: {} });
    expect(present(actions['size']).call?.ids).toEqual({});
  });

  test.each<[string, string, string, RegExp]>([
    [
      'a job that is not listed',
      'of: [nightly]',
      'of: [nightl]',
      /the job "nightl" is not listed under targets\. Did you mean "nightly"\?/,
    ],
    [
      'a job by its number',
      'type: choice, label: Job, of: [nightly]',
      'type: job, label: Job',
      /"job" is not a parameter of type choice/,
    ],
    [
      'a parameter that is not there',
      'run_job, job: job }',
      'run_job, job: jop }',
      /"jop" is not a parameter of type choice/,
    ],
    [
      'workers in fractions',
      'type: number, whole: true',
      'type: number',
      /"workers" has to be a whole number/,
    ],
    [
      'an id of something else',
      'type: id, of: cluster',
      'type: id, of: run',
      /"cluster" has to be an id with "of: cluster"/,
    ],
    [
      'a call that is made of what was not measured',
      'job: { rest: job }, runs',
      'runs',
      /has to read "rest: job" once: it says what is called/,
    ],
    [
      'nothing that shows what became of it',
      'reads: { after: { rest: cluster } }',
      'reads: { after: { statement: "SELECT 1 AS n", rows: 1 } }',
      /has to read "rest: cluster": nothing else shows what became of the call/,
    ],
    [
      'nothing that a lost answer is looked for in',
      'reads: { later: { rest: cluster } }',
      'reads: { later: { statement: "SELECT 1 AS n", rows: 1 } }',
      /has to read "rest: cluster": nothing else shows/,
    ],
    [
      'a look at something else',
      'job: { rest: job }, runs',
      'other: { rest: cluster }, job: { rest: job }, runs',
      /"rest: cluster" is not of what "run_job" is about: job_runs, job/,
    ],
    ['a look that there is not', 'now: { rest: cluster }', 'now: { rest: clusters }', /rest/],
    [
      'what does more than take away, as containment',
      'title: Size\n    kind: rest\n    risk: change',
      'title: Size\n    kind: rest\n    risk: change\n    containment: true',
      /does more, and "containment" is for what only takes it away/,
    ],
    [
      'a path of its own',
      'call: { operation: resize_cluster,',
      'call: { path: /api/2.0/x, operation: resize_cluster,',
      /path/,
    ],
    ['a body of its own', 'call: { operation: run_job,', 'call: { body: "{}", operation: run_job,', /body/],
    ['no verification', 'verify:\n      reads: { after', 'verified:\n      reads: { after', /verify/],
    [
      'no approvers',
      'title: Size\n    kind: rest\n    risk: change\n    approvers: { groups: [data-approvers] }',
      'title: Size\n    kind: rest\n    risk: change\n    approvers: { groups: [] }',
      /groups/,
    ],
  ])('are refused with %s', (_what, from, to, expected) => {
    expect(WITH_OTHERS.split(from)).toHaveLength(2);
    expect(formatProblems(problemsOf(parsed(WITH_OTHERS.replace(from, () => to))))).toMatch(expected);
  });
});
