/** Killed anywhere in an ordered list: the one under way is in doubt, what is stored stands, and nothing is gone on with. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { people } from '../../sandbox/slack/fixture.ts';
import { statementStates } from '../../src/approval/list.ts';
import { REAL_DIRECTORY } from '../runbook/fixtures.ts';
import { fillIn } from '../support/kill-story.ts';
import { exited, type KillWorld, openKillWorld, until } from '../support/kill-world.ts';
import { asPerson } from '../support/person.ts';

const ONE = '      - RESTORE TABLE {table} TO VERSION AS OF {version}\n';
const GRANT = '      - GRANT SELECT ON TABLE {table} TO `fraud_analysts`\n';
const REVOKE = '      - REVOKE SELECT ON TABLE {table} FROM `fraud_analysts`\n';
const APPLIED = '      applied: facts.restores.size() > 0\n';

/** The shipped runbook with a restore that is followed by two more statements. */
function listedRunbook(): string {
  const directory = mkdtempSync(join(tmpdir(), 'four-eyes-listed-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  cpSync(REAL_DIRECTORY, directory, { recursive: true });
  const file = join(directory, 'data-pipelines.yml');
  const text = readFileSync(file, 'utf8');
  expect(text.split(ONE)).toHaveLength(2);
  expect(text.split(APPLIED)).toHaveLength(2);
  const listed = text
    .replace(ONE, ONE + GRANT + REVOKE)
    .replace(APPLIED, '      applied: statement == 1 && facts.restores.size() > 0\n');
  writeFileSync(file, listed);
  return directory;
}

type Row = { readonly step: string; readonly sent: number; readonly states: string };

async function killedAt(world: KillWorld, step: string, version: number): Promise<Row> {
  const known = world.journal.approvals().length;
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  await fillIn(maria, version);
  await maria.submit();
  const id = `APR-${known + 1}`;
  await until(`${id} to be asked for`, () => world.journal.approvals().includes(id));
  await until('its card', () => world.journal.open().length === 0);
  world.arm(step);
  await david.press('Approve', { in: `/* ${id} 1/3 */` });
  await until(`the death ${step}`, () => world.steps().includes(step), world.steps);
  await exited(world.bot());
  world.disarm();
  await world.start();
  await until('rest', () => world.journal.open().length === 0, world.journal.open);
  const approval = world.journal.approval(id);
  const sent = world.lakehouse.received.filter(({ text }) => text.includes(`/* ${id} `));
  expect(sent.map(({ text }) => /(\d)\/3 \*\/$/.exec(text)?.[1])).toEqual(
    ['1', '2', '3'].slice(0, sent.length),
  );
  return {
    step,
    sent: sent.length,
    states: statementStates(approval)
      .map(({ state }) => state)
      .join(),
  };
}

test('killed at any step of a list, each statement left at most once, and the rest waits for a person', async () => {
  const world = await openKillWorld({ runbookDir: listedRunbook() });
  const wanted: readonly Row[] = [
    { step: 'after send #1', sent: 1, states: 'in_doubt,not_sent,not_sent' },
    { step: 'before commit statement_done #1', sent: 1, states: 'in_doubt,not_sent,not_sent' },
    { step: 'after commit statement_done #1', sent: 1, states: 'done,in_doubt,not_sent' },
    { step: 'before send #2', sent: 1, states: 'done,in_doubt,not_sent' },
    { step: 'after guard #2', sent: 1, states: 'done,in_doubt,not_sent' },
    { step: 'after send #2', sent: 2, states: 'done,in_doubt,not_sent' },
    { step: 'after commit statement_done #2', sent: 2, states: 'done,done,in_doubt' },
    { step: 'after send #3', sent: 3, states: 'done,done,in_doubt' },
    { step: 'before commit succeeded #1', sent: 3, states: 'done,done,in_doubt' },
    { step: 'after commit succeeded #1', sent: 3, states: 'done,done,done' },
  ];
  const rows: Row[] = [];
  for (const [index, { step }] of wanted.entries()) rows.push(await killedAt(world, step, 24 - (index % 2)));
  expect(rows).toEqual(wanted);
}, 600_000);
