/** Procedures in the runbook: strict, with the place and the remedy of what is wrong; and those that are shipped. */
import { describe, expect, it } from 'vitest';
import { formatProblems } from '../../src/runbook/problems.ts';
import { STEP_KINDS } from '../../src/runbook/schema-procedures.ts';
import { altered, parsed, present, problemsOf, realRunbook, runbookOf, SMALL } from './fixtures.ts';

const DEPLOY = `procedures:
  deploy:
    title: Deploy
    about: All of it.
    fields: { ticket: Ticket, table: Table }
    phases:
      - title: Before
        steps:
          - { id: ticket, text: Ticket, fill: ticket }
          - { id: which, text: Which table, fill: table }
          - { id: tests, text: Tests, command: pytest, confirms: They pass. }
      - title: Change
        need: any
        steps:
          - { id: restore, text: Restore, action: restore, with: { table: "{table}", version: "4" }, owner: lead }
      - title: After
        steps:
          - { id: rows, text: Count, check: row-count, with: { table: "{table}" } }
          - { id: watch, text: Watch, watch: { for: 30m, every: 5m, check: row-count, with: { table: c.s.t } } }
          - { id: told, text: Tell, tell: lead }
    roll_back:
      - title: Back
        steps:
          - { id: undo, text: Undo, undo: true }
contacts: { lead: { title: Lead } }
`;
const TEXT = altered('contacts: {}\n', DEPLOY);
const told = (from: string, to: string): string => {
  if (TEXT.split(from).length !== 2) throw new Error(`“${from}” is not there exactly once`);
  return formatProblems(problemsOf(parsed(TEXT.replace(from, () => to))));
};

describe('a procedure', () => {
  it('is read as it is written', () => {
    const { procedures } = runbookOf(parsed(TEXT));
    const { phases } = present(procedures['deploy']);
    expect(phases.map(({ title, need }) => [title, need])).toEqual([
      ['Before', 'all'],
      ['Change', 'any'],
      ['After', 'all'],
    ]);
    expect(phases[2]?.steps[1]?.watch).toMatchObject({ forMs: 1_800_000, everyMs: 300_000 });
    expect(procedures['constructor']).toBeUndefined();
    expect(runbookOf(parsed(SMALL)).procedures['deploy']).toBeUndefined();
  });

  it.each([
    ['two steps of one name', 'id: which', 'id: ticket', /there are two steps "ticket"/],
    [
      'an unknown check',
      'check: row-count, with: { table: "{',
      'check: row-cont, with: { table: "{',
      /:\d+:\d+ there is no check "row-cont"\. Did you mean "row-count"\?/,
    ],
    [
      'an unknown action',
      'action: restore, with',
      'action: restor, with',
      /there is no action "restor"\. Did you mean/,
    ],
    [
      'an unknown contact to tell',
      'tell: lead',
      'tell: leed',
      /there is no contact "leed"\. Did you mean "lead"\?/,
    ],
    ['an unknown owner', 'owner: lead', 'owner: leed', /there is no contact "leed"/],
    ['an unknown check of a watch', '5m, check: row-count', '5m, check: rows', /there is no check "rows"/],
    [
      'two things that settle a step',
      'tell: lead }',
      'tell: lead, check: row-count }',
      /names "check" too: one thing settles a step/,
    ],
    [
      'a step that nobody knows how to do',
      'command: pytest, ',
      '',
      /does not say how it is done: add "how" or "command"/,
    ],
    [
      'a confirmation of what is settled otherwise',
      'tell: lead }',
      'tell: lead, confirms: It is. }',
      /is settled by "tell", so nobody confirms it/,
    ],
    [
      'a gate that nothing would open',
      'id: told, text: Tell, tell: lead',
      'id: told, text: Tell, undo: true',
      /nothing would ever settle it\. Move it under roll_back/,
    ],
    [
      'a watch that looks less often than it lasts',
      'every: 5m',
      'every: 31m',
      /is longer than the whole watch/,
    ],
    ['a watch that is too short', 'for: 30m', 'for: 30s', /must be between 1m and 1d/],
    ['a watch without an end', 'for: 30m, ', '', /"for"/],
    [
      'a field that is not there',
      'fill: ticket',
      'fill: tikket',
      /there is no field "tikket"\. Did you mean "ticket"\?/,
    ],
    ['a field that nobody fills in', 'fields: {', 'fields: { more: More,', /no step fills "more" in/],
    [
      'a value of a field that is not there',
      'restore, with: { table: "{table}"',
      'restore, with: { table: "{tabel}"',
      /there is no field "tabel"\. Did you mean "table"\?/,
    ],
    ['a value that the action refuses', 'version: "4"', 'version: "four"', /cannot be asked for with this/],
    ['a value that nothing asks for', 'version: "4"', 'tabel: "{table}"', /asks for no "tabel"/],
    [
      'a value of a watch that the check refuses',
      'with: { table: c.s.t }',
      'with: { table: c.s.u }',
      /watch.*|check "row-count" cannot be run with this/,
    ],
    [
      'values that are for nothing',
      'tell: lead }',
      'tell: lead, with: { a: b } }',
      /names nothing that these could be for/,
    ],
    [
      'a look without a check',
      'tell: lead }',
      'tell: lead, look: true }',
      /names no check that is to be read/,
    ],
    ['a misspelt key', 'confirms: They', 'confirm: They', /Did you mean "confirms"\?/],
  ])('%s is told', (_name, from, to, message) => {
    expect(told(from, to)).toMatch(message);
  });

  it('has a step in every phase', () => {
    const at = TEXT.indexOf('      - title: Change');
    const empty = `${TEXT.slice(0, at)}      - { title: Empty, steps: [] }\n${TEXT.slice(at)}`;
    expect(formatProblems(problemsOf(parsed(empty)))).toMatch(/"steps" should be at least 1 long/);
  });
});

