/** The approval path as its people live it: whoever sees nothing come of a press looks again, and presses again. */

import type { Received } from '../../sandbox/lakehouse/execute.ts';
import { people } from '../../sandbox/slack/fixture.ts';
import type { Approval, ApprovalStatus } from '../../src/approval/state.ts';
import { exited, type KillWorld, until } from './kill-world.ts';
import { asPerson, type PersonClient } from './person.ts';
import { openRequest, RESTORE_TABLE } from './requesting.ts';
import { modalWords } from './screen.ts';

export type Death = {
  /** As the journal had it when the process was gone; null: it had not heard of the request. */
  readonly status: ApprovalStatus | null;
  readonly sent: number;
};

export type Told = {
  readonly deaths: readonly Death[];
  readonly steps: readonly string[];
  readonly approval: Approval;
  readonly tookMs: number;
};

const ASKS_MAX = 6;
const OUTPUT_MAX = 3_000;
const FORM_MAX_MS = 60_000;
/** How long a step that has not come by the time the bot is at rest may yet come: the last few follow no deadline. */
const LAST_STEPS_MS = 2_000;
let versions = 0;

/**
 * It dies once at each of these steps, in this order. Throws when it does not come to rest. Which version is restored alternates, so that each
 * request is a real change.
 */
export async function throughApproval(world: KillWorld, killAt: readonly string[]): Promise<Told> {
  const maria = asPerson(world.slack, people.responder);
  const david = asPerson(world.slack, people.approver);
  const known = new Set(world.journal.approvals());
  const idNow = () => world.journal.approvals().find((id) => !known.has(id)) ?? null;
  const deaths: Death[] = [];
  const startedMs = performance.now();
  versions += 1;
  await fillIn(maria, 24 - (versions % 2));
  world.arm(killAt[0] ?? null);
  for (let asks = 0; asks < ASKS_MAX; asks += 1) {
    const deadly = killAt[deaths.length] ?? null;
    if (!(await comesToRest(world, deadly))) {
      deaths.push(deathOf(world, idNow()));
      await comeBack(world, killAt[deaths.length] ?? null);
      continue;
    }
    const id = idNow();
    const approval = id === null ? null : world.journal.approval(id);
    if (approval === null) {
      await maria.submit();
    } else if (approval.status === 'pending') {
      await david.press('Approve', { in: `/* ${approval.id} */` });
      await until(
        `an answer to the Approve of ${approval.id}`,
        () => isDying(world, deadly) || world.journal.approval(approval.id).status !== 'pending',
      );
    } else if (deadly === null || !(await diesYet(world, deadly))) {
      world.disarm();
      return { approval, deaths, steps: world.steps(), tookMs: Math.round(performance.now() - startedMs) };
    }
  }
  throw new Error(`After ${ASKS_MAX} tries it was not decided: ${String(idNow())}`);
}

/** The form as it stays: one left over from a request whose answer was lost is closed, and the versions are waited for. */
export async function fillIn(maria: PersonClient, version: number): Promise<void> {
  if ((await maria.modal()) !== null) await maria.dismiss();
  await openRequest(maria, RESTORE_TABLE, { in: 'INC-1' });
  await maria.waitUntil(({ modal }) => modal !== null && /^\d+: .* by /m.test(modalWords(modal)), {
    timeoutMs: FORM_MAX_MS,
  });
  await maria.fill({ 'Version to restore': version, 'Why? The approver decides on this.': 'A bad write' });
}

/** A person says what the engine shows. What is settled is not asked about any more, and its card not drawn again. */
export async function settle(world: KillWorld, { id }: Approval): Promise<void> {
  const david = asPerson(world.slack, people.approver);
  await david.press('It was applied', { in: `/* ${id} */` });
  await david.waitUntil(({ modal }) => modal !== null, { timeoutMs: FORM_MAX_MS });
  await david.fill({ 'What did you look at yourself?': 'The history of the table' });
  await david.submit();
  await until(`the settling of ${id}`, () => world.journal.approval(id).status === 'resolved');
  await david.waitUntil(({ modal }) => modal !== null && modalWords(modal).includes('Done.'));
  await david.dismiss();
  await until('rest', () => world.journal.open().length === 0, world.journal.open);
}

/** The process that takes over counts anew if it is to die too, which may be before it is ready. */
async function comeBack(world: KillWorld, deadly: string | null): Promise<void> {
  if (deadly === null) world.disarm();
  else world.arm(deadly);
  await world.start().catch((error: unknown) => {
    if (!isDying(world, deadly)) throw error;
  });
}

function deathOf(world: KillWorld, id: string | null): Death {
  if (id === null) return { status: null, sent: 0 };
  return { status: world.journal.approval(id).status, sent: sentFor(world, id).length };
}

export function sentFor(world: KillWorld, id: string): readonly Received[] {
  return world.lakehouse.received.filter(
    ({ text }) => text.startsWith('RESTORE') && text.includes(`/* ${id} */`),
  );
}

function isDying(world: KillWorld, killAt: string | null): boolean {
  return killAt !== null && world.steps().includes(killAt);
}

/** False when the process is gone instead. */
async function comesToRest(world: KillWorld, killAt: string | null): Promise<boolean> {
  const { open } = world.journal;
  await until(
    'rest',
    () => isDying(world, killAt) || open().length === 0,
    () => [open(), world.bot().output().slice(-OUTPUT_MAX)],
  );
  if (!isDying(world, killAt)) return true;
  await exited(world.bot());
  return false;
}

/** The last few steps owe nobody anything, so that rest may be seen a moment before them. */
async function diesYet(world: KillWorld, killAt: string): Promise<boolean> {
  const giveUpAtMs = performance.now() + LAST_STEPS_MS;
  return until('the last steps', () =>
    isDying(world, killAt) ? 'dies' : performance.now() > giveUpAtMs && 'lives',
  ).then((end) => end === 'dies');
}
