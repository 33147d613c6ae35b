import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadRunbook } from '../../src/runbook/load.ts';
import { editorSchema } from '../../src/runbook/schema.ts';
import { altered, problemsOf, REAL_DIRECTORY, SMALL } from './fixtures.ts';

const root = join(REAL_DIRECTORY, '..');
const directory = mkdtempSync(join(tmpdir(), 'runbook-'));

afterAll(() => rmSync(directory, { recursive: true }));

function command(runbookDirectory: string, ...args: readonly string[]) {
  const environment = { ...process.env, RUNBOOK_DIR: runbookDirectory };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/runbook.ts', ...args], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe('the runbook that is shipped', () => {
  it('has nothing wrong with it', async () => {
    expect(problemsOf(await loadRunbook(REAL_DIRECTORY))).toEqual([]);
  });

  it('comes with the editor schema of this very code', () => {
    expect(JSON.parse(readFileSync(join(REAL_DIRECTORY, 'schema.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(editorSchema())),
    );
  });

  it('is linted, with a warning for each contact that nobody could reach', () => {
    const { status, stdout } = command('runbook', 'lint');
    expect(stdout).toMatch(/warning: contact "security-team": phone is still a placeholder/);
    expect(stdout).toMatch(
      /^ok: 5 areas, 36 checks, 28 actions, 3 checklists, 4 procedures, 5 tables, 5 contacts/m,
    );
    expect(status).toBe(0);
  });

  it('renders the plan that would be asked for', () => {
    const { status, stdout } = command('runbook', 'render', 'lookup-plan');
    expect(stdout).toMatch(/^EXPLAIN SELECT \* FROM banking_catalog\.banking_gold\.customer_360 WHERE/);
    expect(status).toBe(0);
  });

  it('renders the call that would be approved, with its path and its body', () => {
    const cluster = 'cluster=1118-063001-lakehous';
    expect(command('runbook', 'render', 'set-auto-termination', cluster, 'minutes=45')).toMatchObject({
      status: 0,
      stdout: `POST /api/2.1/clusters/update
{"cluster_id":"1118-063001-lakehous","update_mask":"autotermination_minutes","cluster":{"autotermination_minutes":45}}
`,
    });
  });

  it('renders what is given for a while with what takes it back', () => {
    const forAWhile = [
      'principal=jane@bank.example',
      'table=c.s.t',
      'privileges=SELECT, MODIFY',
      'duration=4h',
    ];
    expect(
      command('runbook', 'render', 'grant-table-for', ...forAWhile)
        .stdout.trim()
        .split('\n'),
    ).toEqual([
      'GRANT MODIFY, SELECT ON TABLE `c`.`s`.`t` TO `jane@bank.example`',
      'after 4h, each by itself:',
      'REVOKE MODIFY ON TABLE `c`.`s`.`t` FROM `jane@bank.example`',
      'REVOKE SELECT ON TABLE `c`.`s`.`t` FROM `jane@bank.example`',
    ]);
  });

  it('renders the statement that would be approved, or says what is wrong with a value', () => {
    expect(command('runbook', 'render', 'restore-table', 'version=42')).toMatchObject({
      status: 0,
      stdout: 'RESTORE TABLE `banking_catalog`.`banking_bronze`.`transactions` TO VERSION AS OF 42\n',
    });
    expect(command('runbook', 'render', 'restore-table', 'version=x')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^version: A version is a whole number/),
    });
    for (const [given, says] of [
      ['restore', 'There is no check or action "restore". There are: set-auto-termination, '],
      ['', 'Name a check or action. There are: set-auto-termination, '],
    ] as const) {
      const { status, stderr } = command('runbook', 'render', given);
      expect({ status, says: stderr.startsWith(says) }).toEqual({ status: 1, says: true });
    }
  }, 60_000);
});

describe('a folder that is no runbook', () => {
  it('fails the lint with file, line and column of each mistake', () => {
    writeFileSync(join(directory, 'a.yml'), altered('timeout: 10s', 'timeout: soon'));
    const { status, stderr } = command(directory, 'lint');
    expect(stderr).toMatch(/\/a\.yml:21:14 "timeout" is not right: a duration is/);
    expect(status).toBe(1);
  });

  it('is told apart: not there, empty, not text', async () => {
    const told = async (path: string) => problemsOf(await loadRunbook(path)).map(({ message }) => message);
    const empty = mkdtempSync(join(directory, 'empty-'));
    expect(await told(join(directory, 'nowhere'))).toEqual([expect.stringMatching(/ENOENT.*RUNBOOK_DIR/)]);
    expect(await told(empty)).toEqual(['holds no .yml file']);
    writeFileSync(join(empty, 'a.yml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
    expect(await told(empty)).toEqual(['could not be read as UTF-8 text']);
    writeFileSync(join(empty, 'a.yml'), SMALL);
    expect(await told(empty)).toEqual([]);
  });
});