describe('the procedures that are shipped', () => {
  it('have every line of the customer’s, commands of others to be copied, and a way back', async () => {
    const { procedures } = await realRunbook();
    expect(Object.keys(procedures)).toEqual([
      'deploy-to-production',
      'disaster-recovery',
      'user-access',
      'retrain-and-promote',
    ]);
    const all = Object.values(procedures).flatMap(({ phases, roll_back = [] }) =>
      [...phases, ...roll_back].flatMap(({ steps }) => steps),
    );
    const commands = all.map(({ command = '' }) => command).join('\n');
    for (const line of [
      'pytest tests/ -v',
      'databricks bundle validate -t prod',
      'databricks bundle deploy -t prod',
      'flake8 src/',
      'black --check src/',
      'git revert {commit}',
    ])
      expect(commands).toContain(line);
    const kinds = new Set(all.flatMap((step) => STEP_KINDS.filter((kind) => step[kind] !== undefined)));
    expect([...kinds].toSorted()).toEqual([...STEP_KINDS].toSorted());
    for (const { id, roll_back } of Object.values(procedures)) expect(roll_back, id).toBeDefined();
    const watches = all.flatMap(({ watch }) => watch ?? []);
    expect(watches.map(({ check, forMs }) => [check, forMs])).toEqual(
      ['api-response-time', 'api-load', 'pipeline-events'].map((check) => [check, 30 * 60_000]),
    );
  });

  it('look at the API after a deployment, and at all systems after a recovery, and no tick stands for it', async () => {
    const { procedures } = await realRunbook();
    const checksOf = (id: string, phase: string) =>
      present(procedures[id]?.phases.find(({ title }) => title === phase)).steps.flatMap(({ check, look }) =>
        look === true ? [] : (check ?? []),
      );
    expect(checksOf('deploy-to-production', 'Post-deployment verification')).toEqual([
      'api-health-public',
      'pipeline-events',
    ]);
    expect(checksOf('disaster-recovery', 'Resume operations')).toEqual([
      'job-runs',
      'pipeline-events',
      'api-health',
      'fraud-latency',
    ]);
  });
});
