import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../src/runbook/load.ts';
import { altered, parsed, present, problemsOf, runbookOf } from './fixtures.ts';

const CHECKS = `checks:
  runs:
    title: Runs
    kind: jobs
    read: runs
    jobs: [hourly]
    since: 24h
    timeout: 10s
    rows: 50
    columns: [job, result]
    facts: { failed: "rows.filter(r, r.result == 'FAILED')" }
    verdict:
      fail: facts.failed.size() > 0
      say: { pass: Fine., fail: Failed. }
  events:
    title: Events
    kind: pipelines
    read: events
    pipelines: [silver]
    since: 24h
    timeout: 10s
    rows: 50
    columns: [pipeline]
    verdict: { fail: "false", say: { pass: Fine., fail: Failed. } }
`;
const TARGETS = `  jobs:
    hourly: { label: Hourly, job_id: 7 }
  pipelines:
    silver: { label: Silver, pipeline_id: 7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10 }
`;

const text = altered('checks:\n  row-count:', `${CHECKS}  row-count:`).replace(
  'contacts: {}',
  `${TARGETS}contacts: {}`,
);

function broken(from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`“${from}” is not there exactly once`);
  return formatProblems(problemsOf(parsed(text.replace(from, () => to))));
}

describe('checks of jobs and pipelines', () => {
  it('are taken with the jobs and pipelines that they name, and look as far back as they say', () => {
    const runbook = runbookOf(parsed(text));
    expect(present(runbook.checks['runs'])).toMatchObject({
      kind: 'jobs',
      jobs: ['hourly'],
      sinceMs: 86_400_000,
    });
    expect(runbook.jobs['hourly']).toMatchObject({ label: 'Hourly', job_id: 7 });
    expect(runbook.pipelines['silver']).toMatchObject({ label: 'Silver' });
  });

  it.each([
    [
      'a job that is not there',
      'jobs: [hourly]',
      'jobs: [hourli]',
      /there is no job "hourli"\. Did you mean "hourly"\?/,
    ],
    [
      'a pipeline that is not there',
      'pipelines: [silver]',
      'pipelines: [gold]',
      /there is no pipeline "gold"/,
    ],
    [
      'a fact that is not worked out',
      'facts.failed.size()',
      'facts.faild.size()',
      /there is no "facts\.faild"\. Did you mean "failed"\?/,
    ],
    ['a fact that is not CEL', `"rows.filter(r, r.result == 'FAILED')"`, '"rows.filter("', /is not CEL/],
    ['no columns', '    columns: [pipeline]\n', '', /"columns" is missing/],
    [
      'a statement, which only SQL has',
      '    read: runs\n',
      '    read: runs\n    statement: SELECT 1\n',
      /unknown key "statement"/,
    ],
    ['a job without its number', 'job_id: 7', 'job_id: seven', /"job_id" should be a (?:whole )?number/],
    [
      'a pipeline without its id',
      '7f2c1b5e-8d1a-4c0e-9a53-0d6b6f1f2a10',
      'silver',
      /"pipeline_id" is not right/,
    ],
    [
      'a look too far back',
      'jobs: [hourly]\n    since: 24h',
      'jobs: [hourly]\n    since: 90d',
      /must be between 1m and 31d/,
    ],
    [
      'a target of what is no parameter',
      'fail: rows[0].n < params.least',
      'fail: targets.least.label == ""',
      /there is no "targets\.least"/,
    ],
  ])('with %s are refused', (_what, from, to, expected) => {
    expect(broken(from, to)).toMatch(expected);
  });
});
